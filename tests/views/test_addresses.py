import gzip

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver

from blog import publishing
from blog.models import RESERVED, Author, Category, Post, Redirect, Tag

from ..build import LATER, NOON, make_author, make_category, make_post
from ..reading import get

pytestmark = pytest.mark.django_db


def answer_at(path: str, **options) -> tuple[int, str]:
    """Return the status and where it leads, asking for exactly these bytes."""
    response = get("/", PATH_INFO=path, **options)
    return response.status_code, response.headers.get("Location", "")


def rename(row, slug: str):
    row.slug = slug
    row.full_clean()
    row.save()
    return row


def add_redirect(old: str, **target) -> Redirect:
    """As an editor does: validated, then saved."""
    redirect = Redirect(from_path=old, **target)
    redirect.full_clean()
    redirect.save()
    return redirect


# Slashes


@pytest.mark.parametrize(
    "path", ["/blog", "/blog/a-post", "/topics/seo", "/tags/links", "/a-page", "/robots.txt"]
)
def test_a_last_slash_goes(path):
    make_post(category="seo", tags=["links"])
    make_post("a-page", kind="page")
    assert answer_at(f"{path}/") == (301, path)


def test_the_query_stays_when_the_slash_goes():
    assert answer_at("/blog/", QUERY_STRING="page=2&q=%C3%A9%26") == (
        301,
        "/blog?page=2&q=%C3%A9%26",
    )


def test_empty_parts_of_an_address_go():
    make_post()
    assert answer_at("//blog///a-post//") == (301, "/blog/a-post")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example",
        "///evil.example/",
        "/\\evil.example/",
        "/\\/evil.example/",
        "//evil.example/%2e%2e/",
        "/%2F/evil.example/",
        "/%5Cevil.example/",
        "/%252F%252Fevil.example/",
        "/.//evil.example/",
        "/\t/evil.example/",
        "/\r\n//evil.example/",
        "/https://evil.example/",
    ],
)
def test_no_address_leads_to_another_site(path):
    status, location = answer_at(path)
    assert status in {301, 404}
    assert location == "" or (location[0] == "/" and location[1:2] not in {"/", "\\"})
    assert "\r" not in location and "\n" not in location


@pytest.mark.parametrize(
    "path",
    ["/a\x00b", "/a\x00b/", "/" + "a" * 5000, "/" + "a/" * 5000, "/%00", "/é" * 200, "/..", "/../"],
)
def test_odd_addresses_are_not_found(path):
    assert answer_at(path)[0] == 404


# Old addresses


def test_an_old_address_leads_to_the_post_with_and_without_slash():
    add_redirect("/2014/03/12/a-post/", to_post=make_post())
    assert answer_at("/2014/03/12/a-post") == (301, "/blog/a-post")
    assert answer_at("/2014/03/12/a-post/") == (301, "/blog/a-post")


def test_an_old_address_keeps_the_query():
    add_redirect("/old", to_post=make_post())
    assert answer_at("/old", QUERY_STRING="utm_source=a") == (301, "/blog/a-post?utm_source=a")


def test_an_old_address_adds_the_query_to_one_that_its_target_has():
    add_redirect("/old", to_url="https://elsewhere.example/?a=1#part")
    wanted = "https://elsewhere.example/?a=1&b=2#part"
    assert answer_at("/old", QUERY_STRING="b=2") == (301, wanted)


def test_an_old_address_with_letters_beyond_ascii_is_found():
    add_redirect("/2014/caf%C3%A9", to_post=make_post())
    assert get("/2014/caf%C3%A9/")["Location"] == "/blog/a-post"


def test_a_redirect_without_target_answers_gone():
    add_redirect("/old")
    response = get("/old")
    assert response.status_code == 410
    assert b"This page was taken down" in response.content


def test_a_live_page_is_shown_although_a_redirect_has_its_address():
    make_post()
    Redirect.objects.create(from_path="/blog/a-post")
    assert get("/blog/a-post").status_code == 200


