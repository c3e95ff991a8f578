"""The server is killed while somebody writes: afterwards every word is there."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.e2e.desk import REFUSED, body, open_form, wait_until_said, write

ROOT = Path(__file__).resolve().parents[2]
SAVED = r"^Saved \d\d:\d\d$"


class Server:
    """The real one, as `make run` starts it, with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "DEMO": "0",
            "WEB_WORKERS": "1",
            "DJANGO_SUPERUSER_PASSWORD": "correct horse battery",
        }
        self.run("prepare").wait()
        self.run("createsuperuser", "--noinput", "--username=ada", "--email=a@example.org").wait()

    def run(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start(self) -> None:
        self.process = self.run("serve")
        for _ in range(150):
            try:
                urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except (URLError, OSError):
                time.sleep(0.2)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """No goodbye: the process and its workers are gone at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def saves(words: str):
    """Whether an answer is to the autosave of these words; the preview sends them too."""
    return lambda answer: (
        answer.url.endswith("/autosave/") and words in (answer.request.post_data or "")
    )


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


def test_the_server_is_killed_while_somebody_types_and_every_word_is_found_again(watched, server):
    page = watched
    page.goto(f"{server.url}/admin/")
    page.locator("input[name=login], input[name=username]").fill("ada")
    page.locator("input[name=password]").fill("correct horse battery")
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")
    open_form(page, server.url)
    page.fill("#id_title", "Killed while writing")
    write(page, "Before the kill.")
    wait_until_said(page, SAVED)

    server.kill()
    write(page, " While it was dead.")
    wait_until_said(page, "^Not saved: no connection")
    page.click("[name=_save]")
    page.wait_for_timeout(500)
    assert body(page) == "Before the kill. While it was dead."
    server.start()
    # What was typed before may be saved first, as soon as the server answers again.
    with page.expect_response(saves("After it.")):
        write(page, " After it.")

    server.kill()
    write(page, " And then the browser too.")
    page.wait_for_timeout(1000)
    address = page.url
    other = page.context.new_page()
    page.close(run_before_unload=False)
    server.start()
    other.goto(address)
    assert body(other) == "Before the kill. While it was dead. After it."
    with other.expect_response("**/autosave/"):
        other.click("[data-recover]")
    other.reload()
    assert body(other) == (
        "Before the kill. While it was dead. After it. And then the browser too."
    )
    assert [c for c in page.complaints if not c.startswith(REFUSED)] == []
