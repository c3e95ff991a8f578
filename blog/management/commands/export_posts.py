from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.transfer.exporter import export


class Command(BaseCommand):
    help = "Write all posts as Markdown with front matter, and their pictures, below a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder}: is not a folder")
        posts, pictures = export(folder)
        self.stdout.write(f"{posts} posts and {pictures} pictures exported to {folder}")
