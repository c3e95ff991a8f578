"""One bad file beside a good one: one line for it, nothing of it written, the good one is in."""

import os
import re
from io import StringIO

import pytest
from django.core.management import call_command

from blog.models import (
    Author,
    Category,
    FAQEntry,
    Image,
    Offer,
    Post,
    Redirect,
    Tag,
)
from tests.build import picture_bytes
from tests.test_pictures import animation, png

pytestmark = pytest.mark.django_db

ROWS = [Author, Category, FAQEntry, Image, Offer, Post, Redirect, Tag]
LINE = re.compile(r"refused: (?P<file>[^:]+):(?P<line>\d+): (?P<field>[^:]+): (?P<reason>.+)")


def text(block="", body="Words.", title="Bad"):
    """A file that would leave many rows behind: a topic, a tag, an author, a picture."""
    return (
        f"---\ntitle: {title}\ndate: 2026-03-10\ncategory: bad-topic\nauthor: bad-author\n"
        f"tags: [bad-tag]\nimage: beside.png\n{block}\n---\n\n{body}\n"
    )


GOOD = "---\ntitle: Good\ndate: 2026-03-10\n---\n\nWords.\n"


@pytest.fixture
def folder(tmp_path):
    below = tmp_path / "in" / "blog"
    below.mkdir(parents=True)
    (below / "good.md").write_text(GOOD)
    (below / "beside.png").write_bytes(picture_bytes())
    return below


