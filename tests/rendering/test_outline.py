"""Ids of headings: made once, kept for good."""

import json
import time

import pytest

from blog.rendering import Context, render
from blog.rendering.outline import Draft, settle
from tests.conftest import shared


def headings(source, before=()):
    return render(source, Context(headings=tuple(before))).headings


def ids(found):
    return [heading["id"] for heading in found]


def aliases(found):
    return {heading["id"]: heading["aliases"] for heading in found if heading["aliases"]}


def chapters(*titles):
    return "\n\n".join(f"## {title}\n\nWords below it." for title in titles)


# At first


def test_the_sample_article_has_the_ids_of_the_worked_case(seed_post):
    case = json.loads(shared("domain", "linkgraph_cases.json").read_text())["heading_ids"]
    body = seed_post.read_text().split("---\n", 2)[2]
    found = headings(body)
    plain = [{"text": h["text"], "id": h["id"]} for h in found if h["level"]]
    bold = [{"text": h["text"], "id": h["id"]} for h in found if not h["level"]]
    assert plain == case["headings"]
    assert bold == case["list_items"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## Where it begins", ["where-it-begins"]),
        ("## 2026 in review", ["2026-in-review"]),
        ("## Привет, мир", ["привет-мир"]),
        ("## 日本語の見出し", ["日本語の見出し"]),
        ("## ١٢٣", ["١٢٣"]),
        ("## Straße und Größe", ["strae-und-groe"]),
        ("## Über uns", ["uber-uns"]),
        ("## !!!", ["section"]),
        ("## !!!\n\n## ???", ["section", "section-2"]),
        ("## _main", ["main"]),
        ("## `code` and *stress*", ["code-and-stress"]),
        ("## [A link](/x)", ["a-link"]),
        ("## Tea &amp; cake", ["tea-cake"]),
        ("- **Lead.** words", ["lead"]),
        ("- **1. Digits** words", ["1-digits"]),
        ("1. **Numbered:** words", ["numbered"]),
        ("- **Outer** words\n    - **Inner** words", ["outer", "inner"]),
        ("- words, then **bold**", []),
        ("- *stressed* words", []),
        ("##", []),
        ("Title\n=====\n\nPart\n----", ["title", "part"]),
    ],
)
def test_an_id_is_made_from_the_words(source, expected):
    assert ids(headings(source)) == expected


@pytest.mark.parametrize(
    "title",
    ["2026 in review", "١٢٣", "日本語の見出し", "नमस्ते", "a" * 300, "é" * 300, "long words " * 40],
)
def test_the_page_holds_the_id_that_the_outline_names(title):
    rendered = render(f"## {title}\n\n- **{title}** words")
    for heading in rendered.headings:
        assert f' id="{heading["id"]}"' in rendered.html


def test_equal_headings_are_counted():
    assert ids(headings(chapters("Costs", "Costs", "Costs"))) == ["costs", "costs-2", "costs-3"]


def test_a_counted_id_does_not_collide_with_a_heading_that_says_the_same():
    assert ids(headings(chapters("Costs", "Costs 2", "Costs"))) == ["costs", "costs-2", "costs-3"]


def test_a_heading_and_a_bold_item_of_the_same_words_have_two_ids():
    assert ids(headings("## Costs\n\n- **Costs** are high")) == ["costs", "costs-2"]


def test_an_id_of_the_author_is_taken_as_it_is():
    assert ids(headings("## Costs {#what-it-costs}\n\n## More")) == ["what-it-costs", "more"]


def test_an_id_of_the_author_that_is_no_id_is_not_taken():
    assert ids(headings("## Costs {#_main}\n\n## More {#a&b}")) == ["costs", "more"]


def test_two_headings_with_one_id_of_the_author_get_two():
    assert ids(headings("## One {#x}\n\n## Two {#x}")) == ["x", "two"]


def test_an_id_that_stands_elsewhere_in_the_text_is_left_to_it():
    rendered = render("A paragraph.\n{: #costs }\n\n## Costs")
    assert ids(rendered.headings) == ["costs-2"]
    assert rendered.html.count('id="costs"') == 1


def test_a_text_without_its_own_page_has_no_ids():
    rendered = render("## Costs\n\n- **Lead** words", Context(linkable=False))
    assert rendered.headings == []
    assert " id=" not in rendered.html
    assert 'class="anchor"' not in rendered.html


# Afterwards


def test_a_heading_keeps_its_id_when_its_text_changes():
    before = headings(chapters("One", "What it costs", "Three"))
    after = headings(chapters("One", "Prices in 2026", "Three"), before)
    assert ids(after) == ["one", "what-it-costs", "three"]
    assert after[1]["text"] == "Prices in 2026"


def test_a_heading_keeps_its_id_when_its_level_changes():
    before = headings("## One\n\n## Two")
    after = headings("## One\n\n### Two", before)
    assert ids(after) == ["one", "two"]
    assert after[1]["level"] == 3


