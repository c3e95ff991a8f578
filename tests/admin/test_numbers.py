"""Numbers that no row can have are answered like any other number of no row."""

import pytest

from tests.admin.test_posts import ADD, filled
from tests.build import make_category, make_image, make_post

pytestmark = pytest.mark.django_db
HUGE = ["9" * 23, "9" * 5000, "²"]
LIST = "/admin/blog/post/"


@pytest.fixture(params=HUGE, ids=["23 digits", "5000 digits", "a digit that is no number"])
def huge(request):
    return request.param


@pytest.mark.parametrize("name", ["category", "authors", "image", "next_step", "chapter"])
def test_the_form_of_a_post_says_at_the_field_what_no_row_can_be(client, eve, huge, name):
    page = client.post(ADD, filled(**{name: huge}))
    assert name in page.context["fields"].errors


@pytest.mark.parametrize("name", ["TOTAL_FORMS", "0-ORDER"])
def test_rows_of_questions_are_counted_within_bounds(client, eve, huge, name):
    assert client.post(ADD, filled(**{f"questions-{name}": huge})).status_code == 302


@pytest.mark.parametrize("address", ["autosave/", "preview/"])
def test_scripts_get_a_message_for_a_post_that_cannot_be(client, eve, huge, address):
    answer = client.post(LIST + address, filled(post=huge))
    assert answer.status_code == 400
    assert answer.json()["message"] == "There is no such post."


@pytest.mark.parametrize("address", ["links/?post={}", "calendar/?month={}", "?category={}"])
def test_a_page_opens_whatever_number_is_asked_for(client, eve, huge, address):
    assert client.get(LIST + address.format(huge), follow=True).status_code == 200


@pytest.mark.parametrize("act", ["publish", "delete", "topic"])
def test_an_act_on_posts_that_cannot_be_changes_nothing(client, eve, huge, act):
    page = client.post(f"{LIST}bulk/{act}/", {"post": huge, "confirmed": "1"}, follow=True)
    assert "Choose some posts; nothing was changed." in page.text


def test_an_act_of_the_list_on_posts_that_cannot_be_changes_nothing(client, eve, huge):
    chosen = {"action": "publish", "_selected_action": huge}
    assert client.post(LIST, chosen, follow=True).status_code == 200


def test_a_topic_that_cannot_be_is_said_at_its_field(client, eve, huge):
    chosen = {"post": make_post().pk, "topic": huge, "confirmed": "1"}
    page = client.post(f"{LIST}bulk/topic/", chosen)
    assert "topic" in page.context["form"].errors


@pytest.mark.parametrize("act", ["history/?old={0}&new={0}", "history/1/?with={}"])
def test_a_revision_that_cannot_be_is_not_found(client, eve, huge, act):
    post = make_post()
    answer = client.get(f"{LIST}{post.pk}/{act.format(huge)}", follow=True)
    assert answer.status_code in {200, 404}


def test_a_preview_link_that_cannot_be_is_not_found(client, eve, huge):
    post = make_post()
    assert client.post(f"{LIST}{post.pk}/previews/", {"_revoke": huge}).status_code == 404


def test_tags_that_cannot_be_are_not_merged(client, eve, huge):
    page = client.post("/admin/blog/tag/merge/", {"tag": huge, "into": huge}, follow=True)
    assert "Mark the tags" in page.text


@pytest.mark.parametrize("query", ["id={}", "page={}"])
def test_the_chooser_of_pictures_answers_whatever_number_is_asked_for(client, eve, huge, query):
    make_image()
    answer = client.get(f"/admin/blog/image/choose/?{query.format(huge)}")
    assert answer.status_code == 200


def test_an_act_of_the_library_on_pictures_that_cannot_be_changes_nothing(client, eve, huge):
    chosen = {"action": "mark_decorative", "_selected_action": huge}
    assert client.post("/admin/blog/image/", chosen, follow=True).status_code == 200


def test_a_focal_point_that_cannot_be_is_said_at_its_field(client, eve, huge):
    image = make_image()
    form = {"alt": "", "focus_x": huge, "focus_y": "0"}
    page = client.post(f"/admin/blog/image/{image.pk}/change/", form)
    assert "focus_x" in page.context["adminform"].form.errors


def test_an_order_that_cannot_be_is_said_in_the_list(client, eve, huge):
    topic = make_category("seo")
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": topic.pk}
    page = client.post("/admin/blog/category/", form | {"form-0-order": huge, "_save": "Save"})
    assert page.status_code == 200
    assert page.context["cl"].formset.errors[0].keys() == {"order"}


def test_a_target_that_cannot_be_is_said_at_its_field(client, eve, huge):
    post = make_post()
    page = client.post(f"{LIST}{post.pk}/take-down/", {"answer": "post", "to_post": huge})
    assert "to_post" in page.context["form"].errors


def test_a_page_to_read_first_that_cannot_be_is_said_at_its_field(client, eve, huge):
    topic = make_category("seo")
    form = {"name": "SEO", "slug": "seo", "order": "0", "pillar": huge}
    page = client.post(f"/admin/blog/category/{topic.pk}/change/", form)
    assert "pillar" in page.context["adminform"].form.errors
