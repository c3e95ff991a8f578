import os
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = (
        "Serve the site with the production server (granian) until interrupted, with a worker"
        " for the background beside it (TASK_WORKERS=0: without)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")

    def handle(self, *, host: str, **options) -> None:
        self.stdout.write(f"Serving {settings.SITE_URL} (Ctrl-C ends it)")
        self.stdout.flush()
        work = [sys.executable, sys.argv[0], "work", "--beside", str(os.getpid())]
        for _ in range(settings.TASK_WORKERS):
            # It watches this process, which becomes the server, and ends with it.
            subprocess.Popen(work, stdin=subprocess.DEVNULL)
        server = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        server += ["--host", host, "--port", str(settings.PORT)]
        server += ["--workers", str(settings.WEB_WORKERS), "--blocking-threads", "8"]
        server += ["--http", "1", "--no-ws", "--log-level", "warning"]
        os.execv(sys.executable, [*server, "ironegoo.wsgi:application"])  # noqa: S606, no shell