def test_a_redirect_cannot_take_the_address_of_a_live_page():
    make_post()
    with pytest.raises(ValidationError, match="A live page has this address"):
        add_redirect("/blog/a-post/", to_url="/blog")


def test_a_redirect_to_a_draft_says_nothing():
    add_redirect("/old", to_post=make_post("secret-word", status=Post.Status.DRAFT))
    assert answer_at("/old") == (404, "")


def test_a_redirect_to_a_scheduled_post_says_nothing():
    add_redirect("/old", to_post=make_post("secret-word", date_published=LATER))
    assert answer_at("/old") == (404, "")


def test_a_redirect_to_a_post_that_was_taken_down_answers_gone():
    post = make_post()
    add_redirect("/old", to_post=post)
    publishing.take_down(post)
    assert answer_at("/old") == (410, "")


# What moves leaves its old address behind


def test_a_live_post_that_moves_leaves_a_redirect():
    rename(make_post(), "another")
    assert answer_at("/blog/a-post") == (301, "/blog/another")


def test_a_draft_that_moves_leaves_none():
    rename(make_post(status=Post.Status.DRAFT), "another")
    assert not Redirect.objects.exists()


def test_a_scheduled_post_that_moves_leaves_none():
    rename(make_post(date_published=LATER), "another")
    assert not Redirect.objects.exists()


def test_a_post_that_becomes_a_page_leaves_a_redirect():
    post = make_post()
    post.kind = Post.Kind.PAGE
    post.save()
    assert answer_at("/blog/a-post") == (301, "/a-post")


def test_a_topic_a_tag_and_an_author_that_move_leave_redirects():
    post = make_post(category="seo", tags=["links"], authors=[make_author()])
    rename(post.category, "search")
    rename(Tag.objects.get(), "anchors")
    rename(post.authors.get(), "ada")
    assert answer_at("/topics/seo") == (301, "/topics/search")
    assert answer_at("/tags/links") == (301, "/tags/anchors")
    assert answer_at("/authors/ada-brandt") == (301, "/authors/ada")


def test_guides_move_with_their_topic():
    guide = make_post("a-guide", kind="guide", category="seo")
    rename(guide.category, "search")
    guide.refresh_from_db()
    assert guide.path == "/guides/search/a-guide"
    assert get("/guides/search/a-guide").status_code == 200
    assert answer_at("/guides/seo/a-guide") == (301, "/guides/search/a-guide")


def test_a_guide_that_changes_its_topic_leaves_a_redirect():
    guide = make_post("a-guide", kind="guide", category="seo")
    guide.category = make_category("search")
    guide.save()
    assert answer_at("/guides/seo/a-guide") == (301, "/guides/search/a-guide")


def test_a_post_that_moved_twice_is_one_hop_from_each_old_address():
    post = rename(rename(make_post("one"), "two"), "three")
    assert answer_at("/blog/one") == answer_at("/blog/two") == (301, post.path)


def test_a_topic_that_moved_twice_is_one_hop_from_each_old_address():
    topic = make_post(category="one").category
    rename(rename(topic, "two"), "three")
    assert answer_at("/topics/one") == answer_at("/topics/two") == (301, "/topics/three")


def test_a_post_may_take_its_old_address_back():
    post = rename(rename(make_post("one"), "two"), "one")
    assert get(post.path).status_code == 200
    assert answer_at("/blog/two") == (301, "/blog/one")
    assert Redirect.objects.count() == 1


def test_a_topic_may_take_its_old_address_back():
    topic = make_post(category="one").category
    rename(rename(topic, "two"), "one")
    assert get("/topics/one").status_code == 200
    assert answer_at("/topics/two") == (301, "/topics/one")


def test_two_posts_may_not_swap_into_an_old_address():
    rename(make_post("one"), "two")
    with pytest.raises(ValidationError, match="is an old address"):
        rename(make_post("three"), "one")


