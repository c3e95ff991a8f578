"""What the database refuses although nothing was validated."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from blog.models import (
    Author,
    Byline,
    Category,
    FAQEntry,
    Image,
    Offer,
    Post,
    Redirect,
    SiteSettings,
    Tag,
    TaggedPost,
)

from ..build import NOON, make_author, make_category, make_image, make_post

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def insert(*rows) -> None:
    """Past save() and clean(), as a script or another program would."""
    with transaction.atomic():
        type(rows[0])._base_manager.bulk_create(rows)


def update(row, **fields) -> None:
    with transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**fields)


def bare_post(**fields) -> Post:
    return Post(**{"title": "Bare", "slug": "bare", "path": "/blog/bare", **fields})


def test_a_bare_draft_may_be_inserted():
    insert(bare_post())
    assert Post.objects.get().status == "draft"


def test_a_published_post_has_a_date():
    with refused("published_post_has_a_date"):
        insert(bare_post(status="published"))
    with refused("published_post_has_a_date"):
        update(make_post(), date_published=None, date_modified=None)


def test_a_post_is_not_modified_before_it_is_published():
    with refused("not_modified_before_published"):
        update(make_post(), date_modified=NOON.replace(year=2025))


def test_a_guide_has_a_topic():
    with refused("guide_has_a_topic"):
        insert(bare_post(kind="guide"))


@pytest.mark.parametrize("fields", [{"path": ""}, {"path": "blog/bare"}, {"slug": ""}])
def test_a_post_has_an_address(fields):
    with refused("post_has_an_address"):
        insert(bare_post(**fields))


@pytest.mark.parametrize("fields", [{"kind": "essay"}, {"status": "secret"}])
def test_kind_and_status_are_known_ones(fields):
    with refused("post_kind_and_status_known"):
        insert(bare_post(**fields, date_published=NOON))


def test_an_address_belongs_to_one_post():
    with pytest.raises(IntegrityError):
        insert(bare_post(), bare_post(slug="other"))


def test_a_redirect_starts_at_a_path():
    with refused("redirect_from_a_path"):
        insert(Redirect(from_path="old"))


def test_a_redirect_has_one_target():
    with refused("redirect_has_one_target"):
        insert(Redirect(from_path="/old", to_post=make_post(), to_url="/blog"))


def test_a_redirect_does_not_lead_to_itself():
    with refused("redirect_leads_elsewhere"):
        insert(Redirect(from_path="/old", to_url="/old"))


def test_an_old_address_has_one_redirect():
    with pytest.raises(IntegrityError):
        insert(Redirect(from_path="/old"), Redirect(from_path="/old", to_url="/blog"))


def test_there_is_one_row_of_settings():
    with refused("one_row_of_settings"):
        insert(SiteSettings(pk=2))


def test_a_price_is_not_negative():
    with refused("price_not_negative"):
        insert(Offer(post=make_post(kind="service"), price_from=-1))


def test_a_service_has_one_price():
    service = make_post(kind="service")
    with pytest.raises(IntegrityError):
        insert(Offer(post=service, price_from=1), Offer(post=service, price_from=2))


def test_a_question_stands_once_on_a_post():
    post = make_post()
    with pytest.raises(IntegrityError):
        insert(FAQEntry(post=post, question="Why?"), FAQEntry(post=post, question="Why?"))


def test_an_author_signs_a_post_once():
    post, ada = make_post(), make_author()
    with pytest.raises(IntegrityError):
        insert(Byline(post=post, author=ada), Byline(post=post, author=ada))


def test_a_tag_stands_once_on_a_post():
    post = make_post(tags=["links"])
    with pytest.raises(IntegrityError):
        insert(TaggedPost(content_object=post, tag=Tag.objects.get()))


def test_a_tag_has_one_spelling():
    with pytest.raises(IntegrityError):
        insert(Tag(name="Links", slug="links"), Tag(name="links", slug="links-2"))


@pytest.mark.parametrize("model", [Author, Category, Tag])
def test_slugs_are_unique(model):
    with pytest.raises(IntegrityError):
        insert(model(name="One", slug="same"), model(name="Two", slug="same"))


def test_a_source_has_one_picture():
    one, two = make_image(source="/one.png"), make_image("b.png", source="/two.png")
    with pytest.raises(IntegrityError):
        update(two, source=one.source)


def test_a_picture_has_a_size():
    with refused("picture_has_a_size"):
        insert(Image(file="a.png", width=0, height=10, sha256="x"))


def test_a_topic_with_posts_cannot_be_deleted():
    make_post(category="seo")
    with pytest.raises(ProtectedError):
        make_category("seo").delete()


def test_an_author_who_signed_cannot_be_deleted():
    make_post(authors=[make_author()])
    with pytest.raises(ProtectedError):
        make_author().delete()
