import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing
from blog.models import Author, Byline, Link, Post
from tests.admin.test_posts import filled
from tests.build import make_person, make_post

pytestmark = pytest.mark.django_db
PAGE = "/admin/blog/link/rewrite/"


def make_moved(texts=2, per_text=1, slug="old"):
    """A page that moved to /blog/new-…, and texts that name it as it was."""
    target = make_post(slug, title="Moved page")
    body = " ".join(f"See [the page {n}](/blog/{slug}?n={n % 3})." for n in range(per_text))
    posts = [make_post(f"{slug}-text-{n}", body=body) for n in range(texts)]
    publishing.change_slug(target, f"new-{slug}", by=None)
    return target, posts


def form_of(client, address=PAGE):
    """What a browser would send that leaves all boxes as they are."""
    answer = client.get(address)
    texts = answer.context["texts"]
    keys = [a.key for text in texts if not text.reason for a in text.addresses]
    return {"link": keys} | {f"stamp-{t.post.pk}": t.stamp for t in texts}


def send(client, data, address=PAGE):
    return client.post(address, data, follow=True).text


def test_an_editor_sees_each_sentence_with_what_it_will_say(client, eve):
    make_moved(texts=1)
    shown = client.get(PAGE).text
    assert "See <strong>the page 0</strong>." in shown
    assert "<del>/blog/old?n=0</del>" in shown and "<ins>/blog/new-old?n=0</ins>" in shown


def test_one_button_rewrites_all_that_is_marked(client, eve):
    _, posts = make_moved(texts=3, per_text=4)
    assert "3 texts name the pages where they are now" in send(client, form_of(client))
    for post in posts:
        post.refresh_from_db()
        assert "/blog/old" not in post.body
        assert [r.by for r in post.revisions.order_by("number")] == [None, eve]
    assert "No text that you may change takes a detour" in client.get(PAGE).text


def test_what_is_not_marked_stays(client, eve):
    _, (post,) = make_moved(texts=1, per_text=2)
    data = form_of(client)
    data["link"] = data["link"][:1]
    send(client, data)
    post.refresh_from_db()
    assert post.body == "See [the page 0](/blog/new-old?n=0). See [the page 1](/blog/old?n=1)."


def test_changing_an_address_leads_to_the_texts_that_name_it(client, eve):
    old, text = make_post("old"), make_post("text", body="[a](/blog/old)")
    moved = client.post(f"/admin/blog/post/{old.pk}/address/", {"slug": "new"})
    assert moved["Location"] == f"{PAGE}?to=%2Fblog%2Fnew"
    assert "<ins>/blog/new</ins>" in client.get(moved["Location"]).text
    send(client, form_of(client, moved["Location"]), moved["Location"])
    text.refresh_from_db()
    assert text.body == "[a](/blog/new)"


def test_an_address_that_no_text_names_leads_back_to_the_post(client, eve):
    old = make_post("old")
    moved = client.post(f"/admin/blog/post/{old.pk}/address/", {"slug": "new"})
    assert moved["Location"] == f"/admin/blog/post/{old.pk}/change/"


def test_taking_a_page_down_for_another_leads_to_the_texts_that_name_it(client, eve):
    old, new = make_post("old"), make_post("new")
    make_post("text", body="[a](/blog/old)")
    said = {"answer": "post", "to_post": new.pk}
    answer = client.post(f"/admin/blog/post/{old.pk}/take-down/", said)
    assert answer["Location"] == f"{PAGE}?to=%2Fblog%2Fnew"


def test_a_text_that_changed_since_is_left_alone_and_named(client, eve):
    _, (one, two) = make_moved()
    data = form_of(client)
    changed = publishing.snapshot_of(one) | {"body": one.body + " More."}
    publishing.publish(Post.objects.get(pk=one.pk), changed, by=eve)
    shown = send(client, data)
    assert f"Left alone: “{one.title}” was changed" in shown and "1 text names" in shown
    one.refresh_from_db()
    two.refresh_from_db()
    assert "/blog/old" in one.body and "/blog/old" not in two.body


