"""The pages whose bytes an edit changes are the truth: all of them are purged, and hardly others.

Every public address is rendered before and after each edit, without the page cache. After it, a
page that the database would tell the same as before is not rendered again; a test renders each of
these all the same, and finds none of them changed. What changed is rendered a second time with the
parts that a process remembers from before: it must say the same.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import copy
from typing import NamedTuple
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.urls import get_resolver, resolve

from blog.models import Purge
from blog.pagecache import DEPENDS, parts, schedule, stamps
from blog.pagecache.keys import EVERYTHING, slot_of
from blog.pagecache.parts import Parts

from .edited import EDITS, TODAY, make_site
from .reading import get
from .test_visibility import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("invalidation")]

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
HEADERS = ["Content-Type", "Link", "Last-Modified", "X-Robots-Tag", "Content-Disposition"]


Query = tuple[str, tuple]


class Seen(NamedTuple):
    """said: the bytes, and the headers that a view chooses. asked: of the database."""

    said: bytes
    keys: frozenset[str]
    asked: tuple[Query, ...]


def look(address: str) -> Seen | None:
    """Return None where nothing could be stored."""
    asked: list[Query] = []

    def ask(execute, sql, params, many, context):
        asked.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ask):
        answer = get(address, headers=MARKDOWN if address.endswith("#md") else None)
    if answer.status_code != 200 or "no-store" in answer.get("Cache-Control", ""):
        return None
    said = repr([answer.get(name) for name in HEADERS]).encode() + answer.body
    return Seen(said, frozenset(answer.wsgi_request.META.get(DEPENDS, ())), tuple(asked))


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


class Answers(dict[Query, list]):
    """What the database says to a query, asked once."""

    def __missing__(self, query: Query) -> list:
        with connection.cursor() as cursor:
            cursor.execute(*query)
            self[query] = cursor.fetchall()
        return self[query]


class Site(NamedTuple):
    """memory: the parts of a process that built all pages; see blog.pagecache.parts."""

    pages: dict[str, Seen]
    answers: Answers
    memory: list[tuple[Parts, dict]]

    def told_otherwise(self) -> set[str]:
        """Return the pages to which the database would now say something else."""
        now, before = Answers(), self.answers
        return {
            address
            for address, seen in self.pages.items()
            if any(now[query] != before[query] for query in seen.asked)
        }

    def changed(self, addresses) -> dict[str, bytes]:
        """Return {address: what it says now} of those whose page is another one now, or none."""
        now = {address: said(address) for address in addresses}
        return {each: says for each, says in now.items() if says != self.pages[each].said}

    def stale(self, changed: dict[str, bytes], marked: set[str]) -> set[str]:
        """Return those that say something else where parts that are not marked are remembered."""
        for kind, kept in self.memory:
            for name, part in kept.items():
                kind.kept.put(name, copy(part))
        with remembering(marked):
            return {address for address, says in changed.items() if said(address) != says}


def said(address: str) -> bytes:
    seen = look(address)
    return seen.said if seen else b""


@contextmanager
def remembering(marked: Collection[str] = ()) -> Iterator[None]:
    """Let parts be kept in this transaction, and be good as long as nothing of theirs is marked."""
    slots = {slot_of(key) for key in marked}

    def unchanged(*kept: parts.Part) -> bool:
        return EVERYTHING not in marked and not any(part.slots & slots for part in kept)

    with (
        mock.patch.object(parts, "tick_now", lambda: len(slots)),
        mock.patch.object(parts, "unchanged", unchanged),
    ):
        yield
    parts.forget()


@pytest.fixture(scope="module")
def made(rows_of_the_module) -> Site:
    with time_machine.travel(TODAY, tick=False):
        make_site()
        Purge.objects.filter(post=None).delete()
        site = Site(every_page(), Answers(), [])
        with remembering():
            for address in site.pages:
                look(address)
            site.memory.extend((kind, dict(kind.kept.kept)) for kind in Parts.every)
    for query in {query for seen in site.pages.values() for query in seen.asked}:
        assert query[0].startswith(("SELECT", "WITH")), "A page writes."
        assert site.answers[query] is not None
    return site


@pytest.fixture
def site(made, settings, rows_of_the_module) -> Site:
    settings.MEDIA_ROOT = rows_of_the_module
    return made


@pytest.fixture
def purged(monkeypatch):
    """What is marked at once; what waits for the commit stands in the rows."""
    marked: set[str] = set()
    monkeypatch.setattr(stamps, "stamp", lambda keys, **said: marked.update(keys) or 1)
    return marked


def check(name: str, site: Site, marked: set[str]) -> None:
    edit = EDITS[name]
    with time_machine.travel(edit.at, tick=False):
        edit.do()
        schedule.catch_up()
        purges = {address for address, seen in site.pages.items() if seen.keys & marked}
        # Other moments change what a page says of the same rows.
        changed = site.changed(site.told_otherwise() if edit.at == TODAY else site.pages)
        stale = site.stale(changed, marked)
    assert changed.keys() - purges == set()
    assert stale == set()
    assert len(purges - changed.keys()) <= edit.needless, sorted(purges - changed.keys())


@pytest.mark.parametrize("name", QUICK)
def test_an_edit_purges_the_pages_that_change(name, site, purged):
    check(name, site, purged)


@pytest.mark.clients
@pytest.mark.parametrize("name", [name for name in EDITS if name not in QUICK])
def test_every_other_edit_does_so_too(name, site, purged):
    check(name, site, purged)


def test_a_page_is_the_same_as_long_as_the_database_says_the_same(site):
    with time_machine.travel(TODAY, tick=False):
        EDITS["the_text_of_a_post"].do()
        same = site.pages.keys() - site.told_otherwise()
        assert len(same) > 50
        assert site.changed(same) == {}


def test_every_page_says_what_it_depends_on(site):
    silent = {address for address, seen in site.pages.items() if not seen.keys}
    names = {resolve(address.partition("?")[0].partition("#")[0]).url_name for address in silent}
    assert names <= NEVER_STORED
    assert len(site.pages.keys() - silent) > 150
