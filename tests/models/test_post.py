from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from blog import publishing
from blog.models import Image, Post
from blog.rendering import VERSION, RenderError

from ..build import LATER, NOON, make_category, make_image, make_post

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def stored(post: Post) -> Post:
    return Post.objects.get(pk=post.pk)


# What is public


def test_a_scheduled_post_is_published_at_its_minute_and_not_before():
    post = make_post(date_published=NOON)
    assert post not in Post.objects.published(at=NOON - SECOND)
    assert post in Post.objects.published(at=NOON)


@pytest.mark.parametrize("status", ["draft", "gone"])
def test_a_draft_and_what_was_taken_down_are_not_published(status):
    make_post(status=status, date_published=NOON)
    assert not Post.objects.published(at=LATER).exists()


def test_a_row_in_hand_follows_the_same_rule_as_the_query():
    for n, (status, date) in enumerate(
        (status, date) for status in Post.Status for date in (None, NOON, LATER)
    ):
        make_post(f"post-{n}", status=status, date_published=date)
    for moment in (NOON - SECOND, NOON, LATER - SECOND, LATER):
        live = set(Post.objects.published(at=moment))
        assert live == {post for post in Post.objects.all() if post.is_live(at=moment)}


def test_known_addresses_follow_the_same_rule_in_hand_and_in_the_query():
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        for n, status in enumerate(Post.Status):
            post = make_post(f"post-{n}", date_published=NOON)
            post.status = status
            post.save()
    for moment in (NOON - SECOND, NOON):
        with time_machine.travel(moment, tick=False):
            known = set(Post.objects.once_public())
            assert known == {post for post in Post.objects.all() if post.was_public()}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"noindex": True}, False),
        ({"canonical_url": "https://elsewhere.example/"}, False),
        ({"date_published": LATER}, False),
        ({"status": "draft"}, False),
    ],
)
def test_indexable_is_what_is_public_and_first_here(fields, expected):
    post = make_post(**fields)
    assert (post in Post.objects.indexable()) == expected


def test_a_post_says_that_it_is_scheduled():
    assert make_post(date_published=LATER).state == "scheduled"


# Saving


def test_publishing_without_a_date_is_publishing_now():
    with time_machine.travel(NOON.replace(microsecond=123_456), tick=False):
        post = Post.objects.create(title="Now", slug="now", status=Post.Status.PUBLISHED)
    assert stored(post).date_published == NOON.replace(microsecond=123_000)
    assert post.date_modified == post.date_published


def test_saving_does_not_move_the_date_of_the_change():
    post = make_post(date_published=NOON)
    post.body = "A comma."
    post.save()
    assert stored(post).date_modified == NOON


def test_the_html_follows_the_text():
    post = make_post(body="One.")
    post.body = "Two."
    post.save()
    assert stored(post).body_html == "<p>Two.</p>"


def test_saving_the_text_alone_renews_all_that_follows_from_it():
    post = make_post(body="One.")
    post.body = "## Two\n\nWords.\n\n<iframe></iframe>"
    post.save(update_fields=["body"])
    post = stored(post)
    assert "Words." in post.body_html
    assert [h["text"] for h in post.headings] == ["Two"]
    assert (post.word_count, post.rendered_with) == (2, f"{VERSION}-en")
    assert any("iframe" in removed for removed in post.removed)


def test_saving_something_else_alone_leaves_text_and_html_as_stored():
    post = make_post(body="One.")
    post.body, post.title = "Two.", "New title"
    post.save(update_fields=["title"])
    post = stored(post)
    assert (post.title, post.body, post.body_html) == ("New title", "One.", "<p>One.</p>")


def test_saving_the_slug_alone_moves_the_address():
    post = make_post()
    post.slug = "another"
    post.save(update_fields=["slug"])
    assert stored(post).path == "/blog/another"


def test_saving_the_status_alone_sets_the_dates_and_the_id():
    post = make_post(status="draft")
    post.status = Post.Status.PUBLISHED
    post.save(update_fields=["status"])
    post = stored(post)
    assert post.date_published and post.date_modified
    assert post.guid == "https://www.example.com/blog/a-post"


def test_a_text_that_cannot_be_rendered_is_an_error_at_its_field():
    post = Post(title="Long", slug="long", body="a" * 600_000)
    with pytest.raises(ValidationError) as error:
        post.full_clean()
    assert "512 KB" in error.value.message_dict["body"][0]
    with pytest.raises(RenderError):
        post.save()
    assert not Post.objects.exists()


