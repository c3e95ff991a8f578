"""One language for the pages, set for the whole site; the desk keeps English."""

import pytest
from django.test import override_settings

from blog.models import Post
from tests.build import make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


def test_a_page_names_the_language_of_the_site():
    assert '<html lang="en">' in get("/blog").text
    with override_settings(LANGUAGE_CODE="de"):
        assert '<html lang="de">' in get("/blog").text


@override_settings(LANGUAGE_CODE="ar", LANGUAGES=[("ar", "Arabic")])
def test_a_page_of_a_language_from_the_right_says_so():
    assert '<html lang="ar" dir="rtl">' in get("/blog").text


def test_dates_are_written_as_the_language_writes_them():
    make_post("one", date_published="2026-03-10T12:00:00Z")
    assert ">10 March 2026</time>" in get("/blog/one").text
    with override_settings(LANGUAGE_CODE="de"):
        assert ">10. März 2026</time>" in get("/blog/one").text


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
