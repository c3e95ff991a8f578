import zoneinfo
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.transfer.importer import Importer


class Command(BaseCommand):
    help = (
        "Take in a file or a folder of Markdown with front matter. Safe to repeat: a file that "
        "has not changed changes nothing. Exit status 1 if a file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would change.")
        parser.add_argument("--strict", action="store_true", help="All files, or none at all.")
        parser.add_argument(
            "--assets", type=Path, metavar="DIR", help="Where pictures such as /img/a.png lie."
        )
        parser.add_argument(
            "--permalink",
            default="",
            metavar="PATTERN",
            help="The old addresses, such as /:year/:month/:day/:slug/ : each becomes a redirect.",
        )

    def handle(self, *, path: Path, assets: Path | None, verbosity: int, **options) -> None:
        if not path.exists():
            raise CommandError(f"{path}: there is no such file or folder")
        if assets and not assets.is_dir():
            raise CommandError(f"{assets}: there is no such folder")
        if options["permalink"] and not options["permalink"].startswith("/"):
            raise CommandError("--permalink: begin with a slash, such as /:year/:slug/")
        report = Importer(
            path,
            zone=zoneinfo.ZoneInfo(settings.TIME_ZONE),
            assets=assets,
            permalink=options["permalink"],
            dry_run=options["dry_run"],
            strict=options["strict"],
        ).run()
        if options["dry_run"] or verbosity > 1:
            for outcome in ("created", "updated"):
                for address in getattr(report, outcome):
                    self.stdout.write(f"{outcome} {address}")
        for warning in report.warnings:
            self.stderr.write(f"warning: {warning}")
        for problem in report.refused:
            self.stderr.write(self.style.ERROR(f"refused: {problem}"))
        dry = "Nothing was written. It would be: " if options["dry_run"] else ""
        none = "Nothing was written (--strict). " if options["strict"] and report.refused else ""
        self.stdout.write(f"{dry}{none}{report}")
        if report.refused:
            raise SystemExit(1)
