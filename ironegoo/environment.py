"""Reads the environment for settings.py: one clear line when a value is odd.

Nothing else in the project looks at the environment.
"""

import contextlib
import os
import secrets
import tempfile
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str) -> str:
    value: str = env.str(name, default=default)
    return value


def boolean(name: str, default: bool) -> bool:
    value = text(name, str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: say 1 or 0")
    return value in TRUE


def whole_number(name: str, default: int, low: int, high: int) -> int:
    value = text(name, str(default)).strip()
    if not (value.isascii() and value.isdecimal() and low <= int(value) <= high):
        raise ImproperlyConfigured(f"{name}={value!r}: say a whole number from {low} to {high}")
    return int(value)


def site_url(default: str) -> str:
    """Return the public address of the site: scheme and host, nothing behind them."""
    value = text("SITE_URL", default).strip().rstrip("/")
    try:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        good = False
    if not good or value != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"SITE_URL={value!r}: say an address such as https://example.com"
        )
    return value


def time_zone(default: str) -> str:
    """Return TIME_ZONE, in which dates without a zone are read and all dates are shown."""
    value = text("TIME_ZONE", default).strip()
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"TIME_ZONE={value!r}: say a name such as Europe/Berlin")
    return value


def language(default: str, known: dict[str, str]) -> str:
    """Return SITE_LANGUAGE, which the pages speak around the texts. (LANGUAGE is the shell's.)"""
    value = text("SITE_LANGUAGE", default).strip().lower()
    if value not in known:
        raise ImproperlyConfigured(f"SITE_LANGUAGE={value!r}: say one of {', '.join(known)}")
    return value


def database(default: str) -> dict[str, Any]:
    config = _parsed(env.db_url_config, text("DATABASE_URL", default))
    if config.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL: say sqlite:///path or postgres://user:pw@host/db")
    return config


def cache(folder: Path) -> dict[str, Any]:
    """Return the cache that CACHE_URL names, or files: failed logins are counted in it, by all
    workers together."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    value = text("CACHE_URL", "")
    config: dict[str, Any] = {"BACKEND": backend, "LOCATION": str(folder)}
    if value:
        config = _parsed(env.cache_url_config, value)
    if not config.get("BACKEND"):
        raise ImproperlyConfigured("CACHE_URL: say redis://host:6379/0 or filecache:///folder")
    if config["BACKEND"] == backend:
        # With the 300 of Django's default, counters could be flushed by making many.
        config["OPTIONS"] = {"MAX_ENTRIES": 10_000} | config.get("OPTIONS", {})
    return config


def redis() -> str:
    """Return CACHE_URL where it names Redis, or ""."""
    value = text("CACHE_URL", "").strip()
    return value if value.startswith(("redis://", "rediss://")) else ""


def address(name: str) -> str:
    """Return a public address, or "" where none is set."""
    value = text(name, "").strip()
    if value and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name}={value!r}: say an address that begins with https://")
    return value


def mail(default: str) -> dict[str, Any]:
    """Return the mail server that EMAIL_URL names, as an entry of Django's MAILERS."""
    given = _parsed(env.email_url_config, text("EMAIL_URL", default))
    backend = given.get("EMAIL_BACKEND", "")
    smtp = backend.endswith("smtp.EmailBackend")
    if not backend or (smtp and not given["EMAIL_HOST"]):
        raise ImproperlyConfigured("EMAIL_URL: say smtp+tls://user:password@host:587")
    if not smtp:
        return {"BACKEND": backend}
    return {
        "BACKEND": backend,
        "OPTIONS": {
            "host": given["EMAIL_HOST"],
            "port": given["EMAIL_PORT"] or 25,
            "username": given["EMAIL_HOST_USER"] or "",
            "password": given["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": given.get("EMAIL_USE_TLS", False),
            "use_ssl": given.get("EMAIL_USE_SSL", False),
            "timeout": 20,
        },
    }


def _parsed(parse: Callable[[str], dict[str, Any]], value: str) -> dict[str, Any]:
    try:
        return parse(value)
    except (ImproperlyConfigured, ValueError, KeyError):
        return {}  # the caller knows the variable's name


def secret_key(data_dir: Path, on_loopback: bool) -> str:
    """Return SECRET_KEY; on a laptop make one and keep it beside the database.

    A site with a public address gets none made for it: a key that appears by itself
    differs from machine to machine and ends every session at the next deploy.
    """
    value = text("SECRET_KEY", "")
    if value:
        return value
    if not on_loopback:
        raise ImproperlyConfigured("SECRET_KEY is not set: a site with a public address needs one")
    kept = data_dir / "secret_key"
    if not kept.exists():
        # Written aside and linked: of two workers that start at once, one wins and both read it.
        number, draft = tempfile.mkstemp(dir=data_dir)
        with os.fdopen(number, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, kept)
        Path(draft).unlink()
    return kept.read_text().strip()
