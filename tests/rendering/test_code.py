"""Code is coloured at save, and says the same as before."""

import html5lib
import pytest

from blog.rendering import render, sanitize


def code_of(source):
    tree = html5lib.parse(render(source).html, treebuilder="lxml", namespaceHTMLElements=False)
    return tree.find(".//pre/code")


def test_the_tokens_of_a_known_language_have_classes():
    code = code_of('```python\ndef greet():\n    return "hi"  # warm\n```')
    named = [(span.get("class"), span.text) for span in code]
    assert ("k", "def") in named
    assert ("nf", "greet") in named
    assert ("c1", "# warm") in named


@pytest.mark.parametrize("language", ["python", "html", "js", "css", "bash", "json", "diff", "php"])
@pytest.mark.parametrize(
    "text", ["a < b && c", "  x\n\n\n  y", "<script>alert(1)</script>", "ünï→"]
)
def test_colouring_changes_no_letter(language, text):
    assert code_of(f"```{language}\n{text}\n```").xpath("string()") == f"{text}\n"


@pytest.mark.parametrize("opening", ["```", "```nonsense", "``` {.x}"])
def test_code_of_no_known_language_stays_plain(opening):
    assert len(code_of(f"{opening}\nif x: y\n```")) == 0


@pytest.mark.parametrize("text", ["x = 1\n" * 4_000, "x = 1; " * 100 + "\n"])
def test_more_code_than_the_limits_stays_plain(text):
    assert len(code_of(f"```python\n{text}```")) == 0


def test_the_words_of_the_code_are_counted_as_before():
    assert render("```python\nreturn x + 1\n```").text == "return x + 1"


def test_a_token_class_is_for_spans_alone():
    assert sanitize('<p class="k">a <span class="k evil">b</span></p>') == (
        '<p>a <span class="k">b</span></p>'
    )


def test_coloured_code_passes_the_sanitiser_unchanged():
    html = render("```js\nconst a = `b ${c}`\n```").html
    assert "<span" in html
    assert sanitize(html) == html
