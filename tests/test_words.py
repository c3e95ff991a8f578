"""Every word of the pages stands in a catalogue, and every catalogue is whole.

What is wrong here is mended by `make messages` and a look at the catalogue.
"""

import re
from collections import Counter
from gettext import GNUTranslations
from html.parser import HTMLParser
from itertools import chain

import pytest
from django.conf import settings

from tests.catalogue import (
    LOCALE,
    ROOT,
    Message,
    entries,
    messages_of_template,
    public_templates,
    said,
)

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
TO_CARRY_OVER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+[^>]*>")

# Written alike in every language, and what programs read.
NAMES = {"RSS", "HTML", "Markdown", "BibTeX", "bib", "Iron Goo"}
SHOWN = {"alt", "title", "placeholder", "label", "aria-label", "aria-description"}
WORD = re.compile(r"[^\W\d_]{2,}")
# Of a text inside a tag; unlike `92vw` and `DATE_FORMAT`.
LOOKS_WRITTEN = re.compile(r"[A-Z][a-z]|[a-z] [a-z]")
TRANSLATED = re.compile(
    r"\{% blocktranslate\b.*?\{% endblocktranslate %\}|\{% translate .*?%\}|_\(.*?\)"
    r"|\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}",
    re.S,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)


class Text(HTMLParser):
    """What readers see or hear of a page: its text, and the attributes that hold some."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shown = (value for name, value in attrs if name in SHOWN or name.startswith("data-"))
        self.found += [value for value in shown if value]


def bare_words(template: str) -> set[str]:
    rest = TRANSLATED.sub("", template)
    tags = TAG.findall(rest)
    quoted = chain.from_iterable(re.findall(r""""([^"]*)"|'([^']*)'""", tag) for tag in tags)
    written = {text for text in map("".join, quoted) if LOOKS_WRITTEN.search(text)}
    return {*WORD.findall(" ".join(Text(TAG.sub("", rest)).found)), *written} - NAMES


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


def test_a_message_is_found_in_each_form_that_templates_have():
    found = messages_of_template(
        """{% load i18n %}<p title="{% translate 'Years' %}">{% translate "May" context "month" %}
        {% blocktranslate trimmed count n=n %}{{ n }} (one){% plural %}{{ n }} "two"
        {% endblocktranslate %}{{ x|default:_("It's") }}"""
    )
    assert {*found} == {
        Message("Years"),
        Message("May", context="month"),
        Message("%(n)s (one)", '%(n)s "two"'),
        Message("It's"),
    }


def test_every_message_is_in_the_catalogue_and_nothing_else(language):
    here = said()
    there = {entry.message for entry in entries(language)[1]}
    assert {m: str(p.relative_to(ROOT)) for m, p in here.items() if m not in there} == {}
    assert there - here.keys() == set()


def test_every_message_is_translated_by_a_person(language):
    header, rows = entries(language)
    forms = int(re.search(r"nplurals=(\d)", header)[1])
    for row in rows:
        assert not row.fuzzy, row
        assert len(row.strings) == (forms if row.message.plural else 1), row
        assert all(row.strings), row


def test_a_translation_carries_over_every_placeholder_and_tag(language):
    for row in entries(language)[1]:
        one, many = (Counter(TO_CARRY_OVER.findall(text)) for text in row.message[:2])
        for number, translated in enumerate(row.strings):
            carried = Counter(TO_CARRY_OVER.findall(translated))
            allowed = [one] if not row.message.plural else [many, one] if number == 0 else [many]
            assert carried in allowed, row


def test_the_compiled_catalogue_is_made_of_this_one(language):
    compiled: dict[str | tuple[str, int], str] = {}
    for (msgid, plural, context), strings, _fuzzy in entries(language)[1]:
        key = f"{context}\x04{msgid}" if context else msgid
        compiled |= {(key, n): s for n, s in enumerate(strings)} if plural else {key: strings[0]}
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        found = dict(GNUTranslations(file)._catalog)
    del found[""]  # the header, which msgfmt shortens
    assert found == compiled


def test_the_head_of_a_catalogue_names_its_language_and_keeps_no_sample(language):
    header, _rows = entries(language)
    assert f"\nLanguage: {language}\n" in header
    assert not re.search(
        r"PACKAGE|FULL NAME|YEAR|EMAIL|VERSION", header.replace("MIME-Version", "")
    )


@pytest.mark.parametrize("path", public_templates(), ids=lambda path: path.name)
def test_no_word_stands_in_a_template_outside_of_a_translation(path):
    assert bare_words(path.read_text()) == set()


def test_a_bare_word_is_found_wherever_a_template_can_hold_it():
    template = """{% load i18n %}<a title="Onward {{ name }}">{% translate "Good" %} Read</a>
    {% firstof site.name "Our site" %}<p data-done="Done"{% if x %} class="new"{% endif %}>"""
    assert bare_words(template) == {"Onward", "Read", "Our site", "Done"}
