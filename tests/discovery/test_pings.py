"""What services are told of changes: what, when, once, and what becomes of it if nobody answers."""

import json
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import afterwards, publishing, tasks
from blog.discovery.pings import changes, next_moment, send_due, sending, services
from blog.models import Ping, Post, Redirect, SiteSettings, Tag, set_authors, set_tags
from tests.build import NOON, make_author, make_category, make_post
from tests.elsewhere import PUBLIC, Says
from tests.reading import get

pytestmark = pytest.mark.django_db

KEY = "a-key-for-indexnow"
HUB = "http://hub.example/"
SITE = "https://www.example.com"
START = NOON + timedelta(days=10)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def indexnow(elsewhere, monkeypatch):
    """IndexNow is on, and stands on loopback."""
    SiteSettings(pk=1, indexnow_key=KEY).save()
    elsewhere.names["engine.example"] = [PUBLIC]
    monkeypatch.setattr(services, "INDEXNOW", "http://engine.example/indexnow")
    return elsewhere


@pytest.fixture
def hub(elsewhere):
    SiteSettings(pk=1, hub=HUB).save()
    elsewhere.names["hub.example"] = [PUBLIC]
    return elsewhere


def waiting():
    return set(Ping.objects.filter(state="waiting").values_list("path", flat=True))


def states():
    return set(Ping.objects.values_list("state", flat=True))


def send(clock, after=timedelta(minutes=1)):
    """Let some time pass, and then send what is due."""
    clock.shift(after)
    send_due()


def named(place):
    """The addresses that IndexNow was told of, one list a message."""
    return [json.loads(got.body)["urlList"] for got in place.got]


def feeds_told(place):
    return [dict(parse_qsl(got.body.decode()))["hub.url"] for got in place.got]


def feeds_below(*pages):
    return {f"{page}/{file}" for page in pages for file in ("rss.xml", "atom.xml", "feed.json")}


def live(post, **fields):
    """Change a post as an editor who publishes it."""
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    return post


# What is told


def test_without_a_key_and_a_hub_nothing_is_noted():
    publishing.publish(make_post(status="draft", body="Words."))
    assert not Ping.objects.exists()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_site_on_a_laptop_tells_nobody(indexnow, settings, host):
    settings.SITE_HOST = host
    make_post()
    assert not Ping.objects.exists()


def test_a_published_post_is_named(indexnow, clock):
    publishing.publish(make_post(status="draft", body="Words."))
    send(clock)
    assert named(indexnow) == [[f"{SITE}/blog/a-post"]]
    message = json.loads(indexnow.got[0].body)
    assert message["host"] == "www.example.com"
    assert message["key"] == KEY
    assert message["keyLocation"] == f"{SITE}/{KEY}.txt"
    assert states() == {"sent"}


def test_a_real_update_a_title_and_an_address_are_changes(indexnow, clock):
    post = make_post()
    send(clock)
    for change, paths in (
        ({"date_modified": START}, {"/blog/a-post"}),
        ({"title": "Another"}, {"/blog/a-post"}),
        ({"slug": "new"}, {"/blog/a-post", "/blog/new"}),
    ):
        live(post, **change)
        assert waiting() == paths, change
        send(clock)


def test_a_corrected_word_is_no_change(indexnow, clock):
    post = make_post(body="Wrods.")
    send(clock)
    live(post, body="Words.", description="About words.")
    assert waiting() == set()


@pytest.mark.parametrize("verb", [publishing.take_down, publishing.delete])
def test_a_page_that_goes_is_named(indexnow, clock, verb):
    post = make_post()
    send(clock)
    verb(post, **({"by": None} if verb is publishing.delete else {}))
    assert waiting() == {"/blog/a-post"}


def test_a_row_that_is_deleted_while_it_is_live_is_named(indexnow, clock):
    post = make_post()
    send(clock)
    post.delete()
    assert waiting() == {"/blog/a-post"}


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"noindex": True}, {"canonical_url": "https://a.example/"}]
)
def test_what_is_not_to_be_named_is_not(indexnow, hub, fields):
    SiteSettings.objects.update(indexnow_key=KEY)
    post = make_post(**fields)
    live(post, title="Another", slug="moved")
    publishing.take_down(post)
    assert not Ping.objects.exists()


