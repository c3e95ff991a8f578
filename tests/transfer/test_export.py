import hashlib
import os
import re
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from blog import publishing
from blog.models import (
    Author,
    Category,
    FAQEntry,
    Image,
    MenuItem,
    Offer,
    Post,
    Redirect,
    SiteSettings,
    Tag,
)

from ..build import LATER, NOON, make_author, make_category, make_image, make_post

pytestmark = pytest.mark.django_db

HOSTILE = (
    "a: \"b\" 'c' &lt; &amp;amp; #d [e] {f} | > & * ! % @ ` \\ 🟠 é \u00a0 \u2028 \x85 --- {{ g }}"
)


def export(folder: Path) -> dict[str, bytes]:
    """Export everything; return the bytes by the file's name."""
    call_command("export_posts", folder, stdout=StringIO())
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def load(folder: Path) -> str:
    out = StringIO()
    call_command("import_posts", folder, stdout=out, stderr=out)
    return out.getvalue().strip()


def empty() -> None:
    """Delete all content, and the addresses that it leaves behind."""
    Category.objects.update(pillar=None)
    for model in (Post, Category, Tag, Author, Image, SiteSettings, MenuItem, Redirect):
        model._base_manager.all().delete()


def texts(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name.endswith(".md")}


def test_the_sample_article_comes_back_byte_for_byte(sample_site, seed_post, tmp_path):
    load(sample_site)
    exported = export(tmp_path)["blog/backlinks.md"]
    assert hashlib.sha256(exported).digest() == hashlib.sha256(seed_post.read_bytes()).digest()


def test_every_file_of_the_sample_site_comes_back_byte_for_byte(sample_site, tmp_path):
    load(sample_site)
    exported = export(tmp_path)
    for file in sample_site.rglob("*.md"):
        name = str(file.relative_to(sample_site))
        dates = rb"date(Published|Modified): .*\n" if name.startswith("services/") else rb"^\b$"
        assert re.sub(dates, b"", exported[name]) == file.read_bytes(), name


def test_a_service_without_a_date_is_exported_with_the_one_it_got(sample_site, tmp_path):
    with time_machine.travel(NOON, tick=False):
        load(sample_site)
    exported = export(tmp_path)["services/semantic-seo.md"]
    assert b'datePublished: "2026-03-10T12:00:00.000Z"\n' in exported


def test_an_export_of_an_import_of_an_export_is_the_same(sample_site, tmp_path):
    load(sample_site)
    first = export(tmp_path / "one")
    empty()
    assert load(tmp_path / "one").startswith("7 created")
    assert export(tmp_path / "two") == first


def test_an_import_of_what_was_just_exported_changes_nothing(sample_site, tmp_path):
    load(sample_site)
    export(tmp_path)
    assert load(tmp_path) == "0 created, 0 updated, 7 unchanged, 0 refused, 0 redirects"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("post", "blog/a-post.md"),
        ("guide", "guides/seo/a-post.md"),
        ("service", "services/a-post.md"),
        ("page", "pages/a-post.md"),
    ],
)
def test_each_kind_has_its_folder(tmp_path, kind, name):
    make_post(kind=kind, category="seo" if kind == "guide" else None)
    assert list(export(tmp_path)) == [name]


def rich_site() -> None:
    """Posts that use every field there is, with words that YAML could stumble over."""
    everything = {
        "title": HOSTILE,
        "seo_title": "007",
        "description": "yes",
        "image_alt": HOSTILE,
        "next_step_text": "null",
        "body": f"\n\n{HOSTILE}\n\n---\n\n+++\n\ntitle: not this\n\nNo line end",
        "extra": {"layout": "post", "nested": {"a": [1, 2.5, None, True, "x: y"]}, "n": 7},
        "tags": [HOSTILE[:90], "seo", "true", "1.0", "a, b"],
    }
    help_ = make_post("help", kind="service", title="Help", category="seo")
    Offer.objects.create(post=help_, price_from="990.50", currency="EUR", billing_unit="hour")
    rich = make_post(
        "rich",
        authors=[make_author("zoe-quist"), make_author("ada", name="Ada O'Neill: writer")],
        category=make_category("seo", name="SEO"),
        image=make_image("a.png"),
        social_image=make_image("card.png", size=(12, 6)),
        next_step=help_,
        noindex=True,
        chapter=12,
        canonical_url="https://elsewhere.example/a?b=c#d",
        faq=True,
        **everything,
    )
    FAQEntry.objects.create(post=rich, question=HOSTILE, answer=f"{HOSTILE}\n\n- a\n- b")
    FAQEntry.objects.create(post=rich, question="Inline?", answer="Yes.", inline=True, order=1)
    make_post("empty", title="e", body="")
    make_post("a-draft", status="draft")
    make_post("dated-draft", status="draft", date_published=NOON, date_modified=LATER)
    make_post("scheduled", date_published=LATER)
    make_post("gone", status="gone", date_published=NOON, date_modified=NOON)
    make_post("proposed", faq=True, body="## Why?\n\nBecause it is so.\n")
    make_post("a-guide", kind="guide", category=make_category("words"), body="Words.\n")
    make_post("about", kind="page", body="About.\r\n")
    Post.objects.filter(slug="about").update(body="About.\n")


