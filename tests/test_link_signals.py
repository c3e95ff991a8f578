"""Each way to write a row of the site reaches the rows of the links that speak of it."""

import pytest

from blog import publishing
from blog.models import Link, Post, Redirect, Tag, set_authors, set_tags
from blog.publishing import links
from tests.build import make_author, make_post

pytestmark = pytest.mark.django_db


def said(post):
    rows = Link.objects.filter(source__post=post)
    return [(row.anchor, row.status, row.target.path if row.target else None) for row in rows]


def check() -> int:
    """How many rows a rebuild of everything would change."""
    return links.write(Post.objects.values_list("pk", flat=True))


def test_what_led_to_an_address_is_found_where_that_leads_now():
    make_post("seo")
    post = make_post(body="[a](/a)")
    Redirect.objects.create(from_path="/a", to_url="/b")
    assert said(post) == [("a", "dead", None)]
    Redirect.objects.create(from_path="/b", to_url="/blog/seo")
    assert said(post) == [("a", "redirect", "/blog/seo")]
    assert check() == 0


def test_a_redirect_whose_own_address_is_changed_is_missed_at_the_old_one():
    make_post("seo")
    post = make_post(body="[a](/a) [b](/b)")
    redirect = Redirect.objects.create(from_path="/a", to_url="/blog/seo")
    redirect.from_path = "/b"
    redirect.save()
    assert said(post) == [("a", "dead", None), ("b", "redirect", "/blog/seo")]


def test_who_signs_a_page_has_a_list():
    ada, post = make_author(), make_post(body="[Ada](/authors/ada-brandt)")
    set_authors(make_post("other"), [ada])
    assert said(post) == [("Ada", "ok", "/authors/ada-brandt")]
    assert check() == 0


def test_a_tag_that_takes_in_others_has_a_list():
    post = make_post(body="[iron](/tags/iron) [steel](/tags/steel)")
    set_tags(make_post("other"), ["steel"])
    iron = Tag.called("iron")
    publishing.merge_tags(Tag.objects.filter(slug="steel"), iron, by=None)
    assert said(post) == [("iron", "ok", "/tags/iron"), ("steel", "redirect", "/tags/iron")]
    assert check() == 0
