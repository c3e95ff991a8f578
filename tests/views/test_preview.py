"""Preview links: a draft for whoever was given the address, and for nobody else."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from blog import publishing
from blog.models import FAQEntry, Post, PreviewLink
from blog.models.faq import MAX_ENTRIES
from blog.models.preview_link import SALT
from blog.rendering import bounded

from ..build import make_author, make_post
from ..reading import get, parsed, text, texts

pytestmark = pytest.mark.django_db


def make_link(post, **fields) -> PreviewLink:
    fields.setdefault("expires", timezone.now() + timedelta(days=7))
    return PreviewLink.objects.create(post=post, **fields)


def make_draft(**fields) -> Post:
    return make_post("a-draft", status=Post.Status.DRAFT, body="Molten *words*.", **fields)


def test_a_link_shows_a_draft_in_the_dress_of_the_site():
    post = make_draft(tags=["links"], authors=[make_author()])
    page = parsed(get(make_link(post).get_absolute_url()).content.decode())
    assert text(page, "//h1") == "A draft"
    assert texts(page, "//article//em") == ["words"]
    assert "Preview, not published." in text(page, "//aside[@aria-label='Preview']")
    assert "Ada Brandt" in text(page, "//p[@class='byline-names']")


def test_a_link_shows_the_newest_draft_of_a_live_page():
    post = make_post("live", body="Old words.")
    link = make_link(post)
    publishing.save_draft(post, {**publishing.snapshot_of(post), "body": "New words."}, by=None)
    assert "New words." in get(link.get_absolute_url()).content.decode()
    assert "New words." not in get("/blog/live").content.decode()


def test_a_draft_that_is_not_valid_yet_is_shown_as_far_as_it_goes():
    post = make_draft()
    snapshot = {**publishing.snapshot_of(post), "title": "T" * 10_000, "date_published": "32/13"}
    publishing.autosave(post, snapshot, by=None, base=publishing.base_of(post))
    assert get(make_link(post).get_absolute_url()).status_code == 200


def test_no_cache_and_no_search_engine_keeps_a_preview():
    response = get(make_link(make_draft()).get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response.headers
    page = parsed(response.content.decode())
    assert texts(page, "//meta[@name='robots']/@content") == ["noindex"]
    assert texts(page, "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content") == []


def broken_tokens(link: PreviewLink) -> dict[str, str]:
    token = link.get_absolute_url().rpartition("/")[2]
    return {
        "cut short": token[:-1],
        "another link": signing.dumps(link.pk + 1, salt=SALT),
        "signed for something else": signing.dumps(link.pk, salt="else"),
        "not signed": str(link.pk),
        "a number beyond the database": signing.dumps(10**30, salt=SALT),
        "noise": "%00é",
    }


@pytest.mark.parametrize("kind", broken_tokens(PreviewLink(pk=1)))
def test_a_forged_link_shows_a_friendly_page_and_nothing_else(kind):
    link = make_link(make_draft())
    response = get(f"/preview/{broken_tokens(link)[kind]}")
    assert response.status_code == 404
    assert b"There is no preview at this address" in response.content
    assert b"Molten" not in response.content
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_link_ends_at_its_minute():
    link = make_link(make_draft())
    with time_machine.travel(link.expires - timedelta(seconds=1), tick=False):
        assert get(link.get_absolute_url()).status_code == 200
    with time_machine.travel(link.expires, tick=False):
        assert get(link.get_absolute_url()).status_code == 404


def test_a_link_that_is_revoked_shows_nothing():
    link = make_link(make_draft(), revoked=True)
    assert get(link.get_absolute_url()).status_code == 404


def test_a_link_to_a_post_in_the_bin_shows_nothing_until_it_is_restored():
    post = make_draft()
    link = make_link(post)
    publishing.delete(post, by=None)
    assert get(link.get_absolute_url()).status_code == 404
    publishing.undelete(post, by=None)
    assert get(link.get_absolute_url()).status_code == 200


def test_a_preview_is_only_read():
    assert Client().post(make_link(make_draft()).get_absolute_url()).status_code == 405


def test_all_texts_of_a_preview_share_one_time_limit(monkeypatch):
    limits = []
    monkeypatch.setattr(bounded, "one_save", lambda: limits.append(1) or nullcontext())
    get(make_link(make_draft()).get_absolute_url())
    assert limits == [1]


def test_a_preview_renders_no_more_questions_than_a_post_may_have(monkeypatch):
    post, asked = make_draft(), []
    entry = {"answer": "Yes.", "inline": False}
    entries = [entry | {"question": f"Question {n}?"} for n in range(MAX_ENTRIES + 5)]
    said = publishing.snapshot_of(post) | {"faq": True, "questions": entries}
    publishing.autosave(post, said, by=None, base="")
    monkeypatch.setattr(FAQEntry, "render", lambda row: asked.append(row))
    get(make_link(post).get_absolute_url())
    assert len(asked) == MAX_ENTRIES


@pytest.mark.parametrize("price", ["1E+40000000", "NaN", "Infinity", "-1E-40000000", "1E+18"])
def test_a_price_that_is_none_is_left_out_of_a_preview(price):
    post = make_draft(kind="service")
    offer = {"currency": "EUR", "billing_unit": "hour", "scope_note": "", "price_from": price}
    said = publishing.snapshot_of(post) | {"offer": offer}
    publishing.autosave(post, said, by=None, base="")
    response = get(make_link(post).get_absolute_url())
    assert response.status_code == 200
    assert "EUR" not in response.content.decode()
