import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.db import OperationalError

from blog.management.commands import serve


def test_a_site_that_is_not_prepared_is_not_served(tmp_path):
    command = [sys.executable, "manage.py", "serve"]
    environment = {"DATA_DIR": str(tmp_path), "PATH": ""}
    served = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, timeout=60
    )
    assert served.returncode == 1
    assert served.stderr == b"CommandError: The site is not prepared yet: manage.py prepare\n"
    assert not served.stdout


COLLECTED = SimpleNamespace(hashed_files={"css/base.css": "css/base.1.css"})
OF_DEBUG = StaticFilesStorage()


def unreachable() -> list[str]:
    raise OperationalError


@pytest.mark.parametrize(
    ("files", "tables", "expected"),
    [
        (COLLECTED, lambda: ["blog_sitesettings"], True),
        (COLLECTED, list, False),
        (COLLECTED, unreachable, True),
        (SimpleNamespace(hashed_files={}), lambda: ["blog_sitesettings"], False),
        (OF_DEBUG, lambda: ["blog_sitesettings"], True),
    ],
    ids=["prepared", "no tables", "a database that begins later", "no files", "DEBUG"],
)
def test_a_prepared_site_has_its_files_and_its_tables(monkeypatch, files, tables, expected):
    introspection = SimpleNamespace(table_names=tables)
    monkeypatch.setattr(serve, "staticfiles_storage", files)
    monkeypatch.setattr(serve, "connection", SimpleNamespace(introspection=introspection))
    assert serve.prepared() is expected
