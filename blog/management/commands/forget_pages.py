from typing import Any

from django.core.management.base import BaseCommand, CommandError

from blog.pagecache import stamps
from blog.pagecache.keys import EVERYTHING


class Command(BaseCommand):
    help = (
        "Let no page be served that was built before now, as after a database was put back or"
        " changed past the site. Safe to repeat."
    )

    def handle(self, **options: Any) -> None:
        try:
            stamps.stamp([EVERYTHING], rescheduled=True)
        except stamps.StampsAreGone as error:
            raise CommandError(f"The stamps cannot be written: {error}") from error
        self.stdout.write("All pages are built anew")
