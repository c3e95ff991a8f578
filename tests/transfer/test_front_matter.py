"""The block above a text: read strictly, by line, and written in one style."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.transfer.front_matter import FrontMatterError, dump, load, plain


def yaml(block, body="Words.\n"):
    return f"---\n{block}\n---\n\n{body}".encode()


def toml(block, body="Words.\n"):
    return f"+++\n{block}\n+++\n\n{body}".encode()


def refusal(content):
    with pytest.raises(FrontMatterError) as caught:
        load(content)
    return caught.value


# What is refused, and where


@pytest.mark.parametrize(
    ("content", "line", "field", "reason"),
    [
        (b"", 1, "front matter", "missing"),
        (b"Words.\n", 1, "front matter", "missing"),
        (b"\n---\ntitle: a\n---\n", 1, "front matter", "missing"),
        (b"----\ntitle: a\n----\n", 1, "front matter", "missing"),
        (b"---\n", 1, "front matter", "not closed"),
        (b"---\ntitle: a\n", 1, "front matter", "not closed"),
        (b"---\ntitle: a\n ---\n", 1, "front matter", "not closed"),
        (b"---\ntitle: a\n----\n", 1, "front matter", "not closed"),
        (b"+++\ntitle = 'a'\n---\n", 1, "front matter", "not closed"),
        (b"---\n---\n", 2, "front matter", "must be keys with values"),
        (yaml("# only a comment"), 2, "front matter", "must be keys with values"),
        (yaml("- a\n- b"), 2, "front matter", "must be keys with values"),
        (yaml("words"), 2, "front matter", "must be keys with values"),
        (yaml("null"), 2, "front matter", "must be keys with values"),
        (yaml("a: !!python/object/apply:os.system [id]"), 2, "front matter", "tags"),
        (yaml("a: 1\nb: !!str 2"), 3, "front matter", "tags"),
        (yaml("a: !own x"), 2, "front matter", "tags"),
        (yaml("a: &x y\nb: *x"), 2, "front matter", "anchors and aliases"),
        (yaml("a: 1\nb: *x"), 3, "front matter", "anchors and aliases"),
        (yaml("a: &x\n  b: 1\n<<: *x"), 2, "front matter", "anchors and aliases"),
        (yaml("title: a\ndate: b\ntitle: c"), 4, "title", "stands twice"),
        (yaml('title: a\n"title": c'), 3, "title", "stands twice"),
        (yaml("a:\n  b: 1\n  b: 2"), 4, "b", "stands twice"),
        (yaml("? [a]\n: b"), 2, "front matter", "a key must be a word"),
        (yaml("a: b: c"), 2, "front matter", "not YAML"),
        (yaml("a: 1\nb: [1"), 4, "front matter", "not YAML"),
        (yaml("a: 'x"), 3, "front matter", "not YAML"),
        (yaml("a: 1\n\tb: 2"), 3, "front matter", "not YAML"),
        (yaml("a: @x"), 2, "front matter", "not YAML"),
        (yaml("a: 1\n...\nb: 2"), 4, "front matter", "not YAML"),
        (yaml("%TAG ! x"), 3, "front matter", "not YAML"),
        (yaml("a: \x01"), 1, "front matter", "not YAML"),
        (yaml('a: "\\ud800"'), 2, "front matter", "not YAML"),
        (yaml('a: 1\nb: "\\0"'), 3, "b", "U+0000"),
        (yaml('a: 1\nb: ["x", "\\x07"]'), 3, "b", "U+0007"),
        (yaml('a: 1\nb: {"\\x1b": x}'), 3, "b", "U+001B"),
        (yaml("a: " + "[" * 50 + "]" * 50), 2, "front matter", "deeper than 10 levels"),
        (yaml("a: " + "[" * 60_000), 2, "front matter", "deeper than 10 levels"),
        (yaml("a: " + "{b: " * 11 + "1" + "}" * 11), 2, "front matter", "deeper than 10 levels"),
        (yaml(f"? {'k' * 1001}\n: v"), 1, "k" * 100, "more than 1,000 characters"),
        (toml(f"'{'k' * 1001}' = 1"), 2, "k" * 100, "more than 1,000 characters"),
        (toml(f"a = {{'{'k' * 1001}' = 1}}"), 2, "a", "more than 1,000 characters"),
        (b"---\n" + b"a: b\n" * 14_000 + b"---\n", 1, "front matter", "limit of 64 KB"),
        (yaml("a: " + "x" * 66_000), 1, "front matter", "limit of 64 KB"),
        (toml("a = "), 2, "front matter", "not TOML"),
        (toml("a = 1\nb = x"), 3, "front matter", "not TOML"),
        (toml("a = 1\na = 2"), 3, "front matter", "not TOML"),
        (toml("a = '''\nx"), 3, "front matter", "not TOML"),
        (toml("a = 1979-13-45"), 2, "front matter", "not TOML"),
        (toml("a = " + "1" * 5_000), 2, "front matter", "not TOML"),
        (toml('a = 1\nb = "\\u0000"'), 3, "b", "U+0000"),
        (toml("a = " + "[" * 3_000 + "]" * 3_000), 1, "front matter", "nested too deeply"),
        (toml("a = " + "[" * 12 + "]" * 12), 2, "a", "deeper than 10 levels"),
        (toml("[a" + ".a" * 5_000 + "]"), 1, "a", "deeper than 10 levels"),
        (b"\xef\xbb\xbf---\ntitle: a\n---\n", 1, "text", "byte order mark"),
        ("---\ntitle: a\n---\n".encode("utf-16"), 1, "text", ""),
        (b"---\r\ntitle: a\r\n---\r\n", 1, "text", "Windows line ends"),
        (b"---\ntitle: a\n---\n\nWords.\r\n", 5, "text", "Windows line ends"),
        (b"---\ntitle: a\n---\n\n\nWo\0rds.\n", 6, "text", "NUL"),
        (b"---\ntitle: caf\xe9\n---\n", 2, "text", "Latin-1"),
        (b"---\ntitle: a\n---\n\ncaf\xe9\n", 5, "text", "Latin-1"),
        (b"---\ntitle: a\n---\n\n\xed\xa0\x80\n", 5, "text", "not UTF-8"),
    ],
    ids=lambda value: ascii(value)[:40] if isinstance(value, bytes | str) else str(value),
)
def test_what_is_wrong_is_refused_with_its_line(content, line, field, reason):
    error = refusal(content)
    assert (error.line, error.field) == (line, field)
    assert reason in error.reason
    assert "\n" not in error.reason


def test_a_billion_laughs_are_refused_at_once():
    lines = ['a0: &a0 ["ha"]']
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    start = time.perf_counter()
    assert "anchors and aliases" in refusal(yaml("\n".join(lines))).reason
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "block",
    [
        "\n".join(f"k{n}: v" for n in range(6_000)),
        "a: " + "[x, " * 5 + "y" + "]" * 5,
        "a: [" + "x, " * 20_000 + "x]",
        'a: "' + "\\n" * 30_000 + '"',
        "a: |\n" + "  x\n" * 15_000,
        "a: " + "'" * 60_000,
        "? " * 30_000,
        "- " * 30_000,
        "a: " + "{" * 60_000,
        "#" * 60_000,
        "a: " + "*" * 60_000,
        "a: " + "! " * 30_000,
    ],
    ids=lambda block: block[:12],
)
def test_a_block_at_the_limit_is_read_or_refused_in_time(block):
    start = time.perf_counter()
    try:
        load(yaml(block))
    except FrontMatterError as error:
        assert error.reason
    assert time.perf_counter() - start < 5


# What is read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("words", "words"),
        ("'it''s'", "it's"),
        ('"a \\"b\\" \\u00e9"', 'a "b" é'),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-3", -3),
        ("1.5", 1.5),
        ("0.0001", 0.0001),
        ("0.00001", "0.00001"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("n", "n"),
        ("1.10", "1.10"),
        ("007", "007"),
        ("+49", "+49"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1e3", "1e3"),
        (".5", ".5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12:30:45", "12:30:45"),
        ("1234567890123456", "1234567890123456"),
        ("2015-01-05", "2015-01-05"),
        ("2015-01-05 9:00:00 -5", "2015-01-05 9:00:00 -5"),
        ("2015-01-05T09:00:00Z", "2015-01-05T09:00:00Z"),
        ("=", "="),
        ("[a, 'b c', 3]", ["a", "b c", 3]),
        ("{a: 1}", {"a": 1}),
        ("|\n  x\n  y", "x\ny\n"),
        (">\n  x\n  y", "x y\n"),
        ("a # comment", "a"),
        ("🙂", "🙂"),
    ],
)
def test_yaml_has_no_surprises(written, value):
    assert load(yaml(f"a: {written}\nb: x")).data == {"a": value, "b": "x"}


def test_keys_are_words_whatever_they_look_like():
    data = load(yaml("1: a\ntrue: b\nnull: c\n2015-01-05: d\n<<: e")).data
    assert list(data) == ["1", "true", "null", "2015-01-05", "<<"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"a"', "a"),
        ("3", 3),
        ("1.5", 1.5),
        ("true", True),
        ("[1, 'x']", [1, "x"]),
        ("{b = 1}", {"b": 1}),
        ("2015-01-05", "2015-01-05"),
        ("2015-01-05T09:00:00-05:00", "2015-01-05T09:00:00-05:00"),
        ("2015-01-05T09:00:00", "2015-01-05T09:00:00"),
        ("09:00:00", "09:00:00"),
        ("inf", "inf"),
        ("nan", "nan"),
        ("1e22", "1e22"),
        ("0.00001", "0.00001"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_toml_is_read_as_data_that_can_be_kept(written, value):
    assert plain(load(toml(f"a = {written}")).data) == {"a": value}


def test_the_longest_key_that_is_taken_can_be_written_and_read_again():
    data = load(toml("'" + '"' * 499 + "' = 1")).data
    assert load(dump(data, "").encode()).data == data


def test_every_key_knows_its_line():
    document = load(yaml('title: a\n\n# x\n"seoTitle": b\ntags:\n  - c\nfaq: true'))
    assert document.lines == {"title": 2, "seoTitle": 5, "tags": 6, "faq": 8, "body": 11}
    assert load(toml("title = 'a'\n[extra]\nb = 1")).lines["title"] == 2


@pytest.mark.parametrize(
    ("after", "body"),
    [
        ("", ""),
        ("\n", ""),
        ("\n\n", ""),
        ("\n\nWords.", "Words."),
        ("\nWords.\n", "Words.\n"),
        ("\n\n\n  Words.  \n\n", "\n  Words.  \n\n"),
        ("  \n\nWords.\n", "Words.\n"),
        ("\n\nWords.\n---\nMore.\n", "Words.\n---\nMore.\n"),
        ("\n\n\tCode\x0b\x0c\x85\u2028\n", "\tCode\x0b\x0c\x85\u2028\n"),
    ],
)
def test_the_body_is_kept_byte_for_byte(after, body):
    assert load(f"---\ntitle: a\n---{after}".encode()).body == body


# What is written


def test_the_style_of_the_files_that_people_write():
    data = {
        "title": 'Say "hello"',
        "datePublished": "2026-03-10T11:24:18.000Z",
        "category": "seo",
        "tags": ["seo", "link-earning", "C++", "no"],
        "faq": True,
        "priceFrom": 990,
        "questions": [{"question": "Why?", "answer": "So."}, {"question": "How?"}],
        "own key": {"a": [1, None]},
        "none": [],
    }
    assert dump(data, "Words.\n") == (
        "---\n"
        'title: "Say \\"hello\\""\n'
        'datePublished: "2026-03-10T11:24:18.000Z"\n'
        "category: seo\n"
        'tags: [seo, link-earning, "C++", "no"]\n'
        "faq: true\n"
        "priceFrom: 990\n"
        "questions:\n"
        '  - question: "Why?"\n'
        '    answer: "So."\n'
        '  - question: "How?"\n'
        '"own key": {"a": [1, null]}\n'
        "none: []\n"
        "---\n\nWords.\n"
    )


def test_the_sample_article_comes_back_byte_for_byte(seed_post):
    content = seed_post.read_bytes()
    document = load(content)
    assert dump(document.data, document.body).encode() == content


# All that a file can hold once it was read: no control characters, numbers as they are written.
TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "\"'\\\n\t:#-[]{}&*!|>%@`,? ~\x80\x85\x9f\xa0\u2028\u2029\ufeff🙂é日\u202e"
        ),
        st.characters(
            exclude_categories=["Cs"], exclude_characters="\r\x7f\ufffe\uffff", min_codepoint=32
        ),
    ),
    max_size=30,
)
WORDS = st.sampled_from(
    """true True null ~ yes no on off 1.10 007 1e3 .5 - -- --- ... a-b a_b A = << {} []
    2015-01-05""".split()
)
SCALAR = st.one_of(
    TEXT,
    WORDS,
    st.booleans(),
    st.none(),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**9), 10**9).map(lambda n: n / 10_000),
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT | WORDS, inner, max_size=4),
    max_leaves=12,
)
KEYS = st.one_of(
    TEXT, WORDS, st.sampled_from(["title", "tags", "authors", "category", "slug", "extra"])
)
DATA = st.dictionaries(KEYS, VALUE, min_size=1, max_size=6)
BODY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(DATA, BODY)
def test_what_is_written_is_read_again_the_same(data, body):
    text = dump(data, body)
    document = load(text.encode())
    assert document.data == data
    assert document.body == body
    assert dump(document.data, document.body) == text


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["---", "+++"])
)
def test_any_bytes_are_read_or_refused(content, fence):
    for whole in (content, f"{fence}\n".encode() + content + f"\n{fence}\n".encode()):
        try:
            load(whole)
        except FrontMatterError as error:
            assert error.line >= 1