def run(path, **options):
    """Import; return (exit status, what was refused, the other lines)."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("import_posts", path, stdout=out, stderr=err, no_color=True, **options)
    except SystemExit as error:
        status = error.code
    lines = err.getvalue().splitlines()
    refused = [LINE.fullmatch(line) for line in lines if line.startswith("refused")]
    assert all(refused), lines
    return status, refused, out.getvalue()


def stored(settings):
    return sorted(p.name for p in settings.MEDIA_ROOT.glob("pictures/*"))


def rows():
    return {model.__name__: model.objects.count() for model in ROWS if model.objects.exists()}


def check_refused(folder, settings, line, field, reason, name="bad.md"):
    status, refused, summary = run(folder.parent)
    assert status == 1
    assert [found["file"] for found in refused] == [f"blog/{name}"]
    (found,) = refused
    assert (int(found["line"]), found["field"]) == (line, field)
    assert reason in found["reason"]
    assert len(found["reason"]) < 300
    assert "1 created, 0 updated, 0 unchanged, 1 refused" in summary
    assert rows() == {"Post": 1}
    assert Post.objects.get().path == "/blog/good"
    assert stored(settings) == []


@pytest.mark.parametrize(
    ("content", "line", "field", "reason"),
    [
        ("", 1, "front matter", "missing"),
        ("Words.\n", 1, "front matter", "missing"),
        ("---\ntitle: Bad\n\nWords.\n", 1, "front matter", "not closed"),
        ("---\n- a\n---\n", 2, "front matter", "must be keys with values"),
        (text("x: !!python/name:os.system"), 8, "front matter", "tags (!)"),
        (text("x: &a [ha]\ny: [*a, *a]"), 8, "front matter", "anchors and aliases"),
        (text("title: Again"), 8, "title", "stands twice"),
        (text("x: [1"), 9, "front matter", "not YAML"),
        (text("x: " + "[" * 500), 8, "front matter", "nested deeper"),
        (text('x: "\\0"'), 8, "x", "U+0000"),
        (text("x: " + "y" * 70_000), 1, "front matter", "limit of 64 KB"),
        ("+++\ntitle = Bad\n+++\n", 2, "front matter", "not TOML"),
        ("+++\ntitle = 'Bad'\n[a" + ".a" * 3_000 + "]\n+++\n", 1, "a", "nested deeper"),
        (text(body="Wo\0rds."), 11, "text", "NUL"),
        (text(body="Words.\n\nBell \x07."), 11, "body", "U+0007"),
        ("\ufeff" + text(), 1, "text", "byte order mark"),
        (text().replace("\n", "\r\n"), 1, "text", "Windows line ends"),
        (text(body="caf\xe9").encode("latin-1"), 11, "text", "Latin-1"),
        (text(body="x" * 5_000_000), 1, "text", "limit of 1024 KB"),
        (text(body="x " * 270_000), 11, "body", "limit is 512 KB"),
        (text(title="x" * 10_000), 2, "title", "at most 200 characters"),
        (text(title=""), 2, "title", "is missing"),
        (text(title="[a, b]"), 2, "title", "must be text"),
        (text(title="'a\n\n  b'"), 2, "title", "one line"),
        ("---\ndate: 2026-03-10\n---\n\nWords.\n", 1, "title", "is missing"),
        (text("imageAlt: " + "x" * 501), 8, "imageAlt", "at most 500"),
        (text("seoTitle: " + "x" * 201), 8, "seoTitle", "at most 200"),
        (text("canonicalUrl: javascript:alert(1)"), 8, "canonicalUrl", "valid URL"),
        (text("slug: ../../etc/passwd"), 8, "slug", "slug"),
        (text("slug: Big Letters"), 8, "slug", "slug"),
        (text("slug: " + "x" * 151), 8, "slug", "at most 150"),
        (text("draft: maybe"), 8, "draft", "true or false"),
        (text("priceFrom: 990"), 8, "priceFrom", "only a service"),
        (text("updated: 2026-03-09"), 8, "updated", "before the date of publication"),
        (text("updated: 9999-01-01"), 8, "updated", "9999"),
        (text("updated: 2026-13-01"), 8, "updated", "no date"),
        (text("updated: 9999-12-31T23:59:59-05:00"), 8, "updated", "range"),
        (text().replace("2026-03-10", "9999-01-01"), 3, "date", "9999"),
        (text().replace("2026-03-10", "0001-01-01"), 3, "date", "year 1 "),
        (text().replace("[bad-tag]", str([f"t{n}" for n in range(51)])), 6, "tags", "limit is 50"),
        (text().replace("[bad-tag]", f"[{'x' * 101}]"), 6, "tags", "longer than 100"),
        (text().replace("[bad-tag]", '["a\\nb"]'), 6, "tags", "one line"),
        (text().replace("bad-author", "x" * 101), 5, "author", "longer than 100"),
        (text().replace("bad-topic", "x" * 101), 4, "category", "at most 100"),
        (text().replace("bad-topic", "'!!!'"), 4, "category", "no letter from a to z"),
        (
            text("faq:\n" + "\n".join(f"  - {{question: q{n}?, answer: a}}" for n in range(101))),
            8,
            "faq",
            "limit is 100",
        ),
        (text("faq: [{question: Why?, answer: }]"), 8, "faq", "question and an answer"),
        (text("faq: [{question: " + "x" * 301 + ", answer: a}]"), 8, "faq", "at most 300"),
        (text("faq: [{question: Why?}]"), 8, "faq", "question and an answer"),
        (text().replace("beside.png", "../../outside.png"), 7, "image", "leads out of the folder"),
        (text().replace("beside.png", "/../outside.png"), 7, "image", "leads out of the folder"),
        (text().replace("beside.png", "'%2e%2e/%2e%2e/out.png'"), 7, "image", "leads out"),
        (text(body="![x](../../outside.png)"), 11, "body", "leads out of the folder"),
        (text(body="![x](beside.png) ![x](damaged.png)"), 11, "body", "damaged.png"),
        (text().replace("beside.png", f"{'x' * 250}.png"), 7, "image", "longer than 255"),
        (text(body=f"![x](/img/{'x' * 250}.png)"), 11, "body", "longer than 255"),
        (text().replace("beside.png", "damaged.png"), 7, "image", "damaged"),
        (text().replace("beside.png", "bomb.png"), 7, "image", "pixels"),
        (text().replace("beside.png", "frames.gif"), 7, "image", "frames"),
        (text().replace("beside.png", "large.png"), 7, "image", "20 MB"),
        (text().replace("beside.png", "words.png"), 7, "image", "no PNG, JPEG"),
        (text().replace("beside.png", "svg.png"), 7, "image", "no PNG, JPEG"),
        (text().replace("beside.png", "empty.png"), 7, "image", "no PNG, JPEG"),
        (text().replace("beside.png", "link.png"), 7, "image", "leads out of the folder"),
    ],
    ids=lambda value: (
        ascii(value)[:20] + ascii(value)[-30:] if len(str(value)) > 40 else str(value)
    ),
)
def test_a_bad_file_is_named_and_nothing_of_it_is_written(
    folder, settings, content, line, field, reason
):
    noise = picture_bytes()
    (folder / "damaged.png").write_bytes(noise[:60])
    (folder / "bomb.png").write_bytes(png(50_000, 50_000))
    (folder / "frames.gif").write_bytes(animation("GIF", 201))
    (folder / "words.png").write_text("words")
    (folder / "svg.png").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "empty.png").touch()
    with (folder / "large.png").open("wb") as large:
        large.truncate(21 * 1024 * 1024)
    (folder.parent.parent / "outside.png").write_bytes(noise)
    (folder / "link.png").symlink_to(folder.parent.parent / "outside.png")
    (folder / "bad.md").write_bytes(content if isinstance(content, bytes) else content.encode())
    check_refused(folder, settings, line, field, reason)


# Not in a file's own words


def test_a_text_that_is_slow_to_parse_is_refused_and_the_others_are_imported(folder, settings):
    (folder / "bad.md").write_text(text(body="[" * 60_000))
    check_refused(folder, settings, 11, "body", "took longer than")


def test_a_text_that_nests_too_deeply_is_refused(folder, settings):
    (folder / "bad.md").write_text(text(body="<div>" * 5_000))
    check_refused(folder, settings, 11, "body", "nests too deeply")


def test_a_link_to_a_file_outside_is_refused(folder, settings, tmp_path):
    (tmp_path / "outside.md").write_text(text())
    (folder / "bad.md").symlink_to(tmp_path / "outside.md")
    check_refused(folder, settings, 1, "file", "leaves the folder")


def test_a_link_to_a_folder_outside_is_refused(folder, settings, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.md").write_text(text())
    (folder / "more").symlink_to(tmp_path / "elsewhere")
    check_refused(folder, settings, 1, "file", "leaves the folder", name="more")


def test_a_link_that_leads_nowhere_is_refused(folder, settings):
    (folder / "bad.md").symlink_to(folder / "gone.md")
    check_refused(folder, settings, 1, "file", "is no file")


def test_a_pipe_is_refused_unread(folder, settings):
    os.mkfifo(folder / "bad.md")
    check_refused(folder, settings, 1, "file", "is no file")


def test_authors_without_a_latin_letter_are_not_taken_for_each_other(folder):
    names = ["日本太郎", "山田花子", "Ада Брандт"]
    for n in (1, 2):
        content = text(f"own: {n}").replace("author: bad-author", f"authors: [{', '.join(names)}]")
        (folder / "fine.md").write_text(content)
        assert run(folder.parent)[0] == 0
    post = Post.objects.get(slug="fine")
    assert [line.author.name for line in post.bylines.all()] == names
    assert Author.objects.count() == 3


def test_a_link_that_leads_in_a_circle_is_refused(folder, settings):
    (folder / "bad.md").symlink_to(folder / "bad.md")
    check_refused(folder, settings, 1, "file", "leaves the folder")


def test_a_link_to_the_folder_above_does_not_go_round_for_ever(folder):
    (folder / "again").symlink_to(folder.parent)
    assert run(folder.parent)[0] == 0
    assert rows() == {"Post": 1}


def test_a_file_without_a_name_that_makes_an_address_is_refused(folder, settings):
    (folder / "日本.md").write_text(text())
    check_refused(folder, settings, 1, "slug", "is missing", name="日本.md")


def test_a_guide_without_a_topic_is_refused(folder, settings):
    (folder.parent / "guides").mkdir()
    (folder.parent / "guides" / "bad.md").write_text("---\ntitle: Bad\ndate: 2026-03-10\n---\n")
    status, (found,), _ = run(folder.parent)
    assert (status, found["file"], found["field"]) == (1, "guides/bad.md", "category")
    assert rows() == {"Post": 1}


def test_a_guide_in_the_folder_of_another_topic_is_refused(folder):
    (folder.parent / "guides" / "seo").mkdir(parents=True)
    (folder.parent / "guides" / "seo" / "bad.md").write_text(text().replace("image:", "x:"))
    status, (found,), _ = run(folder.parent)
    assert (status, found["line"], found["field"]) == (1, "4", "category")
    assert rows() == {"Post": 1}


@pytest.mark.parametrize("slug", ["admin", "blog", "search", "media"])
def test_a_page_may_not_take_an_address_of_the_site(folder, slug):
    (folder.parent / "pages").mkdir()
    (folder.parent / "pages" / f"{slug}.md").write_text("---\ntitle: Bad\n---\n")
    status, (found,), _ = run(folder.parent)
    assert (status, found["file"], found["field"]) == (1, f"pages/{slug}.md", "slug")
    assert rows() == {"Post": 1}


def test_of_two_files_with_one_address_the_second_is_refused(folder, settings):
    (folder / "2026-03-10-good.md").write_text("---\ntitle: First\ndate: 2026-03-10\n---\n")
    status, (found,), _ = run(folder.parent)
    assert status == 1
    assert (found["file"], found["field"]) == ("blog/good.md", "slug")
    assert "2026-03-10-good.md" in found["reason"]
    assert Post.objects.get().title == "First"


def test_a_slug_that_another_file_has_as_its_name_is_refused(folder):
    (folder / "other.md").write_text("---\ntitle: Other\ndate: 2026-03-10\nslug: good\n---\n")
    status, (found,), _ = run(folder.parent)
    assert (status, found["file"], found["line"], found["field"]) == (
        1,
        "blog/other.md",
        "4",
        "slug",
    )
    assert Post.objects.get().title == "Good"


def test_an_address_that_an_editor_has_redirected_is_refused(folder):
    Redirect.objects.create(from_path="/blog/good", to_url="https://example.org/")
    status, (found,), _ = run(folder.parent)
    assert (status, found["file"], found["field"]) == (1, "blog/good.md", "slug")
    assert not Post.objects.exists()


def test_each_of_many_bad_files_gets_its_line(folder, settings):
    for n in range(5):
        (folder / f"bad-{n}.md").write_text(text("priceFrom: 1") if n % 2 else "no front matter")
    status, refused, summary = run(folder.parent)
    assert status == 1
    assert sorted(found["file"] for found in refused) == [f"blog/bad-{n}.md" for n in range(5)]
    assert "1 created, 0 updated, 0 unchanged, 5 refused" in summary
    assert rows() == {"Post": 1}
    assert stored(settings) == []


def test_a_batch_with_a_bad_file_keeps_the_pictures_of_the_good_ones(folder, settings):
    (folder / "good.md").write_text(GOOD.replace("---\n\n", "image: mine.png\n---\n\n"))
    (folder / "mine.png").write_bytes(picture_bytes(size=(5, 5)))
    (folder / "bad.md").write_text(text("priceFrom: 1"))
    (folder / "worse.md").write_text(text("updated: 2001-01-01"))
    assert run(folder.parent)[0] == 1
    assert Image.objects.get().source == "/blog/good/mine.png"
    assert stored(settings) == [Image.objects.get().file.name.removeprefix("pictures/")]


def test_a_file_that_has_become_bad_leaves_its_post_as_it_was(folder, settings):
    (folder / "bad.md").write_text(text())
    assert run(folder.parent)[0] == 0
    before, files = rows(), stored(settings)
    (folder / "beside.png").write_bytes(picture_bytes(size=(9, 9)))
    (folder / "bad.md").write_text(text("priceFrom: 1", body="Other words.", title="Other"))
    status, (found,), _ = run(folder.parent)
    assert (status, found["field"]) == (1, "priceFrom")
    post = Post.objects.get(slug="bad")
    assert (post.title, post.body) == ("Bad", "Words.\n")
    assert (rows(), stored(settings)) == (before, files)
    assert (post.image.width, post.image.file.size > 0) == (40, True)


def test_the_file_alone_can_be_imported_and_refused(folder):
    (folder / "bad.md").write_text("no front matter")
    status, (found,), _ = run(folder / "bad.md")
    assert (status, found["file"]) == (1, "bad.md")
    assert rows() == {}


def test_a_missing_picture_is_a_warning_and_no_refusal(folder):
    (folder / "bad.md").write_text(text().replace("beside.png", "gone.png"))
    assert run(folder.parent)[0] == 0
    assert Post.objects.get(slug="bad").image is None


def test_a_long_alt_text_is_kept_at_the_post(folder):
    (folder / "fine.md").write_text(text("imageAlt: " + "x" * 500))
    assert run(folder.parent)[0] == 0
    post = Post.objects.get(slug="fine")
    assert (len(post.image_alt), post.image.alt) == (500, "")


def test_names_that_look_like_paths_stay_names(folder, settings):
    (folder / "..md").write_text("hidden")
    (folder / "a..b.md").write_text("---\ntitle: Dots\ndate: 2026-03-10\n---\n")
    (folder / "%2e%2e%2fc.md").write_text("---\ntitle: Per cent\ndate: 2026-03-10\n---\n")
    assert run(folder.parent)[0] == 0
    paths = set(Post.objects.values_list("path", flat=True))
    assert paths == {"/blog/good", "/blog/ab", "/blog/2e2e2fc"}


# --strict and --dry-run


def test_strict_imports_nothing_when_one_file_is_bad(folder, settings):
    (folder / "fine.md").write_text(text(title="Fine"))
    (folder / "bad.md").write_text(text("priceFrom: 1"))
    status, (found,), summary = run(folder.parent, strict=True)
    assert (status, found["file"]) == (1, "blog/bad.md")
    assert "Nothing was written" in summary
    assert rows() == {}
    assert stored(settings) == []


def test_strict_imports_everything_when_no_file_is_bad(folder, settings):
    (folder / "fine.md").write_text(text(title="Fine"))
    assert run(folder.parent, strict=True)[0] == 0
    assert Post.objects.count() == 2
    assert len(stored(settings)) == 1


@pytest.mark.parametrize("block", ["", "priceFrom: 1"])
def test_a_dry_run_writes_nothing(folder, settings, block):
    (folder / "other.md").write_text(text(block))
    status, refused, summary = run(folder.parent, dry_run=True, permalink="/:year/:slug/")
    assert (status, len(refused)) == (int(bool(block)), int(bool(block)))
    assert "Nothing was written" in summary
    assert f"{1 if block else 2} created" in summary
    assert rows() == {}
    assert stored(settings) == []


def test_a_dry_run_on_what_was_imported_changes_nothing(folder, settings):
    (folder / "other.md").write_text(text())
    run(folder.parent)
    before, files = list(Post.objects.order_by("pk").values()), stored(settings)
    (folder / "other.md").write_text(text(title="Other", body="![x](new.png)"))
    (folder / "new.png").write_bytes(picture_bytes(size=(7, 7)))
    (folder / "beside.png").write_bytes(picture_bytes(size=(8, 8)))
    status, refused, summary = run(folder.parent, dry_run=True)
    assert (status, refused) == (0, [])
    assert "0 created, 1 updated, 1 unchanged" in summary
    assert list(Post.objects.order_by("pk").values()) == before
    assert stored(settings) == files
