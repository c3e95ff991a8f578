import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from blog.models import AuditEntry

from .conftest import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db

RESET, NEW = "/admin/account/password/", "another long password"


def sent(count):
    """The mails, once they are there: they are sent beside the request."""
    for _ in range(100):
        if len(mail.outbox) >= count:
            break
        time.sleep(0.02)
    return mail.outbox


def ask(client, address):
    return client.post(RESET, {"email": address}, follow=True)


def link(message):
    return re.search(r"https://www\.example\.com(/\S+)", message.body)[1]


def test_a_forgotten_password_is_set_anew_by_mail(client, ana):
    ask(client, "Ana@Example.com")
    [message] = sent(1)
    assert message.to == ["ana@example.com"]
    assert message.subject == "[Iron Goo] A new password"
    form = client.get(link(message), follow=True)
    address = form.redirect_chain[-1][0]
    answer = client.post(address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Password set" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert AuditEntry.objects.filter(act="set a password by mail", by=ana).exists()
    assert not EmailAddress.objects.exists()


def test_the_link_works_once_and_ends_all_sessions(client, ana):
    elsewhere = log_in(ana)
    ask(client, "ana@example.com")
    address = link(sent(1)[0])
    form = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/admin/").status_code == 302
    assert "used up" in client.get(address, follow=True).content.decode()


def test_a_link_made_up_says_nothing(client, ana):
    for made_up in ("1-x-abc", "zz-d4k2-0000"):
        assert "used up" in client.get(f"{RESET}{made_up}/").content.decode()


def test_the_answer_is_the_same_whether_somebody_has_the_address(client, ana):
    known, unknown = ask(client, "ana@example.com"), ask(client, "nobody@example.com")
    assert known.content == unknown.content
    assert known.redirect_chain == unknown.redirect_chain
    assert len(sent(1)) == 1  # and no mail to an address that a stranger typed


def test_a_host_in_the_request_does_not_get_into_the_mail(client, ana):
    client.post(RESET, {"email": "ana@example.com"}, HTTP_HOST="evil.example:6666")
    assert "evil" not in sent(1)[0].body


def test_a_mail_server_that_is_down_does_not_show(client, ana, monkeypatch, caplog):
    def refuse(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert "Look into your mail" in ask(client, "ana@example.com").content.decode()
    for _ in range(100):
        if "could not be sent" in caplog.text:
            break
        time.sleep(0.02)
    assert "could not be sent" in caplog.text


def test_a_site_without_a_mail_server_says_whom_to_ask(client, settings):
    settings.SENDS_MAIL = False
    page = client.get(RESET).content.decode()
    assert "A publisher can set a new password" in page
    assert 'name="email"' not in page


def test_who_never_had_a_password_chooses_the_first_by_mail(client):
    person = make_person("new", password=None)
    ask(client, "new@example.com")
    form = client.get(link(sent(1)[0]), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_changing_it_ends_the_other_sessions_and_keeps_this_one(ana):
    here, elsewhere = log_in(ana), log_in(ana)
    answer = here.post(
        "/admin/password_change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    assert answer.status_code == 302
    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert AuditEntry.objects.filter(act="changed their password", by=ana).exists()


def test_changing_it_takes_the_old_one_and_a_good_new_one(ana):
    client = log_in(ana)
    for old, new, said in (
        ("wrong", NEW, "Please type your current password"),
        (PASSWORD, "password", "too common"),
        (PASSWORD, "ana@example.com", "too similar"),
    ):
        data = {"oldpassword": old, "password1": new, "password2": new}
        page = client.post("/admin/password_change/", data).content.decode()
        assert said in page
