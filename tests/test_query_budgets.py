"""Each kind of page asks the database as often with 50 rows as with 5."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve
from django.utils import timezone

from blog import afterwards
from blog.models import (
    ClientReport,
    FAQEntry,
    MenuItem,
    Offer,
    PageTerm,
    Post,
    PreviewLink,
    Redirect,
    Related,
    SiteSettings,
    set_tags,
)
from blog.pagecache import parts, shared

from .build import NOON, make_author, make_category, make_image, make_post
from .reading import get

pytestmark = pytest.mark.django_db
remembering = pytest.mark.django_db(transaction=True)  # inside one, nothing is kept in memory

# Queries of one request of a process that remembers nothing. A number that rises needs a reason;
# one that grows with rows is a bug.
BUDGET = {
    "/": 9,
    "/blog": 6,
    "/blog?page=2": 6,
    "/blog/first": 10,
    "/blog/first.bib": 6,
    "/guides": 6,
    "/guides/seo/guide-1": 10,
    "/guides/seo/guide-1.bib": 6,
    "/topics/seo": 12,
    "/tags/shared": 9,
    "/authors/ada-brandt": 7,
    "/services": 4,
    "/services/service-1": 7,
    "/archive": 6,
    "/archive/2025": 6,
    "/feeds": 4,
    "/page-1": 4,
    "/search": 3,
    "/search?q=post": 8,
    "/search?q=post&kind=post&topic=seo&page=1": 8,
    "/search?q=nothing-like-it": 6,
    "/rss.xml": 8,
    "/atom.xml": 8,
    "/feed.json": 8,
    "/feed.json?page=2026-1": 10,  # and what the year before ends with
    "/feed.json?page=2026-2": 8,
    "/topics/seo/rss.xml": 10,
    "/topics/seo/atom.xml": 10,
    "/topics/seo/feed.json": 10,
    "/tags/shared/rss.xml": 11,
    "/tags/shared/atom.xml": 11,
    "/tags/shared/feed.json": 11,
    "/authors/ada-brandt/rss.xml": 10,
    "/authors/ada-brandt/atom.xml": 10,
    "/authors/ada-brandt/feed.json": 10,
    "/topics/moved/rss.xml": 3,  # one asks whether its target leads on
    "/blog/first.md": 6,
    "/guides/seo/guide-1.md": 6,
    "/services/service-1.md": 6,
    "/page-1.md": 6,
    "/api/openapi.json": 0,
    "/api/posts": 5,
    "/api/posts?kind=post&topic=seo": 7,
    "/api/posts/blog/first": 6,
    "/api/search?q=post": 9,
    "/llms.txt": 7,
    "/llms-full.txt": 11,
    "/sitemap.xml": 14,
    "/sitemap-lists-1.xml": 13,
    "/sitemap-posts-{part}.xml": 1,
    "/preview/{token}": 19,
    "/reports/{report}": 3,
    "/robots.txt": 2,
    "/a-key-for-indexnow.txt": 1,
    "/healthz": 1,
    "/favicon.ico": 0,
    "/blog/nothing": 10,
    "/blog/nothing-of-the-kind": 12,
    "/tags/nothing": 12,
    "/authors/nothing": 11,
    "/blog?page=99999": 4,
    "/blog/taken-down": 7,
    "/gone-for-good": 11,
    "/blog/first/": 1,
    "/old/1": 1,
}
STATUS = {
    "/blog/nothing": 404,
    "/blog/nothing-of-the-kind": 404,
    "/tags/nothing": 404,
    "/authors/nothing": 404,
    "/blog?page=99999": 404,
    "/blog/taken-down": 410,
    "/gone-for-good": 410,
    "/blog/first/": 301,
    "/old/1": 301,
    "/topics/moved/rss.xml": 301,
    "/favicon.ico": 302,
}


def make_rows(count: int) -> None:
    """As many posts, guides, services, tags, authors, questions and menu items, all connected."""
    ada = make_author(photo=make_image("ada.png"), bio="Writes.")
    seo = make_category("seo")
    site = SiteSettings(
        pk=1,
        indexnow_key="a-key-for-indexnow",
        default_author=ada,
        logo=make_image("logo.png", size=(50, 50)),
    )
    site.save()
    image = make_image("drop.png", size=(60, 60))
    every = {"category": seo, "image": image, "faq": True}
    first = make_post("first", **every)
    for n in range(20):
        make_post(f"plain-{n}", category=seo, tags=["shared"], authors=[ada])
    for n in range(count):
        topic = make_category(f"topic-{n}", pillar=first)
        authors = [ada, make_author(f"author-{n}", photo=image)]
        tags = ["shared", f"tag {n}"]
        for kind in ("post", "guide"):
            post = make_post(f"{kind}-{n}", kind=kind, tags=tags, authors=authors, **every)
        FAQEntry.objects.create(post=first, question=f"Question {n}?", answer="Yes.")
        make_post(f"other-{n}", category=topic, tags=tags, authors=authors[1:], image=image)
        make_post(f"deep-{n}", kind="guide", category=topic, image=image)
        service = make_post(f"service-{n}", kind="service", category=seo, image=image)
        Offer.objects.create(post=service, price_from=990)
        make_post(f"page-{n}", kind="page", image=image)
        Redirect.objects.create(from_path=f"/old/{n}", to_post=first)
        MenuItem.objects.create(label=f"Item {n}", target="/blog")
        PageTerm.objects.bulk_create(
            PageTerm(post=page, term=term, weight=0.5)
            for page in (post, service)
            for term in ("nothing", "kind")
        )
    articles = Post.objects.articles().filter(image=image)
    Related.objects.bulk_create(
        Related(post=one, other=other, score=0.5)
        for one in articles
        for other in articles[:5]
        if one != other
    )
    make_post("of-last-year", date_published=NOON - timedelta(days=365))
    make_post("taken-down", category=seo, first_public=NOON, status="gone", date_published=NOON)
    Redirect.objects.create(from_path="/gone-for-good")
    Redirect.objects.create(from_path="/topics/moved", to_url="/topics/seo")
    site.lead = post
    site.save()
    seo.pillar = first
    seo.save()
    first.next_step = post
    first.save()
    set_tags(first, [f"tag {n}" for n in range(count)])
    for n in range(count):
        first.bylines.create(author=make_author(f"author-{n}"), order=n)


def make_report(count):
    """Return the key of a monthly report with that many rows of a part."""
    row = {"path": "/blog/first", "title": "First", "sentence": "Words.", "to": "/blog/deep-0"}
    parts = {"new-links": {"now": count, "then": None, "rows": [row] * count}}
    report = ClientReport.objects.create(month=NOON, whole=False, made_at=NOON, parts=parts)
    report.share()
    return report.key


@remembering
@pytest.mark.parametrize("count", [5, 50])
def test_a_page_asks_as_often_however_many_rows_there_are(count):
    with afterwards.once():
        make_rows(count)
    expires = timezone.now() + timedelta(days=1)
    link = PreviewLink.objects.create(post=Post.objects.get(slug="first"), expires=expires)
    part = link.post.part
    token = link.get_absolute_url().rpartition("/")[2]
    report = make_report(count)
    asked = {}
    for address in BUDGET:
        parts.forget()
        with CaptureQueriesContext(connection) as queries:
            assert get(
                address.format(token=token, part=part, report=report)
            ).status_code == STATUS.get(address, 200), address
        asked[address] = len(queries)
    assert asked == BUDGET


# Of a process that knows what pages share, and built this one, too: what is the page's own.
OWN = {
    "/": 3,
    "/blog": 1,
    "/blog?page=2": 1,
    "/blog/first": 3,
    "/blog/first.md": 0,
    "/blog/first.bib": 0,
    "/api/posts/blog/first": 0,
    "/topics/seo": 3,
    "/rss.xml": 2,
}


@remembering
def test_what_pages_share_is_asked_for_once():
    with afterwards.once():
        make_rows(5)
    asked = {}
    for address in OWN:
        get(address)
        with CaptureQueriesContext(connection) as queries:
            get(address)
        asked[address] = len(queries)
    assert asked == OWN


@remembering
def test_an_article_among_others_of_its_topic_asks_four_times():
    """For its row, its questions, the keys of what is near, and the cards of those."""
    with afterwards.once():
        make_rows(5)
    get("/blog/first")
    shared._cards.kept.kept.clear()
    with CaptureQueriesContext(connection) as queries:
        get("/blog/first")
    assert len(queries) == 4


def test_every_kind_of_page_has_a_budget():
    pages = [
        a.format(token="token", part=1, report="key").partition("?")[0]
        for a in BUDGET
        if STATUS.get(a) != 301
    ]
    names = {resolve(page).url_name for page in pages} | {"media"}
    assert names >= {pattern.name for pattern in get_resolver("blog.urls").url_patterns}


def test_a_save_asks_as_often_however_many_links_its_text_has():
    """Links come at its beginning, so that all others shift; and some go."""
    paths = [make_post(f"of-{n}").path for n in range(60)]
    counts = []
    for count in (6, 60):
        lines = [f"We read [of {n}]({path}) here." for n, path in enumerate(paths[:count])]
        lines.append("One day [we write of it](/blog/later).")
        post = make_post(f"with-{count}", body="\n\n".join(lines[2:]))
        fresh = Post.objects.get(pk=post.pk)
        with CaptureQueriesContext(connection) as queries:
            fresh.body = "\n\n".join([*lines[:-3], lines[-1]])
            fresh.full_clean()
            fresh.save()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 41  # two of them hold rows on PostgreSQL
