"""Counting what came: crawlers by their token, readers by the answer engine that sent them,
old addresses that led on, and addresses where nothing was found.

seen() is for every answer, also for one that never enters Django: a lookup in a dictionary, a
microsecond or two, and no query. A thread writes the sums once a minute, and the last ones when
the process ends. What is not written yet is lost if it is killed: these are counts, not orders.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from multiprocessing import util
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from blog.models import AnswerEngine, Crawler, HitCount, MissingAddress, Redirect
from blog.models.hit import FURTHER

MOST = 5_000  # sums held in memory; further pages are counted together
LONGEST = 500  # characters of a header that are looked at
LONGEST_PATH = 255  # what a row holds
# The desk, files of the site itself, and addresses that are secrets: previews.
UNCOUNTED = ("/admin/", "/static/", "/preview/")
AT_HOME = r"(?!.*\.(?:local|localdomain|lan|home|internal|intranet|arpa)\Z)"  # somebody's machine
HOST = re.compile(rf"(?=.{{4,253}}\Z){AT_HOME}(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+")
logger = logging.getLogger(__name__)


class Known:
    """What is looked for in the headers. Made anew at each writing, so that changes are seen."""

    def __init__(self, tokens: Iterable[str] = (), domains: Iterable[str] = ()) -> None:
        self.tokens = {token.lower(): token for token in tokens}
        self.domains = frozenset(domains)
        longest_first = sorted(self.tokens, key=len, reverse=True)
        names = "|".join(map(re.escape, longest_first)) or "(?!)"
        self.pattern = re.compile(rf"(?<![a-z0-9-])(?:{names})(?![a-z0-9-])")
        self.crawler = lru_cache(2048)(self._crawler)
        self.engine = lru_cache(2048)(self._engine)

    def _crawler(self, agent: str) -> str:
        """Return the token that a User-Agent claims, or ""."""
        found = self.pattern.search(agent.lower())
        return self.tokens[found[0]] if found else ""

    def _engine(self, referer: str) -> str:
        """Return the domain of the answer engine, or ""."""
        try:
            host = urlsplit(referer).hostname or ""
        except ValueError:
            return ""
        while host:
            if host in self.domains:
                return host
            host = host.partition(".")[2]
        return ""


class Sums:
    """Counts in memory, of a bounded number of things, from many threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[Any] = Counter()

    def add(self, key: Any, further: Any = None) -> None:
        """further: what is counted in place of a new key when there are too many; None: nothing."""
        with self.lock:
            if len(self.counts) >= MOST and key not in self.counts:
                key = further
            if key is not None:
                self.counts[key] += 1

    def write(self, to: Callable[[date, dict], None]) -> None:
        """Hand on what was counted; what could not be written is kept."""
        with self.lock:
            counts, self.counts = self.counts, Counter()
        try:
            if counts:
                to(timezone.localdate(), counts)
        except Error:
            with self.lock:
                self.counts.update(counts)
            raise


class Hits:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pages, self.redirects, self.missed = Sums(), Sums(), Sums()
        self.known: Known | None = None
        self.thread: threading.Thread | None = None

    def seen(self, path: str, agent: str, referer: str) -> None:
        """Count an answer of 200. path: of a page of this site, without its query."""
        known = self.known if self.is_counting() else None
        if known is None:
            return  # for the first second of a process
        if token := known.crawler(agent[:LONGEST]):
            self.add(HitCount.Kind.READ.value, token, path)
        elif referer and (domain := known.engine(referer[:LONGEST])):
            self.add(HitCount.Kind.VISIT.value, domain, path)

    def add(self, kind: str, agent: str, path: str) -> None:
        path = path if len(path) <= LONGEST_PATH else FURTHER
        self.pages.add((kind, agent, path), (kind, agent, FURTHER))

    def led_on(self, redirect: int) -> None:
        """Count an old address that led on. redirect: its key."""
        if self.is_counting():
            self.redirects.add(redirect)

    def not_found(self, path: str, referer: str) -> None:
        """Count an address that answered 404. path: as normal_path spells it, or FURTHER."""
        if not path.startswith(UNCOUNTED) and self.is_counting():
            self.missed.add((path, host_of(referer[:LONGEST])), (FURTHER, FURTHER))

    def is_counting(self) -> bool:
        if self.thread is None and settings.COUNT_EVERY:
            self.start()
        return self.thread is not None or self.known is not None

    def start(self) -> None:
        with self.lock:
            if self.thread is not None:
                return
            self.thread = threading.Thread(target=self.work, name="hits", daemon=True)
        self.thread.start()
        # Also in the children of a server, which end without what atexit knows.
        util.Finalize(None, self.write, exitpriority=0)

    def work(self) -> None:
        pause = threading.Event()
        while True:
            self.write()
            connection.close()
            pause.wait(settings.COUNT_EVERY)

    def write(self) -> None:
        """Write the sums, and learn what to look for from now on."""
        try:
            self.pages.write(HitCount.objects.add)
            self.redirects.write(Redirect.objects.followed)
            self.missed.write(MissingAddress.objects.add)
            self.learn()
        except Error:
            logger.warning("The counts of visits could not be written; they are kept for later.")

    def learn(self) -> None:
        tokens = Crawler.objects.values_list("token", flat=True)
        self.known = Known(tokens, AnswerEngine.objects.values_list("domain", flat=True))


def host_of(referer: str) -> str:
    """Return the host of a Referer if it is a name; a number may be somebody's own machine."""
    try:
        host = urlsplit(referer).hostname or ""
    except ValueError:
        return ""
    return host if HOST.fullmatch(host) else ""


hits = Hits()
seen = hits.seen
