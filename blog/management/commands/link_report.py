import csv
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from blog import measuring
from blog.models import Link, SitePage

COLUMNS = (
    "path inlinks outlinks nofollow_in depth strength flow orphan steps_to_offer demand"
).split()


class Command(BaseCommand):
    help = (
        "Measure, and say of each public page what leads to it and from it. demand: the pages"
        " that it links to and that are not written yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="A list of objects")
        form.add_argument("--csv", action="store_true", help="A table; the default")

    def handle(self, **options: Any) -> None:
        measuring.measure()
        if options["json"]:
            self.stdout.write(json.dumps(list(rows()), indent=1))
            return
        table = csv.DictWriter(self.stdout, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows())


def rows() -> Iterator[dict[str, Any]]:
    waits = Link.objects.unwritten().order_by()
    demand = dict(waits.values_list("source").annotate(Count("path", distinct=True)))
    pages = SitePage.objects.filter(measured_at__isnull=False).order_by("path")
    for pk, *figures in pages.values_list("pk", *COLUMNS[:-1]).iterator():
        yield dict(zip(COLUMNS, [*figures, demand.get(pk, 0)], strict=True))
