import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from blog import search
from blog.demo import load as demo
from blog.publishing import links


class Command(BaseCommand):
    help = (
        "Make the site ready to be served: migrate, collect static files if they changed, load "
        "the demo site into an empty database, make an admin user if there is none. "
        "Safe to repeat."
    )

    def handle(self, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if search.unindexed():  # by an older release
            call_command("reindex", stdout=self.stdout)
        if links.unread():
            call_command("relink", stdout=self.stdout)
        self.collect_static()
        if demo.wanted():
            self.stdout.write(f"Demo site: {demo.load()}")
        self.make_admin()

    def collect_static(self) -> None:
        """Compressing takes seconds: only when a file (name, size, time) or DEBUG has changed."""
        known = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
        for finder in get_finders():
            for path, storage in finder.list([]):
                stat = Path(storage.path(path)).stat()
                known.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        stamp = settings.STATIC_ROOT / ".collected"
        if not stamp.exists() or stamp.read_text() != known.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(known.hexdigest())

    def make_admin(self) -> None:
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("admin", email="", password=password)
        self.stdout.write(
            f"\n  Log in at {settings.SITE_URL}/admin/ as  admin  with the password  {password}\n"
            "  It is shown this once. `manage.py changepassword admin` sets another.\n"
        )
