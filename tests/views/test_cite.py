"""Cite this page: the box, and BibTeX at an address of its own."""

import pytest
from django.test import override_settings

from blog import publishing
from blog.models import Post, SiteSettings

from ..build import LATER, NOON, make_author, make_post
from ..reading import get, page_at, text
from ..test_citing import read_bibtex

pytestmark = pytest.mark.django_db

URL = "https://www.example.com/blog/a-post"


def test_an_article_says_how_to_cite_it_in_four_forms():
    make_post(title="Honest dates", authors=[make_author(), make_author("jonas-keel")])
    page = page_at("/blog/a-post")
    signed = 'Ada Brandt and Jonas Keel. "'
    assert text(page, "//dd[@id='_cite-text']") == (
        f'{signed}Honest dates." Iron Goo, 10 March 2026. {URL}'
    )
    assert f'<a href="{URL}">Honest dates</a>' in text(page, "//dd[@id='_cite-html']")
    assert f"[Honest dates]({URL})" in text(page, "//dd[@id='_cite-markdown']")
    assert "title = {{Honest dates}}" in text(page, "//dd[@id='_cite-bibtex']")


@pytest.mark.parametrize("kind", ["service", "page"])
def test_what_is_no_article_is_not_cited(kind):
    post = make_post(kind=kind)
    assert not page_at(post.path).xpath("//*[@id='_cite']")
    assert get(f"{post.path}.bib").status_code == 404


@pytest.mark.parametrize("kind", ["post", "guide"])
def test_the_bibtex_of_an_article_is_a_file_of_its_own(kind):
    post = make_post(kind=kind, category="seo", authors=[make_author()])
    answer = get(f"{post.path}.bib")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/x-bibtex; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Link"] == f'<https://www.example.com{post.path}>; rel="canonical"'
    fields = read_bibtex(answer.body.decode())
    assert fields["author"] == "Ada Brandt"
    assert fields["url"] == f"https://www.example.com{post.path}"
    assert fields["key"] == "a-post-2026"


def test_the_page_leads_to_its_bibtex():
    make_post()
    page = page_at("/blog/a-post")
    assert page.xpath("//*[@id='_cite']//a/@href") == ["/blog/a-post.bib"]
    assert page.xpath("//link[@type='text/x-bibtex']/@href") == ["/blog/a-post.bib"]


def test_a_text_from_elsewhere_is_cited_from_there():
    make_post(canonical_url="https://elsewhere.example/first")
    assert "https://elsewhere.example/first" in text(page_at("/blog/a-post"), "//*[@id='_cite']")
    fields = read_bibtex(get("/blog/a-post.bib").body.decode())
    assert fields["url"] == "https://elsewhere.example/first"


def test_the_default_author_signs_the_citation_too():
    SiteSettings(pk=1, default_author=make_author()).save()
    make_post()
    assert read_bibtex(get("/blog/a-post.bib").body.decode())["author"] == "Ada Brandt"


def test_the_date_of_a_citation_is_the_day_at_the_site():
    make_post(date_published=NOON.replace(hour=23, minute=30))
    with override_settings(TIME_ZONE="Europe/Berlin"):
        assert read_bibtex(get("/blog/a-post.bib").body.decode())["day"] == "11"
        assert "11 March 2026" in text(page_at("/blog/a-post"), "//dd[@id='_cite-text']")


def test_a_citation_is_in_the_language_of_the_site_and_its_bibtex_in_none():
    make_post()
    with override_settings(LANGUAGE_CODE="de"):
        assert "10. März 2026" in text(page_at("/blog/a-post"), "//dd[@id='_cite-text']")
        assert read_bibtex(get("/blog/a-post.bib").body.decode())["month"] == "March"


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "draft", "date_published": NOON}]
)
def test_a_draft_has_no_bibtex(fields):
    make_post(**fields)
    assert get("/blog/a-post.bib").status_code == 404


def test_a_scheduled_article_has_no_bibtex_yet():
    make_post(date_published=LATER)
    assert get("/blog/a-post.bib").status_code == 404


def test_the_bibtex_of_what_was_taken_down_is_gone():
    publishing.take_down(make_post())
    assert get("/blog/a-post.bib").status_code == 410


def test_the_bibtex_of_an_article_that_moved_moves_with_it():
    post = make_post()
    post.slug = "new-name"
    post.save()
    answer = get("/blog/a-post.bib")
    assert (answer.status_code, answer["Location"]) == (301, "/blog/new-name.bib")


def test_the_bibtex_of_what_became_a_page_leads_to_the_page():
    post = make_post()
    post.kind = Post.Kind.PAGE
    post.save()
    answer = get("/blog/a-post.bib")
    assert (answer.status_code, answer["Location"]) == (301, "/a-post")
