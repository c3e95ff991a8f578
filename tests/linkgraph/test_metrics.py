from itertools import pairwise

import pytest

from blog.linkgraph import Measured, is_followed, measure
from blog.linkgraph.metrics import DEEP_FROM, ORPHAN_KINDS
from blog.linkgraph.packed import EDITORIAL, NOT_FOLLOWED, WEIGHTS
from blog.linkgraph.ranks import DAMPING

GRAPHS = (
    "two_pages_dangling",
    "seed_cluster",
    "placement",
    "orphans_depth",
    "redirected_target",
    "sitewide",
)


def end(path, redirects):
    while path in redirects:
        path = redirects[path]
    return path


def measured(graph) -> Measured:
    kinds = {
        page["path"]: page["kind"]
        for page in graph["pages"]
        if not page.get("noindex") and page.get("status", "live") == "live"
    }
    edges = [
        (
            link["from"],
            end(link["to"], graph.get("redirects", {})),
            link["placement"],
            is_followed(link.get("rel", ())),
        )
        for link in graph["links"]
    ]
    sitewide = [(link["to"], link["placement"]) for link in graph.get("sitewide", ())]
    return measure(kinds, edges, sitewide=sitewide, earned=graph.get("earned"))


def test_every_graph_of_the_worked_cases_is_named_here(cases):
    assert [graph["id"] for graph in cases["graphs"]] == list(GRAPHS)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_figure_of_a_worked_graph_is_the_same(cases, name):
    [graph] = [graph for graph in cases["graphs"] if graph["id"] == name]
    expected, result = graph["expected"], measured(graph)
    assert (len(result), result.reachable) == (expected["nodes"], expected["reachable"])
    assert {key for key, _ in result} == set(expected["pages"])
    assert sum(page.rank for _, page in result) == pytest.approx(expected["rank_sum"], abs=1e-6)
    tolerance = {"rank": 1e-6, "flow": 1e-6, "strength": 1e-3}
    for path, figures in expected["pages"].items():
        for figure, value in figures.items():
            got = getattr(result[path], figure)
            if figure in tolerance:
                value = pytest.approx(value, abs=tolerance[figure])
            assert got == value, (path, figure)


def test_the_constants_are_those_of_the_worked_cases(cases):
    given = cases["constants"]
    assert given["placement_weight"] == WEIGHTS
    assert set(given["editorial"]) == EDITORIAL
    assert set(given["nofollow_rel"]) == NOT_FOLLOWED
    assert set(given["orphan_kinds"]) == ORPHAN_KINDS
    assert (given["damping"], given["deep_from"]) == (DAMPING, DEEP_FROM)


def test_links_on_every_page_are_as_if_each_page_had_them():
    kinds = dict.fromkeys(["/", "/a", "/b", "/c", "/island"], "post")
    edges = [("/", "/a", "body", True), ("/a", "/b", "footer", True), ("/b", "/c", "list", True)]
    sitewide = [("/b", "nav"), ("/b", "footer"), ("/", "footer"), ("/gone", "nav")]
    laid_out = [(page, to, where, True) for page in kinds for to, where in sitewide]
    one = dict(measure(kinds, edges, sitewide=sitewide, earned={"/island": 2}))
    other = dict(measure(kinds, edges + laid_out, earned={"/island": 2}))
    for path in kinds:
        assert one[path]._replace(rank=0, strength=0, flow=0) == other[path]._replace(
            rank=0, strength=0, flow=0
        )
        assert one[path].rank == pytest.approx(other[path].rank, abs=1e-9)
        assert one[path].flow == pytest.approx(other[path].flow, abs=1e-9)


def test_a_site_without_pages_has_no_figures():
    assert list(measure({}, [])) == []
    assert measure({}, [("/", "/a", "body", True)], sitewide=[("/", "nav")]).reachable == 0


def test_a_site_of_one_page_is_its_home():
    page = measure({"/": "home"}, [("/", "/", "body", True)], sitewide=[("/", "nav")])["/"]
    assert (page.depth, page.rank, page.strength, page.flow) == (0, 1.0, 1.0, None)
    assert (page.inlinks, page.outlinks, page.orphan) == (0, 0, False)


def test_a_site_without_its_home_cannot_be_reached():
    page = measure({"/a": "post", "/b": "post"}, [("/a", "/b", "body", True)])["/b"]
    assert (page.depth, page.unreachable, page.strength, page.inlinks) == (None, True, 0, 1)


def test_two_islands_do_not_lift_each_other():
    edges = [(a, b, "body", True) for a, b in ["xy", "yx", "/z", "z/"]]
    result = measure(dict.fromkeys("/xyz", "post"), edges, earned={"x": 1.0})
    assert [result[key].depth for key in "/zxy"] == [0, 1, None, None]
    assert result["x"].strength == 0
    assert result["x"].flow + result["y"].flow == pytest.approx(1)


def test_four_clicks_are_deep():
    path = ["/", "a", "b", "c", "d"]
    edges = [(a, b, "body", True) for a, b in pairwise(path)]
    result = measure(dict.fromkeys(path, "post"), edges)
    assert [result[key].deep for key in path] == [False] * 4 + [True]


def test_a_page_with_earned_links_that_hands_on_nothing_is_a_dead_end():
    edges = [("/", "a", "body", True), ("a", "/", "nav", True), ("b", "/", "list", True)]
    result = measure(
        dict.fromkeys(["/", "a", "b", "c"], "post"), edges, earned={"a": 1, "b": 1, "c": 0}
    )
    assert [result[key].dead_end for key in ("/", "a", "b", "c")] == [False, True, False, False]


def test_earned_links_to_pages_that_are_none_count_nothing():
    assert measure({"/": "home"}, [], earned={"/gone": 1.0})["/"].flow is None


def test_only_an_offer_is_no_steps_away_from_one():
    result = measure(
        {"/": "home", "s": "service", "x": "post"},
        [("/", "s", "nav", True), ("x", "/", "body", True)],
    )
    assert [result[key].steps_to_offer for key in ("/", "s", "x")] == [None, 0, None]
