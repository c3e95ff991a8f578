"""The pure parts: words, stems, queries and snippets."""

import sqlite3
import time
from pathlib import Path

import pytest

from blog.search.query import parse
from blog.search.snippets import LENGTH, Marker, Piece
from blog.search.stem import stem
from blog.search.words import Language, fold, words_of

ENGLISH = Language("en")
TEXTS = Path(__file__).resolve().parents[2] / "blog" / "demo"


def test_stems_are_those_of_sqlite():
    texts = [file.read_text() for file in TEXTS.rglob("*.md")]
    words = sorted({word for text in texts for word in words_of(text) if word.isascii()})
    words += "relational conditional digitizer radically visibility capability dying hoping".split()
    assert len(words) > 1_000
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(word, tokenize='porter ascii')")
    database.executemany("INSERT INTO texts(rowid, word) VALUES (?, ?)", enumerate(words))
    database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(texts, 'instance')")
    theirs = dict(database.execute("SELECT doc, term FROM stems"))
    assert {word: stem(word) for word in words} == dict(
        zip(words, (theirs[n] for n in range(len(words))), strict=True)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Über die Straße", ["uber", "die", "strasse"]),
        ("u\u0308ber", ["uber"]),
        ("Łódź łódź æǽ", ["lodz", "lodz", "aeae"]),
        ("ﬁle ½ Æther ÅNGSTRÖM", ["file", "½", "aether", "angstrom"]),
        ("Node.js, snake_case & C++", ["node", "js", "snake", "case", "c"]),
        ("Google’s company's s", ["google", "company", "s"]),
        ("Foo™ … “bar”", ["foo", "bar"]),
        ("שָׁלוֹם مَرْحَبًا हिन्दी", ["שלום", "مرحبا", "हनद"]),
        ("這是ab中文", ["這", "是", "ab", "中", "文"]),
        ("🙂 \x00 \u202e", []),
        ("x" * 90, ["x" * 40]),
    ],
)
def test_words_are_folded(text, words):
    assert list(words_of(text)) == words


def test_a_text_of_many_odd_letters_is_folded_as_each_of_them_is():
    letters = [chr(code) for code in range(0x80, 0x3000)]
    assert fold("".join(letters)) == "".join(map(fold, letters))


def test_a_language_without_stems_leaves_words_as_they_are():
    assert Language("de").stems_of("Die Backlinks") == ["die", "backlinks"]
    assert Language("en-gb").stems_of("The backlinks") == ["the", "backlink"]


NASTY = ["(" * 200, '"' * 200, "-" * 200, "a" * 200, "\u0301" * 200, "ß" * 200, '-"' * 100]


@pytest.mark.parametrize("typed", NASTY)
def test_a_query_of_any_kind_is_parsed_at_once(typed):
    start = time.process_time()
    parse(typed, ENGLISH)
    parse(typed * 1_000, ENGLISH)
    assert time.process_time() - start < 1


def marked(query: str, text: str, language: Language = ENGLISH) -> list[str]:
    marker = Marker(parse(query, language), language)
    return [piece.text for piece in marker.title(text) if piece.marked]


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("link", "Links, linking and LINKED: no clink", ["Links", "linking", "LINKED"]),
        ("happy", "Happiness of the happy", ["Happiness", "happy"]),
        ("publ", "To publish in public", ["publish", "public"]),
        ('"publ"', "To publish in public", []),
        ("uber strasse", "Über die Straße… und Übersicht", ["Über", "Straße"]),
        ("uber", "e\u0301 u\u0308ber ﬁ Über", ["u\u0308ber", "Über"]),
        ("the link", "The link", ["link"]),
        ("the", "The link", ["The"]),
        ("中文", "這是中文網站", ["中", "文"]),
        ("שלום", "אמר שָׁלוֹם לך", ["שָׁלוֹם"]),
        ("link -bait", "link bait", ["link"]),
        ("company", "The company’s links", ["company"]),
    ],
)
def test_words_are_marked_as_they_are_written(query, text, words):
    assert marked(query, text) == words


def test_the_pieces_of_a_title_are_the_title():
    text = "Über “Straße” und ﬁnding… 🙂 links\u0301"
    marker = Marker(parse("links strasse finding", ENGLISH), ENGLISH)
    assert "".join(piece.text for piece in marker.title(text)) == text


def snippet(query: str, text: str) -> list[Piece]:
    return Marker(parse(query, ENGLISH), ENGLISH).snippet(text)


def test_a_snippet_is_the_place_with_the_most_words():
    text = "A link. " + "Words. " * 100 + "Here the anchor of a link stands. " + "Words. " * 100
    pieces = snippet("link anchor", text)
    assert [piece.text for piece in pieces if piece.marked] == ["anchor", "link"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… ")
    assert whole.endswith(" …")
    assert len(whole) <= LENGTH + 50


def test_a_snippet_of_a_short_text_is_the_text():
    assert "".join(piece.text for piece in snippet("link", "One link.")) == "One link."


def test_there_is_no_snippet_without_a_word():
    assert snippet("link", "Nothing of it.") == []
    assert snippet("link", "") == []


@pytest.mark.parametrize("text", ["link" * 50_000, "link " * 50_000, "x" * 200_000 + " link"])
def test_a_snippet_of_an_odd_text_is_short(text):
    assert len("".join(piece.text for piece in snippet("link", text))) <= 2 * LENGTH + len(" …")
