"""The report of the links: numbers, what they open to, topics, and when it was measured."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import measuring, publishing, tasks
from blog.models import Category, LinkTodo, Measuring, Post, Redirect, SitePage
from tests.build import NOON, make_category, make_person, make_post

pytestmark = pytest.mark.django_db
REPORT, TOPICS = "/admin/blog/sitepage/report/", "/admin/blog/sitepage/topics/"
PAGES = "/admin/blog/sitepage/"


@pytest.fixture
def eve(client):
    person = make_person("eve", "Editor")
    client.force_login(person)
    return person


def numbers(response):
    found = [each for _, part in response.context["sections"] for each in part]
    return {each.name: each for each in found}


def test_a_site_that_nobody_measured_says_so(client, eve):
    assert "No page was measured yet." in client.get(REPORT).text


def test_an_empty_site_has_a_report_of_zeros(client, eve):
    measuring.measure()
    assert {each.count for each in numbers(client.get(REPORT)).values()} == {0}


def test_each_number_is_that_of_the_list_it_opens_to(client, eve):
    topic = make_category("seo")
    make_category("bare")
    Redirect.objects.create(from_path="/old", to_url="/blog/first")
    Redirect.objects.create(from_path="/over")
    make_post(
        "first", category=topic, body="[none](/blog/unwritten) [over](/over) [here](/blog/p1)"
    )
    for n in range(6):
        make_post(f"p{n}", category=topic, body="[the same](/blog/first) [x](/old) [y](#none)")
    Category.objects.filter(slug="seo").update(pillar=Post.objects.get(slug="first"))
    measuring.measure()
    found = numbers(client.get(REPORT))
    assert found["orphans"].count == 5 and found["say nothing"].count == 1
    assert found["broken"].count == 1 and found["redirected"].count == 6
    assert found["waiting"].count == 1
    assert found["pages, one text"].count == 1
    for each in found.values():
        if "topics" not in each.address:
            shown = client.get(each.address).context["cl"]
            assert shown.result_count == each.count, each


def test_a_page_that_others_link_to_with_one_text_is_listed_with_it(client, eve):
    make_post("first", body="First.")
    for n in range(5):
        make_post(f"p{n}", body="[The same](/blog/first)")
    measuring.measure()
    shown = client.get(f"{PAGES}?which=one-text")
    assert shown.context["cl"].result_count == 1 and "most say: the same" in shown.text
    publishing.take_down(Post.objects.get(slug="p0"))
    measuring.measure()
    assert not SitePage.objects.exclude(one_text="").exists()


def test_the_report_asks_as_often_however_large_the_site_is(client, eve):
    asked = []
    for start in (0, 20):
        for n in range(start, start + 5):
            make_post(f"p{n}", category=make_category(f"t{n}"), body="[x](/blog/p0)")
        measuring.measure()
        for address in (REPORT, TOPICS):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_pages_are_filtered_by_the_age_of_their_last_real_update(client, eve):
    with time_machine.travel(NOON + timedelta(days=800), tick=False):
        client.force_login(eve)
        make_post("old")
        make_post("renewed", date_modified=timezone.now() - timedelta(days=3))
        measuring.measure()
        shown = client.get(f"{PAGES}?age=24&kind__exact=post").context["cl"]
        assert [row.path for row in shown.result_list] == ["/blog/old"]


def test_topics_without_a_pillar_come_first(client, eve):
    seo, _ = make_category("seo", order=0), make_category("zoo", order=9)
    seo.pillar = make_post("first", category=seo, body="[x](/blog/a)")
    seo.save()
    make_post("a", category=seo, body="[x](/blog/first) [again](/blog/first)")
    make_post("b", category=seo, body="Nothing.")
    make_post("c", category=seo, status=Post.Status.DRAFT)
    zoo, found = client.get(TOPICS).context["topics"]
    assert zoo.pillar is None and zoo.members == 0
    assert (found.members, found.down, found.up, found.planned) == (2, 1, 1, 1)
    assert (zoo.missing, found.missing) == (0, 2)
    assert "2 links missing" in client.get(TOPICS).text


def test_a_link_that_a_topic_misses_is_planned_with_one_click(client, eve):
    seo = make_category("seo")
    first, other = make_post("first", category=seo), make_post("other", category=seo)
    Category.objects.update(pillar=first)
    address = f"{TOPICS}{seo.pk}/"
    assert client.get(address).text.count("Plan it") == 2
    assert client.post(address, {"plan": f"{first.pk}-{other.pk}"}).status_code == 302
    todo = LinkTodo.objects.get()
    assert (todo.source, todo.target, todo.state, todo.by) == (first, other, "open", eve)
    shown = client.get(address).text
    assert shown.count("Plan it") == 1 and "planned" in shown
    todo.state = LinkTodo.State.DISMISSED
    todo.save()
    client.post(address, {"plan": f"{first.pk}-{other.pk}"})
    assert LinkTodo.objects.get().state == "open"


@pytest.mark.parametrize("plan", ["", "1", "x-y", "0-0", "9999999999999999999999-1"])
def test_a_button_that_names_no_pages_plans_nothing(client, eve, plan):
    address = f"{TOPICS}{make_category('seo').pk}/"
    assert client.post(address, {"plan": plan}).status_code == 404
    assert not LinkTodo.objects.exists()


def csv(client, address):
    return b"".join(client.get(address).streaming_content).decode().splitlines()


def test_topics_and_what_is_not_written_are_tables_as_well(client, eve):
    seo = make_category("seo", name="=SEO")
    make_category("bare")
    Category.objects.filter(pk=seo.pk).update(pillar=make_post("first", category=seo))
    make_post("other", category=seo, body="[x](/blog/first) [a](/blog/none) [b](/blog/none)")
    assert csv(client, "/admin/blog/sitepage/topics.csv") == [
        "topic,pillar,pages,down,up,drafts",
        "BARE,,0,,,0",
        "'=SEO,/blog/first,1,0,1,0",
    ]
    unwritten = csv(client, "/admin/blog/link/unwritten.csv")
    assert unwritten == ["path,sentences,pages", "/blog/none,2,1"]


def test_authors_see_no_report(client):
    client.force_login(make_person("ana", "Author"))
    topic = make_category("seo")
    tables = (f"{PAGES}topics.csv", "/admin/blog/link/unwritten.csv")
    for address in (REPORT, TOPICS, f"{TOPICS}{topic.pk}/", *tables):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGES}measure/").status_code == 403


def passes():
    return DBTaskResult.objects.filter(task_path=tasks.measure_links.module_path)


def test_a_button_measures_at_once_and_only_once(client, eve):
    passes().delete()
    assert client.get(f"{PAGES}measure/").status_code == 405
    for _ in range(2):
        client.post(f"{PAGES}measure/")
    assert passes().count() == 1
    assert "It is about to be done." in client.get(REPORT).text


def test_a_large_site_is_measured_at_night_in_its_own_time_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    Measuring.objects.create(pk=1, at=NOON, pages=20_000, seconds=1)
    passes().delete()
    with time_machine.travel(NOON, tick=False), timezone.override("Europe/Berlin"):
        tasks._measure_soon()
        tasks._measure_soon()
        (job,) = passes()
        assert job.run_after.isoformat() == "2026-03-11T02:00:00+00:00"
        assert tasks.measure_now() and not tasks.measure_now()


def test_a_site_below_that_is_measured_within_a_minute():
    Measuring.objects.create(pk=1, at=NOON, pages=19_999, seconds=1)
    passes().delete()
    with time_machine.travel(NOON, tick=False):
        tasks._measure_soon()
    assert passes().get().run_after == NOON + timedelta(minutes=1)


def test_the_report_says_how_many_texts_were_published_since(client, eve):
    post = make_post("a")
    measuring.measure()
    assert "no text was published since" in client.get(REPORT).text
    publishing.publish(post, publishing.snapshot_of(post) | {"body": "New words."}, by=eve)
    assert "1 text published since" in client.get(REPORT).text
