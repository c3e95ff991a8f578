import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from blog.models import AuditEntry

from .conftest import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


def fail(client, name="ana", **headers):
    return client.post(LOGIN, {"login": name, "password": "wrong"}, **headers)


@pytest.mark.parametrize("typed", ["ana", "ANA", " ana ", "ana@example.com", "Ana@Example.com"])
def test_a_person_logs_in_by_name_or_mail_address(client, ana, typed):
    answer = client.post(LOGIN, {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_the_desk_leads_to_the_login_and_the_login_back_to_where_one_wanted_to_go(client, ana):
    wanted = "/admin/blog/post/?q=iron&p=2"
    to_login = client.get(wanted)["Location"]
    assert to_login.startswith("/admin/login/?next=/admin/blog/post/")
    page = client.get(to_login).content.decode()
    hidden = re.search(r'name="next" value="([^"]+)"', page)[1].replace("&amp;", "&")
    answer = client.post(LOGIN, {"login": "ana", "password": PASSWORD, "next": hidden})
    assert answer["Location"] == wanted


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_next_never_leads_to_another_site(client, ana, away):
    answer = client.post(LOGIN, {"login": "ana", "password": PASSWORD, "next": away})
    assert answer["Location"] == "/admin/"
    assert client.get(LOGIN, {"next": away})["Location"] == "/admin/"
    assert client.post("/admin/logout/", {"next": away})["Location"] == "/admin/login/"


def test_unknown_names_and_wrong_passwords_get_the_same_answer(ana):
    known, unknown = (
        re.sub(r'value="[^"]*"', "", fail(Client(), name).content.decode())
        for name in ("ana", "nobody")
    )
    assert known == unknown
    assert "Name or password is wrong." in known


def test_five_wrong_passwords_close_an_account_for_a_while_and_no_other(client, ana):
    make_person("ben")
    for number in range(5):
        fail(client, REMOTE_ADDR=f"192.0.2.{number}")
    answer = client.post(LOGIN, {"login": "ana", "password": PASSWORD}, REMOTE_ADDR="192.0.2.99")
    assert "Too many failed logins" in answer.content.decode()
    answer = client.post(LOGIN, {"login": "ben", "password": PASSWORD}, REMOTE_ADDR="192.0.2.99")
    assert answer.status_code == 302


def test_ten_wrong_names_close_the_login_to_an_address(client, ana):
    for number in range(10):
        fail(client, f"name{number}")
    answer = client.post(LOGIN, {"login": "ana", "password": PASSWORD})
    assert "Too many failed logins" in answer.content.decode()


def test_who_hammers_the_form_gets_a_page_that_says_wait(client):
    answers = [fail(client, f"name{number}") for number in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].content.decode()


def test_the_address_in_a_header_counts_only_behind_our_own_proxy(client, ana, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    fail(client, HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert AuditEntry.objects.first().detail == {"ip": "127.0.0.1"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    fail(client, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7")
    assert AuditEntry.objects.first().detail == {"ip": "203.0.113.7"}


def test_nobody_can_sign_up(client):
    for address in ("signup/", "account/signup/", "account/signup/passkey/", "account/email/"):
        assert client.get(f"/admin/{address}").status_code in {302, 404}
    for name in ("account_signup", "mfa_signup_webauthn", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert not User.objects.exists()


def test_an_account_without_access_is_told_so(client):
    make_person("off", is_active=False)
    make_person("reader", is_staff=False)
    for name in ("off", "reader"):
        answer = client.post(LOGIN, {"login": name, "password": PASSWORD}, follow=True)
        assert "has no access to the desk" in answer.content.decode()
        assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_who_loses_access_is_out_at_the_next_request(ana, lost):
    client = log_in(ana)
    User.objects.update(**{lost: False})
    answer = client.get("/admin/")
    assert answer["Location"] == "/admin/login/?next=/admin/"
    assert client.get(answer["Location"]).status_code == 200


def test_the_session_gets_a_new_key_at_login(client, ana):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    log_in(ana, client)
    assert client.session.session_key != before


def test_logging_out_takes_a_post(ana):
    client = log_in(ana)
    assert "Log out?" in client.get("/admin/logout/").content.decode()
    assert client.get("/admin/").status_code == 200
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert client.get("/admin/").status_code == 302


def test_scripts_that_are_logged_out_get_json_with_the_way_back(client):
    page = "/admin/blog/post/7/change/"
    for headers in (
        {"Sec-Fetch-Dest": "empty"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"Accept": "application/json"},
    ):
        answer = client.post(
            "/admin/blog/post/autosave/",
            headers={**headers, "Referer": f"http://testserver{page}"},
        )
        assert answer.status_code == 401
        assert answer.json()["login_url"] == f"/admin/login/?next={page.replace('/', '%2F')}"
    answer = client.get("/admin/", headers={"Accept": "application/json", "Referer": "http://x/y"})
    assert answer.json()["login_url"] == "/admin/login/?next=%2Fadmin%2F"


def test_the_pages_of_the_login_are_never_kept_by_a_cache(client):
    assert "no-store" in client.get(LOGIN)["Cache-Control"]


def test_a_form_from_another_site_is_refused(ana):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(LOGIN, {"login": "ana", "password": PASSWORD})
    assert answer.status_code == 403
