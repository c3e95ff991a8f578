from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from blog import measuring
from blog.models import PageText, Post
from blog.publishing import links, related

AT_ONCE = 200


class Command(BaseCommand):
    help = (
        "Read the links of all pages anew, find which pages read like each other, and measure."
        " Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Write nothing; say how many rows of links differ. Status 1 if any does.",
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        pages = list(Post.objects.order_by("pk").values_list("pk", flat=True))
        steps = [] if check else [related.count, related.weigh, related.match]
        differ = 0
        with tqdm(
            total=(1 + len(steps)) * len(pages), unit="page", disable=None, leave=False
        ) as bar:
            for part in batches(pages):
                with transaction.atomic():
                    differ += links.write(part)
                    transaction.set_rollback(check)
                bar.update(len(part))
            # Weights need the counts of all pages, and matches need the weights of all.
            for step in steps:
                for part in batches(pages):
                    with transaction.atomic():
                        step(part)
                    bar.update(len(part))
        if check:
            self.stdout.write(f"{differ} rows of links differ in {len(pages)} pages")
            if differ:
                raise SystemExit(1)
            return
        measured = measuring.measure()
        self.stdout.write(
            f"{PageText.objects.count()} pages compared, {differ} rows of links written,"
            f" {measured} pages measured"
        )


def batches(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))
