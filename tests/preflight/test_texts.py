from decimal import Decimal

import pytest

from blog.linkgraph import find_links
from blog.preflight import Price, Site
from blog.preflight.prices import prices_in
from blog.preflight.reading import first_sentence, read

from .build import link, said, severities

SEO = Price(Decimal("990.00"), "month", "USD", "/services/seo", "Semantic SEO")


def test_the_first_sentence_is_short():
    assert severities("PF20", "word " * 39 + "end. " + "More " * 50) == []
    assert severities("PF20", "word " * 40 + "end.") == ["W"]
    assert severities("PF20", "") == []


def test_a_full_stop_is_not_always_the_end_of_a_sentence():
    assert first_sentence("It is e.g. Dr. Brandt who said so. Then more.").endswith("said so.")
    assert first_sentence("Yes. No.") == "Yes."
    assert first_sentence("“Yes.” He went.") == "“Yes.”"
    assert first_sentence("No end") == "No end"
    assert first_sentence("$4.50 is its price") == "$4.50 is its price"


def test_the_title_is_the_one_heading_of_the_first_level():
    assert severities("PF21", "## Two\n\nText.") == []
    assert severities("PF21", "# One\n\nText.") == ["B"]


def test_no_level_of_headings_is_skipped():
    assert severities("PF21", "## Two\n\n### Three\n\n## Two again") == []
    assert severities("PF21", "### Three") == ["W"]
    assert severities("PF21", "## Two\n\n#### Four") == ["W"]


def test_no_heading_stands_there_twice():
    found = said("PF21", "## Same\n\n## Same\n\n## Same")
    assert found == [("W", "The heading “Same” stands there 3 times.")]


def test_a_price_in_the_text_is_the_one_of_a_service_that_it_links_to():
    site, text = Site(prices=(SEO,)), "It is from $990/month."
    assert severities("PF23", text, site=site) == ["W"]
    assert severities("PF23", text, site=site, links=(link("/services/seo"),)) == []
    assert severities("PF23", text, site=site, next_step="/services/seo") == []
    assert severities("PF23", text, site=site, path="/services/seo", kind="service") == []
    found = said("PF23", "Now $980/month.", site=site, links=(link("/services/seo"),))
    assert found == [("W", "$980/month is the price of no service.")]


@pytest.mark.parametrize(
    "text, amount, unit, currency",
    [
        ("from $990/month, scoped", "990", "month", "USD"),
        ("$1,090/month", "1090", "month", "USD"),
        ("€ 1.090,50 per project", "1090.50", "project", "EUR"),
        ("90 € / hour", "90", "hour", "EUR"),
        ("250 CHF a week", "250", "week", "CHF"),
        ("£12.5 a year", "12.5", "year", "GBP"),
    ],
)
def test_prices_are_read(text, amount, unit, currency):
    price = next(prices_in(text))
    assert (price.amount, price.unit, price.currency) == (Decimal(amount), unit, currency)


@pytest.mark.parametrize("text", ["3 posts a month", "5 per month", "$990", "in 2026/monthly $"])
def test_not_every_number_is_a_price(text):
    assert list(prices_in(text)) == []


@pytest.mark.parametrize("kind, least", [("post", 300), ("guide", 800)])
def test_an_article_is_long_enough(kind, least):
    assert severities("PF26", "word " * least, kind=kind) == []
    assert severities("PF26", "word " * (least - 1), kind=kind) == ["W"]
    assert severities("PF26", "", kind="page") == []


def test_a_page_that_opens_a_topic_is_longer():
    assert severities("PF26", "word " * 300, is_pillar=True) == ["W"]
    assert severities("PF26", "word " * 800, is_pillar=True) == []


def test_the_editor_learns_what_was_left_out():
    assert severities("PF28", "Plain.") == []
    assert severities("PF28", "<script>x</script>") == ["W"]
    assert severities("PF28", "# One") == []  # PF21 says so


def test_links_are_read_with_where_they_stand():
    html = """<p><a href="/a">one</a> <a href="/b">two</a>, <a href="/c">three</a></p>
        <ul><li><a href="/d">four</a></li><li><a href="/e">five</a></li></ul>
        <h2 id="end">End <a class="anchor" href="#end">#</a></h2>
        <p><a href="/f"><img src="x" alt="a map"></a><a class="footnote-ref" href="#fn">1</a></p>"""
    names = [link.anchor for link in find_links(html)]
    positions = [(position.beside, position.last) for position in read(html).links]
    assert dict(zip(names, positions, strict=True)) == {
        "one": (False, False),
        "two": (True, False),
        "three": (False, False),
        "four": (False, False),
        "five": (False, False),
        "a map": (False, True),
    }


def test_a_text_without_headings_is_all_last_section():
    assert [link.last for link in read('<p><a href="/a">one</a></p>').links] == [True]


@pytest.mark.parametrize("text", ["", "word", "#", "![]()", "[](/a)", "$/month", "?\n-"])
def test_a_text_of_next_to_nothing_has_an_answer(text):
    from blog import preflight

    numbers = {number for number in preflight.RULES if said(number, text)}
    assert "PF26" in numbers
