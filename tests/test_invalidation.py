"""The pages whose bytes an edit changes are the truth: all of them are purged, and hardly others.

Every public address is rendered before and after each edit, without the page cache.
"""

import re
from typing import NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.urls import get_resolver, resolve

from blog.models import Purge
from blog.pagecache import DEPENDS, schedule, stamps

from .edited import EDITS, TODAY, Edit, make_site
from .reading import get
from .test_visibility import addresses

pytestmark = pytest.mark.django_db

# Made up by who asks, for one person, or a file.
NEVER_STORED = {"search", "api-search", "preview", "health", "media", "favicon"}
FURTHER = [
    *(f"/{place}?page=2" for place in ("blog", "topics/seo", "tags/shared", "authors/bob-lund")),
    *(
        f"{place}/feed.json?page={page}"
        for place in ("", "/topics/seo", "/tags/shared", "/authors/bob-lund")
        for page in ("2026-1", "2026-2", "2025-1")
    ),
    *(f"/api/posts?kind={kind}" for kind in ("post", "guide", "service", "page")),
    "/api/posts?topic=seo",
    "/api/posts?topic=local",
]
# Of posts that differ in nothing some are enough, and of the feeds of a list one form.
ALIKE = re.compile(r"plain-(?:[678]|1\d|2[0-4])\b|^/\w+/[\w-]+/(?:rss|atom)\.xml$")
MARKDOWN = {"Accept": "text/markdown"}
QUICK = ["the_text_of_a_post", "the_title_of_a_post", "published", "taken_down", "the_menu"]
PARTS = 4  # of the others: each edit asks for every page again
HEADERS = ["Content-Type", "Link", "Last-Modified", "X-Robots-Tag", "Content-Disposition"]


class Seen(NamedTuple):
    """said: the bytes, and the headers that a view chooses."""

    said: bytes
    keys: frozenset[str]


def look(address: str) -> Seen | None:
    """Return None where nothing could be stored."""
    answer = get(address, headers=MARKDOWN if address.endswith("#md") else None)
    if answer.status_code != 200 or "no-store" in answer.get("Cache-Control", ""):
        return None
    said = repr([answer.get(name) for name in HEADERS]).encode() + answer.body
    return Seen(said, frozenset(answer.wsgi_request.META.get(DEPENDS, ())))


def differs(before: Seen, after: Seen | None) -> bool:
    return after is None or after.said != before.said


def every_page() -> dict[str, Seen]:
    asked = dict.fromkeys([*addresses(get_resolver("blog.urls").url_patterns), *FURTHER])
    asked = [address for address in asked if not ALIKE.search(address)]
    found = {address: seen for address in asked if (seen := look(address))}
    articles = [address for address in found if re.fullmatch("/blog/[a-z0-9-]+", address)]
    found |= {f"{each}#md": seen for each in articles[:3] if (seen := look(f"{each}#md"))}
    cursor = re.search(rb'"next": "https://[^/]+(/[^"]+)"', found["/api/posts"].said)
    assert cursor
    last = look(further := cursor[1].decode())
    return found | ({further: last} if last else {})


@pytest.fixture
def purged(monkeypatch):
    """What is marked at once; what waits for the commit stands in the rows."""
    marked: set[str] = set()
    monkeypatch.setattr(stamps, "stamp", lambda keys, **said: marked.update(keys) or 1)
    return marked


def purged_in_vain(edit: Edit, before: dict[str, Seen], marked: set[str]) -> set[str]:
    """Make the edit, and take it back; return what was purged and stays the same.

    Fails if a page that changes was not purged.
    """
    with transaction.atomic(), time_machine.travel(edit.at, tick=False):
        marked.clear()
        edit.do()
        schedule.catch_up()
        purges = {address for address, seen in before.items() if seen.keys & marked}
        changed = {address for address, seen in before.items() if differs(seen, look(address))}
        transaction.set_rollback(True)
    assert changed - purges == set(), edit.name
    return purges - changed


def check(edits: list[Edit], marked: set[str], subtests) -> None:
    with time_machine.travel(TODAY, tick=False):
        make_site()
        Purge.objects.filter(post=None).delete()
        before = {address: seen for address, seen in every_page().items() if seen.keys}
    assert len(before) > 150
    for edit in edits:
        with subtests.test(edit.name):
            needless = purged_in_vain(edit, before, marked)
            assert len(needless) <= edit.needless, sorted(needless)


def test_an_edit_purges_the_pages_that_change(purged, subtests):
    check([EDITS[name] for name in QUICK], purged, subtests)


@pytest.mark.clients
@pytest.mark.parametrize("part", range(PARTS))
def test_every_other_edit_does_so_too(part, purged, subtests):
    others = [edit for name, edit in EDITS.items() if name not in QUICK]
    check(others[part::PARTS], purged, subtests)


def test_every_page_says_what_it_depends_on():
    with time_machine.travel(TODAY, tick=False):
        make_site()
        silent = {address for address, seen in every_page().items() if not seen.keys}
    names = {resolve(address.partition("?")[0].partition("#")[0]).url_name for address in silent}
    assert names <= NEVER_STORED