def test_a_page_that_was_hidden_while_it_waited_is_not_named(indexnow, clock):
    live(make_post("hidden"), noindex=True)
    make_post("shown")
    send(clock)
    assert named(indexnow) == [[f"{SITE}/blog/shown"]]
    assert not Ping.objects.filter(path="/blog/hidden").exists()


def test_a_hub_is_told_of_every_feed_that_the_post_is_in(hub, clock):
    publishing.publish(
        make_post(status="draft", body="A.", category="seo", tags=["One"], authors=[make_author()])
    )
    expected = feeds_below("", "/topics/seo", "/tags/one", "/authors/ada-brandt")
    assert waiting() == expected
    send(clock)
    assert sorted(feeds_told(hub)) == sorted(SITE + path for path in expected)
    assert b"hub.mode=publish&hub.url=https" in hub.got[0].body
    assert hub.got[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_services_and_pages_are_in_no_feed(hub):
    make_post(kind="page")
    make_post(kind="service")
    assert not Ping.objects.exists()


def test_the_feed_of_a_tag_that_a_post_loses_changes(hub, clock):
    post = make_post(tags=["One", "Two"])
    send(clock)
    set_tags(post, ["Two", "Three"])
    assert waiting() == feeds_below("", "/tags/one", "/tags/two", "/tags/three")


def test_the_feeds_of_the_topic_and_the_author_that_a_post_leaves_change(hub, clock):
    post = make_post(category="old", authors=[make_author()])
    send(clock)
    set_authors(post, [])
    assert waiting() == feeds_below("", "/topics/old", "/authors/ada-brandt")
    send(clock)
    live(post, category=None, title="Another")
    assert waiting() == feeds_below("", "/topics/old")


def test_the_feed_of_an_author_who_signs_a_live_post_changes(hub, clock):
    post = make_post()
    send(clock)
    set_authors(post, [make_author()])
    assert waiting() == feeds_below("", "/authors/ada-brandt")


def test_authors_who_stay_as_they_are_change_nothing(hub, clock):
    author = make_author()
    post = make_post(authors=[author])
    send(clock)
    set_authors(post, [author])
    assert waiting() == set()


@pytest.mark.parametrize(
    ("status", "told"), [("published", feeds_below("/tags/one")), ("draft", set())]
)
def test_the_feed_of_a_tag_that_takes_in_another_changes_if_readers_know_it(
    hub, clock, status, told
):
    make_post("a", tags=["One"], status=status)
    make_post("b", tags=["Two"], status=status)
    send(clock)
    publishing.merge_tags(Tag.objects.filter(name="Two"), Tag.objects.get(name="One"), by=None)
    assert waiting() == told


# The pages of lists


LISTS = {"/topics/seo", "/tags/one", "/authors/ada-brandt"}


def lists_waiting():
    return waiting() & LISTS


def test_a_topic_and_an_author_come_with_their_first_post_and_are_named_once(indexnow, clock):
    author = make_author()
    for n, expected in ((1, {"/topics/seo", "/authors/ada-brandt"}), (2, set())):
        post = make_post(f"p{n}", status="draft", body="A.", category="seo", authors=[author])
        assert lists_waiting() == set()
        publishing.publish(post)
        assert lists_waiting() == expected
        send(clock)
    live(post, title="Another")
    assert lists_waiting() == set()


def test_a_tag_is_named_when_it_has_posts_enough_to_be_found(indexnow, clock):
    for n, expected in ((1, set()), (2, set()), (3, {"/tags/one"}), (4, set())):
        make_post(f"p{n}", tags=["One"])
        assert lists_waiting() == expected
        send(clock)


def test_a_topic_that_a_live_post_moves_to_is_named(indexnow, clock):
    post = make_post()
    send(clock)
    live(post, category=make_category("seo"))
    assert lists_waiting() == {"/topics/seo"}


def test_a_service_makes_a_topic_as_well_though_it_is_in_no_feed(indexnow):
    make_post(kind="service", category="seo")
    assert lists_waiting() == {"/topics/seo"}


def test_a_list_that_moves_is_named_at_both_addresses(indexnow, clock):
    make_post(category="seo")
    send(clock)
    topic = make_category("seo")
    topic.slug = "search"
    topic.save()
    assert waiting() == {"/topics/seo", "/topics/search"}


def test_a_thin_tag_is_hidden_and_its_move_is_nobodys_news(indexnow, clock):
    make_post(tags=["One"])
    send(clock)
    tag = Tag.objects.get()
    tag.slug = "other"
    tag.save()
    assert waiting() == set()


def test_a_list_that_is_deleted_is_named_if_readers_knew_it(indexnow, clock):
    post = make_post(tags=["One"])
    make_post("draft", status="draft", tags=["Two"])
    send(clock)
    set_tags(post, [])
    Tag.objects.all().delete()
    assert waiting() == {"/tags/one"}


def test_a_tag_that_takes_in_another_is_named_and_so_is_the_other(indexnow, clock):
    for n in range(4):
        make_post(f"p{n}", tags=["One" if n % 2 else "Two"])
    send(clock)
    publishing.merge_tags(Tag.objects.filter(name="Two"), Tag.objects.get(name="One"), by=None)
    assert waiting() == {"/tags/one", "/tags/two"}


def test_an_import_of_many_names_the_lists_that_are_there(indexnow, monkeypatch, clock):
    monkeypatch.setattr(changes, "MANY", 2)
    with transaction.atomic(), afterwards.once():
        for n in range(3):
            make_post(f"p{n}", category="seo", tags=["One"])
    assert lists_waiting() == {"/topics/seo", "/tags/one"}


def test_what_lists_are_named_is_asked_as_often_however_many_there_are(indexnow):
    counts = []
    for n in (2, 12):
        names = [f"tag {n} {each}" for each in range(n)]
        posts = [make_post(f"p{n}-{each}", category="seo", tags=names) for each in range(3)]
        with CaptureQueriesContext(connection) as queries:
            assert len(changes._lists_that_came({post.pk for post in posts})) >= n
        counts.append(len(queries))
    assert counts == [3, 3]


# When


def test_an_edit_that_is_taken_back_tells_nothing(indexnow):
    with pytest.raises(RuntimeError), transaction.atomic():
        make_post()
        raise RuntimeError
    assert not Ping.objects.exists()
    assert not DBTaskResult.objects.filter(task_path=tasks.send_pings.module_path).exists()


def test_the_job_that_sends_is_queued_with_the_edit_and_once(indexnow):
    make_post("one")
    make_post("two")
    job = DBTaskResult.objects.get(task_path=tasks.send_pings.module_path)
    assert job.run_after == START + sending.QUIET


def test_changes_that_follow_each_other_go_in_one_message(indexnow, clock):
    for n in range(5):
        make_post(f"post-{n}")
        assert send_due() > timezone.now()
        clock.shift(sending.QUIET / 2)
    assert indexnow.got == []
    send(clock, sending.QUIET / 2)
    assert len(named(indexnow)) == 1
    assert len(named(indexnow)[0]) == 5


def test_what_waits_cannot_be_sent_before_the_edit_that_changes_it_again_is_committed(indexnow):
    post = make_post()
    with CaptureQueriesContext(connection) as queries:
        live(post, title="Another")
    locked = any("blog_ping" in q["sql"] and "FOR UPDATE" in q["sql"] for q in queries)
    assert locked == connection.features.has_select_for_update  # SQLite has one writer anyway


def test_changes_that_do_not_end_are_sent_after_some_patience(indexnow, clock):
    n = 0
    while not indexnow.got:
        make_post(f"post-{n}")
        send_due()
        clock.shift(sending.QUIET / 2)
        n += 1
        assert n < 100
    assert timezone.now() <= START + sending.PATIENCE + sending.QUIET


def test_an_import_is_one_message(indexnow, clock, tmp_path):
    for n in range(60):
        (tmp_path / f"p{n}.md").write_text(f"---\ntitle: P{n}\ndate: 2026-03-01\n---\nWords.\n")
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    send(clock)
    assert [len(each) for each in named(indexnow)] == [60]
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    send(clock)
    assert len(indexnow.got) == 1


def test_the_demo_site_tells_nobody(elsewhere, settings):
    settings.DEMO = True
    call_command("load_demo", stdout=StringIO())
    assert not Ping.objects.exists()


def test_a_scheduled_post_is_named_when_it_is_public(indexnow, clock):
    at = START + timedelta(days=1)
    publishing.publish(make_post(status="draft", body="A."), at=at)
    assert not Ping.objects.exists()
    (job,) = DBTaskResult.objects.filter(task_path=tasks.announce.module_path)
    assert job.run_after == at
    tasks.announce.call(*job.args_kwargs["args"])
    assert not Ping.objects.exists()
    clock.move_to(at)
    assert get("/blog/a-post").status_code == 200
    tasks.announce.call(*job.args_kwargs["args"])
    assert waiting() == {"/blog/a-post"}


def test_a_scheduled_post_that_was_edited_since_it_is_public_is_named_once(indexnow, clock):
    at = START + timedelta(days=1)
    post = make_post(date_published=at)
    clock.move_to(at + timedelta(seconds=1))
    live(post, title="Another")
    send(clock)
    tasks.announce.call(post.pk)
    send(clock)
    assert named(indexnow) == [[f"{SITE}/blog/a-post"]]


def test_a_post_that_is_not_scheduled_any_more_is_not_named(indexnow, clock):
    post = make_post(date_published=START + timedelta(days=1))
    live(post, status="draft")
    clock.shift(timedelta(days=2))
    tasks.announce.call(post.pk)
    assert not Ping.objects.exists()


def test_a_worker_begins_with_what_nobody_has_queued(indexnow):
    make_post("live")
    post = make_post("later", date_published=START + timedelta(days=1))
    DBTaskResult.objects.all().delete()
    tasks.catch_up()
    queued = dict(DBTaskResult.objects.values_list("task_path", "run_after"))
    assert queued[tasks.send_pings.module_path] == START + sending.QUIET
    assert queued[tasks.announce.module_path] == post.date_published


# Once


def test_an_address_that_changed_twice_goes_once(indexnow, clock):
    post = make_post()
    live(post, title="Another")
    live(post, title="A third")
    send(clock)
    send(clock)
    assert named(indexnow) == [[f"{SITE}/blog/a-post"]]


def test_what_one_worker_has_taken_no_other_takes(indexnow, clock):
    make_post()
    clock.shift(timedelta(minutes=1))
    assert sending.take("indexnow")
    assert not sending.take("indexnow")
    clock.shift(sending.OURS_FOR)
    assert len(sending.take("indexnow")) == 1  # of a worker that was killed


def test_what_changes_while_it_is_sent_is_sent_again(indexnow, clock):
    post = make_post()
    clock.shift(timedelta(minutes=1))
    rows = sending.take("indexnow")
    live(post, title="Another")
    sending.send("indexnow", SiteSettings.load(), rows)
    assert waiting() == {"/blog/a-post"}
    send(clock)
    assert len(indexnow.got) == 2


def test_what_changed_while_nobody_answered_waits_once(indexnow, clock):
    post = make_post()
    clock.shift(timedelta(minutes=1))
    rows = sending.take("indexnow")
    live(post, title="Another")
    indexnow.answer = lambda got: Says(500)
    sending.send("indexnow", SiteSettings.load(), rows)
    assert Ping.objects.get().state == "waiting"


# Answers


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_message_that_is_taken_is_sent(indexnow, clock, status):
    indexnow.answer = lambda got: Says(status)
    make_post()
    send(clock)
    ping = Ping.objects.get()
    assert (ping.state, ping.status, ping.attempts, ping.due) == ("sent", status, 1, None)


@pytest.mark.parametrize(("status", "words"), [(403, "key"), (422, "key"), (400, "not accept")])
def test_a_message_that_is_refused_says_why_and_is_not_repeated(indexnow, clock, status, words):
    indexnow.answer = lambda got: Says(status)
    make_post()
    send(clock)
    send(clock, timedelta(days=9))
    ping = Ping.objects.get()
    assert (ping.state, ping.status, len(indexnow.got)) == ("refused", status, 1)
    assert words in ping.message


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3600", 3600),
        ("Fri, 20 Mar 2026 13:01:00 GMT", 3600),
        ("99999999999999", 86400),
        ("1", 60),
        ("-5", 60),
        ("²", 60),
        ("soon", 60),
        ("Fri, 99 Mar 2026 13:01:00 GMT", 60),
        ("", 60),
    ],
)
def test_who_asks_to_come_later_is_asked_later(indexnow, clock, header, seconds):
    indexnow.answer = lambda got: Says(429, {"Retry-After": header})
    make_post()
    clock.shift(timedelta(minutes=1))
    assert send_due() == timezone.now() + timedelta(seconds=seconds)
    assert Ping.objects.get().state == "waiting"


