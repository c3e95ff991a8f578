"""The panel of links in the form: what it shows, takes, plans and refuses."""

import pytest

from blog import publishing
from blog.models import LinkTodo, Post
from blog.publishing import planned
from tests.admin.test_edit_form import change, saving, told
from tests.admin.test_posts import ADD, filled
from tests.build import SUMMARY, make_category, make_person, make_post

pytestmark = pytest.mark.django_db
PANEL = "/admin/blog/post/suggestions/"
PUT = "/admin/blog/post/put-link/"
FORGE = "Iron is hot. The smith beats the anvil with a hammer, and quenches steel in oil."


@pytest.fixture
def forge():
    post = make_post("forge", title="Forge work", body=f"All of it. {FORGE}")
    publishing.relate([post.pk])
    return post


@pytest.fixture
def mine(forge):
    return make_post("mine", title="Iron smiths", status="draft", body=FORGE)


@pytest.fixture
def source():
    return make_post("source", body=f"About iron smiths & forge work. {FORGE}")


def asked(client, post=None, **fields):
    return client.post(PANEL, filled(post=post.pk if post else "", **fields))


def test_the_panel_names_what_the_typed_text_could_link_to(client, eve, forge):
    page = asked(client, title="Mine", body=f"We do <b>Forge work</b> & more. {FORGE}").text
    assert "[Forge work](/blog/forge)" in page
    assert "We do <mark>Forge work</mark> &amp; more." in page
    assert f'data-link="{forge.pk}"' in page


def test_the_panel_names_the_pages_that_should_link_here(client, eve, mine, source):
    publishing.relate([source.pk])
    page = asked(client, mine, title="Iron smiths", slug="mine", body=FORGE).text
    assert "About <mark>iron smiths</mark> &amp; forge work." in page
    assert "[iron smiths](/blog/mine)" in page


def test_asking_writes_nothing(client, eve, mine, source):
    before = publishing.snapshot_of(mine)
    asked(client, mine, title="Other", body="Other.")
    assert publishing.snapshot_of(Post.objects.get(pk=mine.pk)) == before
    assert asked(client, title="", body="").status_code == 200
    assert Post.objects.count() == 3


def test_a_link_is_planned_changed_and_dropped_in_the_panel(client, eve, mine, source):
    act = {"_plan": source.pk, f"_words-{source.pk}": "iron smiths"}
    page = asked(client, mine, **act).text
    assert "Planned: /blog/source will link here on “iron smiths”." in page
    todo = LinkTodo.objects.get()
    assert (todo.by, todo.state) == (eve, "open")
    asked(client, mine, **act | {f"_words-{source.pk}": "forge work"})
    assert LinkTodo.objects.get().phrase == "forge work"
    asked(client, mine, _drop=source.pk)
    assert LinkTodo.objects.get().state == "dismissed"


def test_a_planned_link_stands_in_the_form_that_is_opened(client, eve, mine, source):
    planned.plan(mine, source, "iron smiths", by=eve)
    page = client.get(change(mine)).text
    assert "Planned: 1 page will link here" in page
    assert 'value="iron smiths"' in page
    Post.objects.filter(pk=source.pk).update(has_draft=True)
    assert "Not as it is now: somebody has a draft" in client.get(change(mine)).text


def test_the_buttons_work_without_a_script(client, eve, mine, source):
    del (form := saving(base=publishing.base_of(mine)))["_save"]
    words = {f"_words-{source.pk}": "iron smiths"}
    response = client.post(change(mine), form | {"_plan": source.pk} | words)
    assert "Saved. Planned: /blog/source will link here on “iron smiths”." in told(response)
    form["base"] = publishing.base_of(mine)
    told(client.post(change(mine), form | {"_plan": source.pk}))
    assert LinkTodo.objects.get().phrase == "iron smiths"


def test_publishing_writes_the_planned_links_and_names_those_that_are_left(client, eve, mine):
    make_category("seo")
    one = make_post("one", body="Iron smiths.")
    two = make_post("two", body="Iron smiths.")
    for each in (one, two):
        planned.plan(mine, each, "iron smiths", by=eve)
    Post.objects.filter(pk=two.pk).update(has_draft=True)
    Post.objects.filter(pk=mine.pk).update(
        category=make_category("seo"), description=SUMMARY, body=FORGE
    )
    post = Post.objects.get(pk=mine.pk)
    fields = {"category": post.category_id, "description": SUMMARY, "slug": "mine"}
    response = client.post(change(mine), filled(base=publishing.base_of(post), **fields))
    said = " ".join(map(str, told(response)))
    assert "The link from /blog/two is not written: somebody has a draft" in said
    assert Post.objects.get(pk=one.pk).body == "[Iron smiths](/blog/mine)."
    assert Post.objects.get(pk=two.pk).body == "Iron smiths."


