from urllib.robotparser import RobotFileParser

import pytest

from ..reading import get

pytestmark = pytest.mark.django_db


def rules() -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(get("/robots.txt").body.decode().splitlines())
    return parser


@pytest.mark.parametrize("agent", ["Googlebot", "GPTBot", "anything"])
def test_everybody_may_read_everything(agent):
    assert rules().can_fetch(agent, "https://www.example.com/blog/a-post")


def test_the_sitemap_is_named_with_the_sites_address():
    assert rules().site_maps() == ["https://www.example.com/sitemap.xml"]


def test_robots_txt_is_plain_text():
    assert get("/robots.txt")["Content-Type"] == "text/plain; charset=utf-8"
