"""Counting what came: crawlers by their token, readers by the answer engine that sent them.

seen() is for every answer, also for one that never enters Django: a lookup in a dictionary, a
microsecond or two, and no query. A thread writes the sums once a minute, and the last ones when
the process ends. What is not written yet is lost if it is killed: these are counts, not orders.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from multiprocessing import util
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from blog.models import AnswerEngine, Crawler, HitCount
from blog.models.hit import FURTHER

MOST = 5_000  # sums held in memory; further pages are counted together
LONGEST = 500  # characters of a header that are looked at
LONGEST_PATH = 255  # what a row holds
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


class Hits:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sums: Counter[tuple[str, str, str]] = Counter()
        self.known: Known | None = None
        self.thread: threading.Thread | None = None

    def seen(self, path: str, agent: str, referer: str) -> None:
        """Count an answer of 200. path: of a page of this site, without its query."""
        if self.thread is None and settings.COUNT_EVERY:
            self.start()
        known = self.known
        if known is None:
            return  # for the first second of a process
        if token := known.crawler(agent[:LONGEST]):
            self.add(HitCount.Kind.READ.value, token, path)
        elif referer and (domain := known.engine(referer[:LONGEST])):
            self.add(HitCount.Kind.VISIT.value, domain, path)

    def add(self, kind: str, agent: str, path: str) -> None:
        with self.lock:
            key = (kind, agent, path)
            if len(path) > LONGEST_PATH or (len(self.sums) >= MOST and key not in self.sums):
                key = (kind, agent, FURTHER)
            self.sums[key] += 1

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
        with self.lock:
            sums, self.sums = self.sums, Counter()
        try:
            if sums:
                HitCount.objects.add(timezone.localdate(), sums)
                sums = Counter()
            self.learn()
        except Error:
            logger.warning("The counts of visits could not be written; they are kept for later.")
            with self.lock:
                self.sums.update(sums)

    def learn(self) -> None:
        tokens = Crawler.objects.values_list("token", flat=True)
        self.known = Known(tokens, AnswerEngine.objects.values_list("domain", flat=True))


hits = Hits()
seen = hits.seen
