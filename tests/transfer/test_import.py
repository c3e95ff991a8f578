from datetime import UTC, datetime
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from django.apps import apps
from django.core.management import call_command

from blog import publishing
from blog.models import (
    Author,
    Category,
    FAQEntry,
    Image,
    Offer,
    Post,
    Redirect,
    Tag,
    set_tags,
)
from blog.transfer import layout

from ..build import make_author, make_post, picture_bytes
from ..reading import get, page_at, text, texts, with_class

pytestmark = pytest.mark.django_db

PERMALINK = "/:year/:month/:day/:slug/"
HEAD = "title: One\ndate: 2026-03-10\n"


def run(path: Path, **options) -> str:
    """Import without a file refused; return the line of result."""
    out, err = StringIO(), StringIO()
    call_command("import_posts", path, stdout=out, stderr=err, **options)
    assert "refused:" not in err.getvalue()
    return out.getvalue().strip().splitlines()[-1]


def run_and_hear(path: Path, **options) -> tuple[int, str]:
    """Return the exit status and all that the command said."""
    out = StringIO()
    try:
        call_command("import_posts", path, stdout=out, stderr=out, **options)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def write(file: Path, block: str = HEAD, body: str = "Text.\n") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{block}---\n\n{body}")
    return file


def all_rows() -> dict[str, list[dict]]:
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("blog").get_models()
    }


# The sample site


@pytest.fixture
def site(sample_site):
    return run(sample_site), sample_site


