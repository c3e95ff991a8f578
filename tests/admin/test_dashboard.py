from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from blog.models import Post
from blog.publishing import ask_for_review, send_back
from tests.build import NOON, make_author, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
CALENDAR = "/admin/blog/post/calendar/"


def sections(client):
    desk = client.get("/admin/").context["desk"]
    return {s.name: [p.slug for p in s.posts] for s in [*desk.waiting, *desk.lacking, desk.recent]}


def test_my_drafts_are_mine_alone(client, eve):
    make_post("hers", status="draft", created_by=eve)
    make_post("signed", status="draft", authors=[make_author("eve", user=eve)])
    make_post("foreign", status="draft")
    assert sorted(sections(client)["drafts"]) == ["hers", "signed"]


def test_what_is_in_review_shows_who_asked_and_the_note(client, eve):
    writer = make_person("ana", "Author")
    make_post(
        "asked",
        status="draft",
        review_asked=NOON,
        review_by=writer,
        review_note="Is the <price> right?",
    )
    page = client.get("/admin/").text
    assert sections(client)["review"] == ["asked"]
    assert "ana" in page
    assert "Is the &lt;price&gt; right?" in page


def test_what_an_editor_sent_back_says_why(client, ana):
    editor = make_person("eve", "Editor")
    post = make_post("asked", status="draft", created_by=ana)
    ask_for_review(post, by=ana, note="Please")
    assert sections(client)["review"] == ["asked"]
    send_back(post, by=editor, note="The table is of last year.")
    assert sections(client)["drafts"] == ["asked"]
    assert "Sent back by eve: <q>The table is of last year.</q>" in client.get("/admin/").text


def test_an_author_sees_nothing_of_other_peoples_posts(client, ana):
    for slug, fields in {
        "draft": {"status": "draft"},
        "asked": {"status": "draft", "review_asked": NOON, "review_note": "secret words"},
        "live": {},
        "planned": {"date_published": timezone.now() + timedelta(minutes=1)},
    }.items():
        make_post(slug, title=f"Foreign {slug}", **fields)
    assert not any(sections(client).values())
    assert "Foreign" not in client.get("/admin/").text
    assert "Foreign" not in client.get(CALENDAR).text
    assert "secret" not in client.get("/admin/").text


def test_the_bin_is_not_on_the_dashboard(client, eve):
    make_post("gone", status="deleted", created_by=eve, review_asked=NOON)
    assert not any(sections(client).values())


def test_scheduled_posts_stand_in_the_order_in_which_they_go_live(client, eve):
    for days in (9, 2, 5):
        make_post(f"in-{days}", date_published=timezone.now() + timedelta(days=days))
    assert sections(client)["scheduled"] == ["in-2", "in-5", "in-9"]


def test_changes_that_wait_are_those_of_live_posts(client, eve):
    make_post("live", has_draft=True)
    make_post("draft", has_draft=True, status="draft")
    assert sections(client)["changes"] == ["live"]


def test_what_readers_would_miss_is_named(client, eve):
    now = timezone.now()
    image = make_image()
    fine = {"image": image, "description": "Said."}
    make_post("fine", date_published=now - timedelta(days=1), **fine)
    make_post("old", date_published=now - timedelta(days=366), **fine)
    make_post("bare", date_published=now - timedelta(days=1), description="Said.")
    make_post("mute", date_published=now - timedelta(days=1), image=image)
    make_post("page", date_published=now, kind="page", description="Said.")
    found = sections(client)
    assert (found["update"], found["picture"], found["description"]) == (
        ["old"],
        ["bare"],
        ["mute"],
    )


def test_a_desk_with_a_post_that_needs_nobody_is_not_called_empty(client, eve):
    old = timezone.now() - timedelta(days=99)
    make_post("fine", date_published=old, image=make_image(), description="Said.")
    assert "Nothing is here yet." not in client.get("/admin/").text


def test_an_empty_desk_says_so_in_words(client, eve):
    page = client.get("/admin/").text
    assert "Nothing is here yet." in page
    assert "You have no draft." in page


def test_somebody_without_posts_gets_the_stock_list(client):
    user = get_user_model().objects.create_user("kim", password="x", is_staff=True)
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    assert response.context["desk"] is None
    assert client.get(CALENDAR).status_code == 403


def test_the_calendar_shows_each_post_on_its_day_in_the_sites_zone(client, eve, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.activate(ZoneInfo("Pacific/Auckland"))
    make_post("late", date_published=datetime(2026, 3, 9, 12, 30, tzinfo=UTC))
    month = client.get(CALENDAR, {"month": "2026-03"}).context["month"]
    timezone.deactivate()
    days = {day.date.day for week in month.weeks for day in week if day.total}
    assert days == {10}


def test_the_calendar_is_a_table_with_the_months_around_it(client, eve):
    make_post("one", date_published=NOON)
    page = client.get(CALENDAR, {"month": "2026-03"}).text
    assert '<table class="month">' in page
    assert "?month=2026-02" in page
    assert "?month=2026-04" in page
    assert 'id="day-10"' in page


@pytest.mark.parametrize("month", ["", "soon", "2026-13", "0001-01", "9999-12", "2026-03-01'"])
def test_a_month_that_is_none_is_this_month(client, eve, month):
    shown = client.get(CALENDAR, {"month": month}).context["month"]
    assert shown.first == timezone.localdate().replace(day=1)


def test_a_full_day_leads_to_the_list_of_that_day(client, eve):
    for n in range(8):
        make_post(f"post-{n}", date_published=NOON)
    page = client.get(CALENDAR, {"month": "2026-03"})
    assert "and 3 more" in page.text
    listed = client.get("/admin/blog/post/", {"day": "2026-03-10"}).context["cl"].result_list
    assert len(listed) == 8


def test_what_was_edited_last_stands_first_once(client, eve):
    posts = [make_post(f"post-{n}") for n in range(2)]
    for number, post in [(1, posts[0]), (1, posts[1]), (2, posts[0])]:
        at = timezone.now()
        post.revisions.create(number=number, kind="saved", snapshot={}, at=at, by=eve)
    assert sections(client)["recent"] == ["post-0", "post-1"]
    assert Post.objects.count() == 2
