from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from blog.models import Post

from ..build import NOON, make_post

pytestmark = pytest.mark.django_db


def guide(slug, chapter, days=0):
    date = NOON + timedelta(days=days)
    return make_post(slug, kind="guide", category="seo", chapter=chapter, date_published=date)


def test_chapters_come_by_their_number_and_the_others_behind_by_their_date():
    guide("unnumbered-new", None, days=2)
    guide("unnumbered-old", None, days=1)
    guide("third", 3, days=3)
    guide("first", 1, days=4)
    slugs = Post.objects.in_chapter_order().values_list("slug", flat=True)
    assert list(slugs) == ["first", "third", "unnumbered-old", "unnumbered-new"]


def test_chapters_of_one_number_come_by_date_and_then_as_they_were_made():
    for slug, days in (("b", 2), ("a", 1), ("c", 2)):
        guide(slug, 7, days)
    assert [post.slug for post in Post.objects.in_chapter_order()] == ["a", "b", "c"]


@pytest.mark.parametrize("chapter", [0, 1000, 32768, -1])
def test_a_chapter_is_a_number_from_1_to_999(chapter):
    post = Post(title="A", slug="a", chapter=chapter)
    with pytest.raises(ValidationError) as error:
        post.full_clean()
    assert "chapter" in error.value.message_dict