def test_a_bold_item_keeps_its_id_when_its_text_changes():
    before = headings("- **One** a\n- **Two** b\n- **Three** c")
    assert ids(headings("- **One** a\n- **Deux** b\n- **Three** c", before)) == [
        "one",
        "two",
        "three",
    ]


def test_a_change_of_case_or_punctuation_changes_no_id():
    before = headings(chapters("what it costs", "more"))
    assert ids(headings(chapters("What It Costs?", "More!"), before)) == ["what-it-costs", "more"]


def test_ids_move_with_their_headings():
    before = headings(chapters("One", "Two", "Three"))
    after = headings(chapters("Three", "One", "Two"), before)
    assert ids(after) == ["three", "one", "two"]
    assert aliases(after) == {}


def test_a_moved_heading_keeps_its_id_while_its_neighbour_changes():
    before = headings(chapters("One", "Two", "Three", "Four"))
    after = headings(chapters("Four", "One", "Two", "Drei"), before)
    assert ids(after) == ["four", "one", "two", "three"]


def test_a_new_heading_takes_no_id_from_those_around_it():
    before = headings(chapters("One", "Two"))
    after = headings(chapters("One", "Something else altogether", "Two"), before)
    assert ids(after) == ["one", "something-else-altogether", "two"]
    assert aliases(after) == {}


def test_a_removed_heading_leaves_an_alias_at_the_nearest_one_before_it():
    before = headings(chapters("One", "Two", "Three", "Four"))
    after = headings(chapters("One", "Two", "Four"), before)
    assert aliases(after) == {"two": ["three"]}


def test_the_first_heading_leaves_its_alias_at_the_next_one():
    before = headings(chapters("One", "Two", "Three"))
    assert aliases(headings(chapters("Two", "Three"), before)) == {"two": ["one"]}


def test_aliases_are_handed_on_when_their_heading_goes_too():
    first = headings(chapters("One", "Two", "Three"))
    second = headings(chapters("One", "Two"), first)
    third = headings(chapters("One"), second)
    assert aliases(second) == {"two": ["three"]}
    assert sorted(aliases(third)["one"]) == ["three", "two"]


def test_a_heading_that_came_back_has_its_id_again_and_the_alias_goes():
    first = headings(chapters("One", "Two", "Three"))
    second = headings(chapters("One", "Three"), first)
    third = headings(chapters("One", "Two", "Three"), second)
    assert ids(third) == ["one", "two", "three"]
    assert aliases(third) == {}


def test_the_page_answers_at_every_old_id_once():
    before = headings(chapters("One", "Two", "Three"))
    html = render(chapters("One"), Context(headings=tuple(before))).html
    for old in ("one", "two", "three"):
        assert html.count(f'id="{old}"') == 1


def test_an_id_of_the_author_replaces_the_old_one_which_stays_an_alias():
    before = headings(chapters("One", "Two"))
    after = headings("## One\n\n## Two {#second}", before)
    assert ids(after) == ["one", "second"]
    assert aliases(after) == {"second": ["two"]}


def test_a_paragraph_that_takes_an_old_id_keeps_it_for_itself():
    before = headings(chapters("One", "Two"))
    html = render("A paragraph.\n{: #two }\n\n## One", Context(headings=tuple(before))).html
    assert html.count('id="two"') == 1


def test_a_paragraph_that_takes_a_present_id_keeps_it_for_itself():
    before = headings(chapters("One"))
    rendered = render("A paragraph.\n{: #one }\n\n## One", Context(headings=tuple(before)))
    assert rendered.html.count('id="one"') == 1
    assert ids(rendered.headings) == ["one-2"]


def test_the_same_text_again_changes_nothing():
    source = chapters("One", "Two", "Two", "Three") + "\n\n- **Two** words\n- **Four** words"
    before = headings(source)
    assert headings(source, before) == before


def test_no_id_is_lost_or_given_twice_through_a_series_of_edits():
    edits = [
        ("One", "Two", "Three", "Four"),
        ("One", "Two and a half", "Four"),
        ("Zero", "One", "Four", "Two and a half"),
        ("Zero", "Four"),
        ("Zero", "One", "Two", "Three", "Four"),
    ]
    known, found = set(), []
    for titles in edits:
        found = headings(chapters(*titles), found)
        present = ids(found) + [alias for heading in found for alias in heading["aliases"]]
        assert len(present) == len(set(present))
        assert known <= set(present)
        known = set(present)


def test_a_long_outline_that_was_written_anew_is_settled_in_time():
    old = settle([Draft(f"Old chapter about subject {i} and what it means", 2) for i in range(400)])
    new = [Draft(f"New passage on theme {i} with other words than then", 2) for i in range(401)]
    start = time.perf_counter()
    found = settle(new, old)
    assert time.perf_counter() - start < 2
    kept = {alias for heading in found for alias in heading["aliases"]} | set(ids(found))
    assert set(ids(old)) <= kept
