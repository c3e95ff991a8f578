"""Pictures at the desk: what is taken in and how, who may describe it, what the library shows."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog import pictures, publishing
from blog.models import AuditEntry, Image
from tests.build import NOON, make_author, make_image, make_post, picture_bytes
from tests.test_pictures import animation, png

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/blog/image/upload/"
LIBRARY = "/admin/blog/image/"


def file(data=None, name="drop.png"):
    return SimpleUploadedFile(name, picture_bytes() if data is None else data, "image/png")


def person(role, name="ana"):
    user = get_user_model().objects.create_user(name, password="password", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def author():
    return person("Author")


@pytest.fixture
def editor():
    return person("Editor", "eve")


# Upload


def test_an_upload_is_answered_with_all_that_a_text_needs(admin_client):
    answer = admin_client.post(UPLOAD, {"file": file(), "alt": "A [hot] drop"}).json()
    image = Image.objects.get()
    assert answer["id"] == image.pk
    assert answer["url"] == answer["source"] == image.file.url
    assert answer["thumbnail"] == image.thumbnail.url
    assert (answer["width"], answer["height"], answer["alt"]) == (40, 30, "A [hot] drop")
    assert answer["markdown"] == f"![A \\[hot\\] drop]({image.source})"


def test_it_is_known_who_brought_a_picture(author):
    client_of(author).post(UPLOAD, {"file": file()})
    assert Image.objects.get().uploaded_by == author
    assert AuditEntry.objects.get(model="blog.image").act == "uploaded"


def test_the_same_bytes_again_are_the_known_picture(admin_client):
    first = admin_client.post(UPLOAD, {"file": file(), "alt": "A drop"}).json()
    again = admin_client.post(UPLOAD, {"file": file(name="other.png"), "alt": "Other"})
    assert again.status_code == 200
    assert again.json() == first | {"known": True}
    assert Image.objects.count() == 1


def test_an_upload_describes_a_known_picture_that_nobody_has_described(admin_client):
    make_image()
    assert admin_client.post(UPLOAD, {"file": file(), "alt": "A drop"}).json()["alt"] == "A drop"


def test_an_author_does_not_describe_what_another_brought_by_uploading_it_again(author):
    image = make_image()
    client_of(author).post(UPLOAD, {"file": file(), "alt": "Mine"})
    image.refresh_from_db()
    assert image.alt == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no PNG"),
        (b"<html><script>alert(1)</script></html>", "no PNG"),
        (b"GIF89a<script>alert(1)</script>", "no PNG"),
        (b"%PDF-1.4\n%%EOF", "no PNG"),
        (b"hello", "no PNG"),
        (b"", "empty"),
        (picture_bytes()[:60], "damaged"),
        (picture_bytes("JPEG")[:200], "damaged"),
        (png(50_000, 50_000), "pixels"),
        (png(8_000, 5_001), "pixels"),
    ],
    ids=range(10),
)
def test_what_is_no_fit_picture_is_refused_in_words_and_nothing_is_stored(
    admin_client, settings, data, message
):
    response = admin_client.post(UPLOAD, {"file": file(data)})
    assert response.status_code == 400
    assert message in response.json()["message"]
    assert not Image.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.*"))


def test_a_gif_of_ten_thousand_frames_is_refused(admin_client):
    data = animation("GIF", 2, (1, 1))
    at = data.rindex(b"\x21\xf9")
    response = admin_client.post(UPLOAD, {"file": file(data[:at] + data[at:-1] * 10_000 + b";")})
    assert "frames; the limit is 200" in response.json()["message"]


def test_what_hides_behind_a_picture_is_gone(admin_client):
    data = picture_bytes("GIF") + b"<script>alert(1)</script>PK\x03\x04"
    admin_client.post(UPLOAD, {"file": file(data, "both.gif.html")})
    image = Image.objects.get()
    assert image.name == "bothgif.gif"
    for stored in (image.file, image.thumbnail):
        with stored.open() as opened:
            assert b"script" not in opened.read()


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.png", "/etc/cron.d/x.png", "..\\..\\x.png", ".htaccess", "x" * 250],
)
def test_a_name_leads_nowhere(admin_client, name):
    admin_client.post(UPLOAD, {"file": file(name=name)})
    path = Image.objects.get().file.name
    assert path.startswith("pictures/")
    assert ".." not in path
    assert len(path) < 100


def test_a_request_that_says_it_is_too_large_is_refused_unread(admin_client):
    length = str(pictures.MAX_BYTES * 50)
    response = admin_client.post(UPLOAD, {"file": file()}, CONTENT_LENGTH=length)
    assert response.status_code == 400
    assert "the limit is 20 MB" in response.json()["message"]


def test_a_file_over_the_limit_is_refused(admin_client, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 50)
    response = admin_client.post(UPLOAD, {"file": file()})
    assert "too large" in response.json()["message"]


def test_an_upload_without_a_file_says_so(admin_client):
    assert (
        admin_client.post(UPLOAD, {"file": "text"}).json()["message"] == "No file came with this."
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"alt": "x" * 301}, "at most 300 characters"),
        ({"alt": "a\x08b"}, "control character"),
        ({"alt": "A drop", "decorative": "on"}, "A decorative picture has no alt text"),
    ],
)
def test_an_alt_text_that_cannot_be_is_refused_with_its_picture(admin_client, fields, message):
    response = admin_client.post(UPLOAD, {"file": file(), **fields})
    assert (response.status_code, Image.objects.count()) == (400, 0)
    assert message in response.json()["message"]


def test_an_upload_without_the_token_of_the_form_is_refused(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(UPLOAD, {"file": file()}).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.parametrize("address", [UPLOAD, "/admin/blog/image/1/alt/"])
def test_who_is_logged_out_is_told_in_json(client, address):
    response = client.post(address, {"file": file()})
    assert response.status_code == 401
    assert response.json()["login_url"].startswith("/admin/login/")


def test_who_has_no_role_may_do_nothing(client):
    image = make_image()
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    assert client.post(UPLOAD, {"file": file()}).status_code == 403
    assert client.post(f"{LIBRARY}{image.pk}/alt/", {"alt": "X"}).status_code == 403
    assert client.get(f"{LIBRARY}choose/").status_code == 403
    assert client.post(f"{LIBRARY}add-many/", {"files": file()}).status_code == 403


def test_two_pictures_of_one_name_get_two_files(admin_client):
    for size in [(40, 30), (41, 30)]:
        admin_client.post(UPLOAD, {"file": file(picture_bytes(size=size), "image.png")})
    assert sorted(i.name for i in Image.objects.all()) == ["image-2.png", "image.png"]


def test_two_who_send_one_name_at_once_both_get_their_picture(monkeypatch, settings):
    """The second looked for a free name before the first had stored its file."""
    monkeypatch.setattr(Image, "_free_name", lambda self, name, extension: "pictures/image.png")
    one = Image.objects.take(picture_bytes(size=(40, 30)), "image.png")
    two = Image.objects.take(picture_bytes(size=(41, 30)), "image.png")
    assert one.file.name != two.file.name
    assert one.source != two.source
    with two.file.open() as stored:
        assert stored.read() == pictures.prepare(picture_bytes(size=(41, 30))).data


def test_many_files_are_taken_by_a_plain_form_each_with_its_result(admin_client):
    files = [file(name="good.png"), file(b"hello", "bad.png"), file(name="again.png")]
    page = admin_client.post(f"{LIBRARY}add-many/", {"files": files}, follow=True).text
    assert "“good.png” is in the library" in page
    assert "“bad.png”: This is no PNG" in page
    assert "“again.png” was in the library already" in page
    assert Image.objects.count() == 1


# Alt text


def test_the_alt_text_is_set_in_one_request(admin_client):
    image = make_image()
    answer = admin_client.post(f"{LIBRARY}{image.pk}/alt/", {"alt": " A\n drop "}).json()
    assert answer["alt"] == Image.objects.get().alt == "A drop"


def test_an_author_describes_what_they_brought_and_nothing_else(author):
    mine, other = make_image(by=author), make_image("other.png", size=(9, 9))
    client = client_of(author)
    assert client.post(f"{LIBRARY}{mine.pk}/alt/", {"alt": "Mine"}).status_code == 200
    response = client.post(f"{LIBRARY}{other.pk}/alt/", {"alt": "Not mine"})
    assert response.status_code == 403
    assert "an editor" in response.json()["message"]
    assert {i.alt for i in Image.objects.all()} == {"Mine", ""}


def test_a_decorative_picture_has_no_alt_text(admin_client):
    image = make_image(alt="A drop")
    address = f"{LIBRARY}{image.pk}/alt/"
    response = admin_client.post(address, {"alt": "A drop", "decorative": "on"})
    assert "A decorative picture has no alt text" in response.json()["message"]
    assert admin_client.post(address, {"alt": "", "decorative": "on"}).json()["decorative"]
    image.refresh_from_db()
    assert (image.alt, image.decorative, image.lacks_alt) == ("", True, False)


def test_the_alt_text_of_a_picture_that_is_gone_is_a_404(admin_client):
    assert admin_client.post(f"{LIBRARY}99/alt/", {"alt": "X"}).status_code == 404


# Choosing


def test_pictures_are_found_by_alt_text_file_and_source(author):
    make_image("ingot.png", alt="A bar of iron", source="/old/barre.png")
    make_image("drop.png", size=(9, 9))
    client = client_of(author)
    for words in ("iron bar", "ingot", "barre"):
        answer = client.get(f"{LIBRARY}choose/", {"q": words}).json()
        assert [found["name"] for found in answer["results"]] == ["ingot.png"]
    assert not answer["more"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", ""])
def test_an_odd_page_is_a_page(admin_client, page):
    make_image()
    answer = admin_client.get(f"{LIBRARY}choose/", {"page": page, "q": "drop\0"}).json()
    assert len(answer["results"]) == 1


# The library


def test_missing_alt_texts_come_first(admin_client):
    make_image("missing.png", size=(9, 9))
    make_image("said.png", alt="Said")
    Image.objects.filter(pk=make_image("plain.png", size=(8, 8)).pk).update(decorative=True)
    page = admin_client.get(LIBRARY).text
    assert page.index("missing.png") < page.index("plain.png") < page.index("said.png")
    assert "1 picture without alt text" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("alt_text=missing", {"unused.png", "draft.png"}),
        ("alt_text=written", {"featured.png", "text.png"}),
        ("alt_text=decorative", {"portrait.png"}),
        ("use=featured", {"featured.png"}),
        ("use=unused", {"unused.png"}),
        ("q=told", {"featured.png", "text.png"}),
        ("q=portrait", {"portrait.png"}),
    ],
)
def test_the_library_is_filtered_and_searched(admin_client, editor, query, names):
    featured = make_image("featured.png", alt="Told")
    make_image("text.png", size=(5, 5), alt="Told", source="/img/täxt 1.png")
    portrait = make_image("portrait.png", size=(6, 6))
    Image.objects.filter(pk=portrait.pk).update(decorative=True)
    draft = make_image("draft.png", size=(7, 7))
    make_image("unused.png", size=(8, 8))
    make_author(photo=portrait)
    make_post("one", image=featured, body="![Told](/img/t%C3%A4xt%201.png)")
    live = make_post("live")
    snapshot = publishing.snapshot_of(live) | {"body": f"![X]({draft.source})"}
    publishing.save_draft(live, snapshot, by=editor)
    shown = admin_client.get(f"{LIBRARY}?{query}").context["cl"].result_list
    assert {image.name for image in shown} == names


def test_the_library_asks_as_often_for_many_pictures_as_for_few(admin_client):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = admin_client.get(LIBRARY)
        assert page.status_code == 200
        return len(captured)

    for n in range(3):
        make_post(f"post-{n}", image=make_image(size=(10, 10 + n)))
    few = queries()
    first = Image.objects.first()
    rows = [
        Image(file=f"pictures/{n}.png", source=f"/{n}.png", width=1, height=1, sha256=str(n))
        for n in range(200)
    ]
    Image.objects.bulk_create(rows)
    make_post("more", image=first)
    assert queries() == few


def test_the_pages_of_the_library_hold_48(admin_client):
    rows = [
        Image(file=f"pictures/{n}.png", source=f"/{n}.png", width=1, height=1, sha256=str(n))
        for n in range(60)
    ]
    Image.objects.bulk_create(rows)
    assert len(admin_client.get(LIBRARY).context["cl"].result_list) == 48


def test_several_are_marked_as_decorative_at_once_except_those_that_say_something(admin_client):
    plain, said = make_image("plain.png"), make_image("said.png", size=(9, 9), alt="Said")
    data = {"action": "mark_decorative", "_selected_action": [plain.pk, said.pk], "index": 0}
    page = admin_client.post(LIBRARY, data, follow=True).text
    assert "1 marked as decorative" in page
    assert "1 left as they are" in page
    assert list(Image.objects.filter(decorative=True)) == [plain]


# A picture's own page


def change(image):
    return f"{LIBRARY}{image.pk}/change/"


def test_a_page_says_where_its_picture_is_used(admin_client, editor):
    image = make_image(source="/blog/told/drop.png")
    make_author(photo=image)
    make_post("shown", title="Shown", image=image)
    make_post("shared", title="Shared", social_image=image)
    make_post("told", title="Told", body="![A drop](drop.png)")
    make_post("stored", title="Stored", body=f"<img src='{image.file.url}' alt=''>")
    make_post("other", title="Not this one", body="![Another drop](drop.png)")
    live = make_post("live", title="Live")
    publishing.save_draft(live, publishing.snapshot_of(live) | {"image": image.pk}, by=editor)
    page = admin_client.get(change(image))
    assert sorted(str(use) for use, _ in page.context["uses"]) == [
        "featured on “Shown”",
        "in the draft of “Live”",
        "in the text of “Stored”",
        "in the text of “Told”",
        "portrait of “Ada Brandt”",
        "social card of “Shared”",
    ]
    assert "Not this one" not in page.text


def test_a_decorative_mark_beside_an_alt_text_is_an_error_at_the_field(admin_client):
    image = make_image()
    response = admin_client.post(change(image), {"alt": "A drop", "decorative": "on"})
    assert "A decorative picture has no alt text" in response.context["adminform"].errors["alt"][0]


@pytest.mark.parametrize(
    ("x", "y", "status"), [("30", "70", 302), ("101", "0", 200), ("-1", "", 200)]
)
def test_the_focal_point_lies_in_the_picture(admin_client, x, y, status):
    image = make_image()
    response = admin_client.post(change(image), {"alt": "", "focus_x": x, "focus_y": y})
    assert response.status_code == status
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y) == ((30, 70) if status == 302 else (50, 50))


def test_a_new_file_has_a_new_thumbnail_and_the_old_ones_go(
    admin_client, settings, django_capture_on_commit_callbacks
):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        new = {"file": file(picture_bytes(size=(80, 60)), "new.png"), "alt": ""}
        admin_client.post(change(image), new)
    stored = sorted(path.name for path in settings.MEDIA_ROOT.rglob("*.*"))
    assert stored == ["new.png", "new.png.webp"]
    entry = AuditEntry.objects.get(model="blog.image")
    assert entry.act == "changed"
    assert "Replace the file" in entry.detail["fields"]


def test_a_replaced_picture_keeps_the_address_by_which_texts_know_it(admin_client):
    image = make_image(source="/img/drop.png")
    post = make_post(body="![A drop](/img/drop.png)")
    new = {"file": file(picture_bytes(size=(80, 60)), "new.png"), "alt": ""}
    page = admin_client.post(change(image), new, follow=True).text
    assert "1 text now shows the new picture" in page
    post.refresh_from_db()
    image.refresh_from_db()
    assert image.source == "/img/drop.png"
    assert f'src="{image.file.url}"' in post.body_html
    assert 'width="80"' in post.body_html


def test_an_author_opens_their_own_picture_and_cannot_replace_its_file(author):
    image = make_image(by=author)
    client = client_of(author)
    assert "file" not in client.get(change(image)).context["adminform"].form.fields
    client.post(change(image), {"file": file(picture_bytes(size=(9, 9))), "alt": "Mine"})
    image.refresh_from_db()
    assert (image.alt, image.width) == ("Mine", 40)


def test_an_author_only_looks_at_the_pictures_of_others(author):
    image = make_image(alt="A drop")
    client = client_of(author)
    assert client.get(change(image)).status_code == 200
    assert client.post(change(image), {"alt": "Changed"}).status_code == 403
    assert client.get(f"{LIBRARY}{image.pk}/delete/").status_code == 403


def test_deleting_says_where_the_picture_is_used_and_asks(admin_client):
    image = make_image()
    post = make_post("told", title="Told", body=f"![A drop]({image.source})")
    page = admin_client.get(f"{LIBRARY}{image.pk}/delete/").text
    assert f'in the text of <a href="/admin/blog/post/{post.pk}/change/">Told</a>' in page
    assert Image.objects.exists()
    admin_client.post(f"{LIBRARY}{image.pk}/delete/", {"post": "yes"})
    assert not Image.objects.exists()
    post.refresh_from_db()
    assert "<img" not in post.body_html


def test_deleting_several_says_of_each_where_it_is_used(admin_client):
    one, two = make_image(), make_image("two.png", size=(9, 9))
    make_post("told", title="Told", image=one)
    data = {"action": "delete_selected", "_selected_action": [one.pk, two.pk], "index": 0}
    page = admin_client.post(LIBRARY, data).text
    assert "featured on" in page
    assert "used nowhere" in page
    admin_client.post(LIBRARY, data | {"post": "yes"})
    assert not Image.objects.exists()


def test_a_decorative_picture_has_an_empty_alt_on_the_site(client):
    image = make_image()
    Image.objects.filter(pk=image.pk).update(decorative=True)
    make_post("one", image=image, date_published=NOON)
    assert f'src="{image.file.url}" alt=""' in client.get("/blog/one").text


def test_a_card_and_a_portrait_are_cropped_around_the_focal_point(client):
    image = make_image()
    Image.objects.filter(pk=image.pk).update(focus_x=84, focus_y=12)
    make_post("one", image=image, authors=[make_author(photo=image)])
    assert '<img class="focus-x-80 focus-y-10" src="' in client.get("/blog").text
    assert 'class="portrait focus-x-80 focus-y-10"' in client.get("/blog/one").text


def test_one_picture_is_found_by_its_key(admin_client):
    image, _ = make_image(), make_image("other.png", size=(9, 9))
    for pk, names in [(image.pk, ["drop.png"]), (99, []), ("9" * 30, ["other.png", "drop.png"])]:
        answer = admin_client.get(f"{LIBRARY}choose/", {"id": pk}).json()
        assert [found["name"] for found in answer["results"]] == names


def uploaded_as(client, name):
    """Post the picture under this very name: Django's own client would shorten it."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: image/png\r\n\r\n"
    content = head.encode() + picture_bytes() + b"\r\n--b--\r\n"
    return client.post(UPLOAD, content, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize("name", ["x" * 500 + ".png", "a." + "b" * 300, ".png", "ü" * 200 + ".png"])
def test_a_picture_of_a_long_name_is_stored_under_a_shorter_one(admin_client, name):
    assert uploaded_as(admin_client, name).status_code == 200
    assert len(Image.objects.get().file.name) <= 255


def test_a_picture_whose_name_cannot_be_read_is_refused_in_words(admin_client):
    answer = uploaded_as(admin_client, "x" * 5000 + ".png")
    assert answer.status_code == 400
    assert "the name of the file is too long" in answer.json()["message"]
    assert not Image.objects.exists()