def test_the_sample_site_is_five_posts_a_guide_and_a_service(site):
    assert site[0] == "7 created, 0 updated, 0 unchanged, 0 refused, 0 redirects"
    kinds = list(Post.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == ["guide", *["post"] * 5, "service"]


def test_importing_it_again_changes_nothing(site):
    before = all_rows()
    assert run(site[1]) == "0 created, 0 updated, 7 unchanged, 0 refused, 0 redirects"
    assert all_rows() == before


def test_its_pages_are_live_and_their_links_lead_to_each_other(site):
    for post in Post.objects.all():
        page = page_at(post.path)
        assert text(page, "//title") == post.seo_title
        for href in texts(page, f"//*[{with_class('e-content')}]//a/@href"):
            if href.startswith("/"):
                assert get(href).status_code == 200, f"{post.path} links to {href}"


def test_its_topic_is_named_after_its_slug_and_has_its_pillar(site):
    topic = Category.objects.get(slug="seo")
    assert topic.name == "SEO"
    assert topic.pillar and topic.pillar.path == "/blog/seo"


def test_its_service_has_its_price(site):
    offer = Offer.objects.get()
    assert str(offer) == "from 990 USD per month"
    assert (offer.post.path, offer.scope_note) == ("/services/semantic-seo", "scoped per project")


def test_questions_in_the_text_are_proposed_as_entries(site):
    post = Post.objects.get(path="/blog/backlinks")
    asked = [h["text"] for h in post.headings if h["text"].endswith("?")]
    entries = list(post.faq_entries.all())
    assert [e.question for e in entries] == asked
    assert asked
    assert all(e.inline for e in entries)
    answer = "Yes. Backlinks remain a ranking signal in major search engines"
    assert entries[0].answer.startswith(answer)


def test_a_post_without_questions_gets_none(site):
    assert not Post.objects.get(slug="backlink-packages").faq_entries.exists()


def test_the_sample_article_is_read_to_the_last_field(site):
    post = Post.objects.get(path="/blog/backlinks")
    assert post.date_published == datetime(2026, 3, 10, 11, 24, 18, tzinfo=UTC)
    tags = [row.tag.name for row in post.tagged.all()]
    assert tags == ["seo", "backlinks", "link-earning", "smb"]
    assert post.image_alt.startswith("Iron Goo blog featured image")
    assert post.extra == {}


# Importing again


EDITS = {
    "body": lambda post: Post.objects.filter(pk=post.pk).update(body="By an editor."),
    "title": lambda post: Post.objects.filter(pk=post.pk).update(title="By an editor"),
    "status": lambda post: Post.objects.filter(pk=post.pk).update(status="draft"),
    "tags": lambda post: set_tags(post, ["by an editor"]),
    "authors": lambda post: post.bylines.create(author=make_author()),
    "questions": lambda post: post.faq_entries.all().delete(),
    "answer": lambda post: post.faq_entries.update(answer="By an editor."),
    "topic": lambda post: Category.objects.update(name="By an editor", description="Words."),
    "pillar": lambda post: Category.objects.update(pillar=post),
    "no pillar": lambda post: Category.objects.update(pillar=None),
    "next step": lambda post: Post.objects.filter(pk=post.pk).update(next_step=make_post("mine")),
    "no next step": lambda post: Post.objects.filter(pk=post.pk).update(next_step=None),
    "price": lambda post: Offer.objects.update(price_from=5),
    "redirect": lambda post: Redirect.objects.filter(from_path="/2026/03/10/one").update(
        to_post=None, to_url="/elsewhere"
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_survives_the_import_of_a_file_that_has_not_changed(tmp_path, edit):
    block = (
        f"{HEAD}category: seo\ntags: [links]\nauthor: zoe\nfaq: true\nnextStep: /services/help\n"
    )
    write(tmp_path / "blog/one.md", block, "## Why?\n\nBecause.\n")
    write(tmp_path / "blog/seo.md", "title: Pillar\ndate: 2026-03-10\ncategory: seo\n")
    write(tmp_path / "services/help.md", "title: Help\npriceFrom: 990\n")
    run(tmp_path, permalink=PERMALINK)
    EDITS[edit](Post.objects.get(slug="one"))
    before = all_rows()
    assert run(tmp_path, permalink=PERMALINK).startswith("0 created, 0 updated, 3 unchanged")
    assert all_rows() == before


def test_an_edit_of_the_address_survives_and_makes_no_copy(tmp_path):
    write(tmp_path / "blog/one.md")
    run(tmp_path)
    post = Post.objects.get()
    post.slug = "by-an-editor"
    post.save()
    assert run(tmp_path).startswith("0 created, 0 updated, 1 unchanged")
    assert Post.objects.get().path == "/blog/by-an-editor"


def test_a_file_that_has_changed_updates_a_post_that_has_moved(tmp_path):
    write(tmp_path / "blog/one.md")
    run(tmp_path)
    post = Post.objects.get()
    post.slug = "by-an-editor"
    post.save()
    write(tmp_path / "blog/one.md", body="New.\n")
    assert run(tmp_path).startswith("0 created, 1 updated")
    assert (Post.objects.get().path, Post.objects.get().body) == ("/blog/by-an-editor", "New.\n")


@pytest.mark.parametrize("body", ["Text.\n", "New.\n"], ids=["same file", "new text"])
def test_a_topic_and_an_author_that_have_moved_are_not_made_again(tmp_path, body):
    write(tmp_path / "guides/seo/one.md", f"{HEAD}author: ada-brandt\n")
    run(tmp_path)
    for row, slug in ((Category.objects.get(), "search"), (Author.objects.get(), "ada")):
        row.slug = slug
        row.save()
    write(tmp_path / "guides/seo/one.md", f"{HEAD}author: ada-brandt\n", body)
    run(tmp_path)
    assert Post.objects.get().path == "/guides/search/one"
    assert (Category.objects.count(), Author.objects.get().slug) == (1, "ada")
    assert get("/topics/seo")["Location"] == "/topics/search"
    assert get("/authors/ada-brandt")["Location"] == "/authors/ada"


def test_a_post_that_was_deleted_does_not_come_back(tmp_path):
    write(tmp_path / "blog/one.md")
    run(tmp_path)
    Post.objects.get().delete()
    status, said = run_and_hear(tmp_path)
    assert status == 1
    assert "blog/one.md:" in said and "is an old address" in said
    assert not Post.objects.exists()


def test_a_file_that_has_changed_updates_its_row_and_no_other(tmp_path):
    write(tmp_path / "blog/one.md")
    write(tmp_path / "blog/two.md", "title: Two\ndate: 2026-03-10\n")
    run(tmp_path)
    other = Post.objects.filter(slug="two").values().get()
    write(tmp_path / "blog/one.md", body="New.\n")
    assert run(tmp_path) == "0 created, 1 updated, 1 unchanged, 0 refused, 0 redirects"
    assert Post.objects.get(slug="one").body_html == "<p>New.</p>"
    assert Post.objects.filter(slug="two").values().get() == other


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("tags: [b, a]", lambda p: [row.tag.name for row in p.tagged.all()] == ["b", "a"]),
        ("tags: []", lambda p: not p.tagged.exists()),
        ("authors: [zoe-quist]", lambda p: [a.name for a in p.authors.all()] == ["Zoe Quist"]),
        ("category: words", lambda p: p.category.name == "Words"),
        ("description: New", lambda p: p.description == "New"),
        ("draft: true", lambda p: p.status == "draft"),
        ("gone: true", lambda p: p.status == "gone"),
        ("noindex: true", lambda p: p.noindex),
        ("layout: wide", lambda p: p.extra == {"layout": "wide"}),
        ("faq: [{question: Q?, answer: A.}]", lambda p: p.faq_entries.get().answer == "A."),
        ("nextStep: /blog/two", lambda p: p.next_step.slug == "two"),
    ],
)
def test_each_field_that_changes_in_the_file_changes_in_the_row(tmp_path, line, read):
    write(tmp_path / "blog/two.md", "title: Two\ndate: 2026-03-10\n")
    write(tmp_path / "blog/one.md", f"{HEAD}tags: [a]\nauthors: [ada]\ncategory: seo\n")
    run(tmp_path)
    first = line.partition(":")[0]
    lines = ["tags: [a]", "authors: [ada]", "category: seo"]
    kept = "\n".join(each for each in lines if not each.startswith(first))
    write(tmp_path / "blog/one.md", f"{HEAD}{kept}\n{line}\n")
    run(tmp_path)
    assert read(Post.objects.get(slug="one"))


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path):
    write(tmp_path / "blog/one.md", f"{HEAD}category: seo\ntags: [a]\nimage: a.png\n")
    (tmp_path / "blog/a.png").write_bytes(picture_bytes())
    before = all_rows()
    status, said = run_and_hear(tmp_path, dry_run=True, permalink=PERMALINK)
    assert "created /blog/one\n" in said
    assert "Nothing was written. It would be: 1 created" in said
    assert (status, all_rows()) == (0, before)


