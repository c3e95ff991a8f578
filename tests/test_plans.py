"""How the database finds what pages show: by an index, never by going through all posts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import afterwards
from blog.models import Post
from blog.views.near import answer
from tests.build import make_author, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db

PAGES = [
    "/blog",
    "/blog?page=2",
    "/blog/post-7",
    "/guides/seo/guide",
    "/topics/seo",
    "/topics/seo?page=2",
    "/tags/shared",
    "/authors/ada-brandt",
    "/archive/2026",
    "/",
    "/services",
    "/rss.xml",
    "/feed.json?page=2026-1",
    "/topics/seo/rss.xml",
    "/api/posts",
    "/sitemap.xml",
    "/sitemap-posts-1.xml",
]
# SQLite says SCAN of a table, or its other name, that it goes through whole, USING an index or not;
# a list that ends soon may follow one from its beginning.
WHOLE = {"sqlite": r"\bSCAN (blog_post|[T-W]\d+)$", "postgresql": r"Seq Scan on blog_post\b"}


@pytest.fixture
def site():
    with afterwards.once():
        ada = make_author()
        for n in range(25):
            make_post(f"post-{n}", category="seo", tags=["shared"], authors=[ada])
        make_post("guide", kind="guide", category="seo")
        make_post("service", kind="service")


def plan_of(sql: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of 27 rows it would rightly read all
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("address", PAGES)
def test_no_page_goes_through_all_posts(address, site):
    with CaptureQueriesContext(connection) as queries:
        assert get(address).status_code == 200
    asked = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "WITH"))]
    assert asked
    for sql in asked:
        plan = plan_of(sql)
        assert not re.search(WHOLE[connection.vendor], plan, re.MULTILINE), f"{plan}\n\n{sql}"


def test_a_search_without_an_index_is_noticed(site):
    plan = plan_of("SELECT * FROM blog_post WHERE word_count + 0 = 7")
    assert re.search(WHOLE[connection.vendor], plan, re.MULTILINE)


# PostgreSQL knows how many rows there are, and may choose any index.
BY_KEY = {"sqlite": "SEARCH blog_post USING INTEGER PRIMARY KEY", "postgresql": "Index"}
SEARCHES = ["/search?q=post", "/api/search?q=post"]


@pytest.mark.parametrize("address", SEARCHES)
def test_pages_that_are_known_by_their_keys_are_looked_up_by_them(address, site):
    with CaptureQueriesContext(connection) as queries:
        get(address)
    by_keys = [q["sql"] for q in queries if re.search(r'"blog_post"\."id" IN \(\d', q["sql"])]
    assert by_keys
    for sql in by_keys:
        assert BY_KEY[connection.vendor] in plan_of(sql), sql


def steps_of(ask) -> int:
    """How many steps SQLite takes to answer."""
    steps = []
    connection.connection.set_progress_handler(lambda: steps.append(1), 1)
    try:
        ask()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(steps)


@pytest.mark.parametrize("number", [0, 399])
def test_what_stands_beside_a_post_is_found_from_its_own_date(number):
    """And not from the beginning or the end of its topic, past all that lie between."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL weighs all bounds
    topic = make_post("first", category="seo").category
    start = datetime(2020, 1, 1, tzinfo=UTC)
    rows = [
        Post(
            title=f"Post {n}",
            slug=f"beside-{n}",
            path=f"/blog/beside-{n}",
            category=topic,
            status="published",
            date_published=start + timedelta(days=n),
        )
        for n in range(400)
    ]
    Post.objects.bulk_create(rows)
    post = Post.objects.get(slug=f"beside-{number}")
    answer(post, links_here=False)  # the statement is written
    assert steps_of(lambda: answer(post, links_here=False)) < 1000
