import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import Post
from blog.models.lookup import Lookup
from tests.build import make_post

pytestmark = pytest.mark.django_db
by_path = Lookup(Post.objects.for_reading(), "path")


def test_each_value_finds_its_own_row():
    first, second = make_post("first"), make_post("second")
    assert [by_path.get(post.path) for post in (first, second, first)] == [first, second, first]


def test_what_nobody_has_finds_nothing():
    make_post("first")
    assert by_path.get("/blog/none") is None


def test_a_row_is_read_as_its_query_says():
    post = make_post("first", category="seo")
    with CaptureQueriesContext(connection) as asked:
        found = by_path.get(post.path)
        assert found.image is None
    assert len(asked) == 1
    assert found.get_deferred_fields() == {"body"}


def test_a_row_is_read_anew_each_time():
    post = make_post("first", title="Before")
    assert by_path.get(post.path).title == "Before"
    Post.objects.filter(pk=post.pk).update(title="After")
    assert by_path.get(post.path).title == "After"


def test_no_connection_is_kept_open_for_the_next_time():
    by_path.get("/blog/one")
    [kept] = by_path.rows.query.written.values()
    assert kept.connection is None


def test_the_statement_is_the_one_that_django_writes_for_that_value():
    path = make_post("first").path
    by_path.get("/blog/another")
    with CaptureQueriesContext(connection) as asked:
        by_path.get(path)
        Post.objects.for_reading().filter(path=path).one()
    assert asked[0]["sql"] == asked[1]["sql"]
