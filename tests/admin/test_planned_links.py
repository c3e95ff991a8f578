"""The list of planned links: what editors write for authors, and why one is left open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import LinkTodo, Post
from blog.publishing import planned
from tests.admin.test_edit_form import told
from tests.build import make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/linktodo/"


@pytest.fixture
def target():
    return make_post("forge")


def plan(target, slug="source", by=None):
    source = make_post(slug, body="All of our forge work & more.")
    return planned.plan(target, source, "forge work", by=by)


def press(client, action, *todos):
    marked = [todo.pk for todo in todos]
    return client.post(LIST, {"action": action, "_selected_action": marked})


def test_the_list_shows_open_links_with_their_sentence_and_who_planned_them(client, eve, target):
    todo = plan(target, by=make_person("<b>ana</b>", "Author"))
    page = client.get(LIST).text
    assert "All of our <mark>forge work</mark> &amp; more." in page
    assert "&lt;b&gt;ana" in page and "/blog/source" in page
    LinkTodo.objects.filter(pk=todo.pk).update(state="done")
    assert "/blog/source" not in client.get(LIST).text
    assert "/blog/source" in client.get(f"{LIST}?state=done").text


def test_an_editor_writes_what_an_author_planned(client, eve, target):
    todo = plan(target, by=make_person("ana", "Author"))
    assert "1 link written." in told(press(client, "write", todo))
    assert "[forge work](/blog/forge)" in Post.objects.get(slug="source").body
    assert LinkTodo.objects.get().state == "done"


def test_what_cannot_be_written_is_named_with_its_reason(client, eve, target):
    todo = plan(target)
    Post.objects.filter(slug="source").update(has_draft=True)
    said = " ".join(map(str, told(press(client, "write", todo))))
    assert "/blog/source to /blog/forge: somebody has a draft of that page" in said
    assert LinkTodo.objects.get().state == "open"


def test_a_link_to_a_page_that_is_not_live_waits_for_it(client, eve):
    todo = plan(make_post("later", status="draft"))
    assert "it waits for its page to be live" in client.get(LIST).text
    press(client, "write", todo)
    assert "](" not in Post.objects.get(slug="source").body


def test_a_planned_link_is_dropped(client, eve, target):
    todo = plan(target)
    assert "1 planned link dropped." in told(press(client, "drop", todo))
    assert LinkTodo.objects.get().state == "dismissed"


def test_authors_see_no_list_for_it_shows_pages_of_others(client, ana, target):
    todo = plan(target)
    assert client.get(LIST).status_code == 403
    assert press(client, "write", todo).status_code == 403
    assert LinkTodo.objects.get().state == "open"


def test_the_list_asks_as_often_however_many_links_are_planned(client, eve, target):
    counts = []
    for number in (3, 20):
        for n in range(LinkTodo.objects.count(), number):
            plan(target, f"source-{n}")
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
