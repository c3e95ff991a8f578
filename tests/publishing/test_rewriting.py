import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing
from blog.models import FAQEntry, Link, Post, Redirect, SitePage
from blog.publishing import LeftAlone, links
from tests.build import make_person, make_post
from tests.conftest import shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return make_person("eve", "Editor")


def wanted(post):
    rows = Link.objects.filter(links.by_a_detour(), source__post=post).select_related("source")
    mended = links.mends(rows)
    return {row.href: mended[row.pk] for row in rows if row.pk in mended}


def stamp(post):
    return publishing.stamp_of(Post.objects.get(pk=post.pk), publishing.newest(post))


def led(post, by, **more):
    return publishing.rewrite_links(post, wanted(post), by=by, stamp=stamp(post), **more)


def moved(post, slug="new"):
    publishing.change_slug(post, slug, by=None)
    return post


def test_the_text_names_the_new_address_in_one_revision_and_its_date_stays(eve):
    old, post = make_post("old"), make_post(body='A [link](/blog/old#x "/blog/old").')
    before = post.date_modified
    moved(old)
    assert led(post, eve) == frozenset()
    post = Post.objects.get(pk=post.pk)
    assert post.body == 'A [link](/blog/new#x "/blog/old").'
    assert post.date_modified == before
    first, last = post.revisions.order_by("number")
    assert (last.by, last.kind, last.substantive) == (eve, "published", False)
    assert "/blog/old#x" in first.snapshot["body"]
    assert Link.objects.get(source__post=post).path == "/blog/new"


def test_answers_and_the_next_step_follow_too(eve):
    old, step, end = make_post("old"), make_post("step"), make_post("end")
    post = make_post(body="x", faq=True, next_step=step, next_step_text="Go on")
    FAQEntry.objects.create(post=post, question="Why?", answer="See [it](/blog/old).")
    moved(old)
    publishing.take_down(step, by=None, to_post=end)
    row = Link.objects.get(source__post=post, section="_next-step")
    assert row.status == "redirect"
    led(post, eve, step=end)
    post = Post.objects.get(pk=post.pk)
    assert post.faq_entries.get().answer == "See [it](/blog/new)."
    assert post.next_step == end
    assert set(Link.objects.filter(source__post=post).values_list("status", flat=True)) == {"ok"}


def test_a_draft_of_ones_own_follows_with_the_page(eve):
    old, post = make_post("old"), make_post(body="[a](/blog/old)")
    draft = publishing.snapshot_of(post) | {"body": "New: [a](/blog/old)"}
    publishing.save_draft(post, draft, by=eve)
    moved(old)
    led(post, eve)
    post = Post.objects.get(pk=post.pk)
    assert post.body == "[a](/blog/new)"
    assert publishing.document_of(post)["body"] == "New: [a](/blog/new)"
    assert post.has_draft


def test_a_text_with_somebody_elses_open_draft_is_left_alone(eve):
    old, post = make_post("old"), make_post(body="[a](/blog/old)")
    ana = make_person("ana", "Author")
    draft = publishing.snapshot_of(post) | {"body": "New: [a](/blog/old)"}
    publishing.save_draft(post, draft, by=ana)
    moved(old)
    with pytest.raises(LeftAlone, match="has a draft by ana"):
        led(post, eve)
    assert Post.objects.get(pk=post.pk).body == "[a](/blog/old)"


def test_a_text_that_was_changed_meanwhile_is_left_alone(eve):
    old, post = make_post("old"), make_post(body="[a](/blog/old)")
    moved(old)
    shown, addresses = stamp(post), wanted(post)
    other = publishing.snapshot_of(post) | {"body": "Other [a](/blog/old)"}
    publishing.publish(Post.objects.get(pk=post.pk), other, by=eve)
    with pytest.raises(LeftAlone, match="was changed since"):
        publishing.rewrite_links(post, addresses, by=eve, stamp=shown)
    assert Post.objects.get(pk=post.pk).body == "Other [a](/blog/old)"