@pytest.mark.parametrize("model", [Category, Tag, Author])
def test_a_list_may_not_take_the_old_address_of_another(model):
    topic = "one" if model is Category else "seo"  # a tag with the slug of a topic is no page
    post = make_post(category=topic, tags=["one"], authors=[make_author("one")])
    row = {Category: post.category, Tag: Tag.objects.get(), Author: post.authors.get()}[model]
    old = row.get_absolute_url()
    rename(row, "two")
    with pytest.raises(ValidationError, match="is an old address"):
        model(name="Other", slug="one").full_clean()
    assert answer_at(old) == (301, row.get_absolute_url())


def test_a_redirect_to_the_old_address_of_a_post_leads_to_the_post():
    post = rename(make_post("one"), "two")
    assert add_redirect("/older", to_url="/blog/one/").to_post == post
    assert answer_at("/older") == (301, "/blog/two")


def test_a_redirect_written_by_hand_follows_the_post():
    add_redirect("/old", to_url="/blog/one")
    rename(make_post("one"), "two")
    assert answer_at("/old") == (301, "/blog/two")


def test_redirects_written_one_after_the_other_are_one_hop():
    add_redirect("/a", to_url="/b")
    add_redirect("/b", to_url="/c")
    add_redirect("/c", to_url="https://elsewhere.example/d")
    wanted = (301, "https://elsewhere.example/d")
    assert answer_at("/a") == answer_at("/b") == answer_at("/c") == wanted


def test_a_redirect_that_follows_a_chain_to_what_is_gone_is_gone():
    add_redirect("/a", to_url="/b")
    add_redirect("/b")
    assert answer_at("/a") == (410, "")


def test_a_redirect_cannot_lead_back_to_itself():
    add_redirect("/a", to_url="/b")
    with pytest.raises(ValidationError, match="lead back"):
        add_redirect("/b", to_url="/a")
    with pytest.raises(ValidationError, match="lead back"):
        add_redirect("/c", to_url="/c/")


# What is deleted


def test_a_live_post_that_is_deleted_is_gone():
    rename(make_post("one"), "two").delete()
    assert answer_at("/blog/two") == answer_at("/blog/one") == (410, "")


def test_posts_deleted_together_are_gone():
    make_post("one")
    make_post("two")
    Post.objects.all().delete()
    assert answer_at("/blog/one") == answer_at("/blog/two") == (410, "")


def test_a_draft_that_is_deleted_leaves_nothing():
    make_post(status=Post.Status.DRAFT).delete()
    assert answer_at("/blog/a-post") == (404, "")


def test_a_topic_a_tag_and_an_author_that_are_deleted_are_gone():
    post = make_post(category="seo", tags=["links"], authors=[make_author()])
    author = post.authors.get()
    rename(post.category, "search")
    post.delete()
    for row in (Category.objects.get(), Tag.objects.get(), author):
        row.delete()
        assert answer_at(row.get_absolute_url()) == (410, "")
    assert answer_at("/topics/seo") == (410, "")


def test_a_new_topic_may_take_the_address_of_one_that_is_gone():
    make_category("seo").delete()
    make_post(category="seo")
    assert get("/topics/seo").status_code == 200


# Reserved


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_no_page_may_take_an_address_that_the_site_uses(slug):
    page = Post(kind=Post.Kind.PAGE, title="Mine", slug=slug)
    with pytest.raises(ValidationError, match="used by the site itself"):
        page.full_clean()


def test_every_first_level_address_of_the_site_is_reserved():
    routes = [str(p.pattern) for p in get_resolver().url_patterns]
    routes += [str(p.pattern) for p in get_resolver("blog.urls").url_patterns]
    first = {route.partition("/")[0] for route in routes} - {""}
    assert {part for part in first if part.isalpha()} <= RESERVED


@pytest.mark.parametrize("slug", ["Big", "a--b", "-a", "a-", "a_b", "a b", "a.b", "é", ""])
def test_a_slug_has_one_form(slug):
    with pytest.raises(ValidationError):
        Post(title="Mine", slug=slug).full_clean()