def test_a_dry_run_of_a_change_says_which(tmp_path):
    write(tmp_path / "blog/one.md")
    write(tmp_path / "blog/two.md", "title: Two\ndate: 2026-03-10\n")
    run(tmp_path)
    write(tmp_path / "blog/one.md", body="New.\n")
    before = all_rows()
    said = run_and_hear(tmp_path, dry_run=True)[1]
    assert "updated /blog/one\n" in said
    assert "0 created, 1 updated, 1 unchanged" in said
    assert all_rows() == before


def test_one_file_can_be_imported_alone(tmp_path):
    write(tmp_path / "blog/two.md", "title: Two\ndate: 2026-03-10\n")
    run(write(tmp_path / "guides/seo/one.md"))
    assert Post.objects.get().path == "/guides/seo/one"


# What a file says of its state


def test_a_post_without_a_date_waits_as_a_draft(tmp_path):
    said = run_and_hear(write(tmp_path / "blog/one.md", "title: One\n"))[1]
    assert "datePublished is missing, imported as a draft" in said
    assert get("/blog/one").status_code == 404


def test_a_post_dated_ahead_is_scheduled(tmp_path):
    run(write(tmp_path / "blog/one.md", "title: One\ndate: 2126-03-10\n"))
    assert Post.objects.get().state == "scheduled"
    assert get("/blog/one").status_code == 404


def test_what_was_taken_down_elsewhere_is_gone_here(tmp_path):
    run(write(tmp_path / "blog/one.md", f"{HEAD}gone: true\n"))
    assert get("/blog/one").status_code == 410


