from blog import preflight
from blog.preflight import Thresholds, problem, thresholds_from


def test_the_rules_are_those_of_the_definition():
    assert sorted(preflight.RULES) == [f"PF{number:02}" for number in range(1, 29)]


def test_every_rule_says_why():
    assert all(rule.__doc__ for rule in preflight.RULES.values())


def test_thresholds_are_the_defaults_but_for_what_the_settings_say():
    assert thresholds_from({}) == Thresholds()
    assert thresholds_from({"title_most": 90}).title_most == 90
    assert thresholds_from({"title_most": "x", "none": 3}) == Thresholds()


def test_odd_thresholds_are_refused_in_words():
    assert problem({"title_most": 90, "cosine_most": 0.9}) == ""
    for odd in ([], {"none": 3}, {"title_most": True}, {"title_most": -1}, {"title_most": 1.5}):
        assert problem(odd)
