"""A real blog moves in: 318 posts as their authors left them, imported once for all tests here."""

import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.text import slugify

from blog.models import Link, Post, Redirect
from blog.publishing import links

from ..conftest import shared
from ..reading import get, parsed, texts, with_class
from ..test_link_graph import assert_as_crawled

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("corpus")]

PERMALINK = "/:year/:month/:day/:slug/"
NAME = re.compile(r"(\d{4})-(\d{2})-(\d{2})-(.+)\.md")
LINK_TO_POST = re.compile(r"\]\((/\d{4}/\d{2}/\d{2}/[^)#]+)")


def load(folder: Path, **options) -> str:
    out = StringIO()
    call_command("import_posts", folder, stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def export(folder: Path) -> dict[str, bytes]:
    call_command("export_posts", folder, stdout=StringIO())
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.md")}


@pytest.fixture(scope="module")
def blog(rows_of_the_module):
    """Return (files, result of the import)."""
    folder = shared("corpus", "18f", "posts")
    # Its pictures take longer than all the rest; test_import.py has others.
    return sorted(folder.glob("*.md")), load(folder, permalink=PERMALINK)


def slug_of(name: str) -> str:
    return slugify(NAME.fullmatch(name)[4])


def test_no_post_is_lost(blog):
    files, said = blog
    assert len(files) == 318
    assert said.startswith("318 created, 0 updated, 0 unchanged, 0 refused")
    assert {post.slug for post in Post.objects.all()} == {slug_of(file.name) for file in files}


def test_all_of_them_are_live(blog):
    assert Post.objects.published().count() == 318


def test_importing_it_again_changes_nothing(blog):
    files, _ = blog
    again = load(files[0].parent, permalink=PERMALINK)
    assert again == "0 created, 0 updated, 318 unchanged, 0 refused, 0 redirects"


def test_every_old_address_leads_to_its_post_in_one_hop(blog):
    for file in blog[0]:
        year, month, day, name = NAME.fullmatch(file.name).groups()
        for old in (f"/{year}/{month}/{day}/{name}/", f"/{year}/{month}/{day}/{name.lower()}"):
            answer = get(old)
            assert answer.status_code == 301, old
            assert answer["Location"] == f"/blog/{slug_of(file.name)}", old


def test_every_redirect_leads_to_a_live_post(blog):
    assert Redirect.objects.count() >= 318
    live = set(Post.objects.published().values_list("pk", flat=True))
    assert all(redirect.to_post_id in live for redirect in Redirect.objects.all())


def test_links_between_posts_lead_to_live_pages_at_once(blog):
    """Every link of the texts to an old address; the few that lead nowhere did so at home too."""
    names = {"/{}/{}/{}/{}".format(*NAME.fullmatch(file.name).groups()) for file in blog[0]}
    dead_at_home, led = set(), set()
    for file in blog[0]:
        for address in LINK_TO_POST.findall(file.read_text()):
            known = address.rstrip("/").lower() in {name.lower() for name in names}
            (led if known else dead_at_home).add(address)
    assert len(led) > 100
    live = set(Post.objects.published().values_list("path", flat=True))
    left = set()
    for post in Post.objects.all():
        page = parsed(post.body_html)
        for href in texts(page, "//a/@href"):
            if re.match(r"/\d{4}/", href):
                left.add(unquote(href.partition("#")[0]))
            elif href.startswith("/blog/") and href != "/blog/":
                assert href.partition("#")[0] in live, f"{post.path} links to {href}"
    assert left <= dead_at_home, left - dead_at_home


def test_pages_are_served_with_links_that_are_live(blog):
    """A sample of whole pages, through every middleware."""
    asked: dict[str, int] = {}
    for post in Post.objects.order_by("path")[::16]:
        page = get(post.path)
        assert page.status_code == 200
        content = f"//*[{with_class('e-content')}]//a/@href"
        for href in texts(parsed(page.body.decode()), content):
            if href.startswith("/blog/") and href not in {*asked, "/blog/"}:
                asked[href] = get(href.partition("#")[0]).status_code
    assert asked
    assert set(asked.values()) == {200}


def test_every_post_comes_back_with_the_same_bytes(blog, tmp_path):
    first = export(tmp_path / "one")
    assert len(first) == 318
    with transaction.atomic():
        Post.objects.all().delete()
        Redirect.objects.all().delete()
        assert load(tmp_path / "one").startswith("318 created, 0 updated, 0 unchanged, 0 refused")
        second = export(tmp_path / "two")
        transaction.set_rollback(True)
    assert [name for name in first if first[name] != second[name]] == []


def test_unknown_keys_come_back(blog, tmp_path):
    files, _ = blog
    exported = export(tmp_path)
    for file in files:
        head = file.read_text().split("---")[1]
        if "\nlayout: post" in head:
            assert 'layout: "post"' in exported[f"blog/{slug_of(file.name)}.md"].decode()


def test_all_links_between_posts_are_bound_and_counted_as_they_are_served(blog, client):
    assert links.write(Post.objects.values_list("pk", flat=True)) == 0
    led = Link.objects.that_lead()
    assert led.count() > 300 and not led.filter(target=None).exists()
    assert_as_crawled(client)
