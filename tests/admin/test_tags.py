"""Tags: renamed, merged and pruned, each keeping the old address."""

import pytest
from django.contrib.messages import get_messages

from blog import publishing
from blog.models import Post, Tag
from tests.build import make_person, make_post
from tests.reading import get, parsed, texts

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/tag/"


@pytest.fixture
def editor(client):
    client.force_login(make_person("ana", "Editor"))
    return client


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def tags_of(post: Post) -> list[str]:
    return [row.tag.name for row in post.tagged.select_related("tag")]


def test_a_tag_is_renamed_everywhere_and_its_old_address_leads_on(editor):
    post = make_post("one", tags=["links"])
    tag = Tag.objects.get()
    assert "stands on 1 post" in editor.get(f"{LIST}{tag.pk}/rename/").text
    response = editor.post(f"{LIST}{tag.pk}/rename/", {"name": "Back links"})
    assert said(response) == (
        "“links” is called “Back links” now. /tags/links leads to /tags/back-links."
    )
    assert tags_of(post) == ["Back links"]
    assert get("/tags/links").headers["Location"] == "/tags/back-links"


@pytest.mark.parametrize(
    ("name", "message"),
    [("Anchors", "merge the two"), ("ANCHORS", "merge the two"), ("", "required")],
)
def test_a_name_that_is_taken_is_refused_at_the_field(editor, name, message):
    make_post("one", tags=["links", "Anchors"])
    tag = Tag.objects.get(name="links")
    response = editor.post(f"{LIST}{tag.pk}/rename/", {"name": name})
    assert response.status_code == 200
    assert message in response.text
    assert Tag.objects.filter(name="links").exists()


def test_tags_are_merged_into_one_and_their_addresses_lead_to_it(editor):
    one, two = make_post("one", tags=["links", "link"]), make_post("two", tags=["Linking"])
    links, link, linking = (Tag.objects.get(name=n) for n in ("links", "link", "Linking"))
    chosen = {"tag": [links.pk, link.pk, linking.pk]}
    text = editor.get(f"{LIST}merge/", chosen).text
    assert "/tags/linking" in text
    response = editor.post(f"{LIST}merge/", {**chosen, "into": links.pk})
    assert "tagged “links” now" in said(response)
    assert tags_of(one) == tags_of(two) == ["links"]
    for old in ("/tags/link", "/tags/linking"):
        assert get(old).headers["Location"] == "/tags/links"


def test_the_marked_tags_of_the_list_go_to_the_page_that_merges(editor):
    make_post("one", tags=["a", "b"])
    pks = [str(tag.pk) for tag in Tag.objects.order_by("name")]
    response = editor.post(LIST, {"action": "merge", "_selected_action": pks})
    assert response.headers["Location"] == f"{LIST}merge/?tag={pks[0]}&tag={pks[1]}"


def test_a_tag_is_not_merged_into_itself_alone(editor):
    make_post("one", tags=["a"])
    tag = Tag.objects.get()
    response = editor.post(f"{LIST}merge/", {"tag": [tag.pk], "into": tag.pk})
    assert "Choose another tag" in response.text
    assert Tag.objects.exists()


@pytest.mark.parametrize("chosen", [{}, {"tag": "x"}, {"tag": "999"}])
def test_merging_nothing_leads_back_to_the_list(editor, chosen):
    response = editor.get(f"{LIST}merge/", chosen)
    assert response.headers["Location"] == LIST


def test_merged_tags_are_merged_in_drafts_of_live_pages_too(editor):
    post = make_post("one", tags=["links"])
    publishing.save_draft(post, {**publishing.snapshot_of(post), "tags": ["link"]}, by=None)
    into, other = Tag.objects.get(name="links"), Tag.objects.create(name="link", slug="link")
    editor.post(f"{LIST}merge/", {"tag": [other.pk], "into": into.pk})
    post.refresh_from_db()
    assert publishing.document_of(post)["tags"] == ["links"]


def test_unused_tags_are_listed_before_they_are_deleted(editor):
    make_post("one", tags=["used"])
    for name in ("lonely", "forgotten"):
        Tag.objects.create(name=name, slug=name)
    page = parsed(editor.get(f"{LIST}prune/").text)
    assert texts(page, "//ul[@class='tag-list']/li") == ["forgotten", "lonely"]
    assert Tag.objects.count() == 3
    assert said(editor.post(f"{LIST}prune/")) == "2 unused tags deleted."
    assert [tag.name for tag in Tag.objects.all()] == ["used"]


def test_the_address_of_a_pruned_tag_that_readers_knew_is_gone(editor):
    post = make_post("one", tags=["known"])
    publishing.amend([post], lambda d: d.update(tags=[]), by=None, note="")
    editor.post(f"{LIST}prune/")
    assert not Tag.objects.exists()
    assert get("/tags/known").status_code == 410


def test_the_form_of_a_tag_leads_to_rename_and_change_of_address(editor):
    make_post("one", tags=["links"])
    tag = Tag.objects.get()
    text = editor.get(f"{LIST}{tag.pk}/change/").text
    assert f"{LIST}{tag.pk}/rename/" in text
    assert f"{LIST}{tag.pk}/address/" in text
    editor.post(f"{LIST}{tag.pk}/change/", {"name": "Other", "slug": "other"})
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("links", "links")


@pytest.mark.parametrize("act", ["{pk}/rename/", "{pk}/address/", "merge/", "prune/"])
def test_an_author_does_not_touch_tags(client, act):
    make_post("one", tags=["links"])
    Tag.objects.create(name="lonely", slug="lonely")
    tag = Tag.objects.get(name="links")
    client.force_login(make_person("kim", "Author"))
    fields = {"name": "x", "slug": "x", "tag": tag.pk, "into": tag.pk}
    address = LIST + act.format(pk=tag.pk)
    assert client.get(address).status_code == client.post(address, fields).status_code == 403
    assert Tag.objects.filter(name__in=["links", "lonely"]).count() == 2
