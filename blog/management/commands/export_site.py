from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from blog.exporting import export_site


class Command(BaseCommand):
    help = (
        "Write the public site as files, with compressed twins and rules for web servers, so that"
        " it can stand on a CDN alone. A second run builds what has changed since the first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--all", action="store_true", help="Build every page anew.")
        parser.add_argument(
            "--since",
            type=moment,
            metavar="TIME",
            help="Also write changed.txt: the files of public/ that are other ones since then, for"
            " an upload of these alone. 2026-05-01T12:00, in the site's time zone.",
        )

    def handle(self, *, folder: Path, since: datetime | None, **options) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder}: is not a folder")
        if not any(settings.STATIC_ROOT.glob("*")):
            raise CommandError("The static files are not collected yet: manage.py prepare")
        with tqdm(unit="page", disable=None, leave=False) as bar:
            result = export_site(folder, whole=options["all"], since=since, progress=bar.update)
        for address, status in result.failed.items():
            self.stderr.write(f"{address}: answered {status}")
        self.stdout.write(
            f"{result.pages} pages in {folder}: {result.written} written, {result.removed} removed;"
            f" {result.redirects} old addresses"
        )
        if result.failed:
            raise SystemExit(1)


def moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text}: there is no such moment") from error
    if found is None:
        raise ArgumentTypeError(f"{text}: is no moment, as 2026-05-01T12:00 is one")
    return timezone.make_aware(found) if timezone.is_naive(found) else found
