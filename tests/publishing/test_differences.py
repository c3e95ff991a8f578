import json

import pytest

from blog.publishing.differences import difference, is_substantive, visible_words, words_changed
from blog.rendering import render
from blog.transfer import front_matter
from tests.build import make_author, make_category, make_image
from tests.conftest import shared


def html_of(text):
    return render(text).html


def test_the_worked_cases_of_real_updates_come_out_as_they_were_decided(seed_post):
    body = front_matter.load(seed_post.read_bytes()).body
    before = html_of(body)
    found, expected = {}, {}
    for case in json.loads(shared("domain", "dates_cases.json").read_text())["cases"]:
        text = body
        for edit in case["edits"]:
            if "append" in edit:
                text += edit["append"]
            else:
                times = -1 if edit.get("all") else 1
                text = text.replace(edit["find"], edit["replace"], times)
        after = html_of(text)
        words = words_changed(visible_words(before), visible_words(after))
        found[case["id"]] = (words, is_substantive(before, after, words))
        expected[case["id"]] = (
            case["expected"]["changed_words"],
            case["expected"]["substantive"],
        )
    assert found == expected


def test_a_text_of_many_words_is_compared_in_bounded_time():
    before = [f"w{n % 500}" for n in range(40_000)]
    assert words_changed(before, [*before, "new"]) == 1


def test_two_words_over_and_over_are_compared_in_bounded_time():
    before, after = ["a", "b"] * 2500, ["b", "a", "c"] * 1600  # in order: ten minutes
    assert words_changed(before, after) == 1800


def test_words_that_repeat_around_a_change_do_not_hide_it():
    assert words_changed(["a", "a", "a"], ["a", "a"]) == 1
    assert words_changed(["a", "b", "a"], ["a", "a"]) == 1
    assert words_changed([], ["a"]) == 1


@pytest.mark.django_db
def test_changes_are_named_as_the_form_names_them():
    seo, ada, drop = make_category("seo", name="SEO"), make_author("ada"), make_image(alt="A drop")
    empty = {"category": None, "authors": [], "image": None, "faq": False, "title": "A"}
    full = {"category": seo.pk, "authors": [ada.pk], "image": drop.pk, "faq": True, "title": "A"}
    said = [(c.label, c.before, c.after) for c in difference(empty, full)]
    assert said == [
        ("Picture", "", "A drop"),
        ("Topic", "", "SEO"),
        ("Authors", "", "Ada"),
        ("Has questions", "no", "yes"),
    ]


@pytest.mark.django_db
def test_what_was_deleted_since_is_said_to_be():
    assert difference({"category": 99}, {"category": None})[0].before == "(deleted)"
