import io
import json
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blog.models import Image, Post
from blog.publishing import save_draft, snapshot_of
from tests.build import make_person, make_post, picture_bytes

pytestmark = pytest.mark.django_db
DOOR = "/admin/blog/post/import/"
DATED = "datePublished: 2026-03-10\n"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def text(title, more=DATED):
    return f'---\ntitle: "{title}"\n{more}---\n\nSome words.\n'.encode()


def zip_of(files, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return SimpleUploadedFile("x.zip", out.getvalue(), "application/zip")


def upload(client, files):
    return client.post(DOOR, {"zip": zip_of(files) if isinstance(files, dict) else files})


def waiting(data_dir):
    return list(Path(data_dir, "imports").iterdir())


def test_a_zip_is_looked_at_first_and_taken_in_on_a_word(client, eve, data_dir):
    make_post("known", title="Known")
    page = upload(
        client,
        {
            "site/blog/new.md": text("New"),
            "site/blog/known.md": text("Other"),
            "site/blog/bad.md": b"no front matter",
            "site/blog/new/cover.png": picture_bytes(),
        },
    )
    report = page.context["report"]
    assert (report.created, report.updated) == (["/blog/new"], ["/blog/known"])
    assert "blog/bad.md:1: front matter: missing" in page.text
    assert not Post.objects.filter(slug="new").exists()
    page = client.post(DOOR, {"token": page.context["token"], "_apply": "1"})
    assert "Done" in page.text
    assert Post.objects.filter(slug="new").exists()
    assert Post.objects.get(slug="known").title == "Other"
    assert not waiting(data_dir)


def test_a_folder_arrives_with_the_places_of_its_files(client, eve):
    files = [
        SimpleUploadedFile("linking.md", text("Linking")),
        SimpleUploadedFile("about.md", text("About")),
        SimpleUploadedFile("notes.txt", b"passed over"),
    ]
    paths = '["site/guides/seo/linking.md", "site/pages/about.md", "site/notes.txt"]'
    page = client.post(DOOR, {"files": files, "paths": paths})
    assert page.context["report"].created == ["/guides/seo/linking", "/about"]
    assert page.context["passed_over"] == ["site/notes.txt"]


def test_a_picture_comes_along(client, eve):
    body = text("New", DATED + "image: cover.png\n")
    page = upload(client, {"blog/new.md": body, "blog/cover.png": picture_bytes()})
    assert not Image.objects.exists()
    client.post(DOOR, {"token": page.context["token"], "_apply": "1"})
    assert Post.objects.get().image == Image.objects.get()


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def encrypted():
    data = bytearray(zip_of({"a.md": text("A")}).read())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    return SimpleUploadedFile("x.zip", bytes(data))


def with_entry(entry, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(entry, content)
    return SimpleUploadedFile("x.zip", out.getvalue())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: zip_of({"../../evil.md": text("E")}), "leads out of the folder"),
        (lambda: zip_of({"blog/../../evil.md": text("E")}), "leads out of the folder"),
        (lambda: zip_of({"/etc/evil.md": text("E")}), "leads out of the folder"),
        (lambda: zip_of({"C:\\evil.md": text("E")}), "backslash"),
        (lambda: zip_of({"..\\evil.md": text("E")}), "backslash"),
        (lambda: zip_of({"a" * 500 + ".md": text("E")}), "longer than 400"),
        (lambda: with_entry(link("blog/link.md"), "/etc/passwd"), "is a link"),
        (encrypted, "encrypted"),
        (lambda: zip_of({f"{n}.md": b"" for n in range(5_001)}), "more than 5,000 files"),
        (lambda: zip_of({f"{n}.txt": b"" for n in range(10_000)}), "more than 5,000 files"),
        (lambda: zip_of({"zeros.png": bytes(30_000_000)}), "more than 100 times"),
        (lambda: zip_of({"a.md": text("A"), "a.md/b.md": text("B")}), "comes twice"),
        (lambda: SimpleUploadedFile("x.zip", b"no zip at all"), "no zip"),
        (lambda: SimpleUploadedFile("x.zip", zip_of({"a.md": b"x" * 99}).read()[:60]), "no zip"),
        (lambda: zip_of({"readme.txt": b"nothing for us"}), "no Markdown file"),
    ],
)
def test_a_zip_that_could_do_harm_is_refused_and_nothing_is_kept(
    client, eve, data_dir, make, message
):
    page = upload(client, make())
    assert message in page.context["error"]
    assert not waiting(data_dir)
    assert not list(data_dir.rglob("evil*"))


