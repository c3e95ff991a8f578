from datetime import timedelta
from html import unescape

import feedparser
import pytest
from lxml import etree
from lxml import html as lxml_html

from blog import afterwards
from blog.models import FAQEntry, SiteSettings

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
HOSTILE = [
    "<script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "A & B &amp; C &lt;b&gt;",
    "\"quotes\" 'and' <em>tags</em>",
    "<!-- not --> <![CDATA[ closed",
    "</title></item><item><title>Mine",
    "&#x3c;script&#x3e;",
    "Ünï©ödé 🟠 \u202e backwards \u2028 line",
]


def feed():
    """Read the feed as a feed reader does."""
    found = feedparser.parse(get("/rss.xml").body)
    assert not found.bozo, found.bozo_exception
    return found


def entry():
    (found,) = feed().entries
    return found


def content() -> str:
    """Return the full text as it stands in the feed, before any feed reader cleans it."""
    root = etree.fromstring(get("/rss.xml").body)
    (text,) = [element.text or "" for element in root.iter(CONTENT)]
    return text


def guid() -> tuple[str, str]:
    """Return the one item's id, and whether it is also an address."""
    (found,) = etree.fromstring(get("/rss.xml").body).iter("guid")
    return found.text, found.get("isPermaLink")


def test_the_feed_says_whose_it_is():
    SiteSettings(pk=1, name="Rust & Co", description="We read links.").save()
    channel = feed().feed
    assert (channel.title, channel.subtitle) == ("Rust & Co", "We read links.")
    assert channel.link == f"{SITE}/"
    assert {"rel": "self", "href": f"{SITE}/rss.xml"}.items() <= channel.links[1].items()
    assert feed().version == "rss20"


def test_the_feed_is_served_as_rss():
    assert get("/rss.xml")["Content-Type"] == "application/rss+xml; charset=utf-8"


def test_an_empty_site_has_a_valid_feed():
    assert feed().entries == []


def test_an_item_holds_the_full_text():
    make_post(body="First.\n\n## Second\n\n- third\n", description="In short.")
    assert "First." in content()
    assert "<li>third</li>" in content()
    assert entry().summary == "In short."


def test_every_address_in_the_text_is_absolute():
    image = make_image()
    make_post("other", date_published=NOON - timedelta(days=1))
    make_post(
        body="[page](/blog) [beside](other) [part](#two) [query](?a=1)\n\n"
        "[out](https://a.example/b) [mail](mailto:a@b.example) \n\n"
        f"![drop]({image.file.url})\n\n## Two\n\nA note.[^1]\n\n[^1]: Here.\n"
    )
    links = list(lxml_html.fromstring(f"<div>{content()}</div>").iterlinks())
    addresses = [address for _, _, address, _ in links]
    assert f"{SITE}/blog" in addresses
    assert f"{SITE}/blog/other" in addresses
    assert f"{SITE}/blog/a-post#two" in addresses
    assert f"{SITE}{image.file.url}" in addresses
    assert all(a.startswith(("https://", "mailto:")) for a in addresses), addresses


@pytest.mark.parametrize(
    "body", ["[a](http://[bad)", "[a](//[)", "[a](http://a:b:c/)", "<a href='http://[::1'>x</a>"]
)
def test_an_address_that_is_none_does_not_break_the_feed(body):
    make_post(body=body)
    assert entry().title == "A post"


def test_marks_for_readers_of_the_page_stay_out_of_the_feed():
    make_post(body="## Heading\n")
    assert 'class="anchor"' not in content()
    assert "#" not in content()


def test_words_that_look_like_tags_stay_words():
    make_post(body="<form>&lt;img src=x onerror=alert(1)&gt; a &amp;amp; b</form>\n")
    assert "<img" not in content()
    assert "&lt;img" in content()
    assert "&amp;amp;" in content()


def test_questions_that_the_page_prints_stand_in_the_feed_too():
    post = make_post(body="Text.", faq=True)
    FAQEntry.objects.create(post=post, question="A < B?", answer="See [here](/blog).")
    FAQEntry.objects.create(post=post, question="Inline?", answer="Yes.", inline=True)
    assert "A &lt; B?" in content()
    assert f'href="{SITE}/blog"' in content()
    assert "Inline?" not in content()


def test_the_id_is_the_address_at_first():
    make_post()
    assert guid() == (f"{SITE}/blog/a-post", "true")


def test_the_id_stays_when_the_address_changes():
    post = make_post()
    post.slug = "another"
    post.save()
    assert guid() == (f"{SITE}/blog/a-post", "false")
    assert entry().link == f"{SITE}/blog/another"


