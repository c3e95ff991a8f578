"""What a page says of itself, as extruct reads it, beside what the page shows."""

import functools
from datetime import datetime
from typing import Any

import extruct
import pytest

from tests.reading import parsed, text, texts
from tests.showcase import HOSTILE_TITLE

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages")]

SITE = "https://www.example.com"


@functools.cache
def told_by(html: str) -> dict[str, list[dict[str, Any]]]:
    syntaxes = ["opengraph", "json-ld", "microformat"]
    return extruct.extract(html, base_url=SITE, syntaxes=syntaxes, uniform=True)


def shown_by(html: str) -> dict[str, Any]:
    page = parsed(html)
    return {
        "title": text(page, "//h1"),
        "in the tab": text(page, "//title"),
        "description": next(iter(texts(page, "//meta[@name='description']/@content")), None),
        "address": text(page, "//link[@rel='canonical']/@href"),
    }


@pytest.fixture
def heads(pages) -> dict[str, str]:
    """The pages that may be shared: those with an address of their own."""
    found = {name: html for name, html in pages.items() if 'rel="canonical"' in html}
    assert len(found) > 20
    return found


def test_open_graph_names_what_the_page_shows(heads):
    for name, html in heads.items():
        (graph,) = told_by(html)["opengraph"]
        shown = shown_by(html)
        assert graph["og:title"] == shown["title"], name
        assert graph.get("og:description") == shown["description"], name
        assert graph["og:url"] == shown["address"], name
        assert graph["og:site_name"] == "Iron Goo", name


def test_the_picture_of_open_graph_has_an_absolute_address_its_size_and_words(heads):
    with_picture = 0
    for name, html in heads.items():
        (graph,) = told_by(html)["opengraph"]
        if "og:image" in graph:
            with_picture += 1
            assert graph["og:image"].startswith(f"{SITE}/media/"), name
            assert int(graph["og:image:width"]) > 0 and int(graph["og:image:height"]) > 0, name
            assert "og:image:alt" in graph, name
    assert with_picture > 8


def test_structured_data_names_what_the_page_shows(heads):
    for name, html in heads.items():
        told = told_by(html)
        for graph in told["json-ld"]:
            page = next(n for n in graph["@graph"] if n.get("@id", "").endswith("#webpage"))
            shown = shown_by(html)
            assert page["name"] == shown["in the tab"], name
            assert page.get("description") == shown["description"], name
            assert page["url"] == shown["address"], name


def test_the_marks_of_an_entry_say_what_structured_data_says(heads):
    for name in ("post", "guide", "everything", "hostile title", "right to left"):
        told = told_by(heads[name])
        article = next(n for n in told["json-ld"][0]["@graph"] if "headline" in n)
        (entry,) = told["microformat"]
        assert entry["name"] == [article["headline"]], name
        assert entry["url"] == [article["url"]], name
        assert datetime.fromisoformat(entry["published"][0]) == datetime.fromisoformat(
            article["datePublished"]
        ), name
        assert entry.get("summary", []) == [
            article[each] for each in ("description",) if each in article
        ], name


def test_a_hostile_title_is_read_as_it_was_written(heads):
    told = told_by(heads["hostile title"])
    assert told["opengraph"][0]["og:title"] == HOSTILE_TITLE
    assert told["microformat"][0]["name"] == [HOSTILE_TITLE]
