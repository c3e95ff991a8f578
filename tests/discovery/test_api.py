"""The read API: as openapi.json says, and nothing that the pages do not show."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.urls import get_resolver
from openapi_spec_validator import validate

from blog import afterwards, publishing
from blog.discovery.api import cursor
from blog.discovery.api.views import CONTRACT
from blog.models import FAQEntry, Offer, Post, Redirect

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
CONTRACT_SAYS = json.loads(CONTRACT.read_text())


def api(address: str, status: int = 200):
    """Ask, and hold the answer to what the contract says of that status."""
    answer = get(address)
    assert answer.status_code == status, answer.content
    path = address.partition("?")[0]
    known = path if path in CONTRACT_SAYS["paths"] else "/api/posts/{page}"
    said = CONTRACT_SAYS["paths"][known]["get"]["responses"][str(status)]
    schema = said["content"][answer["Content-Type"]]["schema"]
    whole = {**schema, "components": CONTRACT_SAYS["components"]}
    data = json.loads(answer.content)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(data)
    return data


def test_the_contract_names_every_address_and_no_other():
    patterns = {str(p.pattern) for p in get_resolver("blog.urls").url_patterns}
    ours = {f"/{p}".replace("<path:page>", "{page}") for p in patterns if p.startswith("api/")}
    assert ours == set(CONTRACT_SAYS["paths"])


def test_the_contract_is_an_openapi_file():
    validate(api("/api/openapi.json"))


def test_the_contract_is_served_with_the_address_of_the_site():
    said = api("/api/openapi.json")
    assert said["servers"] == [{"url": SITE}]
    assert said["openapi"] == "3.1.0"


def test_a_post_says_what_its_page_shows():
    make_post(
        title="Iron & goo",
        body="## Why?\n\n[Link](/blog).",
        category="seo",
        tags=["iron"],
        authors=[make_author()],
        image=make_image(alt="A drop"),
    )
    post = api("/api/posts/blog/a-post")
    assert post["title"] == "Iron & goo"
    assert post["published"] == "2026-03-10T12:00:00+00:00"
    assert post["authors"] == [{"name": "Ada Brandt", "url": f"{SITE}/authors/ada-brandt"}]
    assert post["topic"]["url"] == f"{SITE}/topics/seo"
    assert post["image"]["alt"] == "A drop"
    assert post["headings"] == [{"level": 2, "text": "Why?", "url": f"{SITE}/blog/a-post#why"}]
    assert f'<a href="{SITE}/blog">' in post["html"]
    assert get(post["markdown_url"].removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("kind", Post.Kind)
def test_every_kind_of_page_is_there(kind):
    post = make_post(kind=kind, category="seo", faq=True)
    FAQEntry.objects.create(post=post, question="Hot?", answer="*Yes*.")
    if kind == Post.Kind.SERVICE:
        Offer.objects.create(post=post, price_from="990", currency="EUR", billing_unit="year")
    found = api(f"/api/posts{post.path}")
    assert found["questions"] == [{"question": "Hot?", "answer": "Yes."}]
    assert (found["price"] or {}).get("from") == ("990.00" if kind == "service" else None)
    assert [each["url"] for each in api(f"/api/posts?kind={kind}")["posts"]] == [found["url"]]


def test_a_reader_of_all_pages_sees_each_post_once_whatever_is_published_meanwhile():
    with afterwards.once():
        for n in range(45):
            make_post(f"post-{n}", date_published=NOON + timedelta(hours=n // 3))
    seen, address = [], "/api/posts"
    while address:
        page = api(address)
        seen += [post["url"] for post in page["posts"]]
        make_post(f"new-{len(seen)}", date_published=NOON + timedelta(days=9))
        address = (page["next"] or "").removeprefix(SITE)
    assert len(seen) == len(set(seen)) == 45


def test_posts_of_a_topic():
    make_category("gone-quiet")
    make_post(category="seo")
    make_post("other")
    assert [post["title"] for post in api("/api/posts?topic=seo")["posts"]] == ["A post"]
    assert api("/api/posts?topic=gone-quiet", 400)["error"]["field"] == "topic"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("posts?cursor=", "cursor"),
        ("posts?cursor=x", "cursor"),
        (f"posts?cursor={'x' * 10_000}", "cursor"),
        ("posts?cursor=%00", "cursor"),
        ("posts?kind=essay", "kind"),
        ("posts?topic=none", "topic"),
        ("posts?topic=%00", "topic"),
        ("search", "q"),
        ("search?q=", "q"),
        (f"search?q={'x' * 10_000}", "q"),
        ("search?q=-iron", "q"),
        ("search?q=***", "q"),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_the_parameter(asked, field):
    make_post(title="Iron")
    error = api(f"/api/{asked}", 400)["error"]
    assert error["field"] == field and error["message"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [("posts", 3), ("posts", ["x", 3]), ("search", ["x", 3]), ("search", -1)],
)
def test_a_cursor_of_another_list_is_refused(asked, place):
    # Signed within the test: the signature holds the moment, which no name of a test may.
    error = api(f"/api/{asked}?q=iron&cursor={cursor.written(place)}", 400)["error"]
    assert error["field"] == "cursor" and error["message"]


def test_a_cursor_that_was_changed_is_refused():
    with afterwards.once():
        for n in range(21):
            make_post(f"post-{n}")
    address = api("/api/posts")["next"].removeprefix(SITE)
    assert (
        api(address[:-1] + ("x" if address[-1] != "x" else "y"), 400)["error"]["field"] == "cursor"
    )


def test_search_finds_what_the_page_of_the_search_finds():
    with afterwards.once():
        for n in range(25):
            make_post(f"iron-{n}", title=f"Iron {n}")
    first = api("/api/search?q=iron")
    second = api(first["next"].removeprefix(SITE))
    urls = [post["url"] for page in (first, second) for post in page["posts"]]
    assert first["total"] == len(urls) == len(set(urls)) == 25
    assert second["next"] is None


def test_what_is_not_public_is_not_there():
    make_post("draft", status="draft")
    make_post("later", date_published=LATER)
    hidden = make_post("hidden", noindex=True)
    assert api("/api/posts")["posts"] == []
    api("/api/posts/blog/draft", 404)
    api("/api/posts/blog/later", 404)
    assert api(f"/api/posts{hidden.path}")["title"] == "Hidden"


def test_a_post_that_moved_leads_on_and_one_that_went_is_gone():
    Redirect.objects.create(from_path="/old", to_post=make_post())
    publishing.take_down(make_post("taken"))
    assert get("/api/posts/old").headers["Location"] == "/api/posts/blog/a-post"
    api("/api/posts/blog/taken", 410)


def test_programs_on_other_sites_may_read_it():
    answer = get("/api/posts")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("title", ["]]></script>", "\u2028🔥", "x" * 200, '"\\', "a\x01b\ufffe"])
def test_any_title_comes_out_as_it_is(title):
    make_post(title=title)
    assert api("/api/posts")["posts"][0]["title"] == title
