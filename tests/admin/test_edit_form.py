"""The page on which a post is written: what it shows, and what becomes of it when it is sent."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from blog import publishing
from blog.models import Post, Presence, Redirect, Revision
from tests.admin.test_posts import ADD, filled
from tests.build import LATER, NOON, make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db


def saving(**fields):
    form = filled(**fields)
    del form["_publish"]
    return form | {"_save": "1"}


def change(post):
    return reverse("admin:blog_post_change", args=[post.pk])


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def question(number, question, answer, order, **more):
    fields = {"question": question, "answer": answer, "ORDER": order, **more}
    return {f"questions-{number}-{name}": value for name, value in fields.items()}


def test_saving_a_new_post_makes_a_draft_and_opens_it(client, eve):
    response = client.post(ADD, saving(body="Words."))
    post = Post.objects.get()
    assert response.url == change(post)
    assert (post.status, post.body, post.created_by) == ("draft", "Words.", eve)


def test_an_empty_slug_is_made_from_the_title(client, eve):
    client.post(ADD, filled(title="Molten Metal!", slug=""))
    assert Post.objects.get().path == "/blog/molten-metal"


def test_an_empty_slug_that_is_taken_gets_a_number(client, eve):
    make_post("a-heading", title="The first")
    client.post(ADD, filled(slug=""))
    assert Post.objects.filter(path="/blog/a-heading-2", status="published").exists()


def test_the_slug_of_a_page_that_readers_know_is_frozen(client, eve):
    post = make_post("known", title="Known")
    client.post(change(post), filled(slug="other"))
    page = client.get(change(post)).text
    assert Post.objects.get().path == "/blog/known"
    assert 'name="slug"' not in page
    assert reverse("admin:blog_post_address", args=[post.pk]) in page


def test_a_form_sent_twice_makes_one_post(client, eve):
    form = saving(key=str(uuid.uuid4()), base="")
    for _ in range(2):
        assert client.post(ADD, form).status_code == 302
    assert Post.objects.count() == 1
    assert not Revision.objects.filter(kind="aside").exists()


def test_saving_a_draft_of_a_live_page_changes_nothing_for_readers(client, eve):
    post = make_post("live", title="Live", body="Before.")
    client.post(change(post), saving(title="Live", body="After.", slug="live"))
    assert "Before." in client.get("/blog/live").text
    page = client.get(change(post)).text
    assert "After." in page and "Unpublished changes" in page


def test_publishing_puts_the_draft_before_readers(client, eve):
    post = make_post("live", title="Live", body="Before.")
    client.post(change(post), filled(title="Live", body="After."))
    assert "After." in client.get("/blog/live").text
    assert Post.objects.get().has_draft is False


def test_publishing_with_a_date_ahead_schedules(client, eve):
    form = filled(date_published_0=f"{LATER:%Y-%m-%d}", date_published_1="12:00")
    response = client.post(ADD, form)
    assert Post.objects.get().state == "scheduled"
    assert any("goes live on 10 March 2126" in said for said in told(response))


def test_a_date_keeps_the_seconds_that_the_form_does_not_show(client, eve):
    moment = NOON.replace(second=42, microsecond=123000)
    post = make_post("live", title="Live", date_published=moment)
    client.post(
        change(post), filled(title="Live", date_published_0="2026-03-10", date_published_1="12:00")
    )
    assert Post.objects.get().date_published == moment


def test_marking_it_as_updated_moves_the_date_of_the_update(client, eve):
    post = make_post("live", title="Live")
    client.post(change(post), filled(title="Live", body="New.", update_date="on"))
    assert Post.objects.get().date_modified > NOON


def test_readers_are_told_what_changed_in_an_update(client, eve):
    post = make_post("live", title="Live")
    note = "A new\npart\x00" + "!" * 400
    said = filled(title="Live", body="New.", update_date="on", update_note=note)
    client.post(change(post), said)
    told = post.revisions.told_to_readers().get().note
    assert told == "A new part" + "!" * 290
    assert told in client.get("/blog/live").text


def test_what_changed_is_kept_when_a_post_is_refused(client, eve):
    post = make_post("live", title="Live")
    response = client.post(change(post), filled(title="", update_date="on", update_note="A part"))
    assert 'value="A part"' in response.text


def test_authors_sign_in_the_order_of_their_choice(client, eve):
    zoe, abe = make_author("zoe"), make_author("abe")
    client.post(ADD, filled(authors=[zoe.pk, abe.pk]))
    post = Post.objects.get()
    assert list(post.bylines.values_list("author__slug", flat=True)) == ["zoe", "abe"]
    page = client.get(change(post)).text
    assert page.index(">Zoe<") < page.index(">Abe<")


def test_questions_stand_in_their_order_without_those_that_were_taken_out(client, eve):
    rows = {
        **question(0, "Second?", "Yes.", "2"),
        **question(1, "Gone?", "Yes.", "3", DELETE="on"),
        **question(2, "", "", "4"),
        **question(3, "First?", "Yes.", "1", inline="on"),
    }
    rows |= {"questions-TOTAL_FORMS": "4"}
    client.post(ADD, filled(faq="on", body="## First?\n\nYes.", **rows))
    entries = Post.objects.get().faq_entries.values_list("question", "inline")
    assert list(entries) == [("First?", True), ("Second?", False)]


def test_a_question_without_an_answer_gets_its_message_and_keeps_its_place(client, eve):
    rows = {**question(0, "Second?", "", "2"), **question(1, "First?", "Yes.", "1")}
    response = client.post(ADD, filled(faq="on", **rows, **{"questions-TOTAL_FORMS": "2"}))
    assert [field for field, _ in response.context["errors"]] == ["id_questions-1-answer"]
    first, second = (response.text.index(f'value="{word}?"') for word in ("First", "Second"))
    assert first < second


def test_a_question_asked_twice_is_refused_and_no_answer_is_dropped(client, eve):
    rows = {**question(0, "Why?", "One.", "1"), **question(1, "Why?", "Two.", "2")}
    response = client.post(ADD, filled(faq="on", **rows, **{"questions-TOTAL_FORMS": "2"}))
    assert "stands here twice" in response.text
    assert "One." in response.text and "Two." in response.text


def test_a_hundred_and_one_questions_are_refused_and_all_are_kept(client, eve):
    rows = {"questions-TOTAL_FORMS": "101"}
    for n in range(101):
        rows |= question(n, f"Question {n}?", "Yes.", str(n))
    response = client.post(ADD, filled(faq="on", **rows))
    assert "the limit is 100" in response.text
    assert len(publishing.document_of(Post.objects.get())["questions"]) == 101


def test_a_service_has_a_price(client, eve):
    price = {"offer-price_from": "990", "offer-currency": "EUR", "offer-billing_unit": "month"}
    client.post(ADD, filled(kind="service", **price))
    assert str(Post.objects.get().offer) == "from 990 EUR per month"


def test_a_price_that_is_none_gets_its_message(client, eve):
    price = {"offer-price_from": "a lot", "offer-currency": "EUR", "offer-billing_unit": "month"}
    response = client.post(ADD, filled(kind="service", **price))
    assert ("id_offer-price_from", "From: Enter a number.") in [
        (field, said.replace("Price from", "From")) for field, said in response.context["errors"]
    ]


def test_a_text_of_5_mb_gets_its_message_and_is_given_back(client, eve):
    text = "word " * 1_000_000
    response = client.post(ADD, filled(body=text + "the end"))
    assert "the limit is 512 KB" in response.text
    assert "the end" in response.text
    assert not Post.objects.exists()


def test_a_date_that_is_none_is_kept_as_it_was_typed(client, eve):
    response = client.post(ADD, saving(date_published_0="32/13", date_published_1="25:00"))
    assert "Write the date as year-month-day" in response.text
    assert 'value="32/13"' in response.text
    page = client.get(change(Post.objects.get())).text
    assert 'value="32/13"' in page and 'value="25:00"' in page


def test_a_slug_that_leads_elsewhere_is_refused_at_the_field(client, eve):
    Redirect.objects.create(from_path="/blog/a-heading", to_url="/blog/else")
    response = client.post(ADD, filled())
    assert response.context["errors"][0][0] == "id_slug"
    assert not Redirect.objects.filter(to_post__isnull=False).exists()


def test_a_refused_change_of_a_live_page_is_kept_as_its_draft(client, eve):
    post = make_post("live", title="Live", body="Before.")
    response = client.post(change(post), filled(title="", body="After."))
    assert "Write a title." in response.text
    post.refresh_from_db()
    assert post.body == "Before." and post.has_draft
    assert publishing.document_of(post)["body"] == "After."


def test_who_saves_second_is_led_to_both_texts(client, eve):
    post = make_post("live", title="Live", body="Before.")
    other = make_person("otto", "Editor")
    publishing.save_draft(post, publishing.snapshot_of(post), by=other, base="")
    seen = publishing.base_of(post)
    publishing.save_draft(
        post, {**publishing.snapshot_of(post), "body": "Theirs."}, by=other, base=seen
    )
    response = client.post(change(post), saving(title="Live", body="Mine.", base=seen))
    aside = Revision.objects.get(kind="aside")
    assert response.url == reverse("admin:blog_post_compare", args=[post.pk, aside.number])
    assert aside.snapshot["body"] == "Mine."
    assert publishing.document_of(Post.objects.get())["body"] == "Theirs."


def test_an_author_asks_for_review_with_a_note(client, ana):
    form = saving(review_note="Please look at the numbers.", _review="1")
    client.post(ADD, form)
    post = Post.objects.get()
    assert (post.state, post.review_note, post.review_by) == (
        "in review",
        "Please look at the numbers.",
        ana,
    )


def test_an_author_has_no_button_to_publish_and_is_not_obeyed_without_it(client, ana):
    assert 'name="_publish"' not in client.get(ADD).text
    response = client.post(ADD, filled(body="My words."))
    post = Post.objects.get()
    assert (post.status, post.body) == ("draft", "My words.")
    assert any("may not publish" in said for said in told(response))


def test_an_author_opens_no_post_of_somebody_else(client, ana):
    post = make_post("theirs", status="draft")
    assert client.get(change(post)).status_code == 403
    assert client.post(change(post), saving(body="Mine now.")).status_code == 403
    assert Post.objects.get().body == ""


def test_an_author_opens_a_post_that_they_sign(client, ana):
    post = make_post("mine", status="draft", authors=[make_author("ana", user=ana)])
    assert client.get(change(post)).status_code == 200


def test_a_post_in_the_bin_is_shown_but_not_saved(client, eve):
    post = make_post("old", status="draft", body="Before.")
    publishing.delete(post, by=eve)
    response = client.post(change(post), saving(body="After."))
    assert "in the bin" in response.text and "After." in response.text
    assert Post.objects.get().status == "deleted"
    assert Post.objects.get().body == "Before."


def test_the_page_says_who_else_has_it_open(client, eve):
    post = make_post("shared")
    ana = make_person("ana", "Author")
    ana.first_name = "Ana"
    ana.save()
    Presence.objects.create(post=post, user=ana, at=timezone.now())
    assert "Ana is editing this" in client.get(change(post)).text


def test_the_form_lists_no_rows_but_those_that_are_chosen(client, eve):
    topic, image = make_category("chosen"), make_image()
    for n in range(5):
        make_category(f"other-{n}")
        make_author(f"other-{n}")
    post = make_post("post", category=topic, image=image)
    page = client.get(change(post)).text
    assert "CHOSEN" in page and "OTHER-1" not in page and "Other 1" not in page


def test_every_form_of_a_post_is_sent_whole_whatever_its_letters(client, eve):
    """Percent-encoded, a text of 5 MB in Greek is 15 MB: more than the server reads."""
    assert 'enctype="multipart/form-data"' in client.get(ADD).text


def test_the_chapter_of_a_guide_is_set_in_its_form_and_kept_in_its_history(client, eve):
    topic = make_category("seo")
    client.post(ADD, filled(kind="guide", category=topic.pk, chapter="3"))
    post = Post.objects.get()
    assert (post.kind, post.chapter) == ("guide", 3)
    form = filled(kind="guide", category=topic.pk, chapter="", base=publishing.base_of(post))
    client.post(change(post), form)
    post.refresh_from_db()
    assert post.chapter is None
    first, last = post.revisions.order_by("number").values_list("snapshot", flat=True)[:2]
    assert [change.label for change in publishing.difference(first, last)] == ["Chapter"]


def test_a_social_card_is_set_in_the_form_and_kept_in_its_history(client, eve):
    card = make_image("card.png", alt="An anvil")
    client.post(ADD, filled(social_image=card.pk))
    post = Post.objects.get()
    assert post.social_image == card
    assert f'name="social_image" value="{card.pk}"' in client.get(change(post)).text
    client.post(change(post), filled(social_image="", base=publishing.base_of(post)))
    post.refresh_from_db()
    assert post.social_image is None
    first, last = post.revisions.order_by("number").values_list("snapshot", flat=True)[:2]
    told_of = [(c.label, c.before, c.after) for c in publishing.difference(first, last)]
    assert told_of == [("Social card", "An anvil", "")]


def test_a_social_card_in_a_draft_is_not_shown_to_readers_yet(client, eve):
    post, card = make_post("live", body="Words."), make_image("card.png")
    publishing.save_draft(post, publishing.snapshot_of(post) | {"social_image": card.pk}, by=eve)
    assert Post.objects.get().social_image is None
    publishing.publish(Post.objects.get(), by=eve)
    assert Post.objects.get().social_image == card


@pytest.mark.parametrize("typed", ["0", "1000", "two", "1.5", "9" * 30])
def test_a_chapter_that_is_none_is_said_at_its_field_and_kept_as_it_was_typed(client, eve, typed):
    form = filled(kind="guide", category=make_category("seo").pk, chapter=typed)
    response = client.post(ADD, form)
    assert response.status_code == 200
    assert "chapter" in response.context["fields"].errors
    assert f'value="{typed}"' in response.text


def test_a_form_that_does_not_say_what_it_started_from_overwrites_nothing(client, eve):
    post = make_post("a", status="draft", body="Old words.")
    typed = publishing.snapshot_of(post) | {"body": "Bob's words."}
    publishing.save_draft(post, typed, by=make_person("bob", "Editor"))
    response = client.post(change(post), filled(slug="a", body="Eve's words."))
    assert "/compare/" in response.url
    post.refresh_from_db()
    assert post.body == "Bob's words."


def test_publishing_a_new_post_twice_publishes_it_once(client, eve):
    form = filled(key=str(uuid.uuid4()), base="")
    answers = [client.post(ADD, form) for _ in range(2)]
    post = Post.objects.get()
    assert {answer.url for answer in answers} == {change(post)}
    assert not post.revisions.filter(kind="aside").exists()


@pytest.mark.parametrize("name", ["category", "image", "social_image", "next_step", "authors"])
def test_what_was_deleted_while_the_form_was_open_is_said_at_its_field(client, eve, name):
    page = client.post(ADD, filled(body="Many words.", **{name: "987654"}))
    assert page.context["fields"].errors[name] == ["This is not there any more; choose another."]
    assert "Many words." in page.text