def test_a_service_that_fails_is_asked_a_few_times_and_is_seen_to_have_failed(indexnow, clock):
    indexnow.answer = lambda got: Says(500)
    make_post()
    send(clock)
    while moment := next_moment():
        clock.move_to(moment)
        send_due()
    ping = Ping.objects.get()
    assert (ping.state, ping.status, ping.attempts) == ("failed", 500, 5)
    assert len(indexnow.got) == 5


def test_a_hub_that_does_not_answer_is_asked_once_a_try_and_not_for_every_feed(hub, clock):
    hub.answer = lambda got: Says(503)
    make_post(category="seo", tags=["One"])
    send(clock)
    assert len(hub.got) == 1
    assert states() == {"waiting"}


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://hub.example:8080/"])
def test_a_hub_that_nobody_may_ask_is_refused(hub, clock, address):
    SiteSettings.objects.update(hub=address)
    make_post()
    send(clock)
    assert hub.connected == []
    assert states() == {"refused"}


def test_nothing_is_asked_while_somebody_publishes(indexnow):
    publishing.publish(make_post(status="draft", body="A."))
    assert indexnow.connected == []


def test_what_waits_when_the_key_is_taken_away_is_not_sent(indexnow, clock):
    make_post()
    SiteSettings.objects.update(indexnow_key="")
    send(clock)
    assert indexnow.got == []
    assert Ping.objects.get().message == "Switched off before it was sent."


