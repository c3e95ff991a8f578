"""One build of a page at a time, and nobody waits for ever."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.pagecache import stamps, turns
from blog.pagecache.troubles import Troubles
from blog.pagecache.turns import Turns

from . import pages

MANY = 8


@pytest.fixture
def slow(get, new_worker, monkeypatch):
    """Return readers of two workers whose builds of /page end when `go` is set."""
    readers = [get, new_worker()]
    for reader in readers:
        reader("/short")  # what is due is looked up; the rest asks no database
    go, begun = threading.Event(), threading.Event()

    def holding(application):
        def held(environ, start):
            answer = application(environ, start)
            begun.set()
            go.wait(20)
            return answer

        return held

    for reader in readers:
        library = reader.application.library
        monkeypatch.setattr(library, "application", holding(library.application))
    return readers, begun, go


def all_at_once(readers, begun, go, between=lambda: None):
    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(readers[number % 2], "/page") for number in range(MANY)]
        assert begun.wait(20)
        between()
        go.set()
        return [each.result() for each in asked]


def test_many_who_ask_at_once_wait_for_one_build(slow):
    answers = all_at_once(*slow)
    assert len({answer.body for answer in answers}) == 1
    assert pages.asked["page"] == 1


def test_who_asks_after_an_edit_gets_no_page_of_before_though_it_was_waited_for(slow):
    """The build began before the edit; who waited for it builds again."""
    readers, begun, go = slow

    def edit():
        pages.says["text"] = "new"
        stamps.stamp(["post:1"])

    bodies = [answer.body for answer in all_at_once(readers, begun, go, edit)]
    assert bodies.count(b"<h1>Page</h1>new") >= MANY - 1
    assert pages.asked["page"] == 2


def test_who_has_waited_long_builds_for_himself(slow, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    readers, begun, go = slow
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(readers[0], "/page")
        assert begun.wait(20)
        second = pool.submit(readers[1], "/page")
        while pages.asked["page"] < 2:
            assert not second.done()
            time.sleep(0.005)
        go.set()
        assert first.result().body == second.result().body


def test_a_process_that_dies_gives_its_turn_back(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0)
    code = (
        "import sys; from pathlib import Path\n"
        "from blog.pagecache.turns import Turns; from blog.pagecache.troubles import Troubles\n"
        "with Turns(Path(sys.argv[1]), Troubles()).take('a') as mine:\n"
        "    print(mine, flush=True); input()"
    )
    mine = Turns(tmp_path, Troubles())
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "True\n"
        with mine.take("a") as got:
            assert not got
        process.kill()
    with mine.take("a") as got:
        assert got


def test_the_files_for_turns_are_few(tmp_path):
    mine = Turns(tmp_path, Troubles())
    for number in range(2000):
        with mine.take(f"/page-{number}") as got:
            assert got
    assert len(list((tmp_path / "turns").iterdir())) <= turns.LOCKS
