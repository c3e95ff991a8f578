"""What the shell says of the small site that the domain describes."""

import json
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from blog.models import Post, SiteSettings
from blog.transfer.importer import Importer
from tests.build import make_author, make_image
from tests.conftest import shared

pytestmark = pytest.mark.django_db
KEYS = "path inlinks outlinks nofollow_in depth strength flow orphan steps_to_offer demand".split()


def said(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def site():
    with time_machine.travel(datetime(2026, 7, 29, 12, tzinfo=UTC), tick=False):
        Importer(shared("domain", "site"), ZoneInfo("UTC")).run()
        SiteSettings(pk=1, default_author=make_author()).save()
        yield


def test_its_orphans_are_two(site):
    rows = said("link_report", "--json")
    assert all(list(row) == KEYS for row in rows)
    orphans = [row["path"] for row in rows if row["orphan"]]
    assert orphans == ["/blog/field-data", "/blog/office-plants"]


def test_four_rules_warn_of_the_sample_article_and_none_blocks(site):
    post = Post.objects.get(path="/blog/backlinks")
    post.image = make_image()
    post.save()
    rows = said("preflight", "/blog/backlinks", "--json")
    assert all(list(row) == ["path", "id", "severity", "message"] for row in rows)
    assert sorted({row["id"] for row in rows}) == ["PF04", "PF17", "PF22", "PF23"]
    assert {row["severity"] for row in rows} == {"W"}
