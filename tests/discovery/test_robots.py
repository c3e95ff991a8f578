from urllib.robotparser import RobotFileParser

import pytest
from django.core.exceptions import ValidationError

from blog.models import Crawler, SiteSettings

from ..reading import get

pytestmark = pytest.mark.django_db
PAGE = "https://www.example.com/blog/a-post"


def robots() -> str:
    return get("/robots.txt").body.decode()


def rules() -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(robots().splitlines())
    return parser


def refuse(*purposes: str) -> None:
    SiteSettings(pk=1, refused_purposes=list(purposes)).save()


@pytest.mark.parametrize("agent", ["Googlebot", "GPTBot", "Claude-User", "anything"])
def test_everybody_may_read_everything(agent):
    assert rules().can_fetch(agent, PAGE)


def test_without_a_refusal_the_file_names_nobody():
    assert robots() == ("User-agent: *\nAllow: /\n\nSitemap: https://www.example.com/sitemap.xml\n")


def test_training_is_refused_and_search_stays():
    refuse("training")
    told = rules()
    for crawler in Crawler.objects.all():
        assert told.can_fetch(crawler.token, PAGE) == (crawler.purpose != "training"), crawler
    assert told.can_fetch("anything", PAGE)


def test_those_who_are_refused_stand_in_one_group():
    refuse("training", "user")
    group = next(part for part in robots().split("\n\n") if "Disallow" in part)
    *names, last = group.splitlines()
    assert last == "Disallow: /"
    assert len(names) == Crawler.objects.exclude(purpose="search").count()


def test_a_crawler_may_have_a_rule_of_its_own():
    refuse("training")
    Crawler.objects.filter(token="CCBot").update(rule="allowed")
    Crawler.objects.filter(token="Bingbot").update(rule="refused")
    told = rules()
    assert told.can_fetch("CCBot", PAGE)
    assert not told.can_fetch("Bingbot", PAGE)


def test_a_crawler_that_an_editor_adds_is_told_like_its_purpose():
    refuse("training")
    Crawler.objects.create(token="NewBot", purpose="training")
    assert not rules().can_fetch("NewBot", PAGE)
    Crawler.objects.filter(token="NewBot").delete()
    assert rules().can_fetch("NewBot", PAGE)


def test_the_content_signal_stands_as_it_was_written_with_the_rules_for_all():
    SiteSettings(pk=1, content_signal="search=yes, ai-train=no").save()
    assert robots().startswith("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n")


@pytest.mark.parametrize(
    "signal",
    [
        "no",
        "a=b\nDisallow: /",
        "a=b\rDisallow: /",
        "a=b\n",
        "a=b # c",
        "a=b\x85",
        "A=b",
        "a=b,,c=d",
    ],
)
def test_a_content_signal_cannot_write_other_lines(signal):
    with pytest.raises(ValidationError):
        SiteSettings(pk=1, content_signal=signal).full_clean()


@pytest.mark.parametrize(
    "token", ["*", "a b", "GPTBot\nDisallow: /", "Bot\n", "#bot", "", "ü", "1bot", "x" * 81]
)
def test_a_token_cannot_write_other_lines(token):
    with pytest.raises(ValidationError):
        Crawler(token=token, purpose="training").full_clean()


def test_a_token_stands_on_the_list_once_however_it_is_written():
    with pytest.raises(ValidationError, match="on the list"):
        Crawler(token="gptbot", purpose="search").full_clean()


def test_the_sitemap_is_named_with_the_sites_address():
    assert rules().site_maps() == ["https://www.example.com/sitemap.xml"]


def test_robots_txt_is_plain_text():
    assert get("/robots.txt")["Content-Type"] == "text/plain; charset=utf-8"
