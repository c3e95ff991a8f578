from django.core.management.base import BaseCommand, CommandError

from blog.demo.load import load
from blog.models import Post


class Command(BaseCommand):
    help = "Load the demo site into an empty database."

    def handle(self, **options) -> None:
        if Post.objects.exists():
            raise CommandError("There are posts already; the demo site is for an empty database.")
        self.stdout.write(f"Demo site: {load()}")
