import logging
import os
import signal
import threading
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from blog import tasks

log = logging.getLogger(__name__)
KEEP_DAYS = 14  # of jobs that are done, so that what failed can be read at the desk
PATIENCE = 10  # seconds that a job under way has, once the server is gone
RESTART_AFTER = 5  # seconds


class Command(BaseCommand):
    help = (
        "Do the work in the background, as it comes, until interrupted. It begins with what was"
        " left undone. Safe to repeat; several may run side by side."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Do what is there, and end.")
        parser.add_argument("--beside", type=int, metavar="PID", help="End when this process does.")

    def handle(self, *, batch: bool, beside: int | None, verbosity: int, **options) -> None:
        if hasattr(os, "nice"):
            os.nice(10)  # readers first
        if beside:
            logging.disable(logging.INFO)  # beside a server, only what is wrong
            threading.Thread(target=end_with, args=[beside], daemon=True).start()
        call_command("prune_db_task_results", min_age_days=KEEP_DAYS, verbosity=0)
        queued = tasks.catch_up() + tasks.report_in_time(ahead=not batch)
        log.info("%s jobs left undone are queued again", queued)
        if batch:
            self.work(verbosity, batch=True)
        while not batch:
            try:
                self.work(verbosity)
                return
            except DatabaseError:
                log.exception("The database does not answer; again in %s s", RESTART_AFTER)
                time.sleep(RESTART_AFTER)
                close_old_connections()

    def work(self, verbosity: int, *, batch: bool = False) -> None:
        call_command(
            "db_worker", batch=batch, reload=False, startup_delay=False, verbosity=verbosity
        )


def end_with(server: int) -> None:
    """Let the work end soon after the server has, however that ended: it leaves no orphan."""
    while os.getppid() == server:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