def test_every_field_survives_the_journey(tmp_path):
    rich_site()
    first = export(tmp_path / "one")
    rows = Post.objects.order_by("path").values(
        "path", "title", "seo_title", "description", "body", "status", "date_published",
        "date_modified", "noindex", "canonical_url", "extra", "faq", "image_alt", "next_step_text",
        "image__source", "social_image__source", "next_step__path", "category__slug", "guid",
    )  # fmt: skip
    before = list(rows)
    empty()
    said = load(tmp_path / "one")
    assert "refused" not in said.partition(" unchanged")[0], said
    assert list(rows.all()) == before
    assert texts(export(tmp_path / "two")) == texts(first)


def test_a_second_journey_changes_nothing_more(tmp_path):
    rich_site()
    export(tmp_path / "one")
    empty()
    load(tmp_path / "one")
    assert load(tmp_path / "one").startswith("0 created, 0 updated, 10 unchanged, 0 refused")


def test_pictures_are_exported_at_the_address_that_texts_use(tmp_path):
    image = make_image("a.png", source="/img/a b.png")
    make_post(image=image, body="![A](/img/a%20b.png)\n")
    files = export(tmp_path / "one")
    assert files["img/a b.png"].startswith(b"\x89PNG")
    empty()
    load(tmp_path / "one")
    post = Post.objects.get()
    assert post.image and post.image.source == "/img/a b.png"
    assert post.image.file.url in post.body_html


def test_an_uploaded_picture_comes_back_with_its_post(tmp_path):
    image = make_image("a.png")
    make_post(image=image, body=f"![A]({image.file.url})\n")
    export(tmp_path / "one")
    empty()
    load(tmp_path / "one")
    post = Post.objects.get()
    assert post.image and (post.image.width, post.image.height) == (40, 30)
    assert f'src="{post.image.file.url}"' in post.body_html


def test_exporting_again_touches_no_file_that_says_the_same(tmp_path):
    make_post("one")
    two = make_post("two", image=make_image())
    export(tmp_path)
    for file in tmp_path.rglob("*.*"):
        os.utime(file, (1, 1))
    two.body = "New."
    two.save()
    export(tmp_path)
    touched = [f.name for f in tmp_path.rglob("*.*") if f.stat().st_mtime > 1]
    assert touched == ["two.md"]


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    make_post()
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/notes.txt").write_text("mine")
    assert export(tmp_path)["blog/notes.txt"] == b"mine"


def test_a_file_is_no_folder_to_export_to(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="is not a folder"):
        export(tmp_path / "file")


def test_the_export_says_how_much_it_wrote(tmp_path):
    make_post(image=make_image())
    out = StringIO()
    call_command("export_posts", tmp_path, stdout=out)
    assert out.getvalue() == f"1 posts and 1 pictures exported to {tmp_path}\n"


def test_an_empty_site_exports_nothing(tmp_path):
    assert export(tmp_path) == {}


def test_a_picture_is_exported_beside_the_post_that_has_moved(tmp_path):
    make_image(source="/blog/first-name/cover.jpg")
    post = make_post("first-name", body="![A cover](cover.jpg)")
    post.slug = "second-name"
    post.save()
    export(tmp_path)
    assert (tmp_path / "blog" / "second-name.md").is_file()
    assert (tmp_path / "blog" / "second-name" / "cover.jpg").is_file()


def test_what_is_in_the_bin_is_not_exported(tmp_path):
    publishing.delete(make_post("binned"), by=None)
    make_post("kept")
    assert list(export(tmp_path)) == ["blog/kept.md"]


def test_the_chapter_of_a_guide_is_exported_behind_its_topic_and_comes_back(tmp_path):
    make_post("a-guide", kind="guide", category="seo", chapter=2, authors=[make_author("kim")])
    file = export(tmp_path)["guides/seo/a-guide.md"].decode()
    assert "category: seo\nchapter: 2\nauthor: kim\n" in file
    empty()
    load(tmp_path)
    assert Post.objects.get().chapter == 2
