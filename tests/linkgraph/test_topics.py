import pytest

from blog.linkgraph import cover


def test_the_topic_of_the_worked_cases_is_covered_as_they_say(cases):
    for topic in cases["topic_coverage"]:
        [graph] = [each for each in cases["graphs"] if each["id"] == topic["graph"]]
        links = [(link["from"], link["to"]) for link in graph["links"]]
        found = cover(topic["pillar"], topic["members"], links)
        assert found.down == topic["pillar_links_down"]
        assert found.up == topic["members_link_up"]
        assert found.down_share == pytest.approx(topic["down_share"], abs=1e-4)
        assert found.up_share == pytest.approx(topic["up_share"], abs=1e-4)
        assert found.missing == [(link["from"], link["to"]) for link in topic["missing"]]


def test_a_topic_without_a_pillar_has_no_shares():
    found = cover(None, ["/a", "/b"], [("/a", "/b")])
    assert (found.down_share, found.up_share, found.missing) == (None, None, [])


def test_a_pillar_alone_misses_nothing():
    found = cover("/p", ["/p"], [])
    assert (found.down_share, found.up_share, found.missing) == (None, None, [])
