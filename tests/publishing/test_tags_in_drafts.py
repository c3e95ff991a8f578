"""A draft names its tags: they reach the rows when it is published, whatever became of them."""

import pytest

from blog import publishing
from blog.models import Post, Tag
from tests.build import make_person, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return make_person("eve", "Editor")


def drafted(eve, *names, on=()):
    """A live page with the tags `on`, and a draft of it that has these."""
    post = make_post("live", body="Words.", tags=list(on))
    publishing.save_draft(post, publishing.document_of(post) | {"tags": list(names)}, by=eve)
    return Post.objects.get(pk=post.pk)


def tags_of(post):
    return [row.tag.name for row in post.tagged.select_related("tag")]


def test_the_tags_of_a_live_page_stay_until_its_draft_is_published(eve):
    post = drafted(eve, "iron", "new", on=["iron", "goo"])
    assert tags_of(post) == ["iron", "goo"]
    assert get("/tags/new").status_code == 404
    assert not Tag.objects.filter(name="new").exists()
    publishing.publish(post, by=eve)
    assert tags_of(post) == ["iron", "new"]


def test_a_draft_brings_a_tag_back_that_was_pruned(eve):
    other = make_post("other", body="Words.", tags=["gone"])
    post = drafted(eve, "gone")
    publishing.publish(other, publishing.snapshot_of(other) | {"tags": []}, by=eve)
    publishing.prune_tags(by=eve)
    assert get("/tags/gone").status_code == 410
    publishing.publish(post, by=eve)
    assert tags_of(post) == ["gone"]
    assert get("/tags/gone").status_code == 200


@pytest.mark.parametrize("become", ["renamed", "merged"])
def test_a_draft_follows_a_tag_that_is_called_otherwise_now(eve, become):
    make_post("other", tags=["seo", "search"])
    post = drafted(eve, "search")
    tag = Tag.objects.get(name="search")
    if become == "renamed":
        publishing.rename_tag(tag, "finding", by=eve)
    else:
        publishing.merge_tags([tag], Tag.objects.get(name="seo"), by=eve)
    publishing.publish(post, by=eve)
    assert tags_of(post) == [{"renamed": "finding", "merged": "seo"}[become]]
    assert get("/tags/search").status_code == 301


@pytest.mark.parametrize("become", ["renamed", "merged"])
def test_an_older_revision_follows_a_tag_that_is_called_otherwise_now(eve, become):
    make_post("other", tags=["seo", "search"])
    post = drafted(eve, "search")
    old = publishing.newest(post)
    publishing.save_draft(post, publishing.document_of(post) | {"tags": []}, by=eve)
    tag = Tag.objects.get(name="search")
    if become == "renamed":
        publishing.rename_tag(tag, "finding", by=eve)
    else:
        publishing.merge_tags([tag], Tag.objects.get(name="seo"), by=eve)
    publishing.restore(old, by=eve)
    publishing.publish(Post.objects.get(pk=post.pk), by=eve)
    assert tags_of(post) == [{"renamed": "finding", "merged": "seo"}[become]]
    assert get("/tags/search").status_code == 301


def test_a_tag_of_another_name_with_the_same_slug_is_not_taken_for_it(eve):
    make_post("other", tags=["c", "c++"])
    post = drafted(eve, "c++")
    old = publishing.newest(post)
    publishing.save_draft(post, publishing.document_of(post) | {"tags": []}, by=eve)
    publishing.rename_tag(Tag.objects.get(name="c"), "the c language", by=eve)
    Tag.objects.get(name="c++").delete()
    publishing.restore(old, by=eve)
    assert publishing.document_of(Post.objects.get(pk=post.pk))["tags"] == ["c++"]
