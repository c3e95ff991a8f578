"""The command that renews what an older renderer made."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command

from blog import rendering
from blog.models import FAQEntry, MarkdownModel, Post, SiteSettings
from tests.build import make_author, make_category, make_image, make_post

pytestmark = pytest.mark.django_db


def run(**options):
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("rerender", stdout=out, stderr=err, **options)
    except SystemExit as error:
        status = error.code
    return status, out.getvalue().strip(), err.getvalue().strip()


def age(*rows):
    """As if a renderer of last year had made their HTML."""
    for row in rows:
        html = f"{row.MARKDOWN}_html"
        type(row).objects.filter(pk=row.pk).update(rendered_with="0", **{html: "<p>old</p>"})


def html(row):
    row.refresh_from_db()
    return getattr(row, f"{row.MARKDOWN}_html")


def one_of_each():
    """One row of every model with Markdown."""
    post = make_post(body="*new*", category=make_category(description="*new*"))
    site = SiteSettings(pk=1, intro="*new*")
    site.save()
    entry = FAQEntry.objects.create(post=post, question="Why?", answer="*new*")
    return [post, post.category, site, entry, make_author(bio="*new*")]


def test_it_renews_stale_rows_of_every_model_with_markdown():
    rows = one_of_each()
    with_markdown = {model for model in apps.get_models() if issubclass(model, MarkdownModel)}
    assert {type(row) for row in rows} == with_markdown
    age(*rows)
    assert run() == (0, f"{len(rows)} texts rendered", "")
    for row in rows:
        assert html(row) == "<p><em>new</em></p>"
        assert row.rendered_with == f"{rendering.VERSION}-en"


def test_it_leaves_alone_what_is_up_to_date():
    post = make_post()
    Post.objects.update(body_html="<p>as it is</p>")
    assert run() == (0, "0 texts rendered", "")
    assert html(post) == "<p>as it is</p>"


def test_all_renews_what_is_up_to_date_as_well():
    post = make_post(body="*new*")
    Post.objects.update(body_html="<p>as it is</p>")
    assert run(all=True)[:2] == (0, "1 texts rendered")
    assert html(post) == "<p><em>new</em></p>"


def test_a_dry_run_counts_and_writes_nothing():
    rows = one_of_each()
    age(*rows)
    before = list(Post.objects.values())
    assert run(dry_run=True) == (0, f"{len(rows)} texts to render", "")
    assert list(Post.objects.values()) == before
    assert all(html(row) == "<p>old</p>" for row in rows)


def test_a_second_run_finds_nothing_to_do():
    age(*one_of_each())
    run()
    before = list(Post.objects.values())
    assert run() == (0, "0 texts rendered", "")
    assert list(Post.objects.values()) == before


def test_it_moves_no_date_and_no_address():
    post = make_post(body="*new*")
    age(post)
    before = Post.objects.values("date_published", "date_modified", "path", "guid", "status").get()
    run()
    assert Post.objects.values(*before).get() == before


def test_headings_keep_their_ids():
    post = make_post(body="## First name")
    post.body = "## Second name"
    post.save()
    age(post)
    run()
    post.refresh_from_db()
    assert [heading["id"] for heading in post.headings] == ["first-name"]


def test_what_the_site_learns_of_a_text_is_renewed_too():
    post = make_post(body="## One\n\nTwo words.<script></script>")
    Post.objects.update(rendered_with="0", word_count=0, headings=[], removed=[])
    run()
    post.refresh_from_db()
    assert (post.word_count, len(post.headings), post.removed) == (3, 1, ["<script>"])


def test_a_picture_that_has_come_since_is_shown():
    post = make_post(body="![x](/img/new.png)")
    assert "<img" not in post.body_html
    make_image("new.png", source="/img/new.png")
    age(post)
    run()
    assert "<img" in html(post)


def test_a_text_that_cannot_be_rendered_is_named_and_the_others_are_renewed():
    good, bad = make_post("good", body="*new*"), make_post("bad", title="Bad one")
    age(good, bad)
    Post.objects.filter(pk=bad.pk).update(body="<div>" * 10_000)
    status, out, err = run()
    assert (status, out) == (1, "1 texts rendered, 1 failed")
    assert "Bad one" in err
    assert "nests too deeply" in err
    assert html(good) == "<p><em>new</em></p>"
    assert html(bad) == "<p>old</p>"


def test_more_rows_than_one_batch_are_all_renewed():
    Post.objects.bulk_create(
        Post(slug=f"p{n}", path=f"/blog/p{n}", title="x", body=f"*{n}*") for n in range(205)
    )
    assert run()[1] == "205 texts rendered"
    assert all(post.body_html == f"<p><em>{post.slug[1:]}</em></p>" for post in Post.objects.all())


def test_what_an_editor_saves_while_the_command_runs_stays():
    post = make_post(body="Old words.")
    slow = Post.objects.get(pk=post.pk)
    post.body = "New words."
    post.save()
    slow.render()
    slow.store_rendering()
    post.refresh_from_db()
    assert (post.body, post.body_html) == ("New words.", "<p>New words.</p>")
