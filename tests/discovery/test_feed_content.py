"""What a feed says of a post, in each form; what the W3C's validator complains of stands here."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

import pytest
from lxml import etree
from lxml import html as lxml_html

from blog import afterwards
from blog.models import FAQEntry, Post, SiteSettings

from ..build import NOON, make_author, make_category, make_image, make_post
from ..reading import get, page_at, text
from .feed_reading import FILES, SITE, json_feed, parsed_feed
from .feed_reading import read as read_feed

pytestmark = pytest.mark.django_db

every_form = pytest.mark.parametrize("file", FILES)
in_xml = pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "c": "http://purl.org/rss/1.0/modules/content/",
    "m": "http://search.yahoo.com/mrss/",
}
HTML_OF = {
    "rss.xml": "//item/c:encoded",
    "atom.xml": "//a:entry/a:content",
}
SUMMARY_OF = {"rss.xml": "//item/description", "atom.xml": "//a:entry/a:summary"}
TITLE_OF = {"rss.xml": "//item/title", "atom.xml": "//a:entry/a:title"}
HOSTILE = [
    "]]><script>alert(1)</script>",
    "</script></title></item></entry>",
    "A & B &amp; C &lt;b&gt;",
    "🟠 👩‍🚀 \u202e \u2028 ＜",
    '"quotes" \'and\' \\ \\u0000 {"a": 1}',
]


def xml(file):
    return etree.fromstring(get(f"/{file}").body)


def words(file, path):
    """Return what stands in the one element that the expression finds, "" for none."""
    return "".join(element.text or "" for element in xml(file).xpath(path, namespaces=NAMES))


def html_in(file):
    if file == "feed.json":
        return json_feed(f"/{file}")["items"][0].get("content_html", "")
    return words(file, HTML_OF[file])


def summary_in(file):
    if file == "feed.json":
        return json_feed(f"/{file}")["items"][0].get("summary", "")
    return unescape(words(file, SUMMARY_OF[file]))  # readers take it for HTML


def title_in(file):
    if file == "feed.json":
        return json_feed(f"/{file}")["items"][0]["title"]
    return words(file, TITLE_OF[file])


# The text


@every_form
def test_a_feed_holds_the_text_that_the_page_shows(file):
    post = make_post(
        body="First.[^1]\n\n## Second\n\n- **Bold** item\n\n```python\nx = 1\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Note.\n",
        faq=True,
    )
    FAQEntry.objects.create(post=post, question="Why & how?", answer="Because *so*.")
    page = page_at(post.path)
    shown = page.xpath(
        "//div[contains(@class, 'e-content')]//text()[not(parent::a/@class = 'anchor')]"
        " | //section[@aria-labelledby='_questions']//text()[not(parent::a/@class = 'anchor')]"
    )
    told = lxml_html.fromstring(f"<div>{html_in(file)}</div>").itertext()
    assert "".join("".join(told).split()) == "".join("".join(shown).split())


@every_form
def test_every_address_in_a_feed_is_absolute(file):
    image = make_image(size=(1700, 10))
    image.store_renditions(*image.make_renditions())
    make_post(
        body="[page](/blog) [beside](other) [part](#two) [query](?a=1) a note[^1]\n\n"
        f'![drop]({image.file.url})\n\n<q cite="/source">x</q>\n\n## Two\n\n[^1]: Here.\n',
        image=image,
        authors=[make_author(photo=image)],
    )
    root = lxml_html.fromstring(f"<div>{html_in(file)}</div>")
    found = [address for _, _, address, _ in root.iterlinks()]
    sets = root.xpath("//@srcset")
    assert len(sets) == 3  # AVIF, WebP, JPEG
    found += [candidate.split()[0] for each in sets for candidate in each.split(",")]
    assert f"{SITE}/blog/a-post#fn:a-post:1" in found
    assert f"{SITE}/source" in found
    assert all(address.startswith("https://") for address in found), found


@every_form
def test_nothing_of_the_page_alone_stands_in_a_feed(file):
    make_post(body="## Two\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| 1 |\n")
    html = html_in(file)
    for mark in ("role=", "aria-", "tabindex", 'class="anchor"', "<span", "style=", "<script"):
        assert mark not in html, mark


@every_form
def test_summaries_stand_alone_if_the_site_says_so(file):
    SiteSettings(pk=1, feed_summaries=True).save()
    make_post(body="The whole text.", description="In short, A < B.")
    assert summary_in(file) == "In short, A < B."
    assert html_in(file) == ""
    assert b"whole text" not in get(f"/{file}").body


@every_form
def test_a_post_without_a_description_is_summed_up_by_its_beginning(file):
    make_post(body="## Head\n\n" + "Word & word. " * 200)
    summary = summary_in(file)
    assert summary.startswith("Head Word & word. Word")
    assert summary.endswith("…")
    assert len(summary) <= 300


@every_form
def test_a_post_of_nothing_but_a_title_makes_a_valid_feed(file):
    make_post(title="Alone")
    assert read_feed(f"/{file}").ids == [f"{SITE}/blog/a-post"]
    assert title_in(file) == "Alone"


# Who, when, what about


@every_form
def test_the_id_survives_another_address_and_another_host(file, settings):
    post = make_post()
    post.slug = "another"
    post.save()
    settings.SITE_URL = "https://new.example"
    assert read_feed(f"/{file}").ids == [f"{SITE}/blog/a-post"]
    assert b"https://new.example/blog/another" in get(f"/{file}").body


def test_atom_and_json_name_each_author_with_their_page():
    make_post(authors=[make_author("zoe-quist"), make_author("ada-brandt")])
    (entry,) = parsed_feed("/atom.xml").entries
    (item,) = json_feed("/feed.json")["items"]
    expected = [
        ("Zoe Quist", f"{SITE}/authors/zoe-quist"),
        ("Ada Brandt", f"{SITE}/authors/ada-brandt"),
    ]
    assert [(author.name, author.href) for author in entry.authors] == expected
    assert [(author["name"], author["url"]) for author in item["authors"]] == expected


def test_what_nobody_signed_is_by_the_site():
    make_post()
    assert parsed_feed("/atom.xml").feed.author_detail == {"name": "Iron Goo", "href": f"{SITE}/"}
    assert json_feed("/feed.json")["authors"] == [{"name": "Iron Goo", "url": f"{SITE}/"}]
    assert "authors" not in json_feed("/feed.json")["items"][0]


@every_form
def test_the_dates_are_those_of_the_page(file):
    make_post(date_published=NOON, date_modified=NOON + timedelta(days=1))
    page = page_at("/blog/a-post")
    shown = [
        datetime.fromisoformat(text(page, f"//meta[@property='article:{of}_time']/@content"))
        for of in ("published", "modified")
    ]
    if file == "feed.json":
        (item,) = json_feed(f"/{file}")["items"]
        told = [item["date_published"], item["date_modified"]]
    else:
        (entry,) = parsed_feed(f"/{file}").entries
        told = [entry.published, entry.updated]
    read = [
        parsedate_to_datetime(each) if "," in each else datetime.fromisoformat(each)
        for each in told
    ]
    assert read == shown


@every_form
def test_topic_and_tags_stand_with_the_post(file):
    make_post(category=make_category("seo", name="Search & Co"), tags=["zinc", "amber"])
    if file == "feed.json":
        found = json_feed(f"/{file}")["items"][0]["tags"]
    else:
        found = [tag.term for tag in parsed_feed(f"/{file}").entries[0].tags]
    assert found == ["Search & Co", "zinc", "amber"]


@every_form
def test_a_feed_says_its_language(file, settings):
    settings.LANGUAGE_CODE = "de"
    make_post()
    found = json_feed(f"/{file}") if file == "feed.json" else parsed_feed(f"/{file}").feed
    assert found["language"] == "de"


# The picture


def pictures(file):
    """Return (address, bytes, type) of each picture that the feed hands on with the post."""
    if file == "feed.json":
        (item,) = json_feed(f"/{file}")["items"]
        files = item.get("attachments", [])
        assert [each["url"] for each in files] == ([item["image"]] if files else [])
        return [(each["url"], each["size_in_bytes"], each["mime_type"]) for each in files]
    (entry,) = parsed_feed(f"/{file}").entries
    return [(each.href, int(each.length), each.type) for each in entry.enclosures]


@every_form
def test_the_picture_comes_with_the_length_and_type_that_it_is_served_with(file):
    image = make_image(size=(1700, 10))
    for made in (False, True):
        if made:
            image.store_renditions(*image.make_renditions())
        Post.objects.all().delete()
        make_post(image=image)
        ((address, length, kind),) = pictures(file)
        served = get(address.removeprefix(SITE))
        assert (len(served.body), served["Content-Type"]) == (length, kind)


@every_form
def test_a_picture_of_unknown_length_is_no_enclosure(file):
    image = make_image()
    image.file_size = 0
    image.save()
    make_post(image=image)
    assert pictures(file) == []


@every_form
def test_a_post_without_a_picture_has_none(file):
    make_post()
    assert pictures(file) == []


@in_xml
def test_media_content_says_what_file_the_picture_is(file):
    image = make_image(size=(60, 40))
    make_post(image=image)
    (media,) = xml(file).xpath("//m:content", namespaces=NAMES)
    assert dict(media.attrib) == {
        "url": f"{SITE}{image.url}",
        "type": "image/png",
        "medium": "image",
        "fileSize": str(image.file_size),
        "width": "60",
        "height": "40",
    }


@in_xml
def test_nothing_but_the_text_is_taken_for_it(file):
    make_post(body="All of it.", description="In short.", image=make_image(alt="A drop"))
    (entry,) = parsed_feed(f"/{file}").entries
    assert [content.value for content in entry.content] == ["<p>All of it.</p>"]
    assert entry.summary == "In short."


# Validity


@every_form
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words_in_every_form(file, words):
    SiteSettings(pk=1, name=words, description=words).save()
    make_post(
        title=words,
        description=words,
        body=words,
        category=make_category("seo", name=words),
        tags=[words],
        authors=[make_author(name=words)],
    )
    assert title_in(file) == words
    assert summary_in(file) == words
    assert read_feed(f"/{file}").title == words.strip()
    for below in ("/topics/seo", "/authors/ada-brandt"):
        read_feed(f"{below}/{file}")


@every_form
def test_characters_that_no_form_may_hold_are_left_out(file):
    """No form of the desk lets them in; rows that were written past it may hold them."""
    post = make_post()
    odd = "a\x01b\x0bc\x1fd\ufffee\uffff"
    Post.objects.filter(pk=post.pk).update(title=odd, description=odd, body_html=f"<p>{odd}</p>")
    SiteSettings(pk=1, name="Site").save()
    SiteSettings.objects.update(name=odd)
    assert (title_in(file), summary_in(file), html_in(file)) == ("abcde", "abcde", "<p>abcde</p>")
    assert read_feed(f"/{file}").title == "abcde"


@every_form
def test_words_by_the_thousand_come_through_whole(file):
    long = "word " * 999 + "last"
    make_post(title=long[:199], description=long[:999], body=long)
    SiteSettings(pk=1, description=long[:299]).save()
    assert (title_in(file), summary_in(file)) == (long[:199], long[:999])
    assert html_in(file) == f"<p>{long}</p>"


@in_xml
def test_signs_of_markup_in_a_title_are_written_as_numbers(file):
    """RSS Advisory Board, RSS Best Practices Profile, 4.4: readers differ on &amp; and &lt;."""
    make_post(title="A & B <b>")
    assert b"<title>A &#x26; B &#x3C;b&#x3E;</title>" in get(f"/{file}").body


def test_rss_says_in_short_before_it_says_all():
    make_post(body="All.", description="Short.")
    (item,) = xml("rss.xml").iter("item")
    tags = [element.tag for element in item]
    assert tags.index("description") < tags.index(f"{{{NAMES['c']}}}encoded")


@in_xml
def test_dates_have_the_form_that_the_specification_asks_for(file):
    make_post()
    found = xml(file)
    if file == "rss.xml":
        for date in found.xpath("//pubDate/text() | //lastBuildDate/text()"):
            assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} \+0000", date)
    atom = found.xpath("//a:updated/text() | //a:published/text()", namespaces=NAMES)
    assert atom
    for date in atom:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", date)


def test_the_parts_of_an_atom_feed_and_of_its_entries_are_all_there():
    make_post()
    feed = xml("atom.xml")
    for parent in (feed, feed.find("a:entry", NAMES)):
        names = [etree.QName(child).localname for child in parent]
        for needed in ("id", "title", "updated"):
            assert names.count(needed) == 1
    assert feed.find("a:author/a:name", NAMES).text


@in_xml
def test_a_page_of_the_archive_says_that_it_is_one(file):
    with afterwards.once():
        for n in range(41):
            make_post(f"post-{n}", date_published=NOON + timedelta(hours=n))
    archived = "boolean(//*[local-name() = 'archive'])"
    assert not xml(file).xpath(archived)
    page = etree.fromstring(get(f"/{file}?page=2026-1").body)
    assert page.xpath(archived)
    links = {link.get("rel"): link.get("href") for link in page.iter("{*}link")}
    assert links["self"] == f"{SITE}/{file}?page=2026-1"
    assert links["current"] == f"{SITE}/{file}"
    assert links["next-archive"] == f"{SITE}/{file}?page=2026-2"
    assert "prev-archive" not in links
