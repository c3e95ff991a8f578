"""The list of what services were told, and what the settings say of it."""

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.utils import timezone

from blog.models import Ping, SiteSettings
from tests.build import make_person
from tests.reading import parsed

pytestmark = pytest.mark.django_db

LIST = "/admin/blog/ping/"


def make_ping(path="/blog/a", service="indexnow", state="sent", **fields):
    fields.setdefault("due", timezone.now() if state in {"waiting", "sending"} else None)
    return Ping.objects.create(service=service, path=path, state=state, **fields)


def desk_of(name, role):
    client = Client()
    client.force_login(make_person(name, role))
    return client


@pytest.fixture
def publisher():
    return desk_of("pat", "Publisher")


def again(client, *pings):
    data = {"action": "send_again", ACTION_CHECKBOX_NAME: [ping.pk for ping in pings]}
    return client.post(LIST, data, follow=True).content.decode()


def test_the_list_says_what_was_told_and_what_was_answered(publisher):
    make_ping(state="refused", status=403, message="It does not accept the key.", attempts=1)
    said = publisher.get(LIST).content.decode()
    assert "/blog/a" in said
    assert "403: It does not accept the key." in said


def test_the_list_asks_as_often_however_long_it_is(publisher, django_assert_num_queries):
    for n in range(40):
        make_ping(f"/blog/{n}")
    publisher.get(LIST)
    with django_assert_num_queries(7):
        publisher.get(f"{LIST}?state__exact=sent&service__exact=indexnow&q=blog")


def test_nobody_writes_a_ping_by_hand(publisher):
    ping = make_ping()
    assert publisher.get(f"{LIST}add/").status_code == 403
    publisher.post(f"{LIST}{ping.pk}/change/", {"path": "/elsewhere"})
    assert publisher.post(f"{LIST}{ping.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Ping.objects.get().path == "/blog/a"


def test_who_runs_the_site_sends_again_and_each_address_once(publisher):
    SiteSettings(pk=1, indexnow_key="a-key-for-indexnow").save()
    refused, failed = make_ping(state="refused"), make_ping(state="failed")
    later = timezone.now() + timedelta(hours=4)
    late = make_ping("/blog/b", state="waiting", attempts=2, due=later)
    assert "2 will be sent again" in again(publisher, refused, failed, late)
    waiting = Ping.objects.filter(state="waiting")
    assert sorted(waiting.values_list("path", flat=True)) == ["/blog/a", "/blog/b"]
    assert not waiting.filter(due__gt=timezone.now()).exists()
    assert Ping.objects.filter(state="refused").count() == 1  # what happened stays written


def test_nothing_is_sent_again_while_no_service_is_set(publisher):
    assert "Nothing is sent" in again(publisher, make_ping(state="failed"))
    assert not Ping.objects.filter(state="waiting").exists()


def test_an_editor_sees_the_list_and_does_not_send(settings):
    SiteSettings(pk=1, indexnow_key="a-key-for-indexnow").save()
    editor = desk_of("ed", "Editor")
    ping = make_ping(state="failed")
    assert "Send again" not in editor.get(LIST).content.decode()
    again(editor, ping)
    assert not Ping.objects.filter(state="waiting").exists()


def test_an_author_does_not_see_the_list():
    assert desk_of("ann", "Author").get(LIST).status_code == 403


def test_the_settings_say_what_was_answered_last(publisher):
    make_ping(state="refused", status=403, message="No such key.", asked=timezone.now())
    make_ping(state="sent", status=200, asked=timezone.now() - timedelta(hours=1))
    SiteSettings(pk=1).save()
    said = publisher.get("/admin/blog/sitesettings/1/change/").content.decode()
    assert "IndexNow: refused 403 No such key." in said
    assert "WebSub hub: sent" not in said


def test_a_key_is_set_at_the_desk_and_a_bad_one_has_its_reason(publisher):
    SiteSettings(pk=1).save()
    page = publisher.post("/admin/blog/sitesettings/1/change/", {"indexnow_key": "short"})
    assert "8 to 128 letters" in page.content.decode()


def test_the_settings_say_where_the_key_is_shown(publisher):
    SiteSettings(pk=1).save()
    page = parsed(publisher.get("/admin/blog/sitesettings/1/change/").text)
    assert "the site shows it at /KEY.txt" in "".join(page.getroot().itertext())
