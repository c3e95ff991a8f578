import re
from collections import Counter
from datetime import date

from django.db import models, transaction
from django.db.models import F, QuerySet, Sum

MOST = 10_000  # rows in all; the least asked for and oldest make room for new ones
MOST_A_DAY = 1_000  # new rows; what comes after that counts for FURTHER
MOST_HOSTS = 20  # per address
AT_ONCE = 500  # addresses
FURTHER = ""  # the path of "other addresses", and the host of "other hosts"
Counts = dict[tuple[str, str], int]  # {(path, referring host or ""): times}

# What programs try at every site, and browsers ask for by themselves.
NOISE = re.compile(
    r"/\.|/wp-|/wordpress\b|/xmlrpc|/cgi-bin|php-?my-?admin|/pma\b|phpunit|eval-stdin|/vendor/"
    r"|/actuator|/(?:info|phpinfo|test|setup|install|config|shell|admin|login|adminer)\.php$"
    r"|\.(?:env|git|sql|bak|old|zip|tar|t?gz|rar|7z|ya?ml|ini|log|conf|cgi|jsp|aspx?|exe|dll|pem|key)$"
    r"|apple-touch-icon|/browserconfig\.xml|/ads\.txt|/sellers\.json|/(?:sw|service-worker)\.js$",
    re.IGNORECASE,
)
PERSON = re.compile(r"[^/@\s]+(?:@|%40)[^/@\s]+\.[^/@\s]+")  # somebody's, within an address


class MissingQuerySet(models.QuerySet["MissingAddress"]):
    def add(self, day: date, counts: Counts) -> None:
        """Add what was asked for and answered 404 on a day."""
        by_path: dict[str, Counter[str]] = {}
        for (path, host), times in counts.items():
            kept = FURTHER if PERSON.search(path) else path
            by_path.setdefault(kept, Counter())[host if kept else FURTHER] += times
        paths = sorted(by_path, key=lambda path: -by_path[path].total())
        with transaction.atomic():
            for start in range(0, len(paths), AT_ONCE):
                self._add({path: by_path[path] for path in paths[start : start + AT_ONCE]}, day)

    def _add(self, sums: dict[str, Counter[str]], day: date) -> None:
        """Two processes may do so at once: rows are made empty, and added to where they lie."""
        known = set(self.filter(path__in=sums).values_list("path", flat=True))
        room = max(0, MOST_A_DAY - self.filter(first_seen=day).exclude(path=FURTHER).count())
        new = [path for path in sums if path not in known and path != FURTHER]
        folded = sum(sums.pop(path).total() for path in new[room:])
        folded += self._make_room(len(new[:room]))
        if folded or FURTHER in sums:
            sums[FURTHER] = Counter({FURTHER: folded + sums.get(FURTHER, Counter()).total()})
        rows = [
            self.model(path=path, first_seen=day, last_seen=day, noise=bool(NOISE.search(path)))
            for path in sums
            if path not in known
        ]
        self.bulk_create(rows, ignore_conflicts=True)
        keys = dict(self.filter(path__in=sums).values_list("path", "pk"))
        present = {path: hosts for path, hosts in sums.items() if path in keys}
        add_up(self.all(), {keys[path]: hosts.total() for path, hosts in present.items()}, day)
        MissingReferrer.objects.add({keys[path]: hosts for path, hosts in present.items() if path})

    def _make_room(self, wanted: int) -> int:
        """Delete as many rows as are too many; return how often these were asked for."""
        over = self.count() + wanted - MOST
        if over <= 0:
            return 0
        rows = self.exclude(path=FURTHER).order_by("ignored", "-noise", "times", "last_seen")
        doomed = self.filter(pk__in=list(rows.values_list("pk", flat=True)[:over]))
        times: int = doomed.aggregate(times=Sum("times", default=0))["times"]
        doomed.delete()
        return times


class ReferrerQuerySet(models.QuerySet["MissingReferrer"]):
    def add(self, hosts_of: dict[int, Counter[str]]) -> None:
        """hosts_of: {the key of an address: {host: times}}."""
        known: dict[int, set[str]] = {}
        for address, host in self.filter(address__in=hosts_of).values_list("address", "host"):
            known.setdefault(address, set()).add(host)
        sums: Counter[tuple[int, str]] = Counter()
        for address, hosts in hosts_of.items():
            kept = known.setdefault(address, set())
            for host, times in hosts.most_common():
                if host and host not in kept and len(kept) >= MOST_HOSTS:
                    host = FURTHER
                if host or len(kept) >= MOST_HOSTS:
                    kept.add(host)
                    sums[address, host] += times
        rows = [self.model(address_id=address, host=host) for address, host in sums]
        self.bulk_create(rows, ignore_conflicts=True)
        pks = self.filter(address__in={address for address, _ in sums})
        keys = {
            (address, host): pk for pk, address, host in pks.values_list("pk", "address", "host")
        }
        # Another process may have made room since, and taken an address along.
        add_up(self.all(), {keys[key]: times for key, times in sums.items() if key in keys})


def add_up(rows: QuerySet, times_of: dict[int, int], day: date | None = None) -> None:
    """Add to rows where they lie, in as many queries as there are different sums."""
    by_times: dict[int, list[int]] = {}
    for pk, times in times_of.items():
        by_times.setdefault(times, []).append(pk)
    for times, pks in by_times.items():
        also = {"last_seen": day} if day else {}
        rows.filter(pk__in=pks).update(times=F("times") + times, **also)


class MissingAddress(models.Model):
    """An address that answered 404, and how often. Nothing of a person is kept."""

    path = models.CharField("address", max_length=255, unique=True, blank=True)
    times = models.PositiveBigIntegerField(default=0)
    first_seen = models.DateField(db_index=True)
    last_seen = models.DateField()
    noise = models.BooleanField(default=False)
    ignored = models.BooleanField(default=False)

    objects = MissingQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "path"]
        indexes = [models.Index(fields=["-times", "path"], name="missing_most_first")]
        verbose_name = "address not found"
        verbose_name_plural = "addresses not found"
        default_permissions = ["view", "change"]

    def __str__(self) -> str:
        return self.path or "further addresses"


class MissingReferrer(models.Model):
    """The host of a page that led somebody there: no more of the Referer is kept."""

    address = models.ForeignKey(MissingAddress, models.CASCADE, related_name="referrers")
    host = models.CharField(max_length=253, blank=True)
    times = models.PositiveBigIntegerField(default=0)

    objects = ReferrerQuerySet.as_manager()

    class Meta:
        ordering = ["-times", "host"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["address", "host"], name="referrer_counted_once")
        ]

    def __str__(self) -> str:
        return self.host or "further hosts"
