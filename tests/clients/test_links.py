"""Every link of the demo site, followed from home by linkchecker, which asks our server alone."""

import csv
import re
import subprocess
import sys

import pytest

from blog.demo.load import load
from tests.reading import whole_sitemap

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = "[checking]\nthreads=2\nmaxrequestspersecond=1000\n"
FEEDS = r"/(rss\.xml|atom\.xml|feed\.json)$"  # of every list three; real readers take them
ASKED = ["--no-status", "--verbose", "--output=csv", f"--ignore-url={FEEDS}"]


def test_no_link_of_the_demo_site_is_dead(live_server, settings, tmp_path):
    settings.SITE_URL = live_server.url
    load()
    (tmp_path / "linkchecker.ini").write_text(SETTINGS)
    result = subprocess.run(
        [sys.executable, "-m", "linkcheck", "--config=linkchecker.ini", *ASKED, live_server.url],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
    )
    lines = [line for line in result.stdout.splitlines() if not line.startswith("#")]
    links = list(csv.DictReader(lines, delimiter=";"))
    dead = [link for link in links if link["valid"] != "True" or link["warningstring"]]
    assert not dead
    assert result.returncode == 0, result.stderr
    followed = {link["url"].rstrip("/") for link in links}
    named = set(re.findall(r"<loc>([^<]+)", whole_sitemap()))
    assert {address.rstrip("/") for address in named} <= followed