def test_dates_are_kept_to_the_millisecond_in_utc(tmp_path):
    run(write(tmp_path / "blog/one.md", "title: One\ndate: 2026-03-10T11:24:18.987654+02:00\n"))
    assert Post.objects.get().date_published == datetime(2026, 3, 10, 9, 24, 18, 987_000, UTC)


# Old addresses


def test_a_permalink_becomes_a_redirect(tmp_path):
    write(tmp_path / "posts/2014-03-12-Coming-Soon.md", "title: Soon\ndate: 2014-03-13\n")
    assert run(tmp_path, permalink=PERMALINK).endswith("4 redirects")
    for old in ("2014/03/12/Coming-Soon", "2014/03/12/coming-soon", "2014/03/13/Coming-Soon/"):
        answer = get(f"/{old}")
        assert (answer.status_code, answer["Location"]) == (301, "/blog/coming-soon")


def test_links_to_old_addresses_lead_to_the_new_ones(tmp_path):
    write(
        tmp_path / "posts/2014-03-12-one.md",
        "title: One\n",
        "[two](/2014/03/13/two/) [part](/2014/03/13/two/#a) <a href='/2014/03/13/two'>x</a>\n"
        "[ref] [none](/2014/03/14/three/) `/2014/03/13/two/`\n\n[ref]: /2014/03/13/two/\n",
    )
    write(tmp_path / "posts/2014-03-13-two.md", "title: Two\n", "## A\n")
    run(tmp_path, permalink=PERMALINK)
    links = texts(page_at("/blog/one"), "//*[contains(@class, 'e-content')]//a/@href")
    new = "/blog/two"
    assert links == [new, f"{new}#a", new, new, "/2014/03/14/three/"]


def test_addresses_listed_in_the_file_become_redirects(tmp_path):
    block = f"{HEAD}redirect_from: [/a/, /b]\naliases: /c\n"
    run(write(tmp_path / "blog/one.md", block))
    assert sorted(Redirect.objects.values_list("from_path", flat=True)) == ["/a", "/b", "/c"]
    assert get("/a/")["Location"] == get("/c")["Location"] == "/blog/one"


@pytest.mark.parametrize(
    ("old", "why"),
    [
        ("/x/*", "A rule for a section"),
        ("/x/%2A", "A star stands"),
        ("/admin/x", "The site itself"),
        ("/blog/", "The site itself"),
        ("/x?id=3", "Leave out the ?"),
        ("//evil.example/x", "https://"),
        ("https://elsewhere.example/x", "another site"),
        ("../x", "Write a path"),
    ],
)
def test_an_old_address_that_cannot_be_one_is_left_out_and_said(tmp_path, old, why):
    write(tmp_path / "blog/one.md", f"{HEAD}aliases: ['{old}', /a]\n")
    status, said = run_and_hear(tmp_path)
    assert status == 0
    (line,) = [line for line in said.splitlines() if "warning" in line]
    assert "blog/one.md:4: aliases: no redirect from" in line and why in line
    assert list(Redirect.objects.values_list("from_path", flat=True)) == ["/a"]


def test_an_old_address_with_our_host_is_taken_as_a_path(tmp_path):
    run(write(tmp_path / "blog/one.md", f"{HEAD}aliases: https://www.example.com/a/\n"))
    assert get("/a")["Location"] == "/blog/one"


def test_an_old_address_never_hides_a_page(tmp_path):
    make_post("one", kind="page", title="Ours")
    run(write(tmp_path / "blog/two.md", f"{HEAD}aliases: /one\n"))
    assert text(page_at("/one"), "//h1") == "Ours"


def test_old_addresses_of_a_draft_are_not_answered_before_it_is_public(tmp_path):
    run(write(tmp_path / "blog/2026-03-10-one.md", f"{HEAD}draft: true\n"), permalink=PERMALINK)
    assert get("/2026/03/10/one").status_code == 404


# Pictures


def shown(path: str) -> list[str]:
    return texts(page_at(path), "//article//img/@src")


