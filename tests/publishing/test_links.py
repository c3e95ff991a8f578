import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import publishing
from blog.models import Category, FAQEntry, Link, Post, Redirect, SitePage, set_tags
from blog.publishing import links
from tests.build import LATER, make_category, make_post

pytestmark = pytest.mark.django_db


def rows(post):
    return Link.objects.filter(source__post=post)


def said(post):
    return [(row.anchor, row.status, row.target.path if row.target else None) for row in rows(post)]


def check() -> int:
    """How many rows a rebuild of everything would change."""
    return links.write(Post.objects.values_list("pk", flat=True))


def test_each_link_of_a_text_is_a_row_in_the_order_of_the_page():
    seo = make_post("seo")
    post = make_post(
        body="A [first](/blog/seo), [me](mailto:a@b.example) and [x](https://x.example)."
    )
    first, mail, outside = rows(post)
    assert [first.kind, mail.kind, outside.kind] == ["internal", "contact", "external"]
    assert (first.target.post, first.sentence) == (seo, "A first, me and x.")
    assert outside.url == "https://x.example"


def test_the_questions_and_the_next_step_are_part_of_the_page():
    seo, step = make_post("seo"), make_post("step")
    post = make_post(faq=True, next_step=step, next_step_text="Go on")
    FAQEntry.objects.create(post=post, question="Why?", answer="See [SEO](/blog/seo).")
    assert said(post) == [("SEO", "ok", seo.path), ("Go on", "ok", step.path)]


def test_only_the_difference_is_written():
    make_post("seo")
    post = make_post(body="[one](/blog/seo)\n\n[two](/blog/seo)")
    one, two = rows(post)
    post.body = "[new](/blog/seo)\n\n[one](/blog/seo)\n\n[two](/blog/seo)"
    post.save()
    new, *kept = rows(post)
    assert (new.anchor, kept) == ("new", [one, two])
    assert check() == 0


def test_a_row_is_written_with_its_post_or_not_at_all():
    post = make_post(body="[one](/blog/seo)")
    with pytest.raises(RuntimeError), transaction.atomic():
        post.body = ""
        post.save()
        raise RuntimeError
    assert rows(post).count() == 1


def test_a_link_is_bound_to_the_page_wherever_that_moves():
    seo, post = make_post("seo"), make_post(body="[SEO](/blog/seo)")
    publishing.change_slug(seo, "search", by=None)
    row = rows(post).get()
    assert (row.target.post, row.status, row.hops) == (seo, "redirect", 1)
    publishing.change_slug(seo, "finding", by=None)
    row = rows(post).get()
    assert (row.target.path, row.status, row.hops) == ("/blog/finding", "redirect", 1)
    assert check() == 0


def test_a_page_that_is_not_written_yet_is_found_when_it_is():
    post = make_post(body="[soon](/blog/later)")
    assert said(post) == [("soon", "dead", None)]
    later = make_post("later", status="draft")
    assert said(post) == [("soon", "not_live", "/blog/later")]
    publishing.publish(
        Post.objects.get(pk=later.pk), {**publishing.snapshot_of(later), "body": "x"}, by=None
    )
    assert said(post) == [("soon", "ok", "/blog/later")]


def test_what_is_taken_down_keeps_its_address_and_title_in_the_row():
    seo, post = make_post("seo", title="All of it"), make_post(body="[SEO](/blog/seo)")
    publishing.take_down(seo, by=None)
    assert said(post) == [("SEO", "gone", "/blog/seo")]
    publishing.delete(seo, by=None)
    assert publishing.purge(Post.objects.get(pk=seo.pk))
    row = rows(post).get()
    assert (row.status, row.target, row.path) == ("gone", None, "/blog/seo")
    assert SitePage.objects.get(path="/blog/seo").title == "All of it"
    assert check() == 0


def test_a_scheduled_page_is_not_live_until_its_minute():
    later = make_post("later", date_published=LATER)
    post = make_post(body="[soon](/blog/later)")
    assert said(post) == [("soon", "not_live", "/blog/later")]
    assert list(Link.objects.became_live(LATER)) == list(rows(post))
    Post.objects.filter(pk=later.pk).update(date_published=timezone.now())
    links.refresh()
    assert said(post) == [("soon", "ok", "/blog/later")]


def test_an_old_heading_is_still_a_place_and_a_lost_one_is_none():
    seo = make_post("seo", body="## Wiring\n\nx")
    post = make_post(body="[a](/blog/seo#wiring) [b](/blog/seo#cables)")
    assert [row.status for row in rows(post)] == ["ok", "dead_anchor"]
    seo.body = "## Cables\n\nx"
    seo.save()
    assert [row.status for row in rows(post)] == ["ok", "dead_anchor"]
    assert seo.headings[0]["id"] == "wiring"


