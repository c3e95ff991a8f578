"""Redirects at the desk: who may, what is told, files of them, and what is wrong by now."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.models import AuditEntry, MissingAddress, Redirect
from tests.build import make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/redirect/"
IMPORT = f"{LIST}import/"


@pytest.fixture
def editor(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client.force_login(make_person("eve", "Editor"))
    return client


@pytest.fixture
def author(client):
    client.force_login(make_person("ana", "Author"))
    return client


def put(*rows: tuple[str, str]) -> None:
    """Rows as they may have come to be, past every check."""
    Redirect.objects.bulk_create(Redirect(from_path=old, to_url=new) for old, new in rows)


def said(response) -> str:
    return " ".join(response.text.split())


def test_an_editor_writes_a_redirect_and_is_told_where_it_leads(editor):
    put(("/b", "/archive"), ("/older", "/a"))
    answer = editor.post(f"{LIST}add/", {"from_path": "/a", "to_url": "/b"}, follow=True)
    assert Redirect.objects.get(from_path="/a").to_url == "/archive"
    assert Redirect.objects.get(from_path="/older").to_url == "/archive"
    assert "/b leads on to /archive" in said(answer)
    assert "1 redirect led here and leads on" in said(answer)


def test_an_editor_is_told_that_nothing_answers_at_the_target(editor):
    answer = editor.post(f"{LIST}add/", {"from_path": "/a", "to_url": "/nowhere"}, follow=True)
    assert "Nothing answers at /nowhere now" in answer.text


def test_the_list_tells_what_is_wrong(editor):
    put(("/a", "/b"), ("/b", "/archive"), ("/c", "/d"), ("/d", "/c"), ("/e", "/nowhere"))
    assert "1 chain, 2 circles, 1 dead end" in editor.get(LIST).text
    page = editor.get(f"{LIST}check/").text
    assert "/b → /archive" in page and "/nowhere" in page


def test_a_chain_through_a_rule_is_found(editor):
    put(("/a", "/old/x"), ("/old/*", "/archive"))
    assert "1 chain" in editor.get(LIST).text


def test_rules_that_lead_in_a_circle_are_found(editor):
    put(("/a/*", "/b/*"), ("/b/*", "/a/*"))
    assert "2 circles" in editor.get(LIST).text


def test_a_target_that_has_died_since_is_found(editor):
    post = make_post()
    Redirect.objects.create(from_path="/a", to_post=post)
    assert "dead end" not in editor.get(LIST).text
    post.status = "gone"
    post.save()
    assert "1 dead end" in editor.get(LIST).text


def test_one_click_lets_chains_lead_to_their_end(editor):
    post = make_post()
    put(("/a", "/b"), ("/b", "/blog/a-post"), ("/c", "/old/x"), ("/old/*", "/archive"))
    put(("/d", "/b?x=1"), ("/e", "/gone?x=1"), ("/gone", ""))
    assert editor.post(f"{LIST}flatten/").status_code == 302
    assert Redirect.objects.get(from_path="/a").to_post == post
    assert Redirect.objects.get(from_path="/c").to_url == "/archive"
    assert Redirect.objects.get(from_path="/d").to_url == "/blog/a-post?x=1"
    assert Redirect.objects.get(from_path="/e").target == ""
    assert "Chains: 0" in editor.get(f"{LIST}check/").text
    assert AuditEntry.objects.get(act="flattened redirects").detail == {"chains": 4}


@pytest.mark.parametrize(
    ("origin", "told"), [("auto", "will not be found (404)"), ("editor", "will not be found (404)")]
)
def test_before_it_is_deleted_it_is_said_what_its_address_will_answer(editor, origin, told):
    row = Redirect.objects.create(from_path="/a", to_url="/blog", origin=origin)
    page = said(editor.get(f"{LIST}{row.pk}/delete/"))
    assert f"/a: {told}" in page
    assert ("says that it is gone (410)" in page) == (origin == "auto")
    sent = {"action": "delete_selected", "_selected_action": [row.pk]}
    assert f"/a: {told}" in said(editor.post(LIST, sent))


def test_it_is_said_that_a_rule_takes_over(editor):
    put(("/old/a", "/blog"), ("/old/*", "/archive"))
    row = Redirect.objects.get(from_path="/old/a")
    assert "the rule /old/* → /archive will take it" in said(editor.get(f"{LIST}{row.pk}/delete/"))


def test_a_pasted_file_is_looked_at_and_taken_in_by_one_click(editor):
    text = "from,to\n/a,/archive\n/b,/b\n=x,/c\n"
    page = editor.post(IMPORT, {"text": text})
    assert not Redirect.objects.exists()
    assert page.context["counts"] == {"new": 1, "changed": 0, "same": 0, "refused": 2}
    assert "Leave" not in page.text and "lead back" in page.text
    token = page.context["token"]
    answer = editor.post(IMPORT, {"token": token}, follow=True)
    assert "1 redirects are new" in answer.text
    assert Redirect.objects.get().origin == "import"
    assert AuditEntry.objects.get(act="imported redirects").detail["new"] == 1
    assert "This file has gone" in editor.post(IMPORT, {"token": token}).text


def test_a_new_file_takes_the_place_of_the_one_that_waits(editor):
    first = editor.post(IMPORT, {"text": "/a,/blog\n"}).context["token"]
    token = editor.post(IMPORT, {"text": "/b,/blog\n"}).context["token"]
    assert "This file has gone" in editor.post(IMPORT, {"token": first}).text
    editor.post(IMPORT, {"token": token})
    assert list(Redirect.objects.values_list("from_path", flat=True)) == ["/b"]


def test_too_much_that_was_pasted_is_said_at_the_form(editor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
    answer = editor.post(IMPORT, {"text": "/a,/blog\n" * 120_000})
    assert answer.status_code == 200
    assert "more than 1 MB; send them as a file" in answer.text
    assert "or 1 MB where they are pasted" in said(answer)


def test_a_file_over_the_limit_is_refused_before_it_is_read(editor, settings, monkeypatch):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
    monkeypatch.setattr("blog.admin.redirect_import.MOST_BYTES", 1 << 20)
    file = SimpleUploadedFile("r.csv", b"x" * (3 << 20))
    assert "The file is larger than 1 MB" in editor.post(IMPORT, {"file": file}).text


def test_a_form_of_another_site_brings_no_redirects():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person("eve", "Editor"))
    assert client.post(IMPORT, {"text": "/a,/blog\n"}).status_code == 403


def test_an_uploaded_file_is_looked_at(editor):
    file = SimpleUploadedFile("r.csv", "\ufefffrom;to\n/ä;/blog\n".encode())
    assert editor.post(IMPORT, {"file": file}).context["counts"]["new"] == 1


def test_what_waits_is_taken_in_by_nobody_else(editor, client):
    token = editor.post(IMPORT, {"text": "/a,/blog\n"}).context["token"]
    client.force_login(make_person("eva", "Editor"))
    assert "This file has gone" in client.post(IMPORT, {"token": token}).text
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("token", ["../../x", "\0", "x" * 30, "é" * 30])
def test_a_token_that_was_made_up_finds_nothing(editor, token):
    assert "This file has gone" in editor.post(IMPORT, {"token": token}).text


def test_a_cell_with_markup_is_shown_as_text(editor):
    page = editor.post(IMPORT, {"text": "from,to\n<script>alert(1)</script>,/blog\n"}).text
    assert "<script>alert" not in page


def test_an_author_reads_and_changes_nothing(author):
    put(("/a", "/blog"))
    row = Redirect.objects.get()
    assert author.get(LIST).status_code == author.get(f"{LIST}export/").status_code == 200
    assert author.get(f"{LIST}check/").status_code == 200
    sent = {"from_path": "/x", "to_url": "/blog", "text": "/a,/b", "post": "yes"}
    for address in ("add/", "import/", "flatten/", f"{row.pk}/delete/", f"{row.pk}/change/"):
        assert author.post(f"{LIST}{address}", sent).status_code == 403, address
    assert Redirect.objects.get().to_url == "/blog"


def test_an_author_is_told_of_nobody_elses_draft(author):
    row = Redirect.objects.create(from_path="/a", to_post=make_post("hidden-plan", status="draft"))
    put(("/b", "/a"))
    MissingAddress.objects.add(date(2026, 3, 10), {("/a", ""): 1})
    below = ["", "?q=plan", "check/", "export/", f"{row.pk}/change/"]
    for address in (*(LIST + rest for rest in below), "/admin/blog/missingaddress/?which=all"):
        assert "hidden-plan" not in author.get(address, follow=True).text, address


def test_the_list_goes_out_as_csv(editor):
    put(("/a", "/blog"), ("/gone", ""))
    lines = editor.get(f"{LIST}export/").text.splitlines()
    assert lines[1:] == ["/a,/blog,301,editor,0,", "/gone,,410,editor,0,"]


@pytest.mark.parametrize("asked", ["?q=%00", "?target=x", "?used=yes", "?target=rule", "?q=/a"])
def test_the_list_answers_whatever_is_asked(editor, asked):
    assert editor.get(f"{LIST}{asked}", follow=True).status_code == 200


def test_the_pages_ask_as_often_with_50_rows_as_with_5(editor):
    asked = []
    for rows in (5, 50):
        Redirect.objects.all().delete()
        post = make_post(f"post-{rows}")
        Redirect.objects.bulk_create(
            Redirect(
                from_path=f"/{n}", to_post=post if n % 2 else None, to_url="" if n % 2 else "/x"
            )
            for n in range(rows)
        )
        for address in ("", "check/", "export/", "?target=page"):
            editor.get(LIST + address)
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(LIST + address).status_code == 200
            asked.append(len(queries))
    assert asked[:4] == asked[4:]
