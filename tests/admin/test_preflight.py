"""The panel of the preflight in the form: what it says, and how a warning is dismissed."""

import pytest

from blog.models import Dismissal, Post
from blog.publishing import base_of
from tests.admin.test_edit_form import change, saving, told
from tests.admin.test_posts import ADD, filled
from tests.build import make_post

pytestmark = pytest.mark.django_db
PANEL = "/admin/blog/post/preflight/"
SHORT = "The text has 2 words; a post has 300 or more."


@pytest.fixture
def draft(client, eve):
    client.post(ADD, saving())
    return Post.objects.get()


def test_a_saved_post_says_what_to_look_at(client, draft):
    assert SHORT in client.get(change(draft)).text


def test_an_empty_form_says_nothing_yet(client, eve):
    assert "stands here once it is saved" in client.get(ADD).text


def test_the_panel_follows_what_is_typed_and_writes_nothing(client, draft):
    page = client.post(PANEL, filled(post=draft.pk, description="", body="Three of them.")).text
    assert "The summary is empty." in page and "The text has 3 words" in page
    assert 'href="#id_description"' in page
    assert Post.objects.get().body == "Some text."


def test_a_form_of_a_new_post_has_a_panel_too(client, eve):
    assert SHORT in client.post(PANEL, filled()).text
    assert Post.objects.count() == 0


def test_the_panel_is_for_those_who_may_edit_the_post(client, ana):
    other = make_post("other")
    assert client.post(PANEL, filled(post=other.pk)).status_code == 403
    client.logout()
    assert client.post(PANEL, filled()).status_code == 401


def test_publishing_what_blocks_is_refused_at_the_field_and_kept(client, draft):
    response = client.post(change(draft), filled(description="", base=base_of(draft)))
    assert response.status_code == 200
    assert [field for field, _ in response.context["errors"]] == ["id_description"]
    assert "To mend first" in response.text
    assert not Post.objects.get().is_live()


def test_a_warning_is_dismissed_with_a_reason_and_warns_again_after_undo(client, draft):
    del (form := saving())["_save"]
    client.post(change(draft), form | {"_dismiss": "PF26", "_reason-PF26": "On purpose."})
    row = Dismissal.objects.get()
    assert (row.rule, row.reason, row.by.username) == ("PF26", "On purpose.", "eve")
    page = client.get(change(draft)).text
    assert "“On purpose.” eve" in page
    assert 'name="_dismiss" value="PF26"' not in page
    client.post(change(draft), form | {"_undo": "PF26"})
    assert not Dismissal.objects.exists()
    assert 'name="_dismiss" value="PF26"' in client.get(change(draft)).text


def test_without_a_reason_nothing_is_dismissed_and_the_text_is_saved(client, draft):
    del (form := saving(body="Other words.", base=base_of(draft)))["_save"]
    response = client.post(change(draft), form | {"_dismiss": "PF26"})
    assert "Saved. Say why it may stay as it is." in told(response)
    assert not Dismissal.objects.exists()
    assert Post.objects.get().body == "Other words."


@pytest.mark.parametrize("rule", ["PF06", "PF99", "x" * 300])
def test_what_blocks_or_is_no_rule_is_not_dismissed(client, draft, rule):
    del (form := saving())["_save"]
    client.post(change(draft), form | {"_dismiss": rule, f"_reason-{rule}": "No."})
    assert not Dismissal.objects.exists()


def said_of(client, post, body):
    return client.post(PANEL, filled(post=post.pk, title=post.title, body=body)).text


def test_a_heading_that_others_link_to_is_announced_before_it_changes(client, eve):
    post = make_post("page", body="## One\n\nText\n\n## Two\n\nText")
    make_post("text", title="A text", body="We like [that part](/blog/page#one) a lot.")
    shown = said_of(client, post, "## First {#first}\n\nText\n\n## Second\n\nText")
    assert "Links to “One” <code>#one</code> will arrive at “First” <code>#first</code>." in shown
    assert "We like <mark>that part</mark> a lot." in shown and "A text" in shown
    assert "“Two”" not in shown  # nobody links to it


@pytest.mark.parametrize(
    ("body", "arrives"),
    [("## Uno\n\nText", "at “Uno”."), ("Text", "at the top of the page.")],
    ids=["keeps its id", "no heading left"],
)
def test_where_links_to_a_heading_arrive_is_said_whatever_becomes_of_it(client, eve, body, arrives):
    post = make_post("page", body="## One\n\nText")
    make_post("text", body="[that part](/blog/page#one)")
    assert f"will arrive {arrives}" in said_of(client, post, body)


@pytest.mark.parametrize("status", ["published", "draft"])
def test_headings_that_stay_or_that_no_reader_has_seen_are_not_announced(client, eve, status):
    post = make_post("page", body="## One\n\nText", status=status)
    make_post("text", body="[that part](/blog/page#one)")
    body = "## One\n\nOther" if status == "published" else "## Uno\n\nText"
    assert "Other pages link" not in said_of(client, post, body)


def test_the_form_without_scripts_announces_the_change_of_a_saved_draft(client, eve):
    post = make_post("page", title="Page", body="## One\n\nText")
    make_post("text", body="[that part](/blog/page#one)")
    client.post(change(post), saving(title="Page", body="## Uno\n\nText", base=base_of(post)))
    assert "will arrive at “Uno”." in client.get(change(post)).text


REAL = "differ from what readers see"


def test_a_real_update_is_proposed_while_one_writes_and_a_small_change_is_not(client, eve):
    post = make_post("page", body=" ".join(["Iron is hot."] * 200))
    assert REAL not in said_of(client, post, f"{post.body} Really.")
    shown = said_of(client, post, f"{post.body}\n\n{' '.join(['New words.'] * 30)}")
    assert "60 words differ from what readers see" in shown and "#id_update_date" in shown


@pytest.mark.parametrize(("person", "status"), [("eve", "draft"), ("ana", "published")])
def test_no_update_is_proposed_where_none_can_be_told(client, person, status, request):
    person = request.getfixturevalue(person)
    post = make_post("page", body="Iron.", status=status, created_by=person)
    assert REAL not in said_of(client, post, " ".join(["New words."] * 30))


def test_nobodys_draft_is_named_by_what_it_links_to(client, ana):
    post = make_post("page", body="## One\n\nText", created_by=ana)
    make_post("secret", status="draft", title="A quiet plan", body="[a](/blog/page#one)")
    shown = said_of(client, post, "## Uno\n\nText")
    assert "1 more" in shown and "A quiet plan" not in shown
