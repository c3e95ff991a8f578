"""A file of redirects: looked at first, then taken in by one click.

Between the two it waits below DATA_DIR/imports, for its uploader alone, for an hour.
"""

import secrets
from pathlib import Path

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from blog.models import AuditEntry, Redirect
from blog.transfer.redirects import MOST_BYTES, MOST_ROWS, CsvError, decoded, plan, take_in

from .import_door import TOKEN, folder_of, waiting_room
from .pages import page

NAME = "redirects.csv"
SHOWN = 200  # rows of one state
TITLE = "Import redirects"


def import_redirects(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not request.user.has_perms(["blog.add_redirect", "blog.change_redirect"]):
        raise PermissionDenied
    limits = {"rows": f"{MOST_ROWS:,}", "size": MOST_BYTES >> 20}
    context: dict = {"limits": limits, "shown": SHOWN}
    if request.method == "POST":
        try:
            if token := request.POST.get("token", ""):
                return taken_in(request, token)
            text = sent(request)
            made = plan(text)
            order = {"refused": 0, "changed": 1, "new": 2, "same": 3}
            context |= {
                "counts": made.counts,
                "tables": [
                    (state, made.counts[state], made.of(state)[:SHOWN])
                    for state in order
                    if made.counts[state]
                ],
                "token": put_aside(request, text),
                "to_write": made.counts["new"] + made.counts["changed"],
            }
        except CsvError as error:
            context["error"] = str(error)
    return page(model_admin, request, "redirect/import.html", None, TITLE, **context)


def sent(request: HttpRequest) -> str:
    """Return what was uploaded or pasted. Raises CsvError."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "")
    if (file.size or 0) > MOST_BYTES:
        raise CsvError(f"The file is larger than {MOST_BYTES >> 20} MB.")
    return decoded(file.read())


def put_aside(request: HttpRequest, text: str) -> str:
    token = secrets.token_urlsafe(24)
    folder = waiting_room() / f"{request.user.pk}-{token}"
    folder.mkdir(mode=0o700)
    (folder / NAME).write_text(text, encoding="utf-8", errors="replace", newline="")
    return token


def waiting(request: HttpRequest, token: str) -> Path | None:
    folder = folder_of(request.user, token) if TOKEN.fullmatch(token) else None
    return folder / NAME if folder and (folder / NAME).is_file() else None


def taken_in(request: HttpRequest, token: str) -> HttpResponse:
    """Look at the rows again: what stood in their way may have changed since."""
    file = waiting(request, token)
    if file is None:
        raise CsvError("This file has gone: it was taken in, or is too old.")
    with file.open(encoding="utf-8", newline="") as opened:
        text = opened.read()
    file.unlink(missing_ok=True)
    made = plan(text)
    take_in(made)
    counts = made.counts
    AuditEntry.objects.record(request.user, "imported redirects", **counts)
    messages.success(
        request,
        f"{counts['new']} redirects are new, {counts['changed']} changed,"
        f" {counts['same']} were there already, {counts['refused']} refused.",
    )
    name = f"admin:{Redirect._meta.app_label}_{Redirect._meta.model_name}_changelist"
    return HttpResponseRedirect(reverse(name))
