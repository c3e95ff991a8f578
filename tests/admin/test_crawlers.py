"""The desk's page about robots.txt, and the one about what came."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import AuditEntry, Crawler, HitCount, SiteSettings
from tests.build import make_person
from tests.reading import get

pytestmark = pytest.mark.django_db
POLICY = "/admin/blog/crawler/policy/"
CAME = "/admin/blog/hitcount/"


@pytest.fixture
def publisher(client):
    client.force_login(make_person("pia", "Publisher"))
    return client


def refused() -> list[str]:
    return SiteSettings.load().refused_purposes


def test_one_click_refuses_training_and_stays_in_search(publisher):
    answer = publisher.post(POLICY, {"act": "search-only"}, follow=True)
    assert answer.status_code == 200
    assert refused() == ["training"]
    said = get("/robots.txt").body.decode()
    assert "User-agent: GPTBot" in said and "User-agent: Googlebot" not in said
    assert "User-agent: GPTBot" in answer.text


def test_each_purpose_is_refused_and_allowed_by_itself(publisher):
    publisher.post(POLICY, {"act": "refuse:user"})
    publisher.post(POLICY, {"act": "refuse:training"})
    assert refused() == ["training", "user"]
    publisher.post(POLICY, {"act": "allow:user"})
    assert refused() == ["training"]
    publisher.post(POLICY, {"act": "allow-all"})
    assert refused() == []


def test_a_content_signal_does_not_contradict_the_policy(publisher):
    SiteSettings(pk=1, content_signal="search=yes, ai-train=yes").save()
    publisher.post(POLICY, {"act": "search-only"})
    assert SiteSettings.load().content_signal == "search=yes, ai-train=no"


def test_who_set_the_policy_is_written_down(publisher):
    publisher.post(POLICY, {"act": "search-only"})
    entry = AuditEntry.objects.get(act="set what crawlers may read")
    assert entry.by_name == "pia"
    assert entry.detail == {"refused": ["Training of models"]}


@pytest.mark.parametrize("act", ["", "refuse:", "refuse:all", "burn:training", "\0", "allow"])
def test_a_button_that_is_not_there_changes_nothing(publisher, act):
    assert "Nothing was changed" in publisher.post(POLICY, {"act": act}, follow=True).text
    assert refused() == []
    assert not AuditEntry.objects.filter(act="set what crawlers may read").exists()


def test_the_page_says_that_fetchers_for_a_user_may_not_obey(publisher):
    assert "may not obey robots.txt" in " ".join(publisher.get(POLICY).text.split())


@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_only_publishers_see_and_set_the_policy(client, role):
    client.force_login(make_person("eve", role))
    assert client.get(POLICY).status_code == 403
    assert client.post(POLICY, {"act": "search-only"}).status_code == 403
    assert client.get("/admin/blog/crawler/").status_code == 403
    assert refused() == []


def test_an_editor_adds_and_removes_a_crawler_and_it_is_written_down(publisher):
    sent = {"token": "NewBot", "operator": "New", "purpose": "training", "rule": ""}
    assert publisher.post("/admin/blog/crawler/add/", sent).status_code == 302
    crawler = Crawler.objects.get(token="NewBot")
    publisher.post(f"/admin/blog/crawler/{crawler.pk}/delete/", {"post": "yes"})
    acts = AuditEntry.objects.filter(name="NewBot").values_list("act", flat=True)
    assert sorted(acts) == ["created", "deleted"]


def test_a_token_that_would_break_the_file_is_an_error_at_its_field(publisher):
    sent = {"token": "Bot\nAllow: /", "purpose": "training", "rule": ""}
    answer = publisher.post("/admin/blog/crawler/add/", sent)
    assert answer.status_code == 200
    assert "token" in answer.context["adminform"].form.errors


def make_counts(pages: int) -> None:
    today = timezone.localdate()
    for n in range(pages):
        path = f"/blog/{n}"
        HitCount.objects.create(day=today, kind="read", agent="GPTBot", path=path, times=n + 1)
        HitCount.objects.create(day=today, kind="visit", agent="claude.ai", path=path, times=1)
    old = today - timedelta(days=30)
    HitCount.objects.create(day=old, kind="read", agent="CCBot", path="/long-ago", times=7)


def test_what_came_in_thirty_days_is_shown_by_agent_and_by_page(client):
    make_counts(3)
    client.force_login(make_person("eve", "Editor"))
    answer = client.get(CAME)
    assert [(line["agent"], line["times_in_all"]) for line in answer.context["crawlers"]] == [
        ("GPTBot", 6)
    ]
    assert [(line["agent"], line["times_in_all"]) for line in answer.context["engines"]] == [
        ("claude.ai", 3)
    ]
    assert [(p["path"], p["read"], p["visits"]) for p in answer.context["pages"]] == [
        ("/blog/2", 3, 1),
        ("/blog/1", 2, 1),
        ("/blog/0", 1, 1),
    ]
    assert "/long-ago" not in answer.text and "CCBot" not in answer.text


def test_the_pages_of_one_agent_are_shown_alone(client):
    make_counts(2)
    client.force_login(make_person("eve", "Editor"))
    pages = client.get(CAME, {"agent": "claude.ai"}).context["pages"]
    assert {(line["read"], line["visits"]) for line in pages} == {(0, 1)}
    for odd in ("\0", "x" * 5000, "<script>"):
        assert "<script>alert" not in client.get(CAME, {"agent": odd}).text


def test_authors_do_not_see_what_came(client):
    client.force_login(make_person("ann", "Author"))
    assert client.get(CAME).status_code == 403


def test_the_pages_ask_as_often_however_much_came(client):
    client.force_login(make_person("pia", "Publisher"))
    asked = []
    for pages in (2, 50):
        HitCount.objects.all().delete()
        make_counts(pages)
        for address in (CAME, POLICY, "/admin/blog/crawler/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked.append(len(queries))
    assert asked[:3] == asked[3:]
