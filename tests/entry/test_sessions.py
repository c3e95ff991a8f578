import pytest
from allauth.usersessions.models import UserSession

from blog.models import AuditEntry

from .conftest import log_in, make_person

pytestmark = pytest.mark.django_db

LIST = "/admin/account/sessions/"


def test_a_person_sees_where_they_are_logged_in(ana):
    log_in(ana)
    page = log_in(ana).get(LIST).content.decode()
    assert page.count("127.0.0.1</td>") == 2
    assert page.count("this one") == 1


def test_one_session_is_ended_from_another(ana):
    lost = log_in(ana)
    here = log_in(ana)
    old = UserSession.objects.get(session_key=lost.session.session_key)
    here.post(LIST, {"session": old.pk})
    assert lost.get("/admin/").status_code == 302
    assert here.get("/admin/").status_code == 200
    assert AuditEntry.objects.filter(act="ended a session", by=ana).count() == 1


def test_all_other_sessions_are_ended_at_once(ana):
    others, here = [log_in(ana), log_in(ana)], log_in(ana)
    here.post(LIST)
    assert [other.get("/admin/").status_code for other in others] == [302, 302]
    assert here.get("/admin/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(ana):
    bens = log_in(make_person("ben"))
    session = UserSession.objects.get()
    log_in(ana).post(LIST, {"session": session.pk})
    log_in(ana).post(LIST)
    assert bens.get("/admin/").status_code == 200


def test_the_list_is_for_who_is_logged_in(client):
    assert client.get(LIST)["Location"] == f"/admin/login/?next={LIST}"


def test_odd_numbers_end_nothing(ana):
    client = log_in(ana)
    for odd in ("x", "-1", "99999999999999999999999"):
        assert client.post(LIST, {"session": odd}).status_code in {200, 302}
    assert client.get("/admin/").status_code == 200
