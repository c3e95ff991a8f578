"""A link to a page that is not written yet: words for readers, a row for editors, and live by
itself when that page is."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import publishing, tasks
from blog.models import FAQEntry, Link, Post, Redirect
from blog.publishing import links
from tests.build import make_post
from tests.reading import get

pytestmark = pytest.mark.django_db
BODY = "We say [more of it](/blog/later) and [SEO](/blog/seo)."
LINK = '<a href="/blog/later">more of it</a>'


def page(path: str = "/blog/a-post") -> str:
    return get(path).content.decode()


def check() -> int:
    """How many rows and texts a rebuild of everything would change."""
    return links.write(Post.objects.values_list("pk", flat=True))


@pytest.fixture
def post():
    make_post("seo")
    return make_post(body=BODY)


def test_the_words_of_the_link_stay_and_every_other_link_too(post):
    shown = page()
    assert "We say more of it and" in shown
    assert "/blog/later" not in shown
    assert '<a href="/blog/seo">SEO</a>' in shown


def test_its_row_keeps_place_words_and_sentence(post):
    row = Link.objects.unwritten().get()
    assert (row.position, row.href, row.anchor) == (0, "/blog/later", "more of it")
    assert row.sentence == "We say more of it and SEO."
    assert check() == 0


def test_it_is_live_by_itself_when_the_page_is_published(post):
    make_post("later")
    assert LINK in page()
    assert not Link.objects.unwritten().exists()
    assert check() == 0


def test_a_draft_at_its_address_changes_nothing_until_it_is_published(post):
    later = make_post("later", status="draft", body="Words.")
    assert "/blog/later" not in page()
    publishing.publish(later, by=None)
    assert LINK in page()


def test_a_scheduled_page_is_linked_from_its_minute_on(post):
    at = timezone.now() + timedelta(hours=1)
    later = make_post("later", date_published=at)
    with time_machine.travel(at - timedelta(seconds=1)):
        tasks.announce.call(later.pk)
        assert "/blog/later" not in page()
    with time_machine.travel(at + timedelta(seconds=1)):
        tasks.announce.call(later.pk)
        assert LINK in page()
        assert check() == 0


def test_a_page_that_was_planned_and_is_planned_no_more_is_not_linked(post):
    later = make_post("later", date_published=timezone.now() + timedelta(hours=1))
    publishing.take_down(later, by=None)
    later.delete()
    assert "/blog/later" not in page()
    assert check() == 0


def test_what_was_public_once_stays_a_link_for_its_address_still_answers(post):
    publishing.take_down(make_post("later"), by=None)
    assert LINK in page()
    assert get("/blog/later").status_code == 410
    assert Link.objects.broken().count() == 1


def test_a_page_that_is_put_off_before_anybody_has_seen_it_is_not_linked_yet(post):
    later = make_post("later", date_published=timezone.now() + timedelta(hours=1))
    later.date_published += timedelta(days=1)
    later.date_modified = later.date_published
    later.save()
    assert "/blog/later" not in page()


def test_an_old_address_is_not_one_that_is_yet_to_be_written():
    Redirect.objects.create(from_path="/blog/gone")
    Redirect.objects.create(from_path="/blog/old", to_post=make_post("later", status="draft"))
    make_post(body="[a](/blog/gone) [b](/blog/old)")
    assert '<a href="/blog/gone">a</a> <a href="/blog/old">b</a>' in page()
    assert not Link.objects.unwritten().exists()


def test_a_redirect_makes_a_link_of_it_at_once(post):
    Redirect.objects.create(from_path="/blog/later", to_url="/blog/seo")
    assert LINK in page()
    assert check() == 0


@pytest.mark.parametrize("path", ["/shop/7", "/admin", "/blog/Later", "/blog/a/b", "/later.pdf"])
def test_an_address_that_no_page_can_have_stays_as_it_is(path):
    make_post(body=f"[it]({path})")
    assert f'href="{path}"' in page()


@pytest.mark.parametrize(
    "path", ["/later", "/services/later", "/guides/seo/later", "/topics/later", "/tags/later"]
)
def test_each_kind_of_page_can_be_yet_to_come(path):
    make_post(body=f"[it]({path}#x) [again](https://www.example.com{path}/?utm_source=x)")
    assert "it again" in page()
    assert path not in page().partition("e-content")[2]


def test_answers_to_questions_are_texts_as_well(post):
    post.faq = True
    post.save()
    FAQEntry.objects.create(post=post, question="Why?", answer="For [so](/blog/later) it is.")
    assert "For so it is." in page()
    make_post("later")
    assert '<a href="/blog/later">so</a>' in page()


def test_a_place_that_the_link_is_itself_stays_one():
    make_post(body='<a id="here" href="/blog/later">words</a> and [there](#here)')
    assert '<span id="here">words</span>' in page()


def test_a_picture_in_the_link_stays():
    make_post(body="[![None](none.png)](/blog/later)")
    assert '<span class="missing">None</span>' in page()


def test_feeds_and_the_api_say_what_the_page_says(post):
    for address in ("/rss.xml", "/atom.xml", "/feed.json", "/api/posts/blog/a-post"):
        said = get(address).body.decode()
        assert "more of it" in said, address
        assert "/blog/later" not in said, address


def test_the_twin_is_the_source_as_it_was_written(post):
    assert "[more of it](/blog/later)" in get("/blog/a-post.md").content.decode()


def test_a_preview_shows_the_words_as_readers_will_see_them(post):
    publishing.apply_preview(post, publishing.snapshot_of(post) | {"body": f"New. {BODY}"})
    assert "New. We say more of it and" in post.safe_html


def test_a_later_save_of_an_older_row_in_hand_changes_nothing_for_readers(post):
    make_post("later")
    post.title = "Other"
    post.save()
    assert LINK in page()
    assert check() == 0


def test_a_reader_costs_no_query_more(post):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page()
        return len(queries)

    before = asked()
    make_post("later", kind="page")
    Post.objects.filter(slug="later").update(path="/blog/later")
    links.write(Post.objects.values_list("pk", flat=True))
    assert LINK in page()
    assert asked() == before


def test_publishing_asks_as_often_however_many_pages_wait():
    counts = []
    for n, waiting in enumerate((1, 3, 30)):
        for each in range(waiting):
            make_post(f"p{n}-{each}", body=f"[x](/blog/later-{n}) [y](/blog/never)")
        with CaptureQueriesContext(connection) as queries:
            make_post(f"later-{n}")
        counts.append(len(queries))
    assert counts[1] == counts[2]
