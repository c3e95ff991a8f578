"""A post is shown from its minute on, and no machine is told of one that is hidden again."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog import publishing
from blog.models import Category, Post, Tag

from .build import LATER, NOON, make_post
from .reading import get, sitemap_paths, whole_sitemap
from .test_visibility import FEEDS, HIDDEN, KINDS, TODAY, UNLISTED, everything, make_marked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_a_noindex_post_is_read_at_its_address_and_named_to_no_machine(kind):
    post = make_marked(UNLISTED, "unlisted", kind, noindex=True)
    page = get(post.path).content.decode()
    assert f"{UNLISTED}unlisted{kind}body" in page
    assert '<meta name="robots" content="noindex">' in page
    searches = (f"/search?part=results&q={UNLISTED}", "/search?q=unlisted")
    for address in (*(f"/{file}" for file in FEEDS), *sitemap_paths(), "/robots.txt", *searches):
        assert f"{UNLISTED}unlisted{kind}" not in everything(get(address)), address


@pytest.mark.parametrize("kind", KINDS)
def test_a_scheduled_post_appears_at_its_minute_and_not_before(kind):
    post = make_post("soon", kind=kind, category="seo", title="Zqtitle", date_published=LATER)
    shown_on = {
        "post": [
            post.path,
            f"{post.path}.bib",
            "/",
            "/blog",
            "/archive",
            "/topics/seo",
            *(f"{below}/{file}" for below in ("", "/topics/seo") for file in FEEDS),
        ],
        "guide": [
            post.path,
            f"{post.path}.bib",
            "/",
            "/guides",
            "/archive",
            "/topics/seo",
            *(f"{below}/{file}" for below in ("", "/topics/seo") for file in FEEDS),
        ],
        "service": [post.path, "/", "/services"],
        "page": [post.path],
    }[kind]
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False):
        assert get(post.path).status_code == 404
        assert post.path not in whole_sitemap()
        for address in shown_on:
            assert HIDDEN not in everything(get(address)), address
    with time_machine.travel(LATER, tick=False):
        assert get(post.path).status_code == 200
        assert post.path in whole_sitemap()
        for address in shown_on:
            assert HIDDEN in everything(get(address)), address


def test_a_feed_reader_is_told_that_a_scheduled_post_has_appeared():
    make_post("old", date_published=NOON)
    make_post("new", date_published=TODAY, date_modified=TODAY)
    with time_machine.travel(TODAY - timedelta(hours=1), tick=False):
        etag = get("/rss.xml")["ETag"]
        assert get("/rss.xml", headers={"If-None-Match": etag}).status_code == 304
    with time_machine.travel(TODAY, tick=False):
        assert get("/rss.xml", headers={"If-None-Match": etag}).status_code == 200


def test_a_post_moved_from_hidden_to_live_to_hidden_says_so_each_time():
    post = make_post("a-post", status=Post.Status.DRAFT, body="Words.")
    assert get("/blog/a-post").status_code == 404
    publishing.publish(post, at=timezone.now() - timedelta(minutes=1))
    assert get("/blog/a-post").status_code == 200
    post.status = Post.Status.DRAFT
    post.save()
    assert get("/blog/a-post").status_code == 410
    publishing.publish(post)
    assert get("/blog/a-post").status_code == 200


def test_the_new_name_of_a_list_of_drafts_is_not_told_by_its_old_address():
    make_post("a-draft", status="draft", category="old-topic", tags=["old tag"])
    for row in (Category.objects.get(slug="old-topic"), Tag.objects.get(slug="old-tag")):
        old = row.get_absolute_url()
        row.slug = f"{HIDDEN}new"
        row.save()
        answer = get(old)
        assert answer.status_code == 404
        assert HIDDEN not in everything(answer)


def test_the_new_slug_of_a_withdrawn_post_is_not_told_by_its_old_address():
    post = make_post("a-post")
    post.slug, post.status = f"{HIDDEN}new", Post.Status.DRAFT
    post.save()
    answer = get("/blog/a-post")
    assert answer.status_code == 410
    assert HIDDEN not in everything(answer)
