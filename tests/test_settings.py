"""Each case starts a fresh process: settings are read once."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from tests.test_house import ROOT


def run(tmp_path, *arguments, **environment):
    keep = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**keep, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def setting(tmp_path, name, **environment):
    code = f"from django.conf import settings; print(settings.{name})"
    return run(tmp_path, "shell", "-v0", "-c", code, **environment).stdout.strip()


def test_nothing_set_is_safe_and_the_deployment_check_is_clean(tmp_path):
    result = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert setting(tmp_path, "DEBUG") == "False"


def test_a_public_address_passes_the_deployment_check(tmp_path):
    public = {"SITE_URL": "https://iron.example", "SECRET_KEY": "k7" * 40 + "zyxwvu"}
    result = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **public)
    assert result.returncode == 0, result.stderr
    assert setting(tmp_path, "SESSION_COOKIE_SECURE", **public) == "True"


def test_redis_is_given_no_option_that_it_does_not_know(tmp_path):
    assert "MAX_ENTRIES" not in setting(tmp_path, "CACHES", CACHE_URL="redis://127.0.0.1:6379/0")
    assert "MAX_ENTRIES" in setting(tmp_path, "CACHES")


def test_a_mail_server_is_one_address(tmp_path):
    given = {"EMAIL_URL": "smtp+tls://me%40iron.example:pw@mail.example:587"}
    said = setting(tmp_path, "MAIL", **given)
    for part in ("smtp.EmailBackend", "'mail.example'", "587", "'me@iron.example'"):
        assert part in said
    assert "'use_tls': True" in said


def test_a_laptop_prints_mails_and_a_public_site_keeps_links_out_of_its_log(tmp_path):
    public = {"SITE_URL": "https://iron.example", "SECRET_KEY": "k7" * 40 + "zyxwvu"}
    assert "console" in setting(tmp_path, "MAIL")
    assert "dummy" in setting(tmp_path, "MAIL", **public)
    assert setting(tmp_path, "SENDS_MAIL", **public) == "False"


def test_an_address_in_a_header_is_believed_behind_one_proxy_and_only_there(tmp_path):
    public = {"SITE_URL": "https://iron.example", "SECRET_KEY": "k7" * 40 + "zyxwvu"}
    assert setting(tmp_path, "ALLAUTH_TRUSTED_PROXY_COUNT") == "0"
    assert setting(tmp_path, "ALLAUTH_TRUSTED_PROXY_COUNT", **public) == "1"


def test_a_laptop_gets_a_secret_key_that_stays_and_only_its_owner_can_read(tmp_path):
    first = setting(tmp_path, "SECRET_KEY")
    assert len(first) >= 50
    assert setting(tmp_path, "SECRET_KEY") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_public_address_without_a_secret_key_does_not_start(tmp_path):
    result = run(tmp_path, "check", SITE_URL="https://iron.example")
    assert result.returncode != 0
    assert "SECRET_KEY is not set" in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("WEB_WORKERS", "0"),
        ("SITE_URL", "iron.example"),
        ("SITE_URL", "https://iron.example/blog"),
        ("SITE_URL", "ftp://iron.example"),
        ("SITE_URL", "https://me:pw@iron.example"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "nonsense"),
        ("CACHE_URL", "nonsense"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp://"),
        ("TRUSTED_PROXIES", "-1"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("SITE_LANGUAGE", "Klingon"),
    ],
)
def test_an_odd_value_stops_the_start_with_a_line_that_names_it(tmp_path, name, value):
    result = run(tmp_path, "check", **{name: value})
    assert result.returncode != 0
    assert name in result.stderr.strip().splitlines()[-1]


def test_modules_import_each_other_by_their_hashed_names(tmp_path, settings):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text(
        'import { a } from "./part.js"\nimport {\n  b\n} from "./part.js"\nimport "./part.js";\n'
        'export const later = () => import("./part.js")\nconst text = "import ./part.js"\n'
    )
    (tmp_path / "js" / "part.js").write_text("export const a = 1, b = 2\n")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [tmp_path], tmp_path / "out"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "ironegoo.static.HashedStaticFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    (main,) = (tmp_path / "out" / "js").glob("main.*.js")
    assert len(re.findall(r'"\./part\.[0-9a-f]{12}\.js"', main.read_text())) == 4
