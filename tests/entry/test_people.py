import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog import publishing
from blog.models import AuditEntry

from .conftest import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"


@pytest.fixture
def desk(publisher):
    client = Client()
    client.force_login(publisher)
    return client


def role(*names):
    return [str(pk) for pk in Group.objects.filter(name__in=names).values_list("pk", flat=True)]


def change(client, person, **data):
    base = {
        "username": person.username,
        "email": person.email,
        "is_active": "on",
        "groups": role(*person.groups.values_list("name", flat=True)),
    }
    data = {name: value for name, value in (base | data).items() if value is not None}
    answer = client.post(f"{USERS}{person.pk}/change/", data)
    person.refresh_from_db()
    return answer


def new(client, **data):
    base = {"username": "neu", "email": "Neu@Example.com", "groups": role("Author")}
    base |= {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(f"{USERS}add/", base | data)


def test_a_publisher_makes_a_person_with_a_role(desk):
    assert new(desk).status_code == 302
    person = User.objects.get(username="neu")
    assert (person.is_staff, person.is_superuser, person.email) == (True, False, "neu@example.com")
    assert [group.name for group in person.groups.all()] == ["Author"]
    entry = AuditEntry.objects.get(act="created", model="auth.user")
    assert (entry.by_name, entry.name, entry.detail["roles"]) == ("pia", "neu", ["Author"])


def test_a_person_may_be_made_without_a_password_if_mail_can_reach_them(desk):
    without = {"usable_password": "false", "password1": "", "password2": ""}
    assert "need a mail address" in new(desk, email="", **without).content.decode()
    assert new(desk, **without).status_code == 302
    assert not User.objects.get(username="neu").has_usable_password()


def test_a_mail_address_belongs_to_one_person(desk, ana):
    assert "Somebody else has" in new(desk, email="ANA@example.com").content.decode()


def test_the_form_offers_the_three_roles_and_nothing_that_grants_more(desk, ana):
    Group.objects.create(name="Everything")
    for address in (f"{USERS}add/", f"{USERS}{ana.pk}/change/"):
        page = desk.get(address).content.decode()
        for name in ("Author", "Editor", "Publisher"):
            assert name in page
        for name in ("is_superuser", "is_staff", "user_permissions", "Everything"):
            assert name not in page


def test_what_a_publisher_forges_into_the_form_is_not_taken(desk, ana):
    all_rights = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    more = {"is_superuser": "on", "user_permissions": all_rights}
    change(desk, ana, **more)
    new(desk, **more)
    for person in User.objects.filter(username__in=["ana", "neu"]):
        assert not person.is_superuser
        assert not person.user_permissions.exists()
    outside = Group.objects.create(name="Everything")
    answer = change(desk, ana, groups=[str(outside.pk)])
    assert answer.status_code == 200
    assert outside not in ana.groups.all()


def test_groups_that_are_not_on_offer_are_kept(desk, ana):
    outside = Group.objects.create(name="Translators")
    ana.groups.add(outside)
    change(desk, ana, groups=role("Editor"))
    assert {group.name for group in ana.groups.all()} == {"Editor", "Translators"}


def test_a_publisher_can_do_nothing_to_a_superuser(desk, chief):
    page = desk.get(f"{USERS}{chief.pk}/change/")
    assert page.status_code == 200  # to look at
    assert b"_save" not in page.content
    assert chief.password.encode() not in page.content
    assert change(desk, chief, is_active=None).status_code == 403
    new_password = {"password1": "x" * 12, "password2": "x" * 12, "usable_password": "true"}
    assert desk.post(f"{USERS}{chief.pk}/password/", new_password).status_code == 403
    assert desk.post(f"{USERS}{chief.pk}/delete/", {"post": "yes"}).status_code == 403
    for action in ("delete_selected", "take_second_factor_away"):
        Authenticator.objects.create(user=chief, type="totp", data={})
        data = {"action": action, "_selected_action": [chief.pk], "post": "yes"}
        desk.post(USERS, data)
        assert Authenticator.objects.filter(user=chief).exists()
        Authenticator.objects.all().delete()
    chief.refresh_from_db()
    assert chief.is_active and chief.is_superuser and chief.check_password(PASSWORD)


def test_a_superuser_can_make_another(client, chief, ana):
    client.force_login(chief)
    change(client, ana, is_superuser="on")
    assert ana.is_superuser


def test_nobody_locks_themselves_out(desk, publisher, client, chief):
    assert "cannot take this" in change(desk, publisher, is_active=None).content.decode()
    assert "cannot take this" in change(desk, publisher, groups=role("Author")).content.decode()
    assert desk.post(f"{USERS}{publisher.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(chief)
    assert "cannot take this" in change(client, chief, is_superuser=None).content.decode()
    publisher.refresh_from_db()
    assert publisher.is_active and chief.is_superuser


@pytest.mark.parametrize("name", ["Author", "Editor"])
def test_only_publishers_see_the_people(client, name):
    client.force_login(make_person("eve", role=name))
    for address in (USERS, f"{USERS}add/", f"{USERS}1/change/", "/admin/blog/sitesettings/"):
        assert client.get(address).status_code in {302, 403}
    assert client.get(f"{USERS}add/").status_code == 403


def test_groups_keys_and_sessions_are_not_in_the_admin(client, chief):
    client.force_login(chief)
    for address in (
        "auth/group/",
        "mfa/authenticator/",
        "usersessions/usersession/",
        "account/emailaddress/",
    ):
        assert client.get(f"/admin/{address}").status_code == 404


def test_a_publisher_takes_a_lost_second_factor_away(desk, ana):
    Authenticator.objects.create(user=ana, type="totp", data={})
    desk.post(USERS, {"action": "take_second_factor_away", "_selected_action": [ana.pk]})
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(act="took the second factor away").name == "ana"


def test_the_list_of_people_takes_as_many_queries_with_50_as_with_5(desk):
    counts = []
    for total in (5, 50):
        for number in range(User.objects.count(), total):
            make_person(f"person{number}")
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(USERS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_publisher_deletes_a_person_and_what_they_wrote_stays(desk, ana):
    post = publishing.create({"title": "Iron"}, by=ana)
    log_in(ana)
    answer = desk.post(f"{USERS}{ana.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not User.objects.filter(username="ana").exists()
    post.refresh_from_db()
    assert post.revisions.exists()
    assert AuditEntry.objects.filter(act="deleted", name="ana", by_name="pia").exists()