def test_a_text_with_somebody_elses_draft_has_no_box(client, eve):
    _, (post,) = make_moved(texts=1)
    ana = make_person("ana", "Author")
    publishing.autosave(
        post, publishing.snapshot_of(post) | {"body": "x"}, by=ana, base=publishing.base_of(post)
    )
    shown = client.get(PAGE).text
    assert "it has a draft by ana that is not published yet" in shown
    assert 'type="checkbox"' not in shown


def test_an_author_rewrites_drafts_of_their_own_alone(client, ana):
    _, (live, other) = make_moved()
    mine = make_post("mine", status="draft", created_by=ana, body="[a](/blog/old)")
    Byline.objects.create(
        post=live, author=Author.objects.create(slug="ana", name="Ana", user=ana), order=0
    )
    shown = client.get(PAGE).text
    assert "Mine" in shown and live.title not in shown and other.title not in shown
    keys = list(Link.objects.filter(status="redirect").values_list("pk", flat=True))
    stamps = {
        f"stamp-{p.pk}": publishing.stamp_of(p, publishing.newest(p)) for p in (live, other, mine)
    }
    said = send(client, {"link": keys, **stamps})
    assert "2 of the links are not there any more" in said
    bodies = [Post.objects.get(pk=post.pk).body for post in (live, other, mine)]
    assert "/blog/old" in bodies[0] and "/blog/old" in bodies[1]
    assert bodies[2] == "[a](/blog/new-old)"


def test_nobodys_draft_is_named_to_whoever_asks_for_its_address(client, ana):
    make_post("secret", status="draft", title="A quiet plan")
    assert "A quiet plan" not in client.get(f"{PAGE}?to=/blog/secret").text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"link": "x"},
        {"link": ["1" * 40, "-1", "", "999999"]},
        {"link": [str(n) for n in range(1, 900)]},
    ],
)
def test_odd_requests_are_answered_in_words(client, eve, data):
    _, (post,) = make_moved(texts=1)
    answer = client.post(PAGE, data, follow=True)
    assert answer.status_code == 200 and list(answer.context["messages"])
    post.refresh_from_db()
    assert "/blog/old" in post.body


@pytest.mark.parametrize("query", ["?to=%00", "?to=/nowhere", "?after=x", "?to=" + "a" * 3000])
def test_odd_addresses_are_answered_with_a_page(client, eve, query):
    make_moved(texts=1)
    assert client.get(PAGE + query).status_code == 200
    assert client.post(PAGE + query, {"link": "1"}).status_code == 302


def test_a_post_that_was_deleted_meanwhile_stops_no_other(client, eve):
    _, (one, two) = make_moved()
    data = form_of(client)
    one.delete()
    shown = send(client, data)
    assert "1 of the links is not there any more" in shown and "1 text names" in shown
    two.refresh_from_db()
    assert "/blog/new-old" in two.body


def test_many_texts_come_in_pages_and_each_page_asks_as_often(client, eve):
    asked = []
    for count in (3, 24):
        Post.objects.all().delete()
        make_moved(texts=count, per_text=3, slug=f"old{count}")
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    make_moved(texts=10, slug="older")
    first = client.get(PAGE)
    assert len(first.context["texts"]) == 25
    second = client.get(f"{PAGE}?{first.context['further']}")
    assert len(second.context["texts"]) == 9 and not second.context["further"]


def test_a_heading_that_is_called_otherwise_offers_the_rewrite(client, eve):
    page = make_post("page", body="## One {#old}\n\nText", title="Page")
    make_post("text", body="[a](/blog/page#old)")
    written = filled(title="Page", body="## One {#new}\n\nText")
    shown = client.post(f"/admin/blog/post/{page.pk}/change/", written, follow=True).text
    assert "Rewrite their links" in shown
    offered = client.get(f"{PAGE}?to=/blog/page").text
    assert "<ins>/blog/page#new</ins>" in offered


def test_a_page_whose_names_stay_offers_none(client, eve):
    page = make_post("page", body="## One {#old}\n\nText", title="Page")
    make_post("text", body="[a](/blog/page#old)")
    written = filled(title="Page", body="## Two\n\nText")
    shown = client.post(f"/admin/blog/post/{page.pk}/change/", written, follow=True).text
    assert "Rewrite their links" not in shown
