"""The rows of links say what a rebuild would say, whatever was changed around them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import afterwards, publishing
from blog.models import (
    FAQEntry,
    Link,
    Post,
    Redirect,
    SitePage,
    SiteSettings,
)
from blog.publishing import links
from tests.build import NOON, make_author, make_category, make_post

pytestmark = pytest.mark.django_db


def said(post):
    rows = Link.objects.filter(source__post=post)
    return [(row.anchor, row.status, row.target.path if row.target else None) for row in rows]


def check() -> int:
    """How many rows a rebuild of everything would change."""
    return links.write(Post.objects.values_list("pk", flat=True))


def test_a_next_step_is_named_as_the_page_is_called_now_and_leads_where_it_is():
    seo = make_post("seo", title="Wiring")
    post = make_post(next_step=seo)
    seo.title = "Cables"
    seo.save()
    assert said(post) == [("Cables", "ok", "/blog/seo")]
    publishing.change_slug(seo, "cables", by=None)
    assert said(post) == [("Cables", "ok", "/blog/cables")]
    assert check() == 0


def test_the_words_of_a_next_step_stay_whatever_the_page_is_called():
    seo = make_post("seo", title="Wiring")
    post = make_post(next_step=seo, next_step_text="Go on")
    seo.title = "Cables"
    seo.save()
    assert said(post) == [("Go on", "ok", "/blog/seo")]


def test_the_shape_of_the_words_follows_a_heading_that_keeps_its_id():
    seo = make_post("seo", title="Page", body="## Cables\n\nx")
    post = make_post(body="[laying copper wires](/blog/seo)")
    seo.body = "## Copper\n\nx"
    seo.save()
    assert seo.headings[0]["id"] == "cables"
    assert Link.objects.get(source__post=post).shape == "descriptive"
    assert check() == 0


def test_a_question_is_a_place_as_long_as_the_page_shows_it():
    seo = make_post("seo", faq=True)
    post = make_post(body="[why](/blog/seo#q-why)")
    entry = FAQEntry.objects.create(post=seo, question="Why?", answer="So.")
    assert said(post) == [("why", "ok", "/blog/seo")]
    entry.delete()
    assert said(post) == [("why", "dead_anchor", "/blog/seo")]
    assert check() == 0


def test_what_a_page_hands_on_counts_while_it_is_public():
    seo = make_post("seo")
    post = make_post(body="[SEO](/blog/seo)", status="draft")
    post.status = Post.Status.PUBLISHED
    post.save()
    assert SitePage.objects.get(post=seo).inlinks == 1
    publishing.take_down(post, by=None)
    assert SitePage.objects.get(post=seo).inlinks == 0


def test_what_a_deleted_page_linked_to_is_linked_less():
    seo = make_post("seo")
    make_post(body="[SEO](/blog/seo)").delete()
    assert SitePage.objects.get(post=seo).inlinks == 0


def test_two_pages_that_change_their_addresses_past_the_signals_keep_their_own_rows():
    one, two = make_post("one", body="[a](/blog/x)"), make_post("two", body="[b](/blog/y)")
    Post.objects.filter(pk=one.pk).update(slug="aside", path="/blog/aside")
    Post.objects.filter(pk=two.pk).update(slug="one", path="/blog/one")
    Post.objects.filter(pk=one.pk).update(slug="two", path="/blog/two")
    check()
    paths = dict(SitePage.objects.filter(post__isnull=False).values_list("post", "path"))
    assert paths == {one.pk: "/blog/two", two.pk: "/blog/one"}
    assert (said(one)[0][0], said(two)[0][0]) == ("a", "b")
    assert check() == 0


def test_a_new_page_at_the_old_address_of_another_has_rows_of_its_own():
    one, linking = make_post("one", body="[a](/blog/x)"), make_post(body="[one](/blog/one)")
    with afterwards.once():
        publishing.change_slug(one, "moved", by=None)
        new = make_post("one", title="New", body="[b](/blog/y)")
    assert (said(one)[0][0], said(new)[0][0]) == ("a", "b")
    assert Link.objects.get(source__post=linking).target.post == new
    assert check() == 0


def test_guides_that_move_with_their_topic_are_found_at_both_addresses():
    topic = make_category("seo")
    guide = make_post("wiring", kind="guide", category=topic)
    post = make_post(body="[old](/guides/seo/wiring) [new](/guides/search/wiring)", next_step=guide)
    publishing.change_slug(topic, "search", by=None)
    assert said(post) == [
        ("old", "redirect", "/guides/search/wiring"),
        ("new", "ok", "/guides/search/wiring"),
        ("Wiring", "ok", "/guides/search/wiring"),
    ]
    assert check() == 0


def test_hundreds_of_addresses_can_move_at_once():
    post = make_post(body="[g](/x7)")
    rows = [Redirect(from_path=f"/x{n}", to_url="/blog") for n in range(400)]
    Redirect.objects.bulk_create(rows)
    links.moved(row.from_path for row in rows)
    assert said(post) == [("g", "redirect", "/blog")]


def test_of_many_redirects_that_come_at_once_rules_and_chains_are_followed_too():
    make_post("seo")
    post = make_post(body="[below](/old-blog/seo) [chain](/a)")
    Redirect.objects.create(from_path="/a", to_url="/b?x=1")
    rows = [Redirect(from_path=f"/o{n}", to_url="/blog") for n in range(600)]
    rows += [Redirect(from_path="/old-blog/*", to_url="/blog/*")]
    rows += [Redirect(from_path="/b", to_url="/blog/seo")]
    Redirect.objects.bulk_create(rows)
    links.moved(row.from_path for row in rows)
    assert said(post) == [("below", "redirect", "/blog/seo"), ("chain", "chain", "/blog/seo")]
    assert check() == 0


def test_a_rule_that_leads_out_of_its_own_section_ends():
    Redirect.objects.create(from_path="/blog/old/*", to_url="/blog/*")
    post = make_post(body="[a](/blog/old/seo)")
    make_post("seo")
    assert said(post) == [("a", "redirect", "/blog/seo")]


def test_lists_are_there_when_the_minute_of_their_first_post_has_come():
    later = timezone.now() + timedelta(hours=1)
    post = make_post(body="[topic](/topics/seo) [tag](/tags/iron) [same](/tags/seo)")
    make_post("later", category="seo", tags=["iron"], date_published=later)
    assert [status for _, status, _ in said(post)] == ["dead", "dead", "dead"]
    with time_machine.travel(later + timedelta(minutes=1)):
        links.refresh()
        assert said(post) == [
            ("topic", "ok", "/topics/seo"),
            ("tag", "ok", "/tags/iron"),
            ("same", "redirect", "/topics/seo"),
        ]
        assert check() == 0


def test_a_page_that_was_put_off_is_there_again_at_its_minute():
    later = timezone.now() + timedelta(hours=1)
    seo, post = make_post("seo"), make_post(body="[SEO](/blog/seo)")
    seo.date_published = seo.date_modified = later
    seo.save()
    assert said(post) == [("SEO", "gone", "/blog/seo")]
    with time_machine.travel(later + timedelta(minutes=1)):
        links.refresh()
        assert said(post) == [("SEO", "ok", "/blog/seo")]


def test_who_signs_what_nobody_signed_has_a_list():
    SiteSettings(pk=1, default_author=make_author()).save()
    post = make_post(body="[Ada](/authors/ada-brandt)")
    assert said(post) == [("Ada", "ok", "/authors/ada-brandt")]


def test_a_save_asks_for_what_leads_to_the_page_by_an_index():
    seo = make_post("seo")
    for n in range(20):
        make_post(f"p{n}", body="[SEO](/blog/seo)")
    with CaptureQueriesContext(connection) as queries:
        seo.title, seo.date_published = "Other", NOON
        seo.save()
    asked = [q["sql"] for q in queries if 'FROM "blog_link"' in q["sql"] and "ORDER BY" in q["sql"]]
    plans = []
    for sql in asked if connection.vendor == "sqlite" else []:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans += [row[3] for row in cursor.fetchall()]
    assert asked
    assert not [plan for plan in plans if plan == "SCAN blog_link"]
