"""What is found, and in which order: the same cases on SQLite and on PostgreSQL."""

import pytest

from blog.models import Category, FAQEntry, Post
from blog.search import find
from tests.build import LATER, make_category, make_post

pytestmark = pytest.mark.django_db


def found(typed: str, **filters) -> list[str]:
    posts = find(typed, **filters).posts
    slugs = dict(Post.objects.values_list("pk", "slug"))
    return [slugs[pk] for pk in posts]


FILLER = "Iron is forged while it is hot. Nobody says more than that about it. "


def make_weighty() -> None:
    """Five posts that hold one word each, from where it weighs least to where it weighs most."""
    make_post("in-text", title="One", body=FILLER + "A crucible stands there. " + FILLER)
    faq = make_post("in-faq", title="Two", body=FILLER * 2, faq=True)
    FAQEntry.objects.create(post=faq, question="What is a crucible?", answer="A pot.")
    make_post("in-heading", title="Three", body=f"{FILLER}\n\n## The crucible\n\n{FILLER}")
    make_post("in-tag", title="Four", body=FILLER * 2, tags=["crucible"])
    make_post("in-title", title="The crucible", body=FILLER * 2)
    make_post("nowhere", title="Five", body=FILLER * 2)


def test_a_title_weighs_more_than_tags_and_headings_those_more_than_questions_and_those_than_text():
    make_weighty()
    order = found("crucible")
    assert order[0] == "in-title"
    assert set(order[1:3]) == {"in-heading", "in-tag"}
    assert order[3:] == ["in-faq", "in-text"]


def test_a_word_that_fills_a_text_weighs_less_than_one_in_a_title():
    make_post("often", title="Pots", body="The crucible is hot. " * 20 + FILLER)
    make_post("titled", title="The crucible", body=FILLER * 10)
    assert found("crucible") == ["titled", "often"]


def test_of_two_that_are_alike_the_newer_comes_first():
    make_post("older", title="A crucible", date_published=LATER.replace(year=2020))
    make_post("newer", title="A crucible", date_published=LATER.replace(year=2021))
    assert found("crucible") == ["newer", "older"]


CASES = {
    # typed: what is found
    "smelting": {"both", "smelt", "phrase"},
    "smelts": {"both", "smelt", "phrase"},
    "SMELTED": {"both", "smelt", "phrase"},
    "smelting ore": {"both", "phrase"},
    "ore smelting": {"both", "phrase"},
    '"smelting ore"': {"phrase"},
    "“smelting ore”": {"phrase"},
    '"ore smelting"': set(),
    "smelting -ore": {"smelt"},
    "smelting -ores": {"smelt"},
    'smelting -"smelting ore"': {"both", "smelt"},
    "sme": {"both", "smelt", "phrase"},
    "smelti": {"both", "smelt", "phrase"},
    "smeltin": {"both", "smelt", "phrase"},
    "sme ore": set(),
    "ore sme": {"both", "phrase"},
    "how to smelt the ore": {"both", "phrase"},
    "uber": {"accents"},
    "Über": {"accents"},
    "über": {"accents"},
    "strasse": {"accents"},
    "straße": {"accents"},
    "creme brulee": {"accents"},
    "CRÈME": {"accents"},
    "node.js": {"code"},
    "node js": {"code"},
    "snake_case": {"code"},
    "snake": {"code"},
    "company's": {"code"},
    "companies": {"code"},
    "2026": {"code"},
    "привет": {"scripts"},
    "שלום": {"scripts"},
    "שָׁלוֹם": {"scripts"},
    "中文": {"scripts"},
    "文中": set(),
    "smelt OR node": set(),
    "smelt AND ore": {"both", "phrase"},
    "NOT smelt": {"both", "smelt", "phrase"},
    "smelt NEAR ore": set(),
    "title:smelt": set(),
    "smel*": {"both", "smelt", "phrase"},
    "(smelt": {"both", "smelt", "phrase"},
    "smelt)": {"both", "smelt", "phrase"},
    '"smelt': {"both", "smelt", "phrase"},
    "smelt ^ ore": {"both", "phrase"},
    "smelt & ore": {"both", "phrase"},
    "smelt | node": set(),
    "!smelt": {"both", "smelt", "phrase"},
    "smelt:*": {"both", "smelt", "phrase"},
    "smelt' OR 1=1 --": set(),
    "smelt\\": {"both", "smelt", "phrase"},
    "%": set(),
    "the": {"both", "smelt", "phrase", "code"},
}


