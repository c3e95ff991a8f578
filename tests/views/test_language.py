"""One language for the pages, set for the whole site; the desk keeps English."""

import pytest
from django.test import override_settings

from blog.models import Offer, Post
from tests.build import NOON, make_post
from tests.reading import get, page_at, parsed, text

pytestmark = pytest.mark.django_db


def test_a_page_names_the_language_of_the_site():
    assert '<html lang="en">' in get("/blog").text
    with override_settings(LANGUAGE_CODE="de"):
        assert '<html lang="de">' in get("/blog").text


@override_settings(LANGUAGE_CODE="ar", LANGUAGES=[("ar", "Arabic")])
def test_a_page_of_a_language_from_the_right_says_so():
    assert '<html lang="ar" dir="rtl">' in get("/blog").text


@pytest.mark.parametrize("path", ["/", "/blog", "/archive", "/search?q=one", "/blog/onee"])
def test_a_title_keeps_the_direction_of_its_own_words_where_it_is_listed(path):
    make_post("one", title="One איך?")
    page = parsed(get(path).text)
    assert page.xpath("//main//*[@dir='auto'][contains(., 'איך?')]")


def test_what_machines_read_of_a_citation_runs_from_the_left():
    make_post("one")
    page = page_at("/blog/one")
    directions = {each.get("id"): each.get("dir") for each in page.xpath("//dd")}
    code = dict.fromkeys(["_cite-html", "_cite-markdown", "_cite-bibtex"], "ltr")
    assert directions == {"_cite-text": "auto", **code}


def test_dates_are_written_as_the_language_writes_them():
    make_post("one", date_published=NOON)
    assert ">10 March 2026</time>" in get("/blog/one").text
    with override_settings(LANGUAGE_CODE="de"):
        assert ">10. März 2026</time>" in get("/blog/one").text


@override_settings(LANGUAGE_CODE="de")
def test_the_words_around_a_text_are_those_of_the_site():
    make_post("one", body="word " * 460)
    page = get("/blog/one").text
    assert ">Zum Text springen</a>" in page
    assert "<span>2 Min. Lesezeit</span>" in page


@override_settings(LANGUAGE_CODE="de")
def test_a_price_is_written_as_the_language_writes_it():
    service = make_post("audit", kind="service")
    Offer.objects.create(post=service, price_from="990.50", currency="EUR", billing_unit="hour")
    offer = text(page_at("/services/audit"), "//*[@class='offer-price']")
    assert offer == "ab 990,50 EUR pro Stunde"


@override_settings(LANGUAGE_CODE="de")
def test_the_preview_in_the_desk_speaks_the_language_of_the_site(admin_client):
    post = make_post("one", date_published=NOON)
    typed = {"post": post.pk, "kind": "post", "title": "One", "slug": "one", "body": "Words."}
    page = admin_client.post("/admin/blog/post/preview/", typed).text
    assert '<html lang="de">' in page
    assert ">Zum Text springen</a>" in page
    assert ">10. März 2026</time>" in page


@override_settings(LANGUAGE_CODE="de")
def test_the_desk_speaks_english_on_a_german_site(admin_client):
    page = admin_client.get("/admin/blog/tag/").text
    assert 'lang="en"' in page
    assert "Log out" in page


def test_texts_of_another_language_are_rendered_again():
    make_post("one")
    assert not Post.objects.stale().exists()
    with override_settings(LANGUAGE_CODE="de"):
        assert Post.objects.stale().exists()
