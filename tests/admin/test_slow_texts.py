"""A text that is slow to render costs its editor a few seconds, and nobody else anything."""

import threading
import time

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from blog.models import Post
from blog.rendering import RenderError, bounded
from tests.admin.test_posts import ADD, filled
from tests.build import make_post

SLOW = "[" * 60_000


def test_the_texts_of_one_form_share_one_limit(monkeypatch):
    asked = []
    monkeypatch.setattr(
        bounded._children, "render", lambda source, context, limit: asked.append(limit)
    )
    with bounded.one_save(0.05):
        bounded.render("one")
        time_is_up = time.monotonic() + 0.06
        while time.monotonic() < time_is_up:
            pass
        with pytest.raises(RenderError, match="together"):
            bounded.render("two")
    bounded.render("three")
    assert asked[0] <= 0.05 and asked[1] == bounded.TIME_LIMIT


@pytest.mark.django_db(transaction=True)
def test_a_slow_save_ends_in_time_and_holds_up_no_other(admin_client, admin_user):
    entries = {
        f"questions-{n}-{name}": value
        for n in range(5)
        for name, value in (("question", f"Why {n}?"), ("answer", SLOW), ("ORDER", str(n)))
    }
    slow = filled(body=SLOW, slug="slow", **{**entries, "questions-TOTAL_FORMS": "5"})
    answers = {}

    def save(name, client, form):
        answers[name] = client.post(ADD, form).status_code

    def save_in_thread():
        save("slow", admin_client, slow)
        # Not connection.close(): that spares a database in memory, whatever the thread.
        BaseDatabaseWrapper.close(connections["default"])

    other = Client()
    other.force_login(admin_user)
    thread = threading.Thread(target=save_in_thread)
    thread.start()
    time.sleep(0.5)
    save("quick", other, filled(slug="quick"))
    thread.join()
    assert list(answers.items()) == [("quick", 302), ("slow", 200)]
    assert [post.slug for post in Post.objects.published()] == ["quick"]


@pytest.mark.django_db
def test_what_a_form_writes_it_writes_whole_or_not_at_all(admin_client, monkeypatch):
    post = make_post(body="Before.")

    def broken(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr("blog.publishing.parts.set_tags", broken)
    with pytest.raises(RuntimeError, match="power cut"):
        admin_client.post(
            f"/admin/blog/post/{post.pk}/change/",
            filled(body="After.", date_published_0="2026-03-10", date_published_1="12:00"),
        )
    assert Post.objects.get().body == "Before."
