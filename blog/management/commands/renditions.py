import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from blog import publishing
from blog.models import Image
from blog.pictures import PictureError
from blog.renditions import Rendition

AT_ONCE = 8  # their renditions are in memory together
Made = tuple[str, list[Rendition]]


class Command(BaseCommand):
    help = (
        "Make now, on all cores, what the background would: the sizes and formats of pictures"
        " that have none, and of those that failed. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also of those that have them.")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run: bool, **options) -> None:
        rows = Image.objects.all() if options["all"] else Image.objects.unfinished()
        keys = list(rows.values_list("pk", flat=True))
        done, failed = 0, 0
        with tqdm(total=len(keys), unit="picture", disable=None, leave=False) as bar:
            for start in range(0, 0 if dry_run else len(keys), AT_ONCE):
                for image, result in made(keys[start : start + AT_ONCE]):
                    bar.update()
                    if isinstance(result, Exception):
                        self.stderr.write(f"{image.file.name}: {result}")
                        failed += 1
                    else:
                        publishing.put_renditions(image, *result)
                        done += 1
        said = f"{len(keys)} pictures to finish" if dry_run else f"{done} pictures finished"
        self.stdout.write(said + (f", {failed} failed" if failed else ""))
        if failed:
            raise CommandError("The pictures above could not be read.")


def made(keys: list[int]) -> Iterator[tuple[Image, Made | Exception]]:
    images = list(Image.objects.filter(pk__in=keys))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(images, pool.map(make, images), strict=True)


def make(image: Image) -> Made | Exception:
    try:
        return image.make_renditions()
    except (OSError, PictureError) as error:
        return error