@pytest.mark.parametrize("part", ["a", ".png", "a.png ", "/a.png)", "![a](b.png)"])
def test_looking_for_pictures_takes_no_time_however_odd_the_text(part):
    text = part * (500_000 // len(part))
    started = perf_counter()
    Image.objects.used_in(text, "/blog/a-post")
    assert perf_counter() - started < 3


def test_stale_posts_are_those_of_another_renderer():
    make_post("new")
    old = make_post("old")
    Post.objects.filter(pk=old.pk).update(rendered_with="0")
    assert list(Post.objects.stale()) == [old]


# Addresses


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("post", "/blog/a-post"),
        ("guide", "/guides/seo/a-post"),
        ("service", "/services/a-post"),
        ("page", "/a-post"),
    ],
)
def test_kind_topic_and_slug_make_the_address(kind, path):
    assert make_post(kind=kind, category="seo").path == path


def test_an_address_that_is_taken_is_an_error_at_the_slug():
    make_post(title="First")
    with pytest.raises(ValidationError, match="is the address of “First”"):
        Post(title="Second", slug="a-post").full_clean()


def test_the_same_slug_may_stand_under_two_topics():
    make_post(kind="guide", category="seo")
    Post(title="Other", slug="a-post", kind="guide", category=make_category("words")).full_clean()


def test_a_guide_without_topic_is_an_error_at_the_topic():
    with pytest.raises(ValidationError) as error:
        Post(title="Guide", slug="guide", kind="guide").full_clean()
    assert "category" in error.value.message_dict


# Dates


@pytest.mark.parametrize(
    ("published", "modified"), [(None, NOON), (NOON, NOON - SECOND)], ids=["alone", "before"]
)
def test_a_change_before_the_publication_is_an_error_at_its_field(published, modified):
    post = Post(title="T", slug="t", date_published=published, date_modified=modified)
    with pytest.raises(ValidationError) as error:
        post.full_clean()
    assert "date_modified" in error.value.message_dict


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_years_that_cannot_be_meant_are_refused(year):
    post = Post(title="T", slug="t", date_published=datetime(year, 1, 2, tzinfo=UTC))
    with pytest.raises(ValidationError) as error:
        post.full_clean()
    assert "date_published" in error.value.message_dict


def test_a_post_is_updated_when_its_change_is_of_a_later_day():
    assert not make_post("one", date_modified=NOON + timedelta(hours=1)).updated
    assert make_post("two", date_modified=NOON + timedelta(days=1)).updated


@pytest.mark.parametrize("field", ["title", "seo_title", "image_alt", "next_step_text"])
@pytest.mark.parametrize("words", ["two\nlines", "two\rlines", "a\x00b", "a\x1bb", "a\ufffeb"])
def test_a_line_is_one_line_of_printable_text(field, words):
    post = Post(**{"title": "T", "slug": "t", field: words})
    with pytest.raises(ValidationError) as error:
        post.full_clean()
    assert field in error.value.message_dict


def test_a_live_post_that_is_put_off_answers_410_until_its_new_date():
    post = make_post("put-off")
    post.date_published = post.date_modified = LATER
    post.save()
    assert post.was_public()
    assert Client().get("/blog/put-off").status_code == 410


def test_a_scheduled_post_that_is_put_off_was_never_public():
    post = make_post("put-off", date_published=LATER)
    post.date_published = post.date_modified = LATER + timedelta(days=1)
    post.save()
    assert not post.was_public()
    assert Client().get("/blog/put-off").status_code == 404


def test_taking_down_writes_nothing_that_somebody_else_has_changed_meanwhile():
    post = make_post("old-name")
    mine = stored(post)
    post.slug, post.title = "new-name", "New title"
    post.save()
    publishing.take_down(mine)
    row = stored(post)
    assert (row.slug, row.path, row.title) == ("new-name", "/blog/new-name", "New title")
    assert row.status == "gone"


def test_a_save_of_one_field_leaves_the_address_alone():
    post = make_post("old-name")
    mine = stored(post)
    post.slug = "new-name"
    post.save()
    mine.description = "Mine."
    mine.save(update_fields=["description"])
    assert stored(post).path == "/blog/new-name"


def test_pictures_with_relative_names_stay_with_a_post_that_moves():
    make_image(source="/blog/first-name/cover.jpg")
    post = make_post("first-name", body="![A cover](cover.jpg)")
    post.slug = "second-name"
    post.save()
    assert "<img" in stored(post).body_html
