"""What is told of a page is the same wherever it is told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from blog.models import Post, SiteSettings
from blog.transfer import front_matter

from .build import NOON, make_author, make_image, make_post
from .discovery.feed_reading import json_feed, parsed_feed
from .reading import get, page_at, texts, whole_sitemap

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
Facts = dict[str, Any]
TITLE = 'Iron & "goo" <b>]]></b> 🔥'
DESCRIPTION = "What runs & what stays: <i>hot</i>."
MODIFIED = NOON + timedelta(days=3)
ARTICLES = {Post.Kind.POST, Post.Kind.GUIDE}
STATES = {
    "plain": {},
    "hidden from search": {"noindex": True},
    "first elsewhere": {"canonical_url": "https://example.org/first"},
}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def one(values: list[str]) -> str:
    (value,) = values
    return value


def in_html(post: Post) -> Facts:
    page = page_at(post.path)
    authors = texts(page, "//header//a[contains(@class, 'p-author')]")
    published = texts(page, "//article//time[contains(@class, 'dt-published')]/@datetime")
    modified = texts(page, "//article//time[contains(@class, 'dt-updated')]/@datetime")
    return {
        "title": one(texts(page, "//h1")),
        "description": one(texts(page, "//meta[@name='description']/@content")),
        "canonical": one(texts(page, "//link[@rel='canonical']/@href")),
        "indexed": one(texts(page, "//meta[@name='robots']/@content")) != "noindex",
        "published": moment(published[0]),
        "modified": moment(modified[0]),
        **({"authors": authors} if post.kind in ARTICLES else {}),
    }


def in_open_graph(post: Post) -> Facts:
    page = page_at(post.path)
    found = dict(
        zip(texts(page, "//meta/@property"), texts(page, "//meta[@property]/@content"), strict=True)
    )
    dates = {}
    if post.kind in ARTICLES:
        dates = {
            "published": moment(found["article:published_time"]),
            "modified": moment(found["article:modified_time"]),
        }
    return {
        "title": found["og:title"],
        "description": found["og:description"],
        "canonical": found["og:url"],
        **dates,
    }


def in_structured_data(post: Post) -> Facts:
    (text,) = page_at(post.path).xpath("//script[@type='application/ld+json']/text()")
    nodes = {node["@type"]: node for node in json.loads(text)["@graph"]}
    facts = {
        "description": nodes["WebPage"]["description"],
        "url": nodes["WebPage"]["url"],
        "published": moment(nodes["WebPage"]["datePublished"]),
        "modified": moment(nodes["WebPage"]["dateModified"]),
        "picture": nodes["ImageObject"]["url"],
    }
    if post.kind in ARTICLES:
        article = nodes.get("BlogPosting") or nodes["Article"]
        facts |= {"title": article["headline"], "authors": [nodes["Person"]["name"]]}
    return facts


def in_rss(post: Post) -> Facts:
    entry = one([e for e in parsed_feed("/rss.xml").entries if e.link == SITE + post.path])
    return {
        "title": entry.title,
        "url": entry.link,
        "published": datetime(*entry.published_parsed[:6], tzinfo=UTC),
        "authors": [author.name for author in entry.authors],
        "picture": entry.media_content[0]["url"],
    }


def in_json_feed(post: Post) -> Facts:
    item = one([i for i in json_feed("/feed.json")["items"] if i["url"] == SITE + post.path])
    return {
        "title": item["title"],
        "description": item["summary"],
        "url": item["url"],
        "published": moment(item["date_published"]),
        "modified": moment(item["date_modified"]),
        "authors": [author["name"] for author in item["authors"]],
        "picture": item["image"],
    }


def in_sitemap(post: Post) -> Facts:
    part = Post.objects.values_list("part", flat=True).get(pk=post.pk)
    root = etree.fromstring(get(f"/sitemap-posts-{part}.xml").body)
    line = one(
        [each for each in root.iter("{*}url") if each.findtext("{*}loc") == SITE + post.path]
    )
    return {
        "url": line.findtext("{*}loc"),
        "modified": moment(line.findtext("{*}lastmod")),
        "picture": line.findtext(".//{*}image/{*}loc"),
    }


def in_twin(post: Post) -> Facts:
    answer = get(f"{post.path}.md")
    data = front_matter.load(answer.content).data
    return {
        "title": data["title"],
        "description": data["description"],
        "url": data["url"],
        "canonical": answer["Link"].partition(">")[0][1:],
        "published": moment(data["datePublished"]),
        "modified": moment(data["dateModified"]),
        "authors": [data["author"]],
    }


def in_llms_txt(post: Post) -> Facts:
    lines = get("/llms.txt").content.decode().splitlines()
    (line,) = [line for line in lines if f"({SITE}{post.path}.md)" in line]
    title, _, rest = line.removeprefix("- [").partition(f"]({SITE}{post.path}.md): ")
    return {"title": title.replace("\\", ""), "description": rest}


def in_api(post: Post) -> Facts:
    data = json.loads(get(f"/api/posts{post.path}").content)
    return {
        "title": data["title"],
        "description": data["description"],
        "url": data["url"],
        "canonical": data["canonical_url"],
        "published": moment(data["published"]),
        "modified": moment(data["modified"]),
        "authors": [author["name"] for author in data["authors"]],
        "picture": data["image"]["url"],
    }


# Where every page is, and where only what search engines may name.
ALWAYS: list[Callable[[Post], Facts]] = [in_html, in_open_graph, in_twin, in_api]
INDEXED: list[Callable[[Post], Facts]] = [in_sitemap, in_llms_txt]
FOLLOWED: list[Callable[[Post], Facts]] = [in_rss, in_json_feed]


def make(kind: str, state: str) -> Post:
    SiteSettings(pk=1, name="Iron Goo").save()
    return make_post(
        kind=kind,
        category="seo",
        title=TITLE,
        description=DESCRIPTION,
        body="Words.",
        authors=[make_author()],
        image=make_image(alt="A drop"),
        date_modified=MODIFIED,
        **STATES[state],
    )


@pytest.mark.parametrize("kind", Post.Kind)
@pytest.mark.parametrize("state", STATES)
def test_every_place_tells_the_same(kind, state):
    post = make(kind, state)
    truth = {
        "title": TITLE,
        "description": DESCRIPTION,
        "url": SITE + post.path,
        "canonical": post.canonical_url or SITE + post.path,
        "indexed": not post.noindex,
        "published": NOON,
        "modified": MODIFIED,
        "authors": ["Ada Brandt"],
        "picture": SITE + post.image.url,
    }
    places = list(ALWAYS)
    if not post.noindex:
        places.append(in_structured_data)
    if state == "plain":
        places += INDEXED + (FOLLOWED if kind in ARTICLES else [])
    for place in places:
        told = place(post)
        assert told == {name: truth[name] for name in told}, place.__name__


@pytest.mark.parametrize("kind", Post.Kind)
@pytest.mark.parametrize("state", ["hidden from search", "first elsewhere"])
@pytest.mark.parametrize(
    "address", ["/rss.xml", "/atom.xml", "/feed.json", "/llms.txt", "/llms-full.txt", "/api/posts"]
)
def test_what_search_engines_may_not_name_is_listed_nowhere(kind, state, address):
    post = make(kind, state)
    assert post.path not in get(address).body.decode()
    assert post.path not in whole_sitemap()
