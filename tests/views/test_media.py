import pytest

from ..build import make_image
from ..reading import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def beside(settings, tmp_path):
    """A file next to the folder of media, which nobody may read."""
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    return secret


def test_a_picture_is_served_with_its_type():
    response = get(make_image().file.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response.body.startswith(b"\x89PNG")


def test_media_can_do_nothing_in_a_browser():
    response = get(make_image().file.url)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_what_was_smuggled_in_can_do_nothing_either(settings):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
    response = get("/media/page.html")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_that_has_not_changed_is_not_sent_again():
    address = make_image().file.url
    changed = get(address)["Last-Modified"]
    assert get(address, headers={"If-Modified-Since": changed}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%2fsecret.txt",
        "%252e%252e%252fsecret.txt",
        "..\\secret.txt",
        "..%5csecret.txt",
        "....//secret.txt",
        "pictures/../../secret.txt",
        "pictures/..%2f..%2fsecret.txt",
        "./../secret.txt",
        "/../secret.txt",
        "%2fetc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "%00",
        "a%00.png",
        "secret.txt%00.png",
        "a" * 300,
        "a/" * 3000,
        ".hidden",
        "pictures/.hidden",
        "",
        ".",
        "pictures",
        "pictures/",
        "nothing.png",
    ],
)
def test_nothing_but_media_is_served(beside, settings, path):
    (settings.MEDIA_ROOT / "pictures").mkdir()
    for folder in (settings.MEDIA_ROOT, settings.MEDIA_ROOT / "pictures"):
        (folder / ".hidden").write_text("secret words")
    response = get(f"/media/{path}", follow=True)
    assert response.status_code in {400, 404}
    assert b"secret words" not in response.body


def test_a_rendition_is_kept_for_good_and_an_original_for_a_day():
    image = make_image()
    image.store_renditions(*image.make_renditions())
    first = image.renditions[0]
    response = get(f"/media/{first['file']}")
    assert (first["format"], response["Content-Type"]) == ("avif", "image/avif")
    assert "immutable" in response["Cache-Control"]
    assert "immutable" not in get(image.file.url)["Cache-Control"]
