import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command

from blog.models import AuditEntry, SiteSettings

from .conftest import PASSWORD, log_in, prove

pytestmark = pytest.mark.django_db

SETUP = "/admin/account/security/"


def code_for(secret, ahead=0):
    counter = next(iter(totp.yield_hotp_counters_from_time())) + ahead
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def with_app(person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


@pytest.fixture
def required():
    SiteSettings.objects.update_or_create(pk=1, defaults={"require_mfa": True})


def acts():
    return list(AuditEntry.objects.values_list("act", flat=True))


def test_a_person_sets_up_an_app_and_gets_recovery_codes(ana, django_capture_on_commit_callbacks):
    client = prove(log_in(ana))
    page = client.get(f"{SETUP}totp/activate/")
    assert b"data:image/svg+xml;base64" in page.content
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{SETUP}totp/activate/", {"code": code_for(secret)})
    assert answer["Location"] == f"{SETUP}recovery-codes/"
    shown = client.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", shown)) == 10
    assert acts()[:1] == ["added a second factor"]


def test_a_wrong_code_sets_nothing_up(ana):
    client = prove(log_in(ana))
    page = client.get(f"{SETUP}totp/activate/")
    wrong = str((int(code_for(page.context["form"].secret)) + 1) % 10**6).zfill(6)
    answer = client.post(f"{SETUP}totp/activate/", {"code": wrong})
    assert "That is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_login_asks_for_the_code_and_next_survives_it(client, ana):
    secret = with_app(ana)
    wanted = "/admin/blog/post/?q=iron"
    answer = client.post("/admin/login/", {"login": "ana", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == f"{SETUP}authenticate/"
    assert client.get(wanted).status_code == 302  # the password alone opens nothing
    assert client.get(answer["Location"]).status_code == 200
    answer = client.post(f"{SETUP}authenticate/", {"code": code_for(secret)})
    assert answer["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_a_code_works_once(client, ana):
    secret = with_app(ana)
    code = code_for(secret)
    log_in(ana, client)
    assert client.post(f"{SETUP}authenticate/", {"code": code}).status_code == 302
    again = log_in(ana)
    answer = again.post(f"{SETUP}authenticate/", {"code": code})
    assert "That is not right" in answer.content.decode()


def test_codes_cannot_be_guessed_at_leisure(client, ana):
    secret = with_app(ana)
    log_in(ana, client)
    for _ in range(5):
        client.post(f"{SETUP}authenticate/", {"code": "000000"})
    answer = client.post(f"{SETUP}authenticate/", {"code": code_for(secret)})
    assert "Too many failed logins" in answer.content.decode()
    assert "failed the second factor" in acts()


def test_a_recovery_code_lets_in_once(ana):
    with_app(ana)
    code = RecoveryCodes.activate(ana).get_unused_codes()[0]
    first = log_in(ana)
    assert first.post(f"{SETUP}authenticate/", {"code": code}).status_code == 302
    assert first.get("/admin/").status_code == 200
    second = log_in(ana)
    assert second.post(f"{SETUP}authenticate/", {"code": code}).status_code == 200
    assert second.get("/admin/").status_code == 302


def test_recovery_codes_can_be_downloaded_and_made_anew(ana):
    with_app(ana)
    before = RecoveryCodes.activate(ana).get_unused_codes()
    client = log_in(ana)
    client.post(f"{SETUP}authenticate/", {"code": before[0]})
    assert client.get(f"{SETUP}recovery-codes/download/").status_code == 302
    prove(client)
    file = client.get(f"{SETUP}recovery-codes/download/")
    assert before[1] in file.content.decode()
    assert client.post(f"{SETUP}recovery-codes/generate/").status_code == 302
    assert before[1] not in client.get(f"{SETUP}recovery-codes/").content.decode()


def test_taking_a_factor_away_needs_fresh_proof(ana):
    with_app(ana)
    client = log_in(ana)
    client.force_login(ana)
    assert "/confirm/" in client.post(f"{SETUP}totp/deactivate/")["Location"]
    assert Authenticator.objects.exists()


def test_nobody_is_led_anywhere_while_the_setting_is_off(ana):
    assert log_in(ana).get("/admin/").status_code == 200


def test_who_has_no_second_factor_is_led_to_set_one_up_wherever_they_go(ana, required):
    client = log_in(ana)
    for address in ("/admin/", "/admin/blog/post/", "/admin/blog/post/add/", "/admin/nowhere/"):
        for answer in (client.get(address), client.post(address)):
            assert (answer.status_code, answer["Location"]) == (302, SETUP)
    page = client.get(SETUP).content.decode()
    assert "Everybody needs a second factor here" in page


def test_scripts_are_told_so_in_json(ana, required):
    client = log_in(ana)
    answer = client.post("/admin/blog/post/autosave/", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "second factor" in answer.json()["message"]
    assert answer.json()["setup_url"] == SETUP


def test_recovery_codes_alone_are_no_second_factor(ana, required):
    RecoveryCodes.activate(ana)
    assert log_in(ana).get("/admin/")["Location"] == SETUP


def test_setting_one_up_opens_the_desk(ana, required):
    client = prove(log_in(ana))
    secret = client.get(f"{SETUP}totp/activate/").context["form"].secret
    client.post(f"{SETUP}totp/activate/", {"code": code_for(secret)})
    assert client.get("/admin/").status_code == 200


def test_all_that_the_way_there_needs_stays_open(ana, required):
    client = prove(log_in(ana))
    for address in (
        SETUP,
        f"{SETUP}totp/activate/",
        f"{SETUP}webauthn/add/",
        "/admin/account/confirm/",
        "/admin/password_change/",
        "/admin/account/sessions/",
        "/admin/logout/",
    ):
        assert client.get(address).status_code == 200, address


def test_a_publisher_who_asks_it_of_everybody_is_led_and_not_locked_out(publisher):
    client = prove(log_in(publisher))
    SiteSettings.objects.get_or_create(pk=1)
    page = client.get("/admin/blog/sitesettings/1/change/")
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {"require_mfa": "on"}
    data["faq"] = ""
    client.post("/admin/blog/sitesettings/1/change/", data)
    assert SiteSettings.load().require_mfa
    assert client.get("/admin/")["Location"] == SETUP
    secret = client.get(f"{SETUP}totp/activate/").context["form"].secret
    client.post(f"{SETUP}totp/activate/", {"code": code_for(secret)})
    assert client.get("/admin/blog/sitesettings/1/change/").status_code == 200


def test_public_pages_ask_for_nothing(client, ana, required):
    client.force_login(ana)
    assert client.get("/blog").status_code == 200


def test_a_command_helps_when_every_device_is_lost(ana, capsys):
    with_app(ana)
    RecoveryCodes.activate(ana)
    call_command("reset_second_factor", "ana")
    assert capsys.readouterr().out == "ana: 2 taken away\n"
    assert log_in(ana).get("/admin/").status_code == 200
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("reset_second_factor", "nobody")
