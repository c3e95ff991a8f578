"""Whatever a text says, rendering it ends in time, and nobody else waits for it."""

import sys
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from blog.models import Post
from blog.rendering import Context, Heading, Rendered, RenderError, bounded, render, render_many

KB_60 = 60 * 1024
SLOW = "[" * KB_60
FAR_TOO_LONG = 10  # seconds, on a machine that has other things to do
LATE = "import runpy, time; time.sleep(1); runpy.run_module('blog.rendering.child', {}, '__main__')"


def fill(piece):
    return piece * (KB_60 // len(piece.encode()) + 1)


def numbered(line, count):
    return "\n".join(line.format(n) for n in range(count))


TEXTS = {
    "brackets": fill("["),
    "brackets both ways": "[" * (KB_60 // 2) + "]" * (KB_60 // 2),
    "pictures begun": fill("!["),
    "pictures within pictures": fill("![[") + fill("]]"),
    "links begun": fill("[a]("),
    "links with an angle": fill("[a](<"),
    "links with a quote": fill('[a](b "'),
    "parentheses in a link": "[a](" + "(" * KB_60,
    "references": fill("[a][b]"),
    "reference definitions": fill("[a]: b\n"),
    "marked sections": fill("<!["),
    "cdata": fill("<![CDATA["),
    "declarations": fill("<!"),
    "doctypes": fill("<!doctype "),
    "comments": fill("<!--"),
    "processing instructions": fill("<?"),
    "setext lines": fill("a\n=\n"),
    "setext lines of dashes": fill("-\n"),
    "one long setext line": "a\n" + "=" * KB_60,
    "a deep list": "".join("    " * n + "- a\n" for n in range(170)),
    "a deep list by single spaces": "".join(" " * n + "- a\n" for n in range(340)),
    "lists in one line": fill("- "),
    "numbered lists in one line": fill("1. "),
    "bold list items": fill("- **a** b\n"),
    "quotes": fill("> "),
    "quotes without a space": fill(">"),
    "definitions": fill("a\n: b\n"),
    "20,000 attributes": "<a " + numbered("a{}=1", 20_000) + ">x</a>",
    "20,000 attributes in a list": "# a {" + numbered("a{}=1", 20_000).replace("\n", " ") + "}",
    "attribute lists begun": fill("{: "),
    "stars": fill("*a **b "),
    "stars and quotes": fill("*'"),
    "underscores": fill("_a __b "),
    "backticks": fill("`a``b"),
    "backslashes": fill("\\"),
    "ampersands": fill("&"),
    "entities": fill("&#x"),
    "smaller than": fill("<"),
    "tags begun": fill("<a "),
    "tags with a quote": "<p " + fill('"'),
    "addresses begun": fill("<http://a"),
    "mail begun": fill("<a@"),
    "divs": fill("<div>"),
    "bold within bold": fill("<b>"),
    "tables within tables": fill("<table>"),
    "lists within lists": fill("<ul><li>"),
    "links within links": fill("<a href=x>"),
    "divs that end": fill("</div>"),
    "a long table": "|a|\n|-|\n" + fill("|a|\n"),
    "a wide table": "a|" * 9000 + "\n" + "-|" * 9000 + "\n" + fill("|"),
    "fences": fill("```\n"),
    "fences with attributes": fill("~~~ {"),
    "footnotes": numbered("[^{}]: x", 5000),
    "one footnote cited": fill("[^1]") + "\n\n[^1]: x",
    "abbreviations": numbered("*[A{}]: x", 4000) + "\n\n" + fill("A1 A2 "),
    "headings": fill("# \n"),
    "equal headings": fill("## a\n"),
    "spaces": "a" + " " * KB_60 + "b",
    "empty lines": "\n" * KB_60,
    "placeholders of the parser": fill("\x02klzzwxh:0000\x03"),
    "surrogates": "\ud800" * 20_000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_made_to_be_slow_ends_in_time(name):
    start = time.perf_counter()
    try:
        outcome = bounded.render(TEXTS[name], limit=0.25)
    except RenderError as error:
        outcome = error
        assert str(error).startswith("The text ")
    assert isinstance(outcome, Rendered | RenderError)
    assert time.perf_counter() - start < FAR_TOO_LONG


def test_a_text_that_took_too_long_is_refused_with_the_limit_and_a_hint():
    with pytest.raises(RenderError, match=r"longer than 0\.3 s .* brackets"):
        bounded.render(SLOW, limit=0.3)


@pytest.mark.django_db
def test_a_save_ends_within_five_seconds_with_an_error_at_the_field():
    post = Post(slug="slow", title="Slow", body=SLOW)
    bounded.render("the process has started")
    start = time.perf_counter()
    with pytest.raises(ValidationError) as caught:
        post.full_clean(exclude=["path"])
    assert time.perf_counter() - start < 5
    assert list(caught.value.message_dict) == ["body"]


def test_rendering_in_the_child_gives_what_rendering_here_gives():
    context = Context(
        name="x",
        hosts=("www.example.com",),
        headings=(Heading(id="old", text="Old", level=2, aliases=["older"]),),
    )
    source = "## New\n\n- **Lead** [a](https://example.org)\n\n|a|\n|-|\n|é 日 🙂|"
    assert bounded.render(source, context) == render(source, context)


def test_the_start_of_a_process_takes_nothing_from_the_time_of_a_text(monkeypatch):
    """On a busy machine it takes seconds. Here it takes longer than the text may."""
    children = bounded.Children()
    late = [sys.executable, "-c", LATE]
    popen = bounded.subprocess.Popen
    monkeypatch.setattr(bounded.subprocess, "Popen", lambda _command, **said: popen(late, **said))
    assert children.render("*late*", Context(), 0.5).html == "<p><em>late</em></p>"
    children.end()


def test_a_text_over_the_limit_of_length_is_refused_at_once():
    with pytest.raises(RenderError, match="512 KB"):
        bounded.render("a" * 600_000)


def test_a_slow_text_does_not_hold_up_another_one():
    slow = threading.Thread(target=refused, args=[SLOW, 2])
    slow.start()
    assert bounded.render("*quick*").html == "<p><em>quick</em></p>"
    assert slow.is_alive()
    slow.join()


def refused(source, limit):
    with pytest.raises(RenderError):
        bounded.render(source, limit=limit)


def test_a_text_after_one_that_took_too_long_is_rendered():
    refused(SLOW, 0.2)
    assert bounded.render("a").html == "<p>a</p>"


def test_a_text_after_one_that_nests_too_deeply_is_rendered():
    refused("<div>" * 10_000, 4)
    assert bounded.render("a").html == "<p>a</p>"


def test_a_child_that_died_while_it_was_idle_is_replaced():
    bounded.render("a")
    for child in bounded._children.idle:
        child.process.kill()
        child.process.wait()
    assert bounded.render("b").html == "<p>b</p>"


def test_a_child_that_dies_at_work_refuses_its_text_alone():
    bounded.render("a")
    (child, *_) = reversed(bounded._children.idle)
    threading.Timer(0.2, child.process.kill).start()
    refused(SLOW, 4)
    assert child.process.poll() is not None
    assert child not in bounded._children.idle
    assert bounded.render("b").html == "<p>b</p>"


def test_an_idle_child_is_used_again():
    bounded.render("a")
    (child, *_) = reversed(bounded._children.idle)
    bounded.render("b")
    assert child in bounded._children.idle
    assert child.process.poll() is None


def test_many_texts_come_back_in_order_with_errors_in_their_places():
    texts = [(f"text {n}", Context()) for n in range(20)]
    texts[7] = ("<div>" * 10_000, Context())
    outcomes = list(render_many(texts, workers=2))
    assert isinstance(outcomes[7], RenderError)
    assert [r.html for r in outcomes[:7]] == [f"<p>text {n}</p>" for n in range(7)]
    assert [r.html for r in outcomes[8:]] == [f"<p>text {n}</p>" for n in range(8, 20)]


def test_texts_on_all_threads_at_once_get_their_own_answers(monkeypatch):
    monkeypatch.setattr(bounded, "PATIENCE", 60)
    found = {}

    def one(n):
        found[n] = bounded.render(f"text {n}").html

    threads = [threading.Thread(target=one, args=[n]) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: f"<p>text {n}</p>" for n in range(24)}
    assert len(bounded._children.idle) <= bounded.MOST_CHILDREN


def test_when_every_process_is_busy_the_editor_is_told_and_not_kept_waiting(monkeypatch):
    children = bounded.Children()
    monkeypatch.setattr(bounded, "PATIENCE", 0.01)
    for _ in range(bounded.MOST_CHILDREN):
        children.places.acquire()
    with pytest.raises(RenderError, match="busy with other texts"):
        children.render("text", Context(), 1)
