"""The public site as files: what a visitor is answered, and nothing else."""

import gzip
import sys
from datetime import timedelta
from functools import partial
from io import StringIO

import brotli
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog import afterwards, publishing
from blog.exporting import export_site
from blog.exporting.build import build, handler
from blog.models import Post, Redirect
from tests.build import LATER, make_image, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "base.css").write_text("body {}")
    handler.cache_clear()
    yield
    handler.cache_clear()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


def export(folder, **options):
    return export_site(folder, processes=0, **options)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows an edit once it is committed: the stamps of the pages that it changes."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def files(folder):
    public = folder / "public"
    return {str(p.relative_to(public)) for p in public.rglob("*") if p.is_file()}


def test_a_page_is_written_as_it_is_answered(folder):
    post = make_post("iron", body="Words.", tags=["goo"], category="seo")
    export(folder)
    for path, file in {
        "/": "index.html",
        "/blog": "blog.html",
        post.path: "blog/iron.html",
        f"{post.path}.md": "blog/iron.md",
        f"{post.path}.bib": "blog/iron.bib",
        "/tags/goo": "tags/goo.html",
        "/topics/seo/atom.xml": "topics/seo/atom.xml",
        "/api/posts/blog/iron": "api/posts/blog/iron.json",
        "/sitemap-posts-1.xml": "sitemap-posts-1.xml",
        "/robots.txt": "robots.txt",
    }.items():
        assert (folder / "public" / file).read_bytes() == get(path).body, path


def test_each_file_has_its_compressed_twins(folder):
    make_post("iron", body="Words. " * 100)
    export(folder)
    page = folder / "public/blog/iron.html"
    body = page.read_bytes()
    assert gzip.decompress(page.with_name("iron.html.gz").read_bytes()) == body
    assert brotli.decompress(page.with_name("iron.html.br").read_bytes()) == body


def test_further_pages_of_a_list_are_found(folder):
    with afterwards.once():
        for number in range(45):
            make_post(f"post-{number}")
    export(folder)
    assert (folder / "public/blog@2.html").read_bytes() == get("/blog?page=2").body
    assert "blog@3.html" in files(folder)
    assert "blog@4.html" not in files(folder)
    assert [name for name in files(folder) if name.startswith("rss.xml@")]


def test_nothing_that_is_not_public_is_written(folder):
    make_post("live")
    make_post("zq-draft", status=Post.Status.DRAFT, image=make_image("zq-draft.png"))
    make_post("zq-later", date_published=LATER)
    publishing.take_down(make_post("zq-gone", body="zqbody"))
    export(folder)
    assert not [name for name in files(folder) if "zq" in name]
    pages = (p for p in (folder / "public").rglob("*") if p.suffix in {".html", ".xml", ".md"})
    assert not [p for p in pages if b"zq" in p.read_bytes()]


def test_the_pictures_of_public_pages_stand_beside_them(folder):
    make_post("iron", image=make_image("drop.png"), body="![A drop](/media/pictures/drop.png)")
    make_image("unused.png")
    export(folder)
    assert "media/pictures/drop.png" in files(folder)
    assert "media/pictures/unused.png" not in files(folder)
    assert "static/base.css" in files(folder)


def test_a_page_that_was_taken_down_loses_its_files(folder, committed):
    post = make_post("iron", image=make_image("drop.png"))
    export(folder)
    with committed():
        publishing.take_down(post)
    result = export(folder)
    assert result.removed >= 3  # the page, its Markdown, its citation
    assert not [name for name in files(folder) if "iron" in name or "drop" in name]
    assert '"/blog/iron" 1;' in (folder / "servers/gone.map").read_text()


def test_files_that_did_not_change_are_not_touched(folder):
    make_post("iron")
    export(folder)
    before = (folder / "public/blog/iron.html").stat().st_mtime_ns
    assert export(folder, whole=True).written == 0
    assert (folder / "public/blog/iron.html").stat().st_mtime_ns == before


def test_what_changed_since_a_moment_is_listed(folder, committed):
    post = make_post("iron", body="Old words.")
    make_post("goo", kind=Post.Kind.PAGE)
    export(folder)
    then = timezone.now()
    post.body = "New words."
    with committed():
        post.save()
    export(folder, since=then)
    listed = (folder / "changed.txt").read_text().split()
    assert "blog/iron.html" in listed
    assert "blog/iron.html.br" in listed
    assert "goo.html" not in listed
    export(folder, since=timezone.now() + timedelta(seconds=1))
    assert (folder / "changed.txt").read_text() == ""


def test_a_page_that_did_not_change_is_not_built_again(folder, committed, monkeypatch):
    post = make_post("iron")
    make_post("goo", kind=Post.Kind.PAGE)
    export(folder)
    with committed():
        post.body = "New words."
        post.save()
    built = []
    monkeypatch.setattr(
        "blog.exporting.run.build",
        lambda address, *rest: built.append(address) or build(address, *rest),
    )
    export(folder)
    assert "/blog/iron" in built
    assert "/goo" not in built
    assert len(built) < 30


def test_a_post_whose_moment_came_is_on_the_lists_of_the_next_run(folder, committed):
    make_post("iron")
    with committed():
        make_post("later", date_published=timezone.now() + timedelta(hours=1))
    export(folder)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        export(folder)
    assert "/blog/later" in (folder / "public/blog.html").read_text()


def test_a_file_that_was_lost_is_written_again(folder):
    make_post("iron")
    export(folder)
    (folder / "public/blog/iron.html").unlink()
    export(folder)
    assert "blog/iron.html" in files(folder)


@pytest.mark.django_db(transaction=True)
def test_an_address_that_fails_is_named_and_the_others_are_written(folder, monkeypatch):
    make_post("iron")
    monkeypatch.setattr(sys.modules["blog.views.home"], "lead_and_newest", lambda site: 1 / 0)
    assert export(folder).failed == {"/": 500}
    assert "blog/iron.html" in files(folder)
    assert "index.html" not in files(folder)


@pytest.mark.django_db(transaction=True)
def test_several_processes_write_the_same_as_one(folder, tmp_path):
    for number in range(30):
        make_post(f"post-{number}")
    export(folder)
    export_site(tmp_path / "other", processes=2)
    assert files(tmp_path / "other") == files(folder)


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_it_wrote(folder):
    make_post("iron")
    Redirect.objects.create(from_path="/old", to_post=Post.objects.get())
    out = StringIO()
    call_command("export_site", folder, stdout=out)
    assert " 0 removed; 1 old addresses" in out.getvalue()


def test_the_command_refuses_a_file_in_place_of_a_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("export_site", tmp_path / "file")


def test_the_command_asks_for_static_files_first(folder, settings):
    (settings.STATIC_ROOT / "base.css").unlink()
    with pytest.raises(CommandError, match="not collected yet"):
        call_command("export_site", folder)
    assert not folder.exists()


def test_the_command_refuses_a_moment_that_is_none(folder):
    with pytest.raises(CommandError, match="is no moment"):
        call_command("export_site", str(folder), "--since=yesterday")
