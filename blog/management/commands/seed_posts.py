from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.demo import seeded


class Command(BaseCommand):
    help = (
        "Fill the site with made-up posts, to see and to measure a large one: N of them in all,"
        " always the same. Safe to repeat. Search and related posts do not know them until"
        " `reindex` and `relink`, which take some minutes for 100,000."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N", help="How many there should be.")
        parser.add_argument(
            "--force", action="store_true", help="Also on a site that has other posts."
        )

    def handle(self, *, count: int, force: bool, **options: Any) -> None:
        if not 0 < count < 1_000_000:
            raise CommandError("Say a number from 1 to 999999.")
        if not force and seeded.others():
            raise CommandError(
                "This site has posts that people wrote. Nothing was changed; --force does it."
            )
        made, there = seeded.seed(count)
        self.stdout.write(f"{made} posts made, {there} there; not in the search before `reindex`")
