"""Several workers, readers and a writer at once, and one worker killed in between."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from blog.models import Tag

ROOT = Path(__file__).resolve().parents[2]
EDITS = 60
READERS = 3


class Site:
    """Workers that share a database, a folder and the stamps."""

    def __init__(self, folder, redis):
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database(),
            "CACHE_URL": redis,
            "SITE_URL": "http://127.0.0.1:9",
            "SECRET_KEY": "x" * 50,
        }
        self.workers = {}

    def start(self, port=None):
        if port is None:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.pagecache.process", str(port)]
        self.workers[port] = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        return port

    def wait_for(self, port):
        end = time.monotonic() + 60
        while self.get(port, "/page") is None:
            assert time.monotonic() < end, "the worker does not answer"
            time.sleep(0.05)

    def get(self, port, path):
        """Return the body, or None where nobody answers."""
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.putrequest("GET", path, skip_host=True)
            asked.putheader("Host", "127.0.0.1:9")
            asked.endheaders()
            answer = asked.getresponse()
            body = answer.read().decode()
            return body if answer.status == 200 else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            asked.close()

    def kill(self, port):
        self.workers[port].send_signal(signal.SIGKILL)
        self.workers[port].wait()

    def stop(self):
        for process in self.workers.values():
            process.kill()
            process.wait()


def database():
    """Return the address of the test's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(params=["files", "redis"])
def site(request, transactional_db, tmp_path):
    redis = "" if request.param == "files" else request.getfixturevalue("redis_server").address
    Tag.objects.create(slug="shown", name="0")
    (tmp_path / "static").mkdir()
    site = Site(tmp_path, redis)
    yield site
    site.stop()


def test_nobody_is_served_an_old_page_after_an_acknowledged_save(site):
    ports = [site.start() for _ in range(3)]
    for port in ports:
        site.wait_for(port)
    saved, over, old, served = [0], threading.Event(), [], []

    def read():
        chance = random.Random(1)
        while not over.is_set():
            least = saved[0]
            body = site.get(chance.choice(ports), "/page")
            if body is None:
                continue
            served.append(shown := int(body.split()[0]))
            if shown < least:
                old.append((shown, least))

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    with contextlib.ExitStack() as stack:
        stack.callback(over.set)
        for number in range(1, EDITS + 1):
            if number == EDITS // 3:  # in the middle of whatever it does
                threading.Thread(target=site.kill, args=[ports[0]]).start()
            if number == EDITS // 2:
                site.start(ports[0])
                site.wait_for(ports[0])
            if site.get(ports[number % 3], f"/edit/{number}"):
                saved[0] = number
    for reader in readers:
        reader.join()
    assert not old
    assert saved[0] == EDITS
    assert len(set(served)) > EDITS / 4, "readers saw too little of it"
    assert {site.get(port, "/page").split()[0] for port in ports} == {str(EDITS)}