def test_pictures_beside_the_file_come_along(tmp_path):
    write(tmp_path / "blog/one.md", f"{HEAD}image: a.png\nimageAlt: A\n", "![B](img/b.png)\n")
    (tmp_path / "blog/img").mkdir()
    (tmp_path / "blog/a.png").write_bytes(picture_bytes())
    (tmp_path / "blog/img/b.png").write_bytes(picture_bytes(size=(50, 50)))
    run(tmp_path)
    assert Post.objects.get().image.alt == "A"
    assert len(shown("/blog/one")) == 2
    assert all(get(address).status_code == 200 for address in shown("/blog/one"))


def test_a_social_card_beside_the_file_comes_along_and_one_that_is_missing_is_said(tmp_path):
    write(tmp_path / "blog/one.md", f"{HEAD}socialImage: card.png\n")
    run(tmp_path)
    assert Post.objects.get().extra == {"socialImage": "card.png"}
    (tmp_path / "blog/card.png").write_bytes(picture_bytes(size=(120, 63)))
    write(tmp_path / "blog/one.md", f"{HEAD}socialImage: card.png\n", "Words.\n")
    run(tmp_path)
    post = Post.objects.get()
    assert (post.social_image.width, post.extra) == (120, {})


def test_pictures_in_a_folder_of_the_posts_own_come_along(tmp_path):
    write(tmp_path / "blog/one/index.md", f"{HEAD}image: a.png\n")
    (tmp_path / "blog/one/a.png").write_bytes(picture_bytes())
    write(tmp_path / "blog/two.md", "title: Two\ndate: 2026-03-10\nimage: b.png\n")
    (tmp_path / "blog/two").mkdir()
    (tmp_path / "blog/two/b.png").write_bytes(picture_bytes(size=(50, 50)))
    run(tmp_path)
    assert len(shown("/blog/one")) == len(shown("/blog/two")) == 1


def test_two_posts_may_each_have_a_picture_of_the_same_name(tmp_path):
    for name, size in (("one", (40, 40)), ("two", (50, 50))):
        write(tmp_path / f"blog/{name}/index.md", f"{HEAD}image: cover.png\n")
        (tmp_path / f"blog/{name}/cover.png").write_bytes(picture_bytes(size=size))
    run(tmp_path)
    assert [post.image.width for post in Post.objects.order_by("slug")] == [40, 50]


def test_pictures_with_an_absolute_address_lie_in_the_folder_of_assets(tmp_path):
    write(tmp_path / "in/blog/one.md", f"{HEAD}image: /img/a.png\n", "![A](/img/a.png)\n")
    (tmp_path / "assets/img").mkdir(parents=True)
    (tmp_path / "assets/img/a.png").write_bytes(picture_bytes())
    run(tmp_path / "in", assets=tmp_path / "assets")
    assert Image.objects.count() == 1
    assert len(shown("/blog/one")) == 2


def test_a_picture_that_has_changed_is_renewed_in_the_page(tmp_path):
    write(tmp_path / "blog/one.md", f"{HEAD}image: a.png\n", "![A](a.png)\n")
    (tmp_path / "blog/a.png").write_bytes(picture_bytes(size=(40, 40)))
    run(tmp_path)
    (tmp_path / "blog/a.png").write_bytes(picture_bytes(size=(60, 60)))
    run(tmp_path)
    assert Image.objects.get().width == 60
    assert texts(page_at("/blog/one"), "//article//img/@width") == ["60", "60"]
    assert run(tmp_path).startswith("0 created, 0 updated, 1 unchanged")


def test_a_picture_that_has_changed_is_renewed_in_every_page_that_shows_it(tmp_path):
    for name in ("one", "two"):
        write(tmp_path / f"blog/{name}.md", HEAD, "![A](/img/a.png)\n")
    (tmp_path / "img").mkdir()
    for size in ((40, 40), (60, 60)):
        (tmp_path / "img/a.png").write_bytes(picture_bytes(size=size))
        run(tmp_path)
    for name in ("one", "two"):
        assert texts(page_at(f"/blog/{name}"), "//article//img/@width") == ["60"]
        assert all(get(address).status_code == 200 for address in shown(f"/blog/{name}"))


