import gc
import logging
import os
from importlib import import_module
from multiprocessing import cpu_count
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, connections
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from blog.models import SiteSettings

log = logging.getLogger(__name__)
# Of a worker: some wait for others, for a page that is being built, or for the database. More than
# so many a core take from each other, and granian warns at each start.
THREADS = min(8, 2 * cpu_count() + 1)


class Command(BaseCommand):
    requires_system_checks = []  # `prepare` makes them; here they would delay the first answer
    help = (
        "Serve the site with the production server (granian) until interrupted, with a worker"
        " for the background beside it (TASK_WORKERS=0: without)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")

    def handle(self, *, host: str, **options) -> None:
        if not prepared():
            raise CommandError("The site is not prepared yet: manage.py prepare")
        self.stdout.write(f"Serving {settings.SITE_URL} (Ctrl-C ends it)")
        self.stdout.flush()
        load()
        prepare_to_fork()
        for _ in range(settings.TASK_WORKERS):
            start_worker()
        Server(
            "ironegoo.wsgi:application",
            address=host,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WEB_WORKERS,
            blocking_threads=THREADS,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.warning,
        ).serve(target_loader=load, wrap_loader=False)


def prepared() -> bool:
    """Whether there are static files and tables. Whether they are the newest takes too long."""
    if not getattr(staticfiles_storage, "hashed_files", True):  # DEBUG needs none
        return False
    try:
        return SiteSettings._meta.db_table in connection.introspection.table_names()
    except OperationalError:  # it begins later than this; until then pages come from the store
        return True


def load() -> Any:
    """Return the application, with all that it will need.

    It is loaded before the processes part, which then hold most of it in common. It answers
    nothing before: an answer starts threads and opens the database, and SQLite loses its locks
    where a connection comes along into another process.
    """
    from ironegoo.wsgi import application

    import_module(settings.ROOT_URLCONF)  # and with it the views and the desk
    return application


def prepare_to_fork() -> None:
    """No connection is shared; and no collection of garbage writes on what all hold in common."""
    connections.close_all()
    gc.collect()
    gc.freeze()


def start_worker() -> None:
    """It watches this process, which becomes the server, and ends with it."""
    server = os.getpid()
    if os.fork():
        return
    status = 1
    try:
        call_command("work", beside=server)
        status = 0
    except Exception:
        log.exception("The work in the background has ended")
    finally:
        os._exit(status)
