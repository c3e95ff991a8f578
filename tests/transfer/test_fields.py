"""What the keys of front matter mean, in all their spellings."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from blog.transfer.fields import Fields, Question, old_addresses, read
from blog.transfer.front_matter import FrontMatterError, load

BERLIN = ZoneInfo("Europe/Berlin")


def fields(block, zone=UTC, fence="---"):
    return read(load(f"{fence}\n{block}\n{fence}\n".encode()), zone)


def refusal(block):
    with pytest.raises(FrontMatterError) as caught:
        fields(block)
    return caught.value


# Spellings


@pytest.mark.parametrize(
    ("block", "name", "value"),
    [
        ("title: Words", "title", "Words"),
        ("title: 1.10", "title", "1.10"),
        ("title: 2015", "title", "2015"),
        ("title: no", "title", "no"),
        ("title: ' Words '", "title", "Words"),
        ("title: 'The &ldquo;front door&rdquo; of AT&amp;T'", "title", "The “front door” of AT&T"),
        ("title: 'R&D &made-up; ?a=1&copy=2'", "title", "R&D &made-up; ?a=1&copy=2"),
        ("title: '&amp;amp; is written &amp;'", "title", "&amp; is written &"),
        ("title: '&nbsp;Words&#39;'", "title", "Words'"),
        ("description: 'fish &#38; chips'", "description", "fish & chips"),
        (
            """excerpt: '<p>Our <a href="https://a.example">API</a>, <EM>new</EM></p> & b<c'""",
            "description",
            "Our API, new & b<c",
        ),
        ("description: 'a < b, <hr>, </em> & <em>'", "description", "a < b, <hr>, </em> & <em>"),
        ("description: '&lt;em&gt;Words&lt;/em&gt;'", "description", "<em>Words</em>"),
        ("description: '<i>Words</i>'\nfaq: false", "description", "<i>Words</i>"),
        ("title: 'The <b>b</b> element'", "title", "The <b>b</b> element"),
        ("category: 'Q&amp;A'", "category", "Q&A"),
        ("author: Jos&eacute; Paz", "authors", ["José Paz"]),
        ("tags: ['Q&amp;A', 'q&a', '&nbsp;']", "tags", ["q&a"]),
        ("slug: a&amp;b", "slug", "a&amp;b"),
        (
            "canonicalUrl: 'https://a.example/?a=1&amp;b=2'",
            "canonical_url",
            "https://a.example/?a=1&amp;b=2",
        ),
        ("seoTitle: Words", "seo_title", "Words"),
        ("seo_title: Words", "seo_title", "Words"),
        ("description: Words", "description", "Words"),
        ("summary: Words", "description", "Words"),
        ("excerpt: Words", "description", "Words"),
        ("category: seo", "category", "seo"),
        ("categories: [seo]", "category", "seo"),
        ("categories: seo, links", "category", "seo"),
        ("author: ada-brandt", "authors", ["ada-brandt"]),
        ("authors: [ada, ben]", "authors", ["ada", "ben"]),
        ("authors:\n  - ada\n  - ben", "authors", ["ada", "ben"]),
        ("author: Ada Brandt, Ben Kay", "authors", ["Ada Brandt", "Ben Kay"]),
        ("image: drop.png", "image", "drop.png"),
        ("imageAlt: Words", "image_alt", "Words"),
        ("socialImage: card.png", "social_image", "card.png"),
        ("image_alt: Words", "image_alt", "Words"),
        ("tags: [a, b]", "tags", ["a", "b"]),
        ("tags: a, b ,, c", "tags", ["a", "b", "c"]),
        ("tags: [SEO, seo, Seo]", "tags", ["Seo"]),
        ("tags: [2015, 1.5]", "tags", ["2015", "1.5"]),
        ("tags: [no, null, '']", "tags", ["no"]),
        ("tags:", "tags", []),
        ("tags: false", "tags", []),
        ("slug: other", "slug", "other"),
        ("draft: true", "draft", True),
        ("draft: 'yes'", "draft", True),
        ("draft: no", "draft", False),
        ("gone: true", "gone", True),
        ("noindex: on", "noindex", True),
        ("canonicalUrl: https://example.org/", "canonical_url", "https://example.org/"),
        ("canonical_url: https://example.org/", "canonical_url", "https://example.org/"),
        ("nextStep: /services/seo", "next_step", "/services/seo"),
        ("nextStepText: Go", "next_step_text", "Go"),
        ("priceFrom: 990", "price_from", Decimal("990")),
        ("priceFrom: 990.5", "price_from", Decimal("990.5")),
        ("priceFrom: '990.50'", "price_from", Decimal("990.50")),
        ("currency: EUR", "currency", "EUR"),
        ("billingUnit: year", "billing_unit", "year"),
        ("scopeNote: Words", "scope_note", "Words"),
        ("faq: true", "faq", True),
        ("faq: false", "faq", False),
        ("faq:", "faq", False),
        ("redirect_from: /old", "old_addresses", {"/old": "redirect_from"}),
        (
            "redirect_from: [/old, /older]",
            "old_addresses",
            {"/old": "redirect_from", "/older": "redirect_from"},
        ),
        ("aliases:\n  - /old", "old_addresses", {"/old": "aliases"}),
        ("permalink: /old/", "permalink", "/old/"),
    ],
)
def test_a_key_in_any_spelling_is_read(block, name, value):
    assert getattr(fields(block), name) == value


def test_the_first_category_is_the_topic_and_the_others_are_tags():
    found = fields("categories: [seo, links, pr]\ntags: [links, smb]")
    assert found.category == "seo"
    assert found.tags == ["links", "smb", "pr"]


def test_our_spelling_wins_and_the_other_one_is_kept():
    found = fields("excerpt: Short\ndescription: Long\ndate: 2015-01-05")
    assert found.description == "Long"
    assert found.extra == {"excerpt": "Short"}
    assert found.keys["date_published"] == "date"


def test_unknown_keys_are_kept_as_they_are():
    found = fields("layout: post\nown: {a: [1, x, null]}\nversion: 1.10\nday: 2015-01-05\nn:")
    assert found.extra == {
        "layout": "post",
        "own": {"a": [1, "x", None]},
        "version": "1.10",
        "day": "2015-01-05",
        "n": None,
    }


def test_unknown_keys_of_toml_are_kept_as_text_where_yaml_would_not_hold_them():
    found = fields("title = 'a'\nday = 2015-01-05\nbig = 1e400\n[own]\na = 1", fence="+++")
    assert found.extra == {"day": "2015-01-05", "big": "1e400", "own": {"a": 1}}


def test_an_empty_key_means_nothing():
    empty = "\n".join(f"{key}:" for key in ("title", "image", "tags", "date", "faq", "author"))
    found = fields(empty)
    found.keys = {}
    assert found == Fields()


@pytest.mark.parametrize(
    ("block", "line", "field", "reason"),
    [
        ("a: 1\ntitle: [x]", 3, "title", "must be text"),
        ("title: {x: y}", 2, "title", "must be text"),
        ("title: true", 2, "title", "must be text"),
        ("image: [a.png]", 2, "image", "must be text"),
        ("image:\n  feature: a.png", 2, "image", "must be text"),
        ("tags: {a: b}", 2, "tags", "must be text"),
        ("tags: true", 2, "tags", "must be text"),
        ("tags: [a, [b]]", 2, "tags", "must be text"),
        ("author:\n  name: Ada", 2, "author", "must be text"),
        ("authors: [{name: Ada}]", 2, "authors", "must be text"),
        ("category: {a: b}", 2, "category", "must be text"),
        ("redirect_from: {a: b}", 2, "redirect_from", "must be text"),
        ("draft: maybe", 2, "draft", "must be true or false"),
        ("draft: 1", 2, "draft", "must be true or false"),
        ("noindex: [true]", 2, "noindex", "must be true or false"),
        ("faq: words", 2, "faq", "must be true or false"),
        ("faq: {question: a, answer: b}", 2, "faq", "must be true or false"),
        ("faq: [words]", 2, "faq", "question and an answer"),
        ("faq:\n  - question: Why?", 2, "faq", "question and an answer"),
        ("faq: [{question: Why?, answer: }]", 2, "faq", "question and an answer"),
        ("faq: [{question: '', answer: So}]", 2, "faq", "question and an answer"),
        ("faq: [{question: [a], answer: b}]", 2, "faq", "must be text"),
        ("faq: [{question: a, answer: b, inline: perhaps}]", 2, "faq", "must be true or false"),
        ("priceFrom: cheap", 2, "priceFrom", "is no price"),
        ("priceFrom: .nan", 2, "priceFrom", "is no price"),
        ("priceFrom: Infinity", 2, "priceFrom", "is no price"),
        ("priceFrom: true", 2, "priceFrom", "is no price"),
        ("priceFrom: [1]", 2, "priceFrom", "is no price"),
        *(
            (f"title: a\nchapter: {value}", 3, "chapter", "whole number from 1 to 999")
            for value in ("0", "1000", "-1", "1.5", "two", "true", "[1]", "'١'", "'01'")
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_its_key(block, line, field, reason):
    error = refusal(block)
    assert (error.line, error.field) == (line, field)
    assert reason in error.reason


def test_a_list_of_questions_is_taken_as_it_is():
    found = fields(
        "faq:\n  - question: Why?\n    answer: So.\n    inline: true\n  - {question: 1, answer: 2}"
    )
    assert found.faq == [Question("Why?", "So.", True), Question("1", "2", False)]


# Dates


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # The forms of the corpus
        ("2015-01-05", datetime(2015, 1, 5, tzinfo=UTC)),
        ("'2015-01-05'", datetime(2015, 1, 5, tzinfo=UTC)),
        ("'2014-03-20T15:00:00-04:00'", datetime(2014, 3, 20, 19, tzinfo=UTC)),
        ("2014-12-18 12:00:00 -5", datetime(2014, 12, 18, 17, tzinfo=UTC)),
        ("2015-01-05 9:00:00 -5", datetime(2015, 1, 5, 14, tzinfo=UTC)),
        # The form of the export
        ('"2026-03-10T11:24:18.000Z"', datetime(2026, 3, 10, 11, 24, 18, tzinfo=UTC)),
        ('"2026-03-10T11:24:18.123Z"', datetime(2026, 3, 10, 11, 24, 18, 123000, tzinfo=UTC)),
        # Others that people write
        ("2026-03-10T11:24:18.123456Z", datetime(2026, 3, 10, 11, 24, 18, 123000, tzinfo=UTC)),
        ("2026-03-10T11:24:18+05:30", datetime(2026, 3, 10, 5, 54, 18, tzinfo=UTC)),
        ("2026-03-10 11:24:18 +0100", datetime(2026, 3, 10, 10, 24, 18, tzinfo=UTC)),
        ("2026-03-10 11:24:18 +01:00", datetime(2026, 3, 10, 10, 24, 18, tzinfo=UTC)),
        ("2026-03-10 11:24:18 Z", datetime(2026, 3, 10, 11, 24, 18, tzinfo=UTC)),
        ("2026-03-10 11:24", datetime(2026, 3, 10, 11, 24, tzinfo=UTC)),
        ("2026-03-10T11:24", datetime(2026, 3, 10, 11, 24, tzinfo=UTC)),
        ("2026-3-1", datetime(2026, 3, 1, tzinfo=UTC)),
        ("'20260310'", datetime(2026, 3, 10, tzinfo=UTC)),
        ("' 2026-03-10 '", datetime(2026, 3, 10, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_all_its_forms(written, expected):
    assert fields(f"datePublished: {written}").date_published == expected
    assert fields(f"lastmod: {written}").date_modified == expected


def test_every_date_of_the_corpus_is_read(corpus):
    files = sorted((corpus / "posts").glob("*.md"))
    assert len(files) == 318
    for file in files:
        document = load(file.read_bytes())
        found = read(document, UTC).date_published
        assert (found is None) == (document.data.get("date") is None), file.name
        assert found is None or found.year in {2014, 2015, 2016}, file.name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-10T11:24:18", datetime(2026, 3, 10, 10, 24, 18, tzinfo=UTC)),
        ("2026-07-10T11:24:18", datetime(2026, 7, 10, 9, 24, 18, tzinfo=UTC)),
        ("2026-03-10 9:00:00", datetime(2026, 3, 10, 8, tzinfo=UTC)),
        ("2026-03-10", datetime(2026, 3, 9, 23, tzinfo=UTC)),
        ("2026-03-10T11:24:18Z", datetime(2026, 3, 10, 11, 24, 18, tzinfo=UTC)),
    ],
)
def test_a_date_without_a_zone_is_in_the_zone_of_the_site(written, expected):
    assert fields(f"date: {written}", BERLIN).date_published == expected


def test_a_date_of_toml_is_read_like_one_of_yaml():
    for written in ("2026-03-10T12:00:00+01:00", "2026-03-10T12:00:00", "2026-03-10 12:00:00"):
        found = fields(f"date = {written}", BERLIN, "+++").date_published
        assert found == datetime(2026, 3, 10, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "10 March 2026",
        "03/10/2026",
        "2026-13-01",
        "2026-02-30",
        "0000-01-01",
        "10000-01-01",
        "2026-03-10 25:00:00",
        "2026-03-10 11:24:18 -99",
        "2026-03-10T11:24:18+24:00",
        "2026",
        "20260310",
        "true",
        "[2026-03-10]",
        "{a: b}",
        "1e9",
        "''",
        "9999-12-31T23:59:59-05:00",
        "0001-01-01T00:00:00+05:00",
    ],
)
@pytest.mark.parametrize("key", ["datePublished", "updated"])
def test_what_is_no_date_is_refused_at_its_key(key, written):
    error = refusal(f"title: x\n{key}: {written}")
    assert (error.line, error.field) == (3, key)
    assert "date" in error.reason or "range" in error.reason


# Old addresses


@pytest.mark.parametrize(
    ("pattern", "day", "published", "expected"),
    [
        ("/:year/:month/:day/:slug/", date(2015, 1, 5), None, ["/2015/01/05/a-post/"]),
        (
            "/:year/:month/:day/:slug/",
            date(2015, 1, 5),
            datetime(2015, 1, 6, tzinfo=UTC),
            ["/2015/01/05/a-post/", "/2015/01/06/a-post/"],
        ),
        ("/:year/:slug", None, datetime(2015, 1, 6, tzinfo=UTC), ["/2015/a-post"]),
        ("/:year/:slug", None, None, []),
        ("/blog/:title.html", None, None, ["/blog/a-post.html"]),
        ("/:category/:slug/", None, None, ["/SEO/a-post/", "/seo/a-post/"]),
        ("/old", None, None, ["/old"]),
        ("/:slug/:unknown", None, None, ["/a-post/:unknown"]),
    ],
)
def test_a_pattern_gives_the_old_addresses(pattern, day, published, expected):
    found = old_addresses(pattern, Fields(date_published=published, category="SEO"), "a-post", day)
    assert found == expected
