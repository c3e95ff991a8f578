import pytest

from blog.models import Tag, set_tags

from ..build import make_post
from ..reading import get

pytestmark = pytest.mark.django_db


def names(post) -> list[str]:
    return [row.tag.name for row in post.tagged.all()]


def test_tags_stand_in_the_order_of_the_editor():
    assert names(make_post(tags=["zinc", "amber", "moss"])) == ["zinc", "amber", "moss"]


def test_a_new_order_is_kept():
    post = make_post(tags=["zinc", "amber"])
    assert set_tags(post, ["amber", "zinc"])
    assert names(post) == ["amber", "zinc"]


def test_the_same_tags_change_nothing():
    post = make_post(tags=["zinc", "amber"])
    rows = list(post.tagged.values_list("pk", flat=True))
    assert not set_tags(post, ["Zinc", "AMBER"])
    assert list(post.tagged.values_list("pk", flat=True)) == rows


@pytest.mark.parametrize(
    ("one", "other"), [("Links", "LINKS"), ("École", "ÉCOLE"), ("Ссылка", "ССЫЛКА")]
)
def test_big_and_small_letters_make_one_tag(one, other):
    first = make_post("one", tags=[one])
    second = make_post("two", tags=[other])
    assert Tag.objects.count() == 1
    assert names(first) == names(second) == [one]


def test_a_tag_named_twice_stands_once():
    assert names(make_post(tags=["Links", "links", "LINKS"])) == ["Links"]


def test_tags_whose_slugs_would_be_the_same_are_two():
    assert names(make_post(tags=["c", "c++", "C#"])) == ["c", "c++", "C#"]
    assert list(Tag.objects.order_by("pk").values_list("slug", flat=True)) == ["c", "c-2", "c-3"]


def test_a_new_tag_leaves_the_old_address_of_another_alone():
    tag = make_post(tags=["Links"]).tagged.get().tag
    tag.name, tag.slug = "Anchors", "anchors"
    tag.save()
    make_post("other", tags=["links"])
    assert list(Tag.objects.values_list("slug", flat=True)) == ["anchors", "links-2"]
    assert get("/tags/links")["Location"] == "/tags/anchors"


def test_a_tag_without_letters_has_a_slug_all_the_same():
    assert names(make_post(tags=["🟠", "!!"])) == ["🟠", "!!"]
    assert Tag.objects.filter(slug__startswith="tag").count() == 2


def test_no_tags_are_none():
    post = make_post(tags=["links"])
    assert set_tags(post, [])
    assert names(post) == []