def test_a_picture_that_is_not_there_is_named_and_its_address_kept(tmp_path):
    said = run_and_hear(write(tmp_path / "blog/one.md", f"{HEAD}image: gone.png\n"))[1]
    assert "warning: one.md:4: image: gone.png: not found, imported without it" in said
    assert Post.objects.get().extra == {"image": "gone.png"}


# What stands between posts


def test_a_next_step_may_come_later_in_the_folder(tmp_path):
    write(tmp_path / "blog/a.md", f"{HEAD}nextStep: /services/z\n")
    write(tmp_path / "services/z.md", "title: Z\n")
    run(tmp_path)
    assert Post.objects.get(slug="a").next_step.slug == "z"


def test_a_next_step_may_come_with_a_later_import(tmp_path):
    write(tmp_path / "blog/a.md", f"{HEAD}nextStep: /services/z\n")
    assert "/services/z is no page of this site" in run_and_hear(tmp_path)[1]
    write(tmp_path / "services/z.md", "title: Z\n")
    run(tmp_path)
    assert Post.objects.get(slug="a").next_step.slug == "z"


def test_a_topic_or_tag_that_is_there_is_used_in_its_own_spelling(tmp_path):
    Category.objects.create(slug="link-earning", name="Earning links")
    Tag.called("SEO")
    Author.objects.create(slug="ada-brandt", name="Ada B.")
    block = f"{HEAD}category: Link Earning\ntags: [seo]\nauthor: Ada Brandt\n"
    run(write(tmp_path / "blog/one.md", block))
    assert (Category.objects.count(), Tag.objects.count(), Author.objects.count()) == (1, 1, 1)
    assert Post.objects.get().authors.get().name == "Ada B."


@pytest.mark.parametrize(
    ("slug", "name"), [("ada-brandt", "Ada Brandt"), ("kim", "Kim"), ("li-wu", "Li Wu")]
)
def test_an_author_given_by_slug_is_named_like_a_person(tmp_path, slug, name):
    run(write(tmp_path / "blog/one.md", f"{HEAD}author: {slug}\n"))
    assert Author.objects.get().name == name


def test_questions_in_the_front_matter_are_taken_as_they_are(tmp_path):
    faq = "faq:\n  - question: Why?\n    answer: |\n      So.\n\n      And so.\n"
    run(write(tmp_path / "blog/one.md", HEAD + faq, "## Not this?\n\nNo.\n"))
    entry = FAQEntry.objects.get()
    assert (entry.question, entry.answer, entry.inline) == ("Why?", "So.\n\nAnd so.", False)


def test_one_bad_file_keeps_nothing_else_out_unless_told_so(tmp_path):
    write(tmp_path / "blog/one.md")
    write(tmp_path / "blog/two.md", "title: Two\ndate: yesterday\n")
    assert run_and_hear(tmp_path, strict=True)[0] == 1
    assert not Post.objects.exists()
    status, said = run_and_hear(tmp_path)
    assert status == 1
    assert "refused: blog/two.md:3: date: is no date: 'yesterday'" in said
    assert Post.objects.get().slug == "one"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("services/my-site", "post"),
        ("services", "service"),
        ("site/guides/seo", "guide"),
        ("elsewhere", "post"),
    ],
)
def test_what_lies_above_the_folder_does_not_say_what_its_files_are(tmp_path, folder, kind):
    place = layout.place_of(PurePosixPath(*layout.names_that_count(Path("/", folder)), "x.md"))
    assert place.kind == kind


def test_a_changed_file_is_a_revision_and_the_draft_before_it_is_kept(tmp_path):
    file = tmp_path / "a.md"
    file.write_text("---\ntitle: A\ndatePublished: 2026-01-01\n---\n\nOne.")
    run(tmp_path)
    post = Post.objects.get()
    draft = publishing.document_of(post) | {"body": "An editor's draft."}
    publishing.save_draft(post, draft, by=None)
    file.write_text("---\ntitle: A\ndatePublished: 2026-01-01\n---\n\nTwo.")
    run(tmp_path)
    assert publishing.document_of(Post.objects.get())["body"] == "Two."
    bodies = [revision.snapshot["body"] for revision in post.revisions.all()]
    assert bodies == ["Two.", "An editor's draft.", "One."]