@pytest.fixture
def posts():
    make_post("both", title="Works", body="The ore that they need for smelting. To and how.")
    make_post("smelt", title="Smelters", body="He smelts the iron.")
    make_post("phrase", title="Trade", body="How to begin: smelting ores, says the book.")
    make_post("accents", title="Über die Straße", body="Eine Crème brûlée, bitte.")
    make_post("code", title="Code", body="The company’s `snake_case` in Node.js, as of 2026-05-01.")
    make_post("scripts", title="Привет", body="שָׁלוֹם und 这是中文网站")


@pytest.mark.parametrize("typed", CASES)
def test_what_is_typed_finds(posts, typed):
    assert set(found(typed)) == CASES[typed]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("crucibl", "crucible"),
        ("crucibel", "crucible"),
        ("crcuible", "crucible"),
        ("krucible", "crucible"),
        ("cruciblee", "crucible"),
        ("crucible anvli", "crucible anvil"),
        ("Crucibble, anvil", "crucible, anvil"),
        ('"hot crucbile"', '"hot crucible"'),
    ],
)
def test_a_slip_is_forgiven_and_what_was_meant_is_named(typed, meant):
    make_post("wanted", title="Crucibles", body="A hot crucible and an anvil.")
    result = find(typed)
    assert result.posts, result
    if result.mended:
        assert result.query.asked == meant
    else:
        assert typed == "crucibl"  # a beginning is no slip


def test_what_was_meant_is_a_word_that_readers_see_though_one_of_a_draft_is_more_alike():
    make_post("a-draft", title="Crucibbles", status="draft", date_published=None)
    make_post("public", title="Crucibles")
    result = find("crucibbel")
    assert result.mended
    assert result.query.asked == "crucibles"


def test_a_word_that_looks_like_none_finds_nothing():
    make_post("a-post", title="Crucibles")
    assert not find("xylophone").posts
    assert not find("crucible xylophone").posts


def test_nothing_is_mended_where_all_words_are_known():
    make_post("one", title="Anvils")
    make_post("two", title="Crucibles")
    result = find("anvil crucible")
    assert not result.posts
    assert not result.mended


@pytest.mark.parametrize("few", [1, 1000])
def test_filters_narrow_by_kind_and_topic(monkeypatch, few):
    monkeypatch.setattr("blog.search.sqlite.FEW", few)
    make_post("plain", title="A crucible")
    make_post("topical", title="A crucible", category="seo")
    make_post("guide", kind="guide", title="A crucible", category="seo")
    seo = make_category("seo")
    assert set(found("crucible")) == {"plain", "topical", "guide"}
    assert found("crucible", kind="guide") == ["guide"]
    assert set(found("crucible", topic=seo)) == {"topical", "guide"}
    assert found("crucible", kind="post", topic=seo) == ["topical"]
    assert found("crucible", topic=Category.objects.create(slug="x", name="X")) == []


@pytest.mark.parametrize("few", [1, 1000])
def test_of_what_is_found_too_often_those_with_it_in_the_title_are_kept(monkeypatch, few):
    """few: above it SQLite goes through the newest posts, and below looks each up."""
    monkeypatch.setattr("blog.search.sqlite.FEW", few)
    monkeypatch.setattr("blog.search.finding.MOST_RANKED", 3)
    make_post("old", title="A crucible", date_published=LATER.replace(year=2001))
    for n in range(5):
        make_post(f"post-{n}", title="Pots", body="A crucible.")
    result = find("crucible")
    assert result.more
    assert len(result.posts) == 4
    assert found("crucible")[0] == "old"


def test_what_begins_like_a_slip_leaves_room_for_what_ends_like_it(monkeypatch):
    monkeypatch.setattr("blog.search.spelling.MOST_COMPARED", 3)
    make_post("many", title="Other words", body="Fauvism, faucets, fauteuil, faultily, faulted.")
    make_post("meant", title="A foundry")
    assert found("faundry") == ["meant"]


def test_a_language_without_stems_compares_whole_words_and_beginnings(settings):
    settings.LANGUAGE_CODE = "de"
    make_post("a-post", title="Backlinks prüfen")
    assert found("backlinks") == ["a-post"]
    assert found("backlink") == ["a-post"]  # begins it
    assert find("backlink prufen").mended  # a slip, as it has no page
    assert found("backlinks PRÜFEN") == ["a-post"]