# The key


def test_the_key_is_shown_at_its_address_and_no_other_is(indexnow):
    answer = get(f"/{KEY}.txt")
    assert (answer.status_code, answer.content) == (200, KEY.encode())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert get("/another-key.txt").status_code == 404
    SiteSettings.objects.update(indexnow_key="")
    assert get("/.txt").status_code == 404


@pytest.mark.parametrize(
    "key", ["short", "a" * 129, "with space", "umläute-", "a/b/c/d/e", "a.b.c.d.e"]
)
def test_a_key_that_is_no_key_is_refused(key):
    with pytest.raises(ValidationError, match="letters"):
        SiteSettings(pk=1, indexnow_key=key).full_clean()


def test_a_key_whose_address_the_site_uses_is_refused():
    Redirect.objects.create(from_path="/old-file-name.txt", to_url="/")
    for key in ("llms-full", "old-file-name"):
        with pytest.raises(ValidationError, match="address of the site"):
            SiteSettings(pk=1, indexnow_key=key).full_clean()


def test_old_pings_are_forgotten_and_those_that_wait_are_not(indexnow, clock):
    make_post("old")
    send(clock)
    make_post("waiting")
    clock.shift(timedelta(days=31))
    call_command("tidy", stdout=StringIO())
    assert set(Ping.objects.values_list("path", flat=True)) == {"/blog/waiting"}
    assert Post.objects.count() == 2
