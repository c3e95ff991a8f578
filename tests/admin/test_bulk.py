import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import AuditEntry, Post, Redirect
from blog.publishing import save_draft, snapshot_of
from tests.build import NOON, SUMMARY, make_category, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"


def ask(client, act, *posts):
    return client.post(LIST, {"action": act, "_selected_action": [post.pk for post in posts]})


def confirm(client, act, *posts, **fields):
    data = {"post": [post.pk for post in posts], "confirmed": "1", **fields}
    return client.post(f"{LIST}bulk/{act}/", data, follow=True)


def fit(slug, **fields):
    """A post that nothing keeps from readers."""
    return make_post(slug, category="seo", description=SUMMARY, **fields)


def state(post):
    return Post.objects.get(pk=post.pk).state


def test_the_page_before_lists_what_will_happen_and_does_nothing(client, eve):
    good = fit("good", status="draft", body="Text.")
    done = make_post("done")
    page = ask(client, "publish", good, done).text
    assert "Goes live at /blog/good now." in page
    assert "It is published already." in page
    assert state(good) == "draft"


def test_publishing_many_publishes_those_that_can_be_and_names_the_others(client, eve):
    good = fit("good", status="draft", body="Text.")
    nameless = make_post("nameless", title="Untitled", status="draft", body="Text.")
    empty = make_post("empty", title="Empty one", status="draft")
    page = confirm(client, "publish", good, nameless, empty).text
    assert "1 published: “Good”." in page
    assert "It has no title." in page
    assert "“Empty one”: It has no text." in page
    assert [state(p) for p in (good, nameless, empty)] == ["published", "draft", "draft"]


def test_what_changed_since_the_page_before_is_looked_at_again(client, eve):
    post = fit("good", status="draft", body="Text.")
    ask(client, "publish", post)
    Post.objects.filter(pk=post.pk).update(body="")
    assert "It has no text." in confirm(client, "publish", post).text
    assert state(post) == "draft"


def test_publishing_shows_readers_the_changes_that_waited(client, eve):
    post = fit("live", body="Old words.")
    save_draft(post, {**snapshot_of(post), "body": "New words."}, by=eve)
    assert "Readers of /blog/live see its changes." in ask(client, "publish", post).text
    confirm(client, "publish", post)
    assert "New words." in client.get("/blog/live").text


def test_what_blocks_a_post_is_named_before_and_keeps_it_from_readers(client, eve):
    good = fit("good", status="draft", body="Text.")
    bad = make_post("bad", title="A bad one", status="draft", body="Text.")
    page = ask(client, "publish", good, bad)
    assert "Goes live at /blog/good now." in page.text
    assert [step.refused for step in page.context["refused"]] == [
        "The summary is empty. Say what the page answers. "
        "Choose the topic that the page belongs to."
    ]
    said = confirm(client, "publish", good, bad).text
    assert "“A bad one”: Summary: The summary is empty." in said
    assert [state(post) for post in (good, bad)] == ["published", "draft"]


def test_of_many_posts_what_blocks_is_found_when_they_are_published(client, eve, monkeypatch):
    monkeypatch.setattr("blog.admin.bulk.LOOKED_INTO", 1)
    bad = [make_post(f"bad-{n}", status="draft", body="Text.") for n in range(2)]
    assert "are looked into only when you publish them" in ask(client, "publish", *bad).text
    confirm(client, "publish", *bad)
    assert [state(post) for post in bad] == ["draft", "draft"]


def test_changes_that_wait_are_looked_into_as_they_would_be(client, eve):
    post = fit("live", body="Old words.")
    save_draft(post, {**snapshot_of(post), "body": "See [it](/nowhere)."}, by=eve)
    assert "leads to /nowhere, where nothing answers." in ask(client, "publish", post).text
    Post.objects.filter(pk=post.pk).update(description="")
    post = Post.objects.get(pk=post.pk)
    save_draft(post, {**snapshot_of(post), "description": SUMMARY}, by=eve)
    assert "Readers of /blog/live see its changes." in ask(client, "publish", post).text


def test_a_date_ahead_is_named_and_kept(client, eve):
    post = fit(
        "later", status="draft", body="Text.", date_published=timezone.now() + timedelta(days=5)
    )
    assert "Goes live at /blog/later on" in ask(client, "publish", post).text
    confirm(client, "publish", post)
    assert state(post) == "scheduled"


def test_taking_down_many_leaves_a_410_each(client, eve):
    live, draft = make_post("live"), make_post("draft", status="draft")
    page = ask(client, "take_down", live, draft).text
    assert "/blog/live answers 410, gone." in page
    assert "It is not published: draft." in page
    confirm(client, "take_down", live, draft)
    assert client.get("/blog/live").status_code == 410
    assert state(draft) == "draft"


@pytest.mark.parametrize("act", ["take_down", "delete"])
def test_what_leads_to_a_post_is_named_before_it_goes(client, eve, act):
    post = make_post("live")
    make_post("other", title="The other one", body="See [it](/blog/live).")
    make_post("next", title="The next one", next_step=post)
    page = ask(client, act, post).text
    assert "“The other one” links to it in its text" in page
    assert "“The next one” names it as the next step" in page


