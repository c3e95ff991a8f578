"""What the pages that ask before they act say of all the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import afterwards, publishing
from blog.admin.impact import impact
from blog.models import MenuItem, Post, SiteSettings, Tag
from tests.build import make_author, make_category, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_person("eve", "Editor")


def said(row, user):
    return [(r.name, r.how, r.sentences) for r in impact(row, user).references]


def asked_before(client, post):
    acts = ("take-down/", "delete/", "address/?slug=new")
    return [client.get(f"/admin/blog/post/{post.pk}/{act}").text for act in acts]


def test_each_page_that_asks_shows_the_sentences_that_name_the_post(client, eve):
    post = make_post("page", category="seo", tags=["Forge"], authors=[make_author()])
    make_post("text", title="A text", body="We like [the page](/blog/page) a lot.")
    for shown in asked_before(client, post):
        assert "A text" in shown and "We like <strong>the page</strong> a lot." in shown
        assert "the sitemap" in shown and "the topic “SEO”" in shown and "the tag “Forge”" in shown
        assert "the feeds" in shown and "the page of Ada Brandt" in shown


def test_links_by_an_old_address_and_the_next_step_count_as_well(editor):
    post = make_post("page")
    make_post("text", title="A text", body="[a](/blog/page#x)", next_step=post)
    publishing.change_slug(post, "new", by=None)
    assert said(post, editor) == [
        ("A text", "links to it in its text", [("", "a", "")]),
        ("A text", "names it as the next step", []),
    ]
    assert impact(post, editor).old_addresses == ["/blog/page"]


def test_menu_topics_and_the_front_page_are_named(editor):
    post = make_post("page", category="seo")
    topic = make_category("seo")
    topic.pillar = post
    topic.save()
    MenuItem.objects.create(label="Read this", target="/blog/page#part")
    SiteSettings.objects.create(pk=1, name="Goo", lead=post)
    assert [(name, how) for name, how, _ in said(post, editor)] == [
        ("SEO", "is the topic that has it as the page to read first"),
        ("Goo", "shows it first on the front page"),
        ("Read this", "is a menu item that leads to it"),
    ]


def test_a_tag_says_which_texts_link_to_its_list(client, eve):
    make_post("one", tags=["Forge"])
    make_post("two", tags=["Anvil"])
    make_post("text", title="A text", body="All of [forging](/tags/forge).")
    tags = Tag.objects.order_by("name")
    chosen = "&".join(f"tag={tag.pk}" for tag in tags)
    page = client.get(f"/admin/blog/tag/merge/?{chosen}").text
    assert "All of <strong>forging</strong>." in page
    anvil, forge = tags
    merged = client.post("/admin/blog/tag/merge/", {"tag": [forge.pk], "into": anvil.pk})
    assert merged["Location"] == "/admin/blog/link/rewrite/?to=%2Ftags%2Fanvil"
    assert "<ins>/tags/anvil</ins>" in client.get(merged["Location"]).text


def test_drafts_of_others_are_counted_and_not_named(editor):
    ana = make_person("ana", "Author")
    post = make_post("page", created_by=ana)
    make_post("secret", status="draft", title="A quiet plan", body="[a](/blog/page)")
    assert said(post, ana) == [("1 more", "link to it as well", [])]
    assert [name for name, *_ in said(post, editor)] == ["A quiet plan"]


def test_of_many_sentences_some_are_shown_and_all_counted(editor):
    post = make_post("page")
    make_post("text", body="[a](/blog/page)\n\n" * 8)
    (reference,) = impact(post, editor).references
    assert (len(reference.sentences), reference.more) == (5, 3)


def test_what_is_gathered_asks_as_often_however_much_names_it(editor):
    asked = []
    assert editor.has_perm("blog.edit_any_post")  # asks for all permissions, once
    for count in (1, 30):
        Post.objects.all().delete()
        post = make_post("page")
        with afterwards.once():
            for n in range(count):
                make_post(f"t{n}", body="[a](/blog/page) " * count)
        with CaptureQueriesContext(connection) as queries:
            impact(post, editor)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


@pytest.mark.parametrize("model", ["category", "tag", "author"])
def test_deleting_a_list_says_first_which_sentences_lead_to_it(client, model):
    client.force_login(make_person("root", is_superuser=True))
    row = {
        "category": lambda: make_category("seo"),
        "tag": lambda: Tag.objects.create(name="Iron", slug="iron"),
        "author": make_author,
    }[model]()
    make_post("text", title="A text", body=f"We like [that list]({row.get_absolute_url()}) a lot.")
    shown = client.get(f"/admin/blog/{model}/{row.pk}/delete/").text
    assert "We like <strong>that list</strong> a lot." in shown and "A text" in shown
