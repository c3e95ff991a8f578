from datetime import date

from django.db import models, transaction
from django.db.models import F

MOST_A_DAY = 20_000  # rows; what is seen for the first time after that counts for FURTHER
FURTHER = ""  # the path of "other pages"


class HitQuerySet(models.QuerySet["HitCount"]):
    @transaction.atomic
    def add(self, day: date, counts: dict[tuple[str, str, str], int]) -> None:
        """Add {(kind, agent, path): times} to a day. A fixed number of queries for each 200 keys.

        Two processes may do so at once: rows are made empty, and added to where they lie.
        """
        today = self.filter(day=day)
        known = set(today.values_list("kind", "agent", "path"))
        room = MOST_A_DAY - len(known)
        rows: dict[tuple[str, str, str], int] = {}
        for (kind, agent, path), times in counts.items():
            key = (kind, agent, path)
            if key not in known and key not in rows:
                if room <= 0:
                    key = (kind, agent, FURTHER)
                room -= 1
            rows[key] = rows.get(key, 0) + times
        new = [
            self.model(day=day, kind=key[0], agent=key[1], path=key[2])
            for key in rows
            if key not in known
        ]
        self.bulk_create(new, ignore_conflicts=True, batch_size=200)
        pks = {tuple(key): pk for pk, *key in today.values_list("pk", "kind", "agent", "path")}
        by_times: dict[int, list[int]] = {}
        for key, times in rows.items():
            by_times.setdefault(times, []).append(pks[key])
        for times, some in by_times.items():
            for start in range(0, len(some), 200):
                self.filter(pk__in=some[start : start + 200]).update(times=F("times") + times)


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