def test_a_text_in_the_bin_or_deleted_is_left_alone(eve):
    old, post = make_post("old"), make_post(body="[a](/blog/old)")
    moved(old)
    shown, addresses = stamp(post), wanted(post)
    publishing.delete(Post.objects.get(pk=post.pk), by=eve)
    with pytest.raises(LeftAlone, match="in the bin"):
        publishing.rewrite_links(post, addresses, by=eve, stamp=shown)
    Post.objects.get(pk=post.pk).delete()
    with pytest.raises(LeftAlone, match="deleted"):
        publishing.rewrite_links(post, addresses, by=eve, stamp=shown)


def test_what_only_words_say_is_left_alone(eve):
    old = make_post("old")
    post = make_post(body="<http://testserver/blog/old>")
    moved(old)
    href = Link.objects.get(source__post=post).href
    with pytest.raises(LeftAlone, match="cannot be told"):
        publishing.rewrite_links(post, {href: "/blog/new"}, by=eve, stamp=stamp(post))
    assert not post.revisions.exists()


def test_what_a_link_should_say_is_told_for_each_way_it_leads_round():
    make_post("end", body="## Part one\n\nText")
    make_post("old", status="gone", first_public=None)
    Redirect.objects.create(from_path="/gone", to_url="https://other.example/x")
    Redirect.objects.create(from_path="/a", to_url="/blog/end#part-one")
    post = make_post(
        body="[1](/gone#p) [2](/a?x=1) [3](/blog/end#Part-One) [4](/blog/end#none) [5](/blog/end)"
        " [6](/nowhere) [7](#none)"
    )
    assert wanted(post) == {
        "/gone#p": "https://other.example/x#p",
        "/a?x=1": "/blog/end?x=1#part-one",
        "/blog/end#Part-One": "/blog/end#part-one",
    }


def test_links_to_a_page_are_those_too_that_name_a_heading_as_it_was(eve):
    page = make_post("page", body="## First {#old-id}\n\nText\n\n## Second\n\nText")
    post = make_post(body="[a](/blog/page#old-id) [b](/blog/page#second) [c](/blog/page)")
    changed = publishing.snapshot_of(page) | {"body": "## First {#new-id}\n\nText"}
    publishing.publish(page, changed, by=eve)
    assert 'id="old-id"' in page.body_html and 'id="second"' in page.body_html
    rows = Link.objects.filter(links.by_a_detour(SitePage.objects.get(post=page)))
    mended = links.mends(rows.select_related("source"))
    assert {row.href: mended[row.pk] for row in rows} == {
        "/blog/page#old-id": "/blog/page#new-id",
        "/blog/page#second": "/blog/page#new-id",
    }
    publishing.rewrite_links(
        post, {row.href: mended[row.pk] for row in rows}, by=eve, stamp=stamp(post)
    )
    assert Post.objects.get(pk=post.pk).body.startswith("[a](/blog/page#new-id)")


def test_a_rewrite_asks_as_often_however_many_links_there_are(eve):
    asked = []
    for count in (2, 40):  # more are written in several INSERTs
        olds = [make_post(f"old-{count}-{n}") for n in range(2)]
        text = " ".join(f"[a{n}](/blog/old-{count}-{n % 2})" for n in range(count))
        post = make_post(f"p-{count}", body=text)
        for n, old in enumerate(olds):
            moved(old, f"new-{count}-{n}")
        addresses, shown = wanted(post), stamp(post)
        with CaptureQueriesContext(connection) as queries:
            publishing.rewrite_links(post, addresses, by=eve, stamp=shown)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_page_renamed_twice_is_one_hop_away_and_every_text_can_follow(eve, client):
    call_command("import_posts", shared("domain", "site"), verbosity=0)
    packages = Post.objects.get(slug="backlink-packages")
    moved(packages, "link-packages")
    moved(Post.objects.get(pk=packages.pk), "packages")
    for old in ("/blog/backlink-packages", "/blog/link-packages"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/blog/packages")
    rows = Link.objects.filter(target__post=packages, status="redirect")
    assert set(rows.values_list("hops", flat=True)) == {1}
    for post in Post.objects.filter(pk__in=rows.values("source__post")):
        assert led(post, eve) == frozenset()
    assert not rows.exists()
    assert not Post.objects.filter(body__contains="](/blog/backlink-packages").exists()
    assert links.write(Post.objects.values_list("pk", flat=True)) == 0
