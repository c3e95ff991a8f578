"""Planned links to a page: written into the texts of others when readers can follow them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from blog import publishing, tasks
from blog.models import AuditEntry, Link, LinkTodo, Post, Redirect, Revision
from blog.publishing import planned, preflight
from tests.build import LATER, NOON, SUMMARY, make_person, make_post

pytestmark = pytest.mark.django_db
TEXT = "We do **forge work** here. More forge work there."


@pytest.fixture
def eve():
    return make_person("eve", "Editor")


@pytest.fixture
def target():
    return make_post("forge", status="draft", body="Iron.", description=SUMMARY)


@pytest.fixture
def source():
    return make_post("source", body=TEXT)


def fresh(post):
    return Post.objects.get(pk=post.pk)


def state(todo):
    return LinkTodo.objects.get(pk=todo.pk).state


def publish(post, by=None, **options):
    publishing.publish(fresh(post), by=by, **options)


def why(target, by=None):
    return [planned.obstacle(todo, by) for todo in planned.open_todos(target)]


def test_a_planned_link_is_written_with_the_page_that_it_leads_to(target, source, eve):
    todo = planned.plan(target, source, "forge work", by=eve)
    assert fresh(source).body == TEXT
    publish(target, by=eve)
    assert '<strong><a href="/blog/forge">forge work</a></strong>' in fresh(source).body_html
    assert state(todo) == "done"
    row = Link.objects.get(source__post=source)
    assert (row.target.post, row.status) == (target, "ok")
    revision = publishing.newest(source)
    assert (revision.kind, revision.by, revision.substantive) == ("published", eve, False)
    assert revision.snapshot["body"].count("](/blog/forge)") == 1
    assert AuditEntry.objects.filter(act="wrote a link", by=eve).exists()


def test_the_date_of_update_of_the_other_page_does_not_move(target, source, eve):
    planned.plan(target, source, "forge work", by=eve)
    publish(target, by=eve)
    assert fresh(source).date_modified == NOON


def test_several_pages_get_their_links_a_revision_each(target, source, eve):
    other = make_post("other", body="All about forge work.")
    for each in (source, other):
        planned.plan(target, each, "Forge  WORK", by=eve)
    publish(target, by=eve)
    assert Link.objects.filter(target__post=target).count() == 2
    assert Revision.objects.filter(note="Planned link to /blog/forge").count() == 2


def test_the_link_leads_to_the_address_that_the_page_has_in_the_end(target, source, eve):
    planned.plan(target, source, "forge work", by=eve)
    post = fresh(target)
    snapshot = publishing.snapshot_of(post) | {"slug": "smithy"}
    publishing.publish(post, snapshot, by=eve)
    assert "(/blog/smithy)" in fresh(source).body


def test_nothing_is_written_if_the_page_is_refused(target, source, eve):
    todo = planned.plan(target, source, "forge work", by=eve)
    with pytest.raises(ValidationError):
        publish(target, by=eve, checked=True)
    assert (state(todo), fresh(source).body) == ("open", TEXT)


def test_a_page_with_planned_links_is_no_orphan(target, source):
    def warned():
        return [f for f in preflight.of_page(fresh(target)).findings if f.id == "PF11"]

    assert warned()
    planned.plan(target, source, "forge work", by=None)
    assert not warned()


def test_a_link_without_words_says_that_nobody_has_chosen_them(target, source, eve):
    LinkTodo.objects.create(source=source, target=target)
    assert why(target, eve) == ["nobody has chosen its words yet"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "deleted", "deleted_at": NOON}, "that page is in the bin"),
        ({"status": "gone"}, "that page is not published"),
        ({"date_published": LATER, "date_modified": LATER}, "that page is not published"),
        ({"has_draft": True}, "somebody has a draft of that page that is not published"),
        ({"body_html": "<p>Other.</p>"}, "its words do not stand in the text any more"),
    ],
)
def test_a_link_that_cannot_be_written_is_left_open_and_the_page_is_published(
    target, source, eve, change, reason
):
    todo = planned.plan(target, source, "forge work", by=eve)
    Post.objects.filter(pk=source.pk).update(**change)
    publish(target, by=eve)
    assert fresh(target).is_live()
    assert (state(todo), fresh(source).body) == ("open", TEXT)
    assert why(target) == [reason]


def test_what_somebody_saves_meanwhile_is_kept(target, source, eve):
    todo = planned.plan(target, source, "forge work", by=eve)
    links = planned.ready(planned.open_todos(target), by=eve)
    Post.objects.filter(pk=source.pk).update(body="Newer forge work.")
    assert planned.write(links, by=eve) == 0
    assert (state(todo), fresh(source).body) == ("open", "Newer forge work.")


def test_a_page_that_the_clock_shows_gets_its_links_in_the_background_at_that_moment(
    target, source, eve
):
    """A link that is written when it is scheduled would lead readers nowhere until then."""
    todo = planned.plan(target, source, "forge work", by=eve)
    publish(target, by=eve, at=LATER)
    assert (state(todo), fresh(source).body) == ("open", TEXT)
    assert planned.write_in_time(fresh(target)) == 0
    with time_machine.travel(LATER + timedelta(seconds=1)):
        tasks.announce.call(target.pk)
        assert tasks.waiting(tasks.link_to).count() == 0  # queued once this is committed
        assert tasks.link_to.call(target.pk) == "1 planned links written"
    assert state(todo) == "done"
    assert publishing.newest(source).by == eve
    assert tasks.link_to.call(target.pk) == "0 planned links written"


def test_the_clock_has_the_links_written_by_a_job(
    target, source, eve, django_capture_on_commit_callbacks
):
    planned.plan(target, source, "forge work", by=eve)
    publish(target, by=eve, at=LATER)
    with (
        time_machine.travel(LATER + timedelta(seconds=1)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        tasks.announce.call(target.pk)
    assert tasks.waiting(tasks.link_to).count() == 1


def test_the_clock_writes_nothing_for_somebody_who_may_not_publish_any_more(target, source, eve):
    todo = planned.plan(target, source, "forge work", by=eve)
    publish(target, by=eve, at=LATER)
    eve.groups.clear()
    with time_machine.travel(LATER + timedelta(seconds=1)):
        assert planned.write_in_time(fresh(target)) == 0
    assert state(todo) == "open"


def test_a_planned_link_is_done_when_somebody_writes_it(target, source):
    todo = planned.plan(target, source, "forge work", by=None)
    post = fresh(source)
    post.body = "See [this](/blog/forge)."
    post.save()
    assert state(todo) == "done"


def test_a_planned_link_is_done_when_an_old_address_comes_to_lead_there(target, source):
    post = fresh(source)
    post.body = "See [this](/old). Forge work."
    post.save()
    todo = planned.plan(target, post, "forge work", by=None)
    Redirect.objects.create(from_path="/old", to_post=target)
    assert state(todo) == "done"


def test_a_link_to_another_page_closes_nothing(target, source):
    todo = planned.plan(target, source, "forge work", by=None)
    make_post("elsewhere")
    post = fresh(source)
    post.body = "Forge work, [this](/blog/elsewhere)."
    post.save()
    assert state(todo) == "open"


def test_what_an_author_plans_waits_for_somebody_who_may_change_the_other_page(source):
    ana, eve = make_person("ana", "Author"), make_person("eve", "Editor")
    mine = make_post("mine", created_by=ana)
    todo = planned.plan(mine, source, "forge work", by=ana)
    assert why(mine, ana) == ["an editor has to write it"]
    assert planned.write_now(planned.open_todos(mine), by=ana) == 0
    assert planned.write_now(planned.open_todos(mine), by=eve) == 1
    assert state(todo) == "done"


def test_two_links_of_one_page_are_written_one_after_the_other(source, eve):
    one, two = make_post("one"), make_post("two")
    post = make_post("both", body="Forge work and iron work.")
    planned.plan(one, post, "forge work", by=eve)
    planned.plan(two, post, "iron work", by=eve)
    assert planned.write_now(LinkTodo.objects.all(), by=eve) == 2
    assert fresh(post).body == "[Forge work](/blog/one) and [iron work](/blog/two)."


def test_a_link_to_a_page_that_is_not_there_is_not_written(target, source, eve):
    planned.plan(target, source, "forge work", by=eve)
    assert planned.write_now(LinkTodo.objects.all(), by=eve) == 0
    assert fresh(source).body == TEXT


@pytest.mark.parametrize(
    "phrase",
    ["", " ", "!", "anvil", "x" * 201, "forge work here. More forge work there", "a\0b", "\ud800"],
)
def test_words_that_no_link_can_stand_on_are_refused_in_words(target, source, phrase):
    with pytest.raises(ValidationError) as refused:
        planned.plan(target, source, phrase, by=None)
    assert len(refused.value.messages[0]) > 20
    assert not LinkTodo.objects.exists()


@pytest.mark.parametrize("body", ["## Forge work", "`forge work`", "[forge work](/blog/other)"])
def test_no_link_is_planned_on_a_heading_code_or_another_link(target, body):
    with pytest.raises(ValidationError):
        planned.plan(target, make_post("source", body=body), "forge work", by=None)


def test_no_link_is_planned_twice_to_oneself_or_from_what_nobody_sees(target, source):
    live = make_post("live", body="[forge work](/blog/forge), forge work")
    draft = make_post("draft", body="Forge work", status="draft")
    own = make_post("own", body="Forge work")
    for to, at in [(target, live), (target, draft), (own, own)]:
        with pytest.raises(ValidationError):
            planned.plan(to, at, "forge work", by=None)


def test_more_links_than_one_can_look_after_are_refused(target, source, monkeypatch):
    monkeypatch.setattr(planned, "MOST_PLANNED", 1)
    planned.plan(target, source, "forge work", by=None)
    planned.plan(target, source, "forge work", by=None)  # the same
    with pytest.raises(ValidationError, match="that is the limit"):
        planned.plan(target, make_post("b", body="Forge work"), "forge work", by=None)


def test_other_words_are_planned_in_place_of_the_first(target, source, eve):
    planned.plan(target, source, "forge work", by=None)
    planned.plan(target, source, "forge work there", by=eve)
    todo = LinkTodo.objects.get()
    assert (todo.phrase, todo.by) == ("forge work there", eve)


def test_a_link_that_is_turned_down_is_not_written(target, source, eve):
    todo = planned.plan(target, source, "forge work", by=eve)
    planned.turn_down(target, source, by=eve)
    publish(target, by=eve)
    assert (state(todo), fresh(source).body) == ("dismissed", TEXT)