def test_a_topic_is_chosen_first_then_confirmed_and_moves_rows_and_drafts(client, eve):
    old, new = make_category("seo"), make_category("news")
    plain = make_post("plain", category=old)
    drafted = make_post("drafted", category=old)
    save_draft(drafted, {**snapshot_of(drafted), "title": "Waits"}, by=eve)
    there = make_post("there", category=new)
    assert "Choose a topic" in ask(client, "topic", plain, drafted, there).text
    posts = [plain.pk, drafted.pk, there.pk]
    page = client.post(f"{LIST}bulk/topic/", {"post": posts, "topic": new.pk}).text
    assert "From SEO to NEWS." in page
    assert "Its topic is NEWS already." in page
    confirm(client, "topic", plain, drafted, there, topic=new.pk)
    assert {Post.objects.get(pk=pk).category for pk in posts} == {new}
    assert Post.objects.get(pk=drafted.pk).has_draft


def test_moving_a_guide_says_that_its_address_changes(client, eve):
    guide = make_post("deep", kind="guide", category="seo")
    news = make_category("news")
    page = client.post(f"{LIST}bulk/topic/", {"post": [guide.pk], "topic": news.pk}).text
    assert "Its address becomes /guides/news/deep; the old one leads there." in page
    confirm(client, "topic", guide, topic=news.pk)
    assert Redirect.objects.get(from_path="/guides/seo/deep").to_post == guide


def test_a_tag_is_added_once_in_the_spelling_that_is_there(client, eve):
    has, lacks = make_post("has", tags=["SEO"]), make_post("lacks", tags=["links"])
    page = client.post(f"{LIST}bulk/tag/", {"post": [has.pk, lacks.pk], "tag": " seo "}).text
    assert "It has the tag SEO already." in page
    confirm(client, "tag", has, lacks, tag="seo")
    assert [row.tag.name for row in lacks.tagged.all()] == ["links", "SEO"]


@pytest.mark.parametrize("tag", ["", "x" * 101, "two\nlines"])
def test_a_tag_that_is_none_is_asked_for_again(client, eve, tag):
    post = make_post("one")
    response = confirm(client, "tag", post, tag=tag)
    assert not post.tagged.exists() or "\n" not in post.tagged.get().tag.name
    assert response.status_code == 200


def test_a_post_with_fifty_tags_takes_no_more(client, eve):
    full = make_post("full", tags=[f"tag {n}" for n in range(50)])
    assert "It has 50 tags, the limit." in confirm(client, "tag", full, tag="more").text


def test_export_is_a_zip_of_the_newest_texts(client, eve):
    make_category("seo")
    live = make_post("live", body="Old words.\n")
    save_draft(live, {**snapshot_of(live), "body": "New words.\n"}, by=eve)
    guide = make_post("deep", kind="guide", category="seo")
    assert "As blog/live.md, with the changes" in ask(client, "export", live, guide).text
    response = confirm(client, "export", live, guide)
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        assert sorted(file.namelist()) == ["blog/live.md", "guides/seo/deep.md"]
        assert "New words." in file.read("blog/live.md").decode()


def test_deleting_many_moves_them_to_the_bin_and_says_so_in_the_log(client, eve):
    live, draft = make_post("live"), make_post("draft", status="draft")
    page = ask(client, "delete", live, draft).text
    assert "Goes to the bin for 30 days; /blog/live answers 410, gone." in page
    confirm(client, "delete", live, draft)
    assert (state(live), state(draft)) == ("deleted", "deleted")
    assert AuditEntry.objects.filter(act="deleted", by=eve).count() == 2


def test_the_stock_way_to_delete_for_good_is_not_offered(client, eve):
    make_post("one")
    assert "delete_selected" not in client.get(LIST).text


def test_an_author_is_offered_and_allowed_less(client):
    ana = make_person("ana", "Author")
    client.force_login(ana)
    draft = make_post("draft", status="draft", body="Text.", created_by=ana)
    live = make_post("live", created_by=ana)
    foreign = make_post("foreign", status="draft", title="Foreign")
    page = client.get(LIST).text
    assert 'value="publish"' not in page
    assert 'value="take_down"' not in page
    for act in ("publish", "take_down"):
        assert confirm(client, act, draft, live).status_code == 403
    page = confirm(client, "tag", draft, live, foreign, tag="seo")
    assert "It was published: only an editor may change it." in page.text
    assert "1 of the posts are not there any more, or not yours." in page.text
    assert "Foreign" not in page.text
    page = confirm(client, "delete", draft, live, foreign).text
    assert "It was published or scheduled: only an editor may delete it." in page
    assert [state(p) for p in (draft, live, foreign)] == ["deleted", "published", "draft"]


def test_more_than_two_hundred_at_a_time_are_refused(client, eve):
    Post.objects.bulk_create(
        Post(slug=f"p-{n}", path=f"/blog/p-{n}", first_path=f"/blog/p-{n}", title=f"P {n}")
        for n in range(201)
    )
    posts = Post.objects.all()
    page = client.post(
        LIST, {"action": "delete", "_selected_action": [p.pk for p in posts]}, follow=True
    )
    assert "Choose at most 200 posts" in page.text
    assert "Choose at most 200 posts" in confirm(client, "delete", *posts).text
    assert not Post.objects.filter(status="deleted").exists()


def test_an_act_needs_a_post_and_a_name(client, eve):
    assert client.post(f"{LIST}bulk/explode/").status_code == 404
    assert client.get(f"{LIST}bulk/publish/").status_code == 302
    assert "Choose some posts" in confirm(client, "publish").text


def test_the_way_back_leads_to_the_list_and_nowhere_else(client, eve):
    post = make_post("one", status="draft", body="Text.", date_published=NOON)
    response = confirm(client, "publish", post, back="https://elsewhere.example/admin/blog/post/")
    assert response.redirect_chain == [(LIST, 302)]