def test_a_name_that_comes_twice_writes_over_nothing(client, eve, data_dir):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning):
        file.writestr("a.md", text("A"))
        file.writestr("a.md", text("B"))
    page = upload(client, SimpleUploadedFile("x.zip", out.getvalue()))
    assert "comes twice" in page.text


def test_what_is_unpacked_is_counted_and_not_believed(client, eve, monkeypatch):
    monkeypatch.setattr("blog.transfer.unpack.MAX_UNPACKED", 1000)
    page = upload(client, {"a.md": text("A") * 9, "b.md": os.urandom(500), "c.md": text("C") * 9})
    assert "all together is more than" in page.text


@pytest.mark.parametrize("path", ["../evil.md", "/etc/evil.md", "a\\..\\evil.md", "x\0.md"])
def test_a_folder_leads_out_no_more_than_a_zip(client, eve, data_dir, path):
    file = SimpleUploadedFile("evil.md", text("E"))
    page = client.post(DOOR, {"files": [file], "paths": json.dumps([path])})
    assert page.context["error"].startswith("Refused: ")
    assert not waiting(data_dir)


def test_an_upload_over_the_limit_is_refused_before_it_is_read(client, eve, monkeypatch):
    monkeypatch.setattr("blog.admin.import_door.MAX_UPLOAD", 100)
    assert "larger than" in upload(client, {"a.md": text("A")}).text


def test_too_many_files_get_a_message_and_not_a_bare_error(client, eve, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    files = [SimpleUploadedFile(f"{n}.md", text("A")) for n in range(5)]
    page = client.post(DOOR, {"files": files})
    assert "send them as a zip" in page.text


def test_an_upload_belongs_to_its_uploader_for_an_hour_and_is_taken_once(client, eve, data_dir):
    token = upload(client, {"a.md": text("A")}).context["token"]
    other = Client()
    other.force_login(make_person("ina", "Editor"))
    assert "has gone" in other.post(DOOR, {"token": token, "_apply": "1"}).text
    (folder,) = waiting(data_dir)
    old = time.time() - 4000
    os.utime(folder, (old, old))
    assert "has gone" in client.post(DOOR, {"token": token, "_apply": "1"}).text
    assert not Post.objects.exists()
    token = upload(client, {"a.md": text("A")}).context["token"]
    client.post(DOOR, {"token": token, "_apply": "1"})
    assert "has gone" in client.post(DOOR, {"token": token, "_apply": "1"}).text


def test_a_new_upload_takes_the_place_of_the_one_that_waits(client, eve, data_dir):
    first = upload(client, {"a.md": text("A")}).context["token"]
    upload(client, {"b.md": text("B")})
    assert len(waiting(data_dir)) == 1
    assert "has gone" in client.post(DOOR, {"token": first, "_apply": "1"}).text


@pytest.mark.parametrize("token", ["../1-x", "", "x" * 300, "a/b" * 10])
def test_a_forged_token_finds_nothing(client, eve, token):
    assert client.post(DOOR, {"token": token, "_apply": "1"}).context["error"]


def test_an_upload_can_be_thrown_away(client, eve, data_dir):
    token = upload(client, {"a.md": text("A")}).context["token"]
    client.post(DOOR, {"token": token, "_forget": "1"})
    assert not waiting(data_dir)


def test_only_who_may_publish_everything_imports(client):
    client.force_login(make_person("ana", "Author"))
    assert client.get(DOOR).status_code == 403
    assert upload(client, {"a.md": text("A")}).status_code == 403


def test_the_form_needs_its_token_against_forgery(eve, client):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(eve)
    assert upload(strict, {"a.md": text("A")}).status_code == 403


def test_an_import_of_a_post_with_a_history_adds_to_it(client, eve):
    post = make_post("known", title="Known")
    save_draft(post, {**snapshot_of(post), "title": "Draft"}, by=eve)
    page = upload(client, {"blog/known.md": text("Imported")})
    client.post(DOOR, {"token": page.context["token"], "_apply": "1"})
    assert post.revisions.first().snapshot["title"] == "Imported"
