import pytest

from blog.linkgraph import Aim, aim_at, monotone, shape
from blog.linkgraph.anchors import COMMERCIAL, GENERIC, without_brand
from blog.rendering import render

BACKLINKS = aim_at(
    "What Backlinks Are",
    "Backlinks, Explained | Iron Goo",
    ["What a link carries"],
    ["backlinks", "link earning"],
    brand_names=["Iron Goo"],
    hosts=["example.com"],
)


def test_every_anchor_of_the_worked_cases_has_the_shape_they_say(cases):
    given = cases["anchors"]["target"]
    names = ("titles", "focus_phrases", "brand_names", "hosts")
    aim = Aim(*(given[name] for name in names), topic_terms=given["topic_stems"])
    for case in cases["anchors"]["cases"]:
        assert shape(case["anchor"], aim) == case["expected"], case["anchor"]


def test_the_sample_article_is_the_target_of_the_worked_cases(cases, seed_post):
    given = cases["anchors"]["target"]
    front, body = seed_post.read_text().split("---", 2)[1:]
    title, seo_title = (line.split('"')[1] for line in front.strip().splitlines()[:2])
    headings = [h["text"] for h in render(body).headings if h["level"]]
    aim = aim_at(
        title, seo_title, headings, given["focus_phrases"], brand_names=given["brand_names"]
    )
    assert sorted(aim.topic_terms) == given["topic_stems"]
    assert [shape(each, aim) for each in given["titles"]] == ["title", "title"]


def test_the_fixed_words_are_those_of_the_worked_cases(cases):
    assert set(cases["generic_anchors"]) == GENERIC
    assert set(cases["commercial_stems"]) == COMMERCIAL


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("→", "generic"),
        ("Ｃｌｉｃｋ　ｈｅｒｅ", "generic"),
        ("Node.js", "other"),
        ("example.com:8000/x", "naked_url"),
        ("[x", "other"),
        ("//[", "generic"),
        ("“What backlinks are”", "title"),
        ("backlinks, explained", "title"),
        ("backlink", "exact"),
        ("links", "other"),
        ("carries a link", "descriptive"),
        ("the the link", "descriptive"),
        ("z" * 10_000, "other"),
    ],
)
def test_a_shape_is_the_first_that_fits(anchor, expected):
    assert shape(anchor, BACKLINKS) == expected


def test_a_picture_with_alt_text_is_an_image_and_one_without_is_empty():
    assert shape("click here", BACKLINKS, image=True) == "image"
    assert shape("", BACKLINKS, image=True) == "empty"


def test_a_page_of_which_nothing_is_known_has_shapes_all_the_same():
    assert shape("a story", Aim()) == "other"


def test_a_title_is_without_the_name_of_the_site_before_or_behind_it():
    assert without_brand("Links - and more | Iron Goo", ["Iron Goo"]) == "Links - and more"
    assert without_brand("Iron Goo – Links", ["iron goo"]) == "Links"
    assert without_brand("Iron Goo", ["Iron Goo"]) == "Iron Goo"


def test_one_text_from_more_than_three_in_five_of_five_pages_is_monotone():
    same = [(page, "Forge links!") for page in range(4)]
    assert monotone([*same, (4, "other")]) == "forge links"
    assert monotone(same) == ""
    assert monotone([*same[:3], (3, "x"), (4, "y")]) == ""


def test_a_page_counts_once_however_often_it_links():
    assert monotone([(1, "forge"), *((page, "") for page in range(5)), *[(1, "forge")] * 9]) == ""
    assert monotone([]) == ""
