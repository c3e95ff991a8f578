"""Suggestions while writing, through the database: the worked cases, both ways, and the limits."""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import afterwards, publishing
from blog.models import LinkTodo, Post, Redirect
from blog.publishing.suggesting import suggested
from blog.transfer.importer import Importer
from tests.build import LATER, make_post
from tests.linkgraph.conftest import cases  # noqa: F401, a fixture

pytestmark = pytest.mark.django_db
FORGE = "Iron is hot. The smith beats the anvil with a hammer, and quenches steel in oil."


@pytest.fixture
def site(sample_site):
    Importer(sample_site, ZoneInfo("UTC")).run()
    related()


def related():
    publishing.relate(list(Post.objects.values_list("pk", flat=True)))


def of(path):
    return suggested(Post.objects.get(path=path))


def paths(suggestions):
    return [each.path for each in suggestions]


def test_the_suggestions_of_the_sample_site_are_those_of_the_worked_cases(site, cases):  # noqa: F811
    for path, expected in cases["suggestions"]["outbound"].items():
        found = of(path).out
        assert paths(found) == paths_of(expected), path
        for each, case in zip(found, expected, strict=True):
            assert each.phrase == (case["phrase"] or "")
            assert each.cosine == pytest.approx(case["cosine"], abs=1e-3)
            assert each.phrase_weight == pytest.approx(case["phrase_weight"], abs=1e-3)
            assert each.score == pytest.approx(case["score"], abs=1e-3)


def paths_of(expected):
    return [case["path"] for case in expected]


def test_the_first_suggestion_of_the_sample_article_is_the_service_that_it_names(site):
    first = of("/blog/backlinks").out[0]
    assert (first.path, first.phrase, round(first.score, 4)) == (
        "/services/semantic-seo",
        "semantic seo service",
        0.2946,
    )
    assert first.markdown == "[semantic SEO service](/services/semantic-seo)"
    assert "semantic SEO service" in first.spot.sentence


def test_what_a_page_should_link_to_is_what_the_other_should_be_linked_from(site):
    (into,) = [each for each in of("/services/semantic-seo").into if each.spot]
    assert (into.path, round(into.score, 4)) == ("/blog/backlinks", 0.2946)
    assert into.markdown == "[semantic SEO service](/services/semantic-seo)"


def test_a_page_that_links_here_or_whose_link_is_planned_or_turned_down_is_not_named_again():
    post = make_post("forge", title="Forge work", body=FORGE)
    for slug, text in {"a": "Forge work.", "b": "Forge work.", "c": "Forge work."}.items():
        make_post(slug, body=f"{text} {FORGE}")
    related()
    assert set(paths(suggested(post).into)) == {"/blog/a", "/blog/b", "/blog/c"}
    row = Post.objects.get(slug="a")
    row.body = f"[Forge work](/blog/forge). {FORGE}"
    row.save()
    LinkTodo.objects.create(source=Post.objects.get(slug="b"), target=post, state="dismissed")
    assert paths(suggested(post).into) == ["/blog/c"]


def test_only_live_posts_guides_and_services_are_suggested():
    make_post("live", title="Forge work", body=FORGE)
    make_post("page", title="Forge work", kind="page", body=FORGE)
    make_post("later", title="Forge work", body=FORGE, date_published=LATER)
    make_post("draft", title="Forge work", body=FORGE, status="draft")
    related()
    post = make_post("mine", title="Forge work", body=f"Forge work. {FORGE}", status="draft")
    found = suggested(post)
    assert paths(found.out) == paths(found.into) == ["/blog/live"]


@pytest.mark.parametrize("href", ["/blog/forge", "/blog/old", "/blog/forge.md#iron", "forge"])
def test_what_the_text_leads_to_already_is_not_suggested(href):
    forge = make_post("forge", title="Forge work", body=FORGE)
    Redirect.objects.create(from_path="/blog/old", to_post=forge)
    related()
    text = f"We do forge work. {FORGE}"
    assert paths(suggested(make_post("a", status="draft", body=text)).out) == ["/blog/forge"]
    assert suggested(make_post("b", status="draft", body=f"{text} [x]({href})")).out == []


def test_the_next_step_is_not_suggested():
    forge = make_post("forge", title="Forge work", body=FORGE)
    related()
    assert suggested(make_post("a", status="draft", body=FORGE, next_step=forge)).out == []


def test_words_that_an_editor_wants_links_to_say_are_a_phrase():
    make_post("forge", title="Smiths", body=FORGE, extra={"linkPhrases": ["red heat", 7]})
    related()
    found = suggested(make_post("a", status="draft", body=f"At red heat. {FORGE}")).out
    assert found[0].phrase == "red heat"


@pytest.mark.parametrize("text", ["", "!", "the of and", "?" * 1000])
def test_a_text_that_says_nothing_has_no_suggestion(text):
    make_post("forge", title="Forge work", body=FORGE)
    related()
    found = suggested(Post(title="", body=text, body_html=f"<p>{text}</p>"))
    assert (found.out, found.into) == ([], [])


def test_a_site_of_one_page_has_no_suggestion():
    post = make_post("forge", title="Forge work", body=FORGE)
    related()
    assert suggested(post).out == suggested(post).into == []


def test_a_text_of_thousands_of_links_has_its_suggestions():
    make_post("forge", title="Forge work", body=FORGE)
    related()
    links = " ".join(f'<a href="/blog/{n}">{n}</a>' for n in range(5_000))
    post = Post(title="Mine", path="/blog/mine", body_html=f"<p>Forge work {links} {FORGE}</p>")
    assert paths(suggested(post).out) == ["/blog/forge"]


def test_it_asks_as_often_however_large_the_site_is():
    counts = []
    for size in (15, 60):
        with afterwards.once():
            for n in range(Post.objects.count(), size):
                make_post(f"p{n}", title=f"Forge work {n}", body=f"Forge work of {n}x. {FORGE}")
        related()
        post = Post.objects.get(slug="p3")
        links = " ".join(f"[{n}](/blog/p{n})" for n in range(size // 4))
        post.body_html = f"<p>Forge work. {links} {FORGE}</p>"
        with CaptureQueriesContext(connection) as queries:
            suggested(post)
        counts.append(len(queries))
    assert max(counts) <= 25, counts
