"""What is measured of the links is what a reader finds who follows them, page by page."""

from collections import defaultdict
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from blog import afterwards, measuring
from blog.discovery.sitemaps import lists
from blog.models import Post, SitePage, SiteSettings

from .build import make_author, make_category, make_post
from .conftest import shared

pytestmark = pytest.mark.django_db
NOT_HANDED_ON = {"nofollow", "ugc", "sponsored"}
TEXTS = {"e-content", "questions", "next"}
VOID = set("area br col embed hr img input link meta source track wbr".split())


class Reader(HTMLParser):
    """The addresses that a page links to, and those among them that its author wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.all, self.text = [], []
        self.depth, self.within = 0, None

    def handle_starttag(self, tag, attributes) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag not in VOID:
            self.depth += 1
        if self.within is None and not TEXTS.isdisjoint(said.get("class", "").split()):
            self.within = self.depth
        if tag == "a" and "href" in said and NOT_HANDED_ON.isdisjoint(said.get("rel", "").split()):
            self.all.append(said["href"])
            if self.within is not None:
                self.text.append(said["href"])

    def handle_endtag(self, tag) -> None:
        if self.within == self.depth:
            self.within = None
        self.depth -= 1


class Crawl:
    """The site as it is served, read by another parser than ours."""

    def __init__(self, client) -> None:
        posts = Post.objects.indexable().values_list("path", flat=True)
        at_lists = (entry.path for part in lists.parts().values() for entry in part)
        self.nodes = {*posts, *at_lists}
        self.end = {}
        self.all, self.text = {}, {}
        for path in self.nodes:
            reader = Reader()
            reader.feed(client.get(path).content.decode())
            self.all[path] = self.ends(client, reader.all, path)
            self.text[path] = self.ends(client, reader.text, path)

    def ends(self, client, hrefs, page) -> set[str]:
        found = set()
        for href in set(hrefs):
            address = urlsplit(urljoin(settings.SITE_URL + page, href))
            if address.netloc == urlsplit(settings.SITE_URL).netloc and not address.query:
                found.add(self.followed(client, unquote(address.path)))
        return (found & self.nodes) - {page}

    def followed(self, client, path: str) -> str:
        if path not in self.end and path not in self.nodes:
            answer = client.get(path)
            self.end[path] = urlsplit(answer.get("Location", path)).path
        return self.end.get(path, path)

    def depths(self) -> dict[str, int]:
        depth, level = {"/": 0}, ["/"]
        while level:
            further = {end for path in level for end in self.all[path]} - depth.keys()
            depth |= dict.fromkeys(further, depth[level[0]] + 1)
            level = sorted(further)
        return depth


def assert_as_crawled(client) -> None:
    measuring.measure()
    crawl = Crawl(client)
    pages = {page.path: page for page in SitePage.objects.filter(measured_at__isnull=False)}
    assert pages.keys() == crawl.nodes
    depths = crawl.depths()
    assert {path: page.depth for path, page in pages.items()} == {
        path: depths.get(path) for path in pages
    }
    inlinks = defaultdict(set)
    for path, ends in crawl.text.items():
        for end in ends:
            inlinks[end].add(path)
    assert {path: page.inlinks for path, page in pages.items()} == {
        path: len(inlinks[path]) for path in pages
    }
    assert {path: page.outlinks for path, page in pages.items()} == {
        path: len(crawl.text[path]) for path in pages
    }
    kinds = {"post", "guide", "service"}
    orphans = {p for p, page in pages.items() if page.kind in kinds and not inlinks[p]}
    assert {page.path for page in pages.values() if page.orphan} == orphans


def test_figures_of_the_demo_site_are_those_of_a_crawl(client):
    call_command("load_demo", verbosity=0)
    assert_as_crawled(client)


def test_figures_of_the_sites_of_the_domain_are_those_of_a_crawl(client):
    call_command("import_posts", shared("domain", "site"), verbosity=0)
    assert_as_crawled(client)
    orphans = SitePage.objects.filter(orphan=True).values_list("path", flat=True)
    assert {"/blog/field-data", "/blog/office-plants"} <= set(orphans)


def test_a_site_without_pages_has_figures_too(client):
    assert_as_crawled(client)


def test_a_site_whose_articles_name_what_links_to_them_is_that_of_a_crawl(client):
    call_command("load_demo", verbosity=0)
    SiteSettings.objects.update(links_here=True)
    isle = make_post("isle", body="[about](/about)")
    make_post("far", body=f"[isle]({isle.path})", noindex=True)
    assert_as_crawled(client)


def test_odd_sites_are_those_of_a_crawl(client):
    """An island, a topic without pillar, a page that hides, a redirect, a link to itself."""
    topic, ada = make_category("seo"), make_author()
    make_post("one", category=topic, authors=[ada], body="[two](/blog/two) [me](/blog/one)")
    make_post("two", category=topic, tags=["iron"], body="[one](/blog/one#x) [old](/old)")
    make_post("hidden", noindex=True, body="[one](/blog/one)")
    make_post("isle", body="[only](/blog/hidden) [none](/blog/unwritten) [soon](/topics/soon)")
    make_post("service", kind="service", body='<a href="/blog/two" rel="nofollow">x</a>')
    with afterwards.once():
        for n in range(25):
            make_post(f"many-{n}", category=topic)
    assert_as_crawled(client)


def test_a_topic_without_a_public_page_has_no_figures_and_stops_no_pass():
    make_category("empty")
    make_post("a", category=make_category("seo"))
    assert measuring.measure() > 0
