"""`manage.py seed_posts`: many plausible posts, the same everywhere, among nobody's own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from blog.demo import seeded
from blog.models import Post
from blog.pagecache import stamps
from blog.pagecache.keys import key_of, slot_of
from tests.build import make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


def seed(count: int, **options) -> str:
    out = StringIO()
    call_command("seed_posts", count, stdout=out, **options)
    return out.getvalue()


def as_data() -> list[tuple]:
    return list(Post.objects.order_by("slug").values_list("slug", "title", "date_modified", "guid"))


def test_the_posts_are_there_with_all_that_a_page_shows():
    assert seed(30) == "30 posts made, 30 there; not in the search before `reindex`\n"
    assert Post.objects.indexable().count() == 30
    for post in Post.objects.all():
        assert get(post.path).status_code == 200
        assert post.tags.exists() and post.authors.exists() and post.category
        assert post.word_count > 90
        assert post.guid == f"https://www.example.com{post.path}"
    assert Post.objects.values("kind").annotate(n=Count("pk")).count() == 2


def test_a_seeded_row_is_what_a_save_would_have_made_of_it():
    seed(12)
    for post in Post.objects.all():
        before = {f.attname: getattr(post, f.attname) for f in Post._meta.concrete_fields}
        post.save()
        post.refresh_from_db()
        after = {f.attname: getattr(post, f.attname) for f in Post._meta.concrete_fields}
        assert after == before


def test_a_second_run_tops_up_and_changes_nothing_else():
    seed(10)
    before = as_data()
    assert seed(10).startswith("0 posts made, 10 there")
    assert as_data() == before
    Post.objects.filter(slug__startswith="seeded-000004").delete()
    assert seed(12).startswith("3 posts made, 12 there")
    assert set(before) < set(as_data())


def test_no_page_is_served_that_does_not_know_them(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        seed(3)
    tick, slots = stamps.now(), [slot_of(key_of("posts"))]
    assert stamps.newest(slots) == tick
    with django_capture_on_commit_callbacks(execute=True):
        seed(3)
    assert stamps.now() == tick


def test_they_are_the_same_at_every_run():
    seed(25)
    first = as_data()
    Post.objects.all().delete()
    seed(25)
    assert as_data() == first


def test_they_were_published_over_years():
    seed(100)
    assert Post.objects.dates("date_published", "year").count() == 10


def test_a_site_with_posts_of_its_own_is_left_alone():
    make_post()
    with pytest.raises(CommandError, match="Nothing was changed"):
        seed(5)
    assert Post.objects.count() == 1
    assert seed(5, force=True).startswith("5 posts made")


@pytest.mark.parametrize("count", [0, -3, 1_000_000])
def test_a_number_out_of_range_is_refused(count):
    with pytest.raises(CommandError, match="from 1 to 999999"):
        seed(count)


def test_numbers_are_scattered_without_meeting():
    assert len({seeded.scattered(n) for n in range(1, 100_001)}) == 100_000
