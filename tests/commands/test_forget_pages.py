from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.pagecache import stamps
from blog.pagecache.keys import slot_of


def test_no_page_of_before_is_good_any_more_and_the_schedule_is_looked_up_anew():
    before = stamps.now()
    stamps.current().set_due(stamps.NEVER, before)
    out = StringIO()
    call_command("forget_pages", stdout=out)
    assert stamps.newest([slot_of("post:1")]) > before
    assert stamps.current().read()[1] == stamps.UNKNOWN
    assert out.getvalue() == "All pages are built anew\n"


def test_it_says_when_the_stamps_cannot_be_written(settings, tmp_path):
    settings.PAGES_DIR = tmp_path / "file"
    settings.PAGES_DIR.write_text("")
    with pytest.raises(CommandError, match="stamps cannot be written"):
        call_command("forget_pages")
