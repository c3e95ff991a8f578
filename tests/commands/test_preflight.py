import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog import publishing
from blog.models import Post
from blog.publishing import preflight
from tests.build import SUMMARY, make_post

pytestmark = pytest.mark.django_db


def fit(slug="a", **fields):
    return make_post(slug, body="Text.", category="seo", **{"description": SUMMARY, **fields})


def run(*arguments):
    """Return what was written, and whether the status says that something blocks."""
    out = StringIO()
    try:
        call_command("preflight", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_a_page_is_told_line_by_line():
    fit()
    written, status = run("/blog/a")
    assert "/blog/a  PF26  W  The text has 1 word; a post has 300 or more.\n" in written
    assert status == 0


def test_the_status_says_that_something_blocks():
    fit()
    fit("b", description="")
    assert run("/blog/a")[1] == 0
    assert run("/blog/b")[1] == run("--all")[1] == 1


def test_scripts_get_a_list_of_objects():
    fit()
    fit("b", description="")
    written, _ = run("--all", "--json")
    rows = json.loads(written)
    assert {row["path"] for row in rows} == {"/blog/a", "/blog/b"}
    assert {
        "path": "/blog/b",
        "id": "PF04",
        "severity": "B",
        "message": "The summary is empty. Say what the page answers.",
    } in rows


def test_an_empty_site_has_an_empty_list():
    assert run("--all", "--json") == ("[]\n", 0)
    assert run("--all") == ("", 0)


def test_what_was_dismissed_is_not_told():
    preflight.dismiss(fit(), "PF26", "Short on purpose.", by=None)
    assert "PF26" not in run("/blog/a")[0]


def test_a_path_is_looked_at_with_its_draft_and_all_as_readers_see_them():
    post = fit()
    publishing.save_draft(post, publishing.snapshot_of(post) | {"description": ""}, by=None)
    assert run("/blog/a")[1] == 1
    assert run("--all")[1] == 0
    assert Post.objects.get().description == SUMMARY


def test_an_address_that_nobody_has_is_an_error():
    with pytest.raises(CommandError, match="No post has the address /blog/none"):
        run("/blog/none")
    with pytest.raises(CommandError):
        run()
