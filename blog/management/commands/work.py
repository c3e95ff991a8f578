import logging
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections

from blog import tasks

log = logging.getLogger(__name__)
KEEP_DAYS = 14  # of jobs that are done, so that what failed can be read at the desk
PATIENCE = 10  # seconds that a job under way has, once the end is near
RESTART_AFTER = 5  # seconds
PAUSE = 1  # seconds between two looks for work


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
        if batch:
            begin(ahead=False)
            work(verbosity)
        else:
            Keeper(partial(work, verbosity), beside).run()


def begin(*, ahead: bool = True) -> None:
    """Queue what was left undone, and what is to be done in time."""
    call_command("prune_db_task_results", min_age_days=KEEP_DAYS, verbosity=0)
    queued = tasks.catch_up() + tasks.report_in_time(ahead=ahead)
    log.info("%s jobs left undone are queued again", queued)


def work(verbosity: int) -> None:
    """Do all that is due."""
    call_command("db_worker", batch=True, reload=False, startup_delay=False, verbosity=verbosity)


class Keeper:
    """Has what is due done by a process that ends with it.

    What jobs took of memory goes with their process, and one that brings it down takes no other
    along. work: what that process is to do. beside: the process that it ends with, its parent.
    """

    def __init__(self, work: Callable[[], None], beside: int | None = None) -> None:
        self.work, self.beside, self.told = work, beside, False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.end)
        begun = False
        while self.goes_on():
            try:
                if not begun or tasks.due():
                    begun = self.turn(begun)
            except DatabaseError:
                log.exception("The database does not answer; again in %s s", RESTART_AFTER)
                connections.close_all()
                time.sleep(RESTART_AFTER)
            time.sleep(PAUSE)

    def end(self, *_signal) -> None:
        self.told = True

    def goes_on(self) -> bool:
        return not self.told and self.beside in (None, os.getppid())

    def turn(self, begun: bool) -> bool:
        """Return whether what was left undone is queued."""
        connections.close_all()  # none is shared
        worker = get_context("fork").Process(target=self.work if begun else self.first)
        worker.start()
        while worker.is_alive() and self.goes_on():
            worker.join(PAUSE)
        if worker.is_alive():
            if not self.told:  # a signal to the group has reached it too, a second one is rude
                worker.terminate()
            worker.join(PATIENCE)
            worker.kill()
        elif worker.exitcode:
            log.error("The work in the background ended with %s", worker.exitcode)
            time.sleep(RESTART_AFTER)
        # What kills its process is not queued again, for it would do so again.
        return begun or worker.exitcode is None or worker.exitcode <= 0

    def first(self) -> None:
        begin()
        self.work()
