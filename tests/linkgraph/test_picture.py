import re

import pytest
from lxml import etree

from blog.linkgraph import Dot, Neighbour, draw, draw_neighbourhood
from blog.linkgraph.neighbourhood import MOST_ROWS
from blog.linkgraph.picture import MOST_DOTS

SVG = "{http://www.w3.org/2000/svg}"
HOME = Dot("/", "Home", "", 0, 2.0)


def dot(path="/a", depth=1, topic="SEO", strength=1.0, **more):
    return Dot(path, f"Title of {path}", topic, depth, strength, **more)


def parsed(*pages):
    return etree.fromstring(draw(pages))


def dots(root):
    """{path: element} of the dots that are drawn."""
    drawn = [each for each in root.iter() if (each.get("class") or "").startswith("dot")]
    return {each.find(f"{SVG}title").text.split("\n")[1]: each for each in drawn}


def circle(element, class_):
    return element.find(f"{SVG}circle[@class='{class_}']")


def distance(element):
    page = element.findall(f"{SVG}circle")[-1]
    return (float(page.get("cx")) ** 2 + float(page.get("cy")) ** 2) ** 0.5


def test_home_is_in_the_middle_and_each_click_a_ring_further_out():
    found = dots(parsed(HOME, dot("/a", 1), dot("/b", 2), dot("/c", 5), dot("/d", 9)))
    assert distance(found["/"]) == 0
    assert distance(found["/a"]) == pytest.approx(80, abs=1)
    assert distance(found["/b"]) == pytest.approx(160, abs=1)
    assert distance(found["/c"]) == distance(found["/d"]) == pytest.approx(400, abs=1)


def test_what_cannot_be_reached_stands_outside_on_a_dashed_ring():
    root = parsed(HOME, dot("/a"), dot("/lost", None))
    assert distance(dots(root)["/lost"]) > 420
    assert root.find(f"{SVG}circle[@class='ring outside']") is not None
    assert parsed(HOME, dot()).find(f"{SVG}circle[@class='ring outside']") is None


def test_the_area_of_a_dot_is_its_strength():
    found = dots(parsed(HOME, dot("/a", strength=1.0), dot("/b", strength=4.0)))
    small, large = (float(circle(found[path], "page").get("r")) for path in ("/a", "/b"))
    assert large / small == pytest.approx(2, abs=0.05)


def test_an_orphan_is_hollow_a_pillar_double_and_earned_links_a_halo():
    found = dots(parsed(dot("/a", orphan=True), dot("/b", pillar=True), dot("/c", earned=True)))
    assert circle(found["/a"], "orphan") is not None
    assert circle(found["/b"], "second") is not None
    assert circle(found["/c"], "halo") is not None
    assert "pillar" in found["/b"].find(f"{SVG}title").text


def test_of_many_pages_orphans_are_drawn_first_then_the_strongest():
    many = [dot(f"/{n}", 2, strength=n / 100) for n in range(400)]
    root = parsed(HOME, *many, dot("/orphan", 3, strength=0.0, orphan=True))
    found = dots(root)
    assert len(found) == MOST_DOTS
    assert {"/", "/orphan", "/399"} <= set(found)
    assert "/0" not in found
    assert "".join(root.find(f".//{SVG}textPath").itertext()) == "SEO +102"


def test_the_same_pages_in_any_order_are_the_same_bytes():
    pages = [HOME, *(dot(f"/{n}", n % 7, f"T{n % 5}") for n in range(1, 60))]
    assert draw(pages) == draw(reversed(pages))


def test_no_style_no_script_and_nothing_that_a_title_could_break():
    pages = [HOME, Dot('/"><script>', "<b>&\"'", "<i>", 1, 1.0, href="/x?a=1&b=\"'")]
    drawn = draw(pages) + draw_neighbourhood("<b>", [Neighbour("/<", "<u>", "body", "<s>")], [])
    assert not re.search(r"<(?:script|style|b|i|u|s)\b| style=| on\w+=", drawn)
    assert etree.fromstring(draw(pages)) is not None


def test_a_dot_leads_where_it_is_told_to():
    root = parsed(HOME, dot("/a", href="/admin/a"))
    assert dots(root)["/a"].get("href") == "/admin/a"
    assert (root.get("role"), parsed(HOME).get("role")) == ("group", "img")


@pytest.mark.parametrize(
    "pages",
    [
        [],
        [HOME],
        [dot(depth=None)],
        [dot(f"/{n}", 1, f"T{n}") for n in range(200)],
        [dot(topic="")],
    ],
)
def test_odd_sites_are_drawn_too(pages):
    assert len(dots(parsed(*pages))) == len(pages)


def test_the_dots_of_a_sector_stay_in_it():
    pages = [dot(f"/{t}/{n}", n % 4 + 1, f"T{t}") for t in "ab" for n in range(60)]
    for path, each in dots(parsed(*pages)).items():
        x = float(circle(each, "page").get("cx"))
        assert x > 0 if path.startswith("/a") else x < 0


def test_the_neighbours_of_a_page_are_drawn_the_heaviest_first_and_the_rest_counted():
    linking = [Neighbour(f"/{n:02}", f"N{n}", "nav") for n in range(20)]
    root = etree.fromstring(
        draw_neighbourhood("Mine", [*linking, Neighbour("/z", "Z", "body")], [])
    )
    texts = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert texts[0] == "Pages that link here: 21"
    assert texts[1].endswith("Z")
    assert "and 7 more" in texts
    assert "none" in texts
    lines = root.findall(f"{SVG}path")
    assert len(lines) == MOST_ROWS
    assert [line.get("class") for line in lines[:2]] == ["link", "link machine"]
