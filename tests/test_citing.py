import re
from datetime import date

import markdown
import pytest
from pybtex.database import Person, parse_string

from blog.citing import Citation

URL = "https://www.example.com/blog/honest-dates"


def make_citation(title: str = "Honest dates", **fields) -> Citation:
    fields.setdefault("authors", ["Ada Brandt"])
    fields.setdefault("signed", " and ".join(fields["authors"]))
    defaults = {
        "site": "Iron Goo",
        "published": date(2026, 3, 10),
        "written": "10 March 2026",
        "url": URL,
        "key": "honest-dates-2026",
    }
    return Citation(title=title, **{**defaults, **fields})


def read_bibtex(entry: str) -> dict[str, str]:
    """Read the one entry as a reference manager does: a name in its parts, a month in full."""
    ((key, found),) = parse_string(entry, "bibtex").entries.items()
    assert found.type == "misc"
    authors = [" ".join(part for part in parts_of(who) if part) for who in found.persons["author"]]
    return {"key": key, "author": " and ".join(authors), **found.fields}


def parts_of(who: Person) -> list[str]:
    return [
        *who.first_names,
        *who.middle_names,
        *who.prelast_names,
        *who.last_names,
        *who.lineage_names,
    ]


def as_printed(value: str) -> str:
    """Return what LaTeX prints of a field."""
    words = {
        "textbackslash": "\\",
        "textbraceleft": "\0",
        "textbraceright": "\1",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
        "textquotedbl": '"',
    }
    value = re.sub(r"\{\\(text\w+)\}", lambda found: words[found[1]], value)
    value = value.replace("{", "").replace("}", "")
    return re.sub(r"\\([&%$#_])", r"\1", value).replace("\0", "{").replace("\1", "}")


def test_plain_text_names_author_title_site_date_and_address():
    said = make_citation().text
    assert said == f'Ada Brandt. "Honest dates." Iron Goo, 10 March 2026. {URL}'


def test_a_title_that_ends_a_sentence_gets_no_second_stop():
    assert '"Why?" Iron Goo' in make_citation("Why?").text
    assert f'"[Why?]({URL})" Iron Goo' in make_citation("Why?").markdown


def test_an_author_with_an_initial_gets_no_second_stop():
    assert make_citation(authors=["Ada B."]).text.startswith('Ada B. "')


def test_without_an_author_the_site_signs():
    citation = make_citation(authors=[], signed="")
    assert citation.text.startswith('Iron Goo. "Honest dates."')
    assert read_bibtex(citation.bibtex)["author"] == "{Iron Goo}"


def test_html_links_the_title_and_escapes_what_is_markup():
    said = make_citation("Less <b> & more", authors=["A & B"]).html
    link = f'<a href="{URL}">Less &lt;b&gt; &amp; more</a>'
    assert said == f'A &amp; B. "{link}." Iron Goo, 10 March 2026.'


def test_markdown_links_the_title():
    said = make_citation().markdown
    assert said == f'Ada Brandt. "[Honest dates]({URL})." Iron Goo, 10 March 2026.'


@pytest.mark.parametrize("title", ["a ] b", "a](x)[b", "*stress* _it_ `now`", "a \\ b", "![x](y)"])
def test_markdown_shows_the_title_as_it_is(title):
    html = markdown.markdown(make_citation(title).markdown)
    assert f'<a href="{URL}">{title}</a>' in html


def test_bibtex_holds_each_part_in_a_field():
    assert read_bibtex(make_citation(authors=["Ada Brandt", "Jonas Keel"]).bibtex) == {
        "key": "honest-dates-2026",
        "author": "Ada Brandt and Jonas Keel",
        "title": "{Honest dates}",
        "howpublished": "Iron Goo",
        "year": "2026",
        "month": "March",
        "day": "10",
        "url": URL,
    }


def test_a_name_that_bibtex_would_take_apart_stands_in_braces():
    author = read_bibtex(make_citation(authors=["Smith, Jones and Sons"]).bibtex)["author"]
    assert author == "{Smith, Jones and Sons}"


@pytest.mark.parametrize(
    "title",
    [
        "{",
        "}",
        "}}}, url = {https://evil.test}}",
        "\\",
        "\\}",
        "\\input{/etc/passwd}",
        '100 % of $5 & #1_a ~ ^ < > | "x"',
        "@misc{x, title={y}}",
        "a \\textbraceleft b",
        "Größe, naïve, 中文, שלום",
        "🟠 ]]> </script>",
        "W" * 5000,
    ],
)
def test_bibtex_prints_the_title_as_it_is_and_nothing_gets_out_of_its_field(title):
    entry = make_citation(title, authors=[title], site=title).bibtex
    fields = read_bibtex(entry)
    assert as_printed(fields["title"]) == title
    assert as_printed(fields["author"]) == title
    assert as_printed(fields["howpublished"]) == title
    assert fields["url"] == URL
    assert "\\input" not in entry


@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x85", "\t"])
def test_no_line_ends_within_a_part(end):
    citation = make_citation(f"One{end}two")
    assert '"One two."' in citation.text
    assert ">One two</a>" in citation.html
    assert "[One two]" in citation.markdown
    assert read_bibtex(citation.bibtex)["title"] == "{One two}"


def test_an_address_does_not_end_early():
    citation = make_citation(url="https://elsewhere.example/a_(b){c}'d")
    written = "https://elsewhere.example/a_%28b%29%7Bc%7D%27d"
    assert f"]({written})." in citation.markdown
    assert f'href="{written}"' in citation.html
    assert read_bibtex(citation.bibtex)["url"] == written
