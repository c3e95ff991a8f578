"""Old addresses in the words of web servers."""

import json

import pytest

from blog import publishing
from blog.exporting.rules import Rule, rules, write_rules
from blog.models import Post, Redirect
from tests.build import make_post

pytestmark = pytest.mark.django_db
HEADERS = {"X-Frame-Options": "DENY", "Content-Length": "12"}


@pytest.fixture
def written(tmp_path):
    """Return a function that writes the rules and reads one of their files."""
    (tmp_path / "public").mkdir()

    def read(name):
        write_rules(tmp_path, tmp_path / "public", HEADERS)
        return (tmp_path / name).read_text()

    return read


def test_an_old_address_leads_to_its_end_in_one_hop(written):
    post = make_post("iron")
    Redirect.objects.create(from_path="/a", to_post=post)
    Redirect.objects.create(from_path="/b", to_url="/a")
    assert rules() == [Rule("/a", "/blog/iron"), Rule("/b", "/blog/iron")]
    assert written("servers/moved.map") == '"/a" "/blog/iron";\n"/b" "/blog/iron";\n'
    assert 'redir "/b" "/blog/iron" 301' in written("servers/Caddyfile")
    assert "/b /blog/iron 301\n" in written("public/_redirects")
    moved = {"Key": "b", "WebsiteRedirectLocation": "/blog/iron"}
    assert moved in json.loads(written("servers/s3.json"))["Objects"]


def test_what_is_gone_says_so(written):
    Redirect.objects.create(from_path="/shut")
    publishing.take_down(make_post("iron"))
    assert rules() == [Rule("/blog/iron", ""), Rule("/shut", "")]
    assert written("servers/gone.map") == '"/blog/iron" 1;\n"/shut" 1;\n'
    assert 'error "/shut" 410' in written("servers/Caddyfile")
    assert "/shut /410.html 410\n" in written("public/_redirects")


def test_a_live_post_and_a_draft_are_no_old_address():
    make_post("iron")
    make_post("draft", status=Post.Status.DRAFT)
    assert rules() == []


def test_a_rule_for_a_section_keeps_what_follows(written):
    Redirect.objects.create(from_path="/2014/*", to_url="/blog/*")
    Redirect.objects.create(from_path="/2015/*", to_url="/archive")
    assert 'rewrite "^/2014(/.*)?$" "/blog$1" permanent;' in written("servers/nginx.conf")
    assert 'rewrite "^/2015(/.*)?$" "/archive" permanent;' in written("servers/nginx.conf")
    assert 'redir @old0 "/blog{re.old0.1}" 301' in written("servers/Caddyfile")
    assert "/2014/* /blog/:splat 301\n/2015/* /archive 301\n" in written("public/_redirects")
    first, second = json.loads(written("servers/s3.json"))["RoutingRules"]
    assert first["Redirect"]["ReplaceKeyPrefixWith"] == "blog/"
    assert second["Redirect"]["ReplaceKeyWith"] == "archive"


@pytest.mark.parametrize("bad", ['/a" ; return 200 "', "/a\nb", "/a {b}", "/a`b"])
def test_no_sign_of_an_address_ends_a_line_of_a_configuration(bad, written):
    Redirect.objects.bulk_create([Redirect(from_path="/old", to_url=bad)])
    for name in ("servers/moved.map", "servers/Caddyfile", "public/_redirects"):
        assert bad not in written(name)


def test_the_headers_of_every_page_are_said(written):
    assert written("public/_headers") == "/*\n  X-Frame-Options: DENY\n"
    assert 'add_header X-Frame-Options "DENY" always;' in written("servers/nginx.conf")
    assert "Content-Length" not in written("servers/nginx.conf")