# Methods and conditions


ANSWERS = ["/", "/blog", "/blog/a-post", "/topics/seo", "/rss.xml", "/sitemap.xml", "/robots.txt"]


@pytest.mark.parametrize("path", ANSWERS)
def test_head_has_the_headers_of_get_and_no_body(path):
    make_post(category="seo")
    got, head = get(path), Client().head(path)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "Last-Modified"):
        assert head.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_has_not_changed_is_not_sent_again(path, encoding):
    make_post(category="seo", body="Text. " * 100)
    asked = {"Accept-Encoding": encoding}
    first = get(path, headers=asked)
    again = get(path, headers={**asked, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_has_changed_is_sent_again(encoding):
    post = make_post(body="Text. " * 100)
    asked = {"Accept-Encoding": encoding}
    etag = get("/blog/a-post", headers=asked)["ETag"]
    post.body = "New. " * 100
    post.save()
    again = get("/blog/a-post", headers={**asked, "If-None-Match": etag})
    content = gzip.decompress(again.content) if encoding == "gzip" else again.content
    assert again.status_code == 200
    assert b"New." in content


@pytest.mark.parametrize("path", [*ANSWERS, "/healthz", "/guides", "/media/pictures/a.png"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_only_read(path, method):
    make_post(category="seo", date_published=NOON)
    response = getattr(Client(), method)(path)
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def test_health_is_told_in_a_word():
    response = get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.parametrize("path", ["/a%2541/", "/%253Fx/", "/nowhere/at/all/"])
def test_an_address_that_never_was_gets_no_redirect_made_up_for_it(path):
    assert get(path).status_code == 404


def test_a_page_whose_name_begins_like_the_desk_loses_its_last_slash_too():
    make_post("admin-tips", kind="page")
    assert answer_at("/admin-tips/") == (301, "/admin-tips")


# What is taken down may lead on


def test_a_post_that_is_taken_down_leads_where_it_was_told_to():
    post, other = make_post("one"), make_post("two")
    add_redirect("/old", to_post=post)
    publishing.take_down(post, to_post=other)
    assert answer_at("/blog/one", QUERY_STRING="a=1") == (301, "/blog/two?a=1")
    assert answer_at("/blog/one/") == (301, "/blog/two")
    assert answer_at("/old") == (301, "/blog/two")


def test_a_post_that_is_taken_down_may_lead_to_another_site():
    post = make_post("one")
    add_redirect("/old", to_post=post)
    publishing.take_down(post, to_url="https://elsewhere.example/x")
    wanted = (301, "https://elsewhere.example/x")
    assert answer_at("/blog/one") == answer_at("/old") == wanted


def test_posts_taken_down_one_after_the_other_are_one_hop():
    one, two, three = make_post("one"), make_post("two"), make_post("three")
    publishing.take_down(one, to_post=two)
    publishing.take_down(two, to_post=three)
    assert answer_at("/blog/one") == answer_at("/blog/two") == (301, "/blog/three")


def test_posts_that_lead_to_each_other_are_gone():
    one, two = make_post("one"), make_post("two")
    publishing.take_down(one, to_post=two)
    Post.objects.filter(pk=two.pk).update(status=Post.Status.GONE)
    Redirect.objects.create(from_path="/blog/two", to_post=one)
    assert answer_at("/blog/one") == answer_at("/blog/two") == (410, "")


def test_a_post_taken_down_in_favour_of_a_draft_is_gone_and_does_not_name_it():
    one = make_post("one")
    Redirect.objects.create(from_path="/blog/one", to_post=make_post("secret", status="draft"))
    Post.objects.filter(pk=one.pk).update(status=Post.Status.GONE)
    assert answer_at("/blog/one") == (410, "")


def test_a_post_that_is_published_again_is_shown_again():
    one, two = make_post("one", body="Words."), make_post("two")
    publishing.take_down(one, to_post=two)
    publishing.publish(one)
    assert answer_at("/blog/one") == (200, "")
