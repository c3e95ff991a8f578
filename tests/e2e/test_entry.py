"""The way to the desk with a second factor, in a real browser with a made-up passkey."""

import pytest

from blog.models import AuditEntry, SiteSettings
from tests.entry.test_second_factor import code_for

from .axe import faults_in_every_look as look

pytestmark = pytest.mark.django_db(transaction=True)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def sensor(page):
    """A device that makes passkeys and whose finger is always on the sensor."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield lambda **change: session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], **change}
    )


def log_in(page, password="password"):
    page.fill("#id_login", "admin")
    page.fill("#id_password", password)
    page.click("input[type=submit]")


def log_out(page):
    page.click("#logout-form button")
    page.wait_for_selector("#id_login")


def prove(page):
    page.fill("#id_password", "password")
    page.click("input[type=submit]")


def test_a_passkey_is_set_up_because_the_site_asks_for_it_and_opens_the_desk(
    watched, site, admin_user, sensor
):
    page, found = watched, []
    SiteSettings.objects.create(pk=1, require_mfa=True)
    page.goto(f"{site}/admin/blog/post/")
    found += look(page)
    log_in(page)
    page.wait_for_selector("text=Everybody needs a second factor here")
    found += look(page)
    page.click("text=Add a passkey")
    found += look(page)
    prove(page)
    page.fill("#id_name", "The laptop")
    found += look(page)
    page.click("text=Add it")
    page.wait_for_selector(".entry-codes code")
    found += look(page)
    page.click("text=To the desk")
    assert page.url == f"{site}/admin/"
    log_out(page)

    page.goto(f"{site}/admin/blog/post/")
    page.click("text=Log in with a passkey")
    page.wait_for_url(f"{site}/admin/blog/post/")
    page.goto(f"{site}/admin/account/security/webauthn/")
    assert page.locator("th[scope=row]").inner_text() == "The laptop"
    found += look(page)
    log_out(page)
    assert found + page.complaints == []
    assert AuditEntry.objects.filter(act="logged in").count() == 2


def test_after_the_password_an_app_or_a_passkey_is_asked_for(watched, site, admin_user, sensor):
    page, found = watched, []
    page.goto(f"{site}/admin/account/security/totp/activate/")
    log_in(page)
    prove(page)
    page.click("summary")
    secret = page.inner_text(".entry-key")
    found += look(page)
    page.fill("#id_code", code_for(secret))
    page.click("text=Done")
    page.wait_for_selector(".entry-codes code")
    page.goto(f"{site}/admin/account/security/webauthn/add/")
    page.click("text=Add it")
    page.wait_for_selector("text=The passkey is added.")
    log_out(page)

    log_in(page)
    page.wait_for_selector("#id_code")
    found += look(page)
    page.click("text=Use your passkey")
    page.wait_for_url(f"{site}/admin/")
    log_out(page)
    log_in(page)
    page.fill("#id_code", code_for(secret, ahead=1))
    page.click("input[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    assert found + page.complaints == []


def test_who_stops_at_the_sensor_is_told_and_can_try_again(watched, site, admin_user, sensor):
    page = watched
    page.goto(f"{site}/admin/account/security/webauthn/add/")
    log_in(page)
    prove(page)
    page.click("text=Add it")
    page.wait_for_selector(".entry-codes code")
    log_out(page)
    sensor(isUserVerified=False)
    page.click("text=Log in with a passkey")
    page.wait_for_selector("text=That did not work, or was stopped.")
    sensor(isUserVerified=True)
    page.click("text=Log in with a passkey")
    page.wait_for_url(f"{site}/admin/")
    assert page.complaints == []


def test_the_pages_of_an_account_and_of_the_people_are_fit_for_everybody(watched, site, admin_user):
    page, found = watched, []
    page.goto(f"{site}/admin/")
    log_in(page)
    page.wait_for_url(f"{site}/admin/")
    for address in (
        "account/sessions/",
        "password_change/",
        "account/confirm/",
        "auth/user/",
        "auth/user/add/",
        f"auth/user/{admin_user.pk}/change/",
        f"auth/user/{admin_user.pk}/password/",
        "blog/auditentry/",
        f"blog/auditentry/{AuditEntry.objects.get().pk}/change/",
        "logout/",
    ):
        page.goto(f"{site}/admin/{address}")
        found += look(page)
    page.click("main input[type=submit]")
    page.goto(f"{site}/admin/account/password/")
    found += look(page)
    page.fill("#id_email", "admin@example.com")
    page.click("input[type=submit]")
    page.wait_for_selector("text=Look into your mail")
    found += look(page)
    # Chromium's advice on a field that no one sees, on Django's own page for a user's password.
    complaints = [c for c in page.complaints if "[DOM] Input elements should have" not in c]
    assert found + complaints == []
