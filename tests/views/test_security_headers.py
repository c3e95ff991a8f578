import re

import pytest
from django.test import Client

from ..build import make_author, make_image, make_post
from ..reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("security headers")]

PAGES = """
    / /blog /blog/a-post /guides /guides/seo/a-guide /topics/seo /tags/links /authors/ada-brandt
    /services/a-service /a-page
""".split()
MACHINES = ["/rss.xml", "/atom.xml", "/topics/seo/feed.json", "/sitemap.xml", "/robots.txt"]
OTHERS = ["/healthz", "/nothing", "/blog/gone", "/old", "/blog/"]


@pytest.fixture(autouse=True, scope="module")
def rows(rows_of_the_module):
    every = {"category": "seo", "tags": ["links"], "authors": [make_author()]}
    image = make_image()
    body = f"[Here](/blog) and [there](#a), ![drop]({image.file.url})\n\n## A\n"
    for slug, kind in (("a-post", "post"), ("a-guide", "guide"), ("a-service", "service")):
        make_post(slug, kind=kind, image=image, body=body, **every)
    make_post("a-page", kind="page", body=body)
    gone = make_post("gone")
    gone.status = "gone"
    gone.save()
    moved = make_post("moved")
    moved.old_addresses.create(from_path="/old")


def directives(response) -> dict[str, list[str]]:
    parts = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts if part.strip())}


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(path):
    policy = directives(get(path))
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    for name, values in policy.items():
        assert set(values) <= {"'none'", "'self'", "data:"}, name
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


@pytest.mark.parametrize("path", PAGES + MACHINES + OTHERS)
def test_every_answer_has_the_headers_that_protect_readers(path):
    headers = get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Content-Security-Policy" in headers


@pytest.mark.parametrize("path", PAGES + MACHINES + OTHERS)
def test_public_answers_set_no_cookie_and_do_not_depend_on_one(path):
    response = get(path)
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.mark.parametrize("path", PAGES + OTHERS)
def test_pages_hold_no_script_no_style_and_no_handler(path):
    page = get(path).content.decode()
    page = page.replace('<script type="application/ld+json">', "")  # data, which is not run
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+\s*=", page)


@pytest.mark.parametrize("path", PAGES + MACHINES + OTHERS)
@pytest.mark.parametrize(
    "asked",
    [
        {"Host": "evil.example"},
        {"Host": "www.example.com:6666"},
        {"X-Forwarded-Host": "evil.example"},
        {
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Port": "6666",
        },
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "/evil.example", "X-Rewrite-URL": "/evil.example"},
    ],
)
def test_addresses_come_from_the_settings_whatever_the_request_says(path, asked):
    plain = get(path)
    response = Client(headers=asked).get(path)
    assert response.content == plain.content
    assert response.headers.get("Location") == plain.headers.get("Location")
    for said in (response.content.decode(), str(response.headers)):
        assert "evil.example" not in said
        assert "6666" not in said
        assert "testserver" not in said


@pytest.mark.parametrize("path", PAGES + MACHINES)
def test_every_absolute_address_of_our_own_begins_with_the_sites(path):
    named = re.findall(r"https?://[\w.:-]+", get(path).content.decode())
    ours = {address for address in named if "example" in address}
    assert ours <= {"https://www.example.com"}


def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["www.example.com"]
    assert Client(headers={"Host": "evil.example"}).get("/rss.xml").status_code == 400
