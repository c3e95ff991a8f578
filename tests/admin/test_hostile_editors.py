"""What somebody with a login may try: addresses of others' posts, forged forms, odd characters."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, reverse

from blog import publishing
from blog.models import Image, Post
from tests.admin.test_posts import ADD, filled
from tests.build import make_image, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"
NAMED = {"pk": 1, "object_id": "1", "number": 1, "name": "publish"}
PATTERNS = [
    url
    for url in admin.site.get_model_admin(Post).get_urls()
    if isinstance(url, URLPattern) and url.name
]
ABOUT_ONE = [url for url in PATTERNS if {"pk", "object_id"} & set(url.pattern.converters)]


def address(url):
    arguments = {name: NAMED[name] for name in url.pattern.converters}
    return reverse(f"admin:{url.name}", kwargs=arguments)


@pytest.fixture
def of_another():
    """A draft with a history, which somebody else has written."""
    eve = make_person("eve", "Editor")
    post = make_post("secret", pk=1, title="Secret", body="Words.", status="draft", created_by=eve)
    publishing.save_draft(post, publishing.document_of(post) | {"body": "More."}, by=eve)
    return post


@pytest.mark.parametrize("url", ABOUT_ONE, ids=lambda url: url.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_author_opens_and_does_nothing_at_the_post_of_another(
    client, ana, of_another, url, method
):
    before = Post.objects.values().get()
    answer = getattr(client, method)(address(url), {"post": "yes", "confirmed": "1"})
    assert answer.status_code in {403, 404, 405}
    assert "Secret" not in answer.text
    assert Post.objects.values().get() == before


@pytest.mark.parametrize("url", PATTERNS, ids=lambda url: url.name)
def test_no_page_of_posts_takes_a_form_without_its_token(of_another, url):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person("root", is_superuser=True))
    assert strict.post(address(url), {"title": "x"}).status_code in {403, 405}


ODD = {"a NUL": "a\0b", "half a character": b"a\xed\xa0\x80b", "a line end": "a\r\nb\u2028c"}
FIELDS = """title slug body description image_alt seo_title canonical_url next_step_text tag_names
    kind category authors image chapter date_published_0 date_published_1 questions-0-question
    questions-0-answer questions-0-ORDER offer-price_from offer-currency key base post review_note
    update_note""".split()


COMPLETE = {
    "questions-TOTAL_FORMS": "1",
    "questions-0-question": "Is it taken?",
    "questions-0-answer": "Yes.",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("page", [ADD, f"{LIST}autosave/"])
def test_an_odd_character_in_any_field_is_no_error_of_the_server(client, eve, page, name, odd):
    answer = client.post(page, filled(**COMPLETE | {name: odd}))
    assert answer.status_code < 500


def test_what_is_made_odd_would_be_taken_without_it(client, eve):
    assert client.post(ADD, filled(**COMPLETE)).status_code == 302


@pytest.mark.parametrize("year", ["9999", "0001", "2200", "10000"])
def test_a_date_that_no_post_can_have_is_said_at_its_field(client, eve, year):
    form = {"date_published_0": f"{year}-12-31", "date_published_1": "23:59"}
    page = client.post(ADD, filled(**form))
    assert "date_published" in page.context["fields"].errors


def test_fields_that_are_sent_twice_are_no_error_of_the_server(client, eve):
    form = {name: [value, value] for name, value in filled().items()}
    assert client.post(ADD, form).status_code in {200, 302}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_character_in_an_alt_text_is_said_in_words(client, eve, odd):
    image = make_image()
    answer = client.post(f"/admin/blog/image/{image.pk}/alt/", {"alt": odd})
    assert answer.status_code in {200, 400}
    assert "\0" not in Image.objects.get().alt


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("1/take-down/", "to_url"),
        ("1/review/", "note"),
        ("1/address/", "slug"),
        ("1/previews/", "label"),
        ("1/markdown/", "text"),
        ("bulk/tag/", "tag"),
        ("1/compare/1/", "base"),
    ],
)
def test_an_odd_character_in_any_act_is_no_error_of_the_server(
    client, eve, of_another, page, name, odd
):
    form = {"post": "1", "confirmed": "1", "answer": "url", "_create": "1", "days": "7", name: odd}
    assert client.post(LIST + page, form).status_code < 500


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize(
    "page",
    ["?q={}", "?topic={}", "?tag={}", "?day={}", "links/?term={}", "../tag/names/?term={}"],
)
def test_an_odd_character_in_a_question_is_no_error_of_the_server(client, eve, page, odd):
    assert client.get(LIST + page.format(quote(odd)), follow=True).status_code < 500
