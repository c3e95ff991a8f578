import os
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from blog import pictures
from blog.models import Image

AT_ONCE = 50


class Command(BaseCommand):
    help = "Make, on all cores, the thumbnails of pictures that have none. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run: bool, **options) -> None:
        rows = Image.objects.filter(thumbnail="")
        keys = list(rows.values_list("pk", flat=True))
        done, failed = 0, 0
        with tqdm(total=len(keys), unit="picture", disable=None, leave=False) as bar:
            for start in range(0, 0 if dry_run else len(keys), AT_ONCE):
                for image, result in self.made(keys[start : start + AT_ONCE]):
                    bar.update()
                    if isinstance(result, bytes):
                        image.store_thumbnail(result)
                        done += 1
                    else:
                        self.stderr.write(f"{image.file.name}: {result}")
                        failed += 1
        said = f"{len(keys)} thumbnails to make" if dry_run else f"{done} thumbnails made"
        self.stdout.write(said + (f", {failed} failed" if failed else ""))
        if failed:
            raise CommandError("The pictures above could not be read.")

    def made(self, keys: list[int]) -> list[tuple[Image, bytes | Exception]]:
        images = list(Image.objects.filter(pk__in=keys))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(zip(images, pool.map(small, images), strict=True))


def small(image: Image) -> bytes | Exception:
    try:
        with image.file.open() as file:
            return pictures.thumbnail(file.read())
    except (OSError, pictures.PictureError) as error:
        return error
