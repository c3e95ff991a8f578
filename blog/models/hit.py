from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import F

MOST_A_DAY = 20_000  # rows; what is seen for the first time after that counts for FURTHER
AT_ONCE = 500  # sums
FURTHER = ""  # the path of "other pages"


Key = tuple[str, str, str]  # kind, agent, path


class HitQuerySet(models.QuerySet["HitCount"]):
    def add(self, day: date, counts: dict[Key, int]) -> None:
        """Add {(kind, agent, path): times} to a day."""
        today, keys = self.filter(day=day), list(counts)
        with transaction.atomic():
            for start in range(0, len(keys), AT_ONCE):
                today._add({key: counts[key] for key in keys[start : start + AT_ONCE]}, day)

    def _add(self, counts: dict[Key, int], day: date) -> None:
        """Two processes may do so at once: rows are made empty, and added to where they lie."""
        known = self._rows(counts)
        room = max(0, MOST_A_DAY - self.count())
        beyond = {key for key in counts if key not in known and key[2] != FURTHER}
        beyond = set(sorted(beyond)[room:])
        sums: Counter[Key] = Counter()
        for key, times in counts.items():
            sums[(*key[:2], FURTHER) if key in beyond else key] += times
        new = (key for key in sums if key not in known)
        self.bulk_create(
            [self.model(day=day, kind=kind, agent=agent, path=path) for kind, agent, path in new],
            ignore_conflicts=True,
        )
        rows = self._rows(sums)
        by_times: dict[int, list[int]] = {}
        for key, times in sums.items():
            by_times.setdefault(times, []).append(rows[key])
        for times, pks in by_times.items():
            self.filter(pk__in=pks).update(times=F("times") + times)

    def _rows(self, keys: Iterable[Key]) -> dict[Key, int]:
        found = self.filter(path__in={path for _kind, _agent, path in keys})
        rows = found.values_list("kind", "agent", "path", "pk")
        return {(kind, agent, path): pk for kind, agent, path, pk in rows}


class HitCount(models.Model):
    """How often a program read a page on a day, or a reader came there from an answer engine.

    Nothing of a person is kept: no address, no User-Agent, no more of a Referer than its domain.
    """

    class Kind(models.TextChoices):
        READ = "read"  # agent: the token of a crawler, as its User-Agent claims
        VISIT = "visit"  # agent: the domain of an answer engine

    day = models.DateField()
    kind = models.CharField(max_length=5, choices=Kind)
    agent = models.CharField(max_length=253)
    path = models.CharField(max_length=255, blank=True)
    times = models.PositiveBigIntegerField(default=0)

    objects = HitQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "agent", "path"]
        verbose_name = "count of what machines read"
        verbose_name_plural = "what machines read"
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "agent", "path"], name="counted_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.path} {self.day}: {self.times}"