def test_the_id_stays_when_the_site_moves(settings):
    post = make_post()
    settings.SITE_URL = "https://new.example"
    post.save()
    assert guid() == (f"{SITE}/blog/a-post", "false")
    assert entry().link == "https://new.example/blog/a-post"


def test_the_id_is_the_address_of_the_day_of_publication():
    post = make_post("before", status="draft")
    post.slug, post.status, post.date_published = "scheduled", "published", LATER
    post.save()
    post.slug = "published"
    post.date_published = NOON
    post.save()
    assert guid() == (f"{SITE}/blog/published", "true")


def test_dates_are_those_of_publication():
    make_post(date_published=NOON, date_modified=NOON + timedelta(days=1))
    assert entry().published == "Tue, 10 Mar 2026 12:00:00 +0000"


def test_the_last_build_is_the_newest_change():
    make_post("new", date_published=NOON, date_modified=NOON)
    make_post(
        "old", date_published=NOON - timedelta(days=9), date_modified=NOON + timedelta(days=2)
    )
    response = get("/rss.xml")
    assert feed().feed.updated == "Thu, 12 Mar 2026 12:00:00 +0000"
    assert response["Last-Modified"] == "Thu, 12 Mar 2026 12:00:00 GMT"


def test_authors_are_named_in_their_order():
    make_post(authors=[make_author("zoe-quist"), make_author("ada-brandt")])
    assert entry().author == "Zoe Quist, Ada Brandt"


def test_the_default_author_signs_what_nobody_signed():
    SiteSettings(pk=1, default_author=make_author()).save()
    make_post()
    assert entry().author == "Ada Brandt"


def test_a_post_without_author_has_none():
    make_post()
    assert "author" not in entry()


def test_topic_and_tags_are_categories():
    make_post(category=make_category("seo", name="Search & Co"), tags=["zinc", "amber"])
    assert [tag.term for tag in entry().tags] == ["Search & Co", "zinc", "amber"]


def test_the_feed_holds_the_twenty_newest():
    with afterwards.once():
        for n in range(25):
            make_post(f"post-{n}", date_published=NOON + timedelta(hours=n))
    assert [e.title for e in feed().entries] == [f"Post {n}" for n in range(24, 4, -1)]


def test_the_feed_holds_posts_and_guides_and_nothing_else():
    for kind in ("post", "guide", "service", "page"):
        make_post(f"a-{kind}", kind=kind, category="seo")
    assert {e.title for e in feed().entries} == {"A post", "A guide"}


def test_what_stands_first_elsewhere_is_not_in_the_feed():
    make_post(canonical_url="https://elsewhere.example/")
    assert feed().entries == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_through_as_words(words):
    SiteSettings(pk=1, name=words, description=words).save()
    make_post(
        title=words,
        description=words,
        category=make_category("seo", name=words),
        tags=[words],
        authors=[make_author(name=words)],
    )
    (channel,) = etree.fromstring(get("/rss.xml").body)
    (item,) = channel.findall("item")
    creator = "{http://purl.org/dc/elements/1.1/}creator"
    for element in (channel.find("title"), item.find("title"), item.find(creator)):
        assert element.text == words
    assert [c.text for c in item.findall("category")] == [words, words]
    assert feed().entries


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_text_comes_through_inert(words):
    make_post(body=f"{words}\n\n`{words}`\n\n> {words}\n")
    root = lxml_html.fromstring(f"<div>{content()}</div>")
    assert not root.xpath("//script | //*[@*[starts-with(name(), 'on')]]")
    assert feed().entries


def test_characters_that_xml_has_not_do_not_break_the_feed():
    make_post(body="A &#1; b &#xFFFE; c &#xD800; d \x0c e")
    text = unescape(content())
    assert not {"\x01", "\ufffe", "\ud800", "\x0c"} & set(text)


def test_a_deep_text_comes_through_whole():
    make_post(body="".join(f"{'> ' * n}level {n}\n\n" for n in range(1, 40)) + "The end.\n")
    assert "The end." in content()


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_feed_that_has_not_changed_is_not_sent_again(header, encoding):
    make_post(body="Text. " * 100)
    asked = {"Accept-Encoding": encoding}
    first = get("/rss.xml", headers=asked)
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    again = get("/rss.xml", headers={**asked, condition: first[header]})
    assert (again.status_code, again.body) == (304, b"")


def test_a_feed_that_has_changed_is_sent_again():
    post = make_post()
    first = get("/rss.xml")
    post.body, post.date_modified = "New.", NOON + timedelta(days=1)
    post.save()
    assert get("/rss.xml", headers={"If-None-Match": first["ETag"]}).status_code == 200
    changed = get("/rss.xml", headers={"If-Modified-Since": first["Last-Modified"]})
    assert changed.status_code == 200
