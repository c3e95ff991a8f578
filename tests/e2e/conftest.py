"""A real browser: the system's Chromium, headless, talking to this machine alone."""

import os
import shutil

import pytest

from blog.rendering import bounded

# The shell is Chromium without the windows that nobody sees: half the work for the same pages.
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()

# Playwright's synchronous interface runs an event loop, which Django takes for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium-headless-shell")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture
def site(live_server, settings, monkeypatch):
    """The address of a running site, with the static files as they are served.

    Journeys are not about slow texts, and the machine may have much else to do.
    """
    monkeypatch.setattr(bounded, "TIME_LIMIT", 60)
    monkeypatch.setattr(bounded, "PATIENCE", 60)
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def watched(page):
    """A page whose console messages, CSP reports and requests to other hosts are collected."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(f"console: {message.text}"))
    page.on(
        "response",
        lambda response: (
            page.complaints.append(f"{response.status}: {response.url}")
            if response.status >= 400
            else None
        ),
    )
    page.on("pageerror", lambda error: page.complaints.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://localhost", "http://127.0.0.1", "data:"))
            else page.complaints.append(f"request: {request.url}")
        ),
    )
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
    )
    return page