def test_a_redirect_leads_the_links_on_as_soon_as_it_is_there():
    make_post("seo")
    post = make_post(body="[old](/2019/seo)")
    assert said(post) == [("old", "dead", None)]
    redirect = Redirect.objects.create(from_path="/2019/seo", to_url="/blog/seo")
    assert said(post) == [("old", "redirect", "/blog/seo")]
    redirect.delete()
    assert said(post) == [("old", "dead", None)]


def test_a_list_is_a_page_from_its_first_public_post_on():
    post = make_post(body="[topic](/topics/seo) [tag](/tags/iron) [home](/) [blog](/blog)")
    assert [row.status for row in rows(post)] == ["dead", "dead", "ok", "ok"]
    other = make_post("other", category="seo")
    set_tags(other, ["iron"])
    assert [(row.status, row.target.kind) for row in rows(post)] == [
        ("ok", "topic"),
        ("ok", "tag"),
        ("ok", "home"),
        ("ok", "archive"),
    ]
    assert check() == 0


def test_a_renamed_topic_is_one_hop_away():
    make_post("other", category="seo")
    post = make_post(body="[topic](/topics/seo)")
    publishing.change_slug(Category.objects.get(slug="seo"), "search", by=None)
    assert said(post) == [("topic", "redirect", "/topics/search")]
    assert check() == 0


def test_inlinks_and_outlinks_count_pages_and_not_links():
    seo = make_post("seo")
    one = make_post("one", body="[a](/blog/seo) [b](/blog/seo) [c](/blog/one)")
    make_post("two", body="[a](/blog/seo)")
    make_post("draft", body="[a](/blog/seo)", status="draft")
    raw = '<a href="/blog/seo" rel="nofollow">x</a>'
    make_post("three", body=raw)
    assert SitePage.objects.get(post=seo).inlinks == 2
    assert SitePage.objects.get(post=one).outlinks == 1


def test_a_page_that_takes_the_address_of_a_deleted_one_takes_its_links():
    seo, post = make_post("seo", status="draft"), make_post(body="[SEO](/blog/seo)")
    Post.objects.get(pk=seo.pk).delete()
    again = make_post("seo", title="Again")
    assert rows(post).get().target.post == again
    assert check() == 0


def test_a_guide_follows_its_topic():
    topic = make_category("seo")
    guide = make_post("wiring", kind="guide", category=topic)
    post = make_post(body="[g](/guides/seo/wiring)")
    publishing.change_slug(topic, "search", by=None)
    row = rows(post).get()
    assert (row.target.post, row.status) == (guide, "redirect")
    assert check() == 0


def test_links_that_are_many_or_long_are_kept_whole(django_assert_max_num_queries):
    post = make_post()
    html = (f'<p><a href="/blog/p{n}">{"w" * 10_000 if n == 3 else n}</a></p>' for n in range(5000))
    Post.objects.filter(pk=post.pk).update(body_html="".join(html))
    links.changed([post.pk])
    assert rows(post).count() == 5000
    with django_assert_max_num_queries(60):
        links.changed([post.pk])


def test_links_in_another_order_are_moved_by_as_many_queries_however_many_they_are():
    post, counts = make_post(), []
    for count in (20, 80):
        lines = [f'<p><a href="https://x.example/{n}">{n}</a></p>' for n in range(count)]
        for order in (lines, lines[::-1]):
            Post.objects.filter(pk=post.pk).update(body_html="".join(order))
            before = {row.href: row.pk for row in rows(post)}
            with CaptureQueriesContext(connection) as queries:
                links.changed([post.pk])
        counts.append(len(queries))
        assert [row.anchor for row in rows(post)] == [str(n) for n in reversed(range(count))]
        assert {row.href: row.pk for row in rows(post)} == before
    assert counts[0] == counts[1]


def test_the_shape_of_the_words_follows_the_title_that_they_lead_to():
    seo = make_post("seo", title="Wiring a site")
    post = make_post(body="[Wiring a site](/blog/seo) [here](/blog/seo)")
    assert [row.shape for row in rows(post)] == ["title", "generic"]
    seo.title = "Cables"
    seo.save()
    assert [row.shape for row in rows(post)] == ["other", "generic"]
    assert check() == 0


def test_a_rule_for_a_section_leads_what_lies_below():
    make_post("seo")
    post = make_post(body="[old](/old-blog/seo) [older](/old-blog/lost)")
    rule = Redirect.objects.create(from_path="/old-blog/*", to_url="/blog/*")
    assert [row.status for row in rows(post)] == ["redirect", "dead"]
    make_post("lost")
    assert [row.status for row in rows(post)] == ["redirect", "redirect"]
    rule.delete()
    assert [row.status for row in rows(post)] == ["dead", "dead"]
    assert check() == 0


def test_a_deleted_post_takes_its_questions_and_leaves_its_page():
    seo = make_post("seo", faq=True)
    FAQEntry.objects.create(post=seo, question="Why?", answer="Because.")
    Post.objects.get(pk=seo.pk).delete()
    assert SitePage.objects.get(path="/blog/seo").post is None
