"""Fixtures for all tests. The network is blocked (pyproject.toml); in CI a skip is a failure."""

import gc
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import override_settings

from blog.pagecache import parts

from .elsewhere import elsewhere  # noqa: F401, a fixture

SHARED = Path(__file__).resolve().parents[2] / "shared"


def plain(folder: Path) -> dict[str, Any]:
    """Settings of a site with a folder of its own, and the addresses that the assertions name."""
    files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # A cache of its own: failed logins of one test must not count in the next.
    cache = "django.core.cache.backends.locmem.LocMemCache"
    return {
        "MEDIA_ROOT": folder / "media",
        "PAGES_DIR": folder / "pages",
        "PAGES_REDIS": "",
        "SITE_URL": "https://www.example.com",
        "SITE_HOST": "www.example.com",
        "SECURE_SSL_REDIRECT": False,
        "ALLOWED_HOSTS": ["*"],
        "STORAGES": {**django_settings.STORAGES, "staticfiles": files},
        "COUNT_EVERY": 0,  # no thread that writes
        "CACHES": {"default": {"BACKEND": cache, "LOCATION": str(folder)}},
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }


@pytest.fixture(autouse=True)
def plain_site(settings, tmp_path):
    for name, value in plain(tmp_path).items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def nothing_in_memory():
    """Parts of pages are kept until an edit is said to change them; an undone test says nothing."""
    parts.forget()


@pytest.fixture(scope="module")
def rows_of_the_module(django_db_setup, django_db_blocker, tmp_path_factory):
    """What a fixture of the module writes after asking for this is there for all its tests.

    They undo what they change themselves. One xdist_group holds the module together, and a test
    that asks for files of these rows sets MEDIA_ROOT to this fixture's value.
    """
    settings = plain(tmp_path_factory.mktemp("module"))
    with django_db_blocker.unblock(), override_settings(**settings), transaction.atomic():
        yield settings["MEDIA_ROOT"]
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def no_name_is_asked_for(monkeypatch):
    """Not even the question for the address of another host leaves the machine."""
    resolve = socket.getaddrinfo

    def only_here(host, *args, **kwargs):
        if host in {None, "", "localhost", "127.0.0.1", "::1"}:
            return resolve(host, *args, **kwargs)
        raise socket.gaierror(socket.EAI_NONAME, f"{host!r} was asked for in a test")

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


def shared(*parts: str) -> Path:
    """Return a file or folder of the domain's cases, which lie beside the project."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{Path('..', 'shared', *parts)} is not on this machine")
    return path


@pytest.fixture
def seed_post() -> Path:
    return shared("domain", "seed_post.md")


@pytest.fixture
def sample_site() -> Path:
    return shared("domain", "site")


@pytest.fixture
def corpus() -> Path:
    return shared("corpus", "18f")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end, end the sessions of threads that wait for a browser or a text: PostgreSQL
    drops no database that is still in use."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that empty the tables come last: the roles, which a migration made, go with them.

    pytest-django puts them there; sorting by the browser's fixtures afterwards mixes them again.
    """
    items.sort(key=empties_the_tables)


def empties_the_tables(item) -> bool:
    marks = item.iter_markers("django_db")
    return any(mark.kwargs.get("transaction") for mark in marks)


def pytest_collection_finish():
    """Modules and tests stay to the end: that they be walked again and again for garbage takes a
    tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish(session, exitstatus):
    """A test that CI did not run is a test that CI cannot vouch for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        reporter.write_line("In CI a skipped test is a failure.", red=True)
        session.exitstatus = 1