def test_a_link_to_a_live_page_is_written_at_once_by_an_editor(client, eve, forge, source):
    planned.plan(forge, source, "forge work", by=None)
    assert "Write it now" in client.get(change(forge)).text
    assert "/blog/source links here now." in asked(client, forge, _write=source.pk).text
    assert "[forge work](/blog/forge)" in Post.objects.get(pk=source.pk).body


def test_an_author_plans_and_does_not_change_what_others_wrote(client, ana, source):
    mine = make_post("mine", title="Iron smiths", created_by=ana)
    act = {"_plan": source.pk, f"_words-{source.pk}": "iron smiths"}
    page = asked(client, mine, **act).text
    assert "an editor has to write it" in page and "Write it now" not in page
    assert "An editor has to write it." in asked(client, mine, _write=source.pk).text
    assert "](" not in Post.objects.get(pk=source.pk).body


def test_an_author_learns_of_no_draft_by_its_number(client, ana, mine):
    own = make_post("own", created_by=ana, status="draft")
    secret = make_post("secret", title="Zqlayoffs", body="Zqlayoffs on Monday.", status="draft")
    words = {f"_words-{secret.pk}": "monday"}
    for act in ("_plan", "_drop", "_write"):
        page = asked(client, own, **{act: secret.pk}, **words).text
        assert "That page is not there any more." in page and "/blog/secret" not in page
    assert not LinkTodo.objects.exists()
    refused = client.post(PUT, filled(_link=secret.pk, _words="it", body="it"))
    assert refused.status_code == 400 and "secret" not in refused.text


def test_the_panel_is_for_those_who_may_edit_the_post(client, ana, mine, source):
    assert asked(client, mine, _drop=source.pk).status_code == 403
    assert client.post(PUT, filled(post=mine.pk)).status_code == 403
    client.logout()
    assert client.post(PANEL, filled()).status_code == 401


@pytest.mark.parametrize("pk", ["0", "9" * 30, "x", "-1", "999999", "1\0"])
@pytest.mark.parametrize("act", ["_plan", "_drop", "_write"])
def test_a_page_that_is_not_there_is_said_in_words(client, eve, mine, act, pk):
    response = asked(client, mine, **{act: pk})
    assert "That page is not there any more." in response.text
    assert not LinkTodo.objects.exists()


def test_a_post_that_was_deleted_meanwhile_is_said_in_words(client, eve, mine):
    pk = mine.pk
    mine.delete()
    response = client.post(PANEL, filled(post=pk))
    assert (response.status_code, response.json()["message"]) == (404, "This post was deleted.")


def put(client, body, words="Forge work", **fields):
    forge = Post.objects.get(slug="forge")
    return client.post(PUT, filled(_link=forge.pk, _words=words, body=body, **fields))


def test_where_a_link_goes_is_told_as_the_browser_counts(client, eve, forge):
    answer = put(client, "🔨\r\n\r\nWe do Forge work.").json()
    assert answer == {"at": 10, "old": "", "new": "["} or answer["old"] == "Forge work"
    text = "🔨\n\nWe do Forge work.".encode("utf-16-le")
    at, old, new = answer["at"] * 2, answer["old"], answer["new"]
    after = text[:at] + new.encode("utf-16-le") + text[at + len(old) * 2 :]
    assert after.decode("utf-16-le") == "🔨\n\nWe do [Forge work](/blog/forge)."


@pytest.mark.parametrize("body", ["", "`Forge work`", "## Forge work", "[Forge work](/x)", "Iron"])
def test_where_no_link_can_stand_it_is_said_in_words(client, eve, forge, body):
    response = put(client, body)
    assert response.status_code == 400
    assert "Those words are not there any more" in response.json()["message"]


def test_a_text_that_is_too_long_is_answered_in_words(client, eve, mine):
    long = asked(client, mine, body="word " * 110_000)
    assert long.status_code == 400 and "512 KB" in long.json()["message"]
    assert put(client, "Forge work " * 60_000).status_code == 400


def test_words_of_people_are_shown_as_words(client, eve, mine):
    other = make_post("<b>"[1], title="<script>x</script> work", body="Iron <smiths> & iron smiths")
    planned.plan(mine, other, "iron smiths", by=make_person("<i>bob</i>", "Author"))
    page = asked(client, mine, title="Iron smiths", body=FORGE).text
    assert "<script>x" not in page and "<i>bob" not in page


def test_an_empty_form_has_the_panel_too(client, eve):
    assert "Stands here while you write." in client.get(ADD).text
