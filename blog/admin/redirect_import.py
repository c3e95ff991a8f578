"""A file of redirects: looked at first, then taken in by one click.

Between the two it waits below DATA_DIR/imports, for its uploader alone, for an hour.
"""

import secrets
import shutil
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from blog.models import AuditEntry, Redirect
from blog.transfer.redirects import MOST_BYTES, MOST_ROWS, CsvError, decoded, plan, take_in

from .import_door import folder_of, waiting_room
from .keys import whole
from .pages import page

NAME = "redirects.csv"
SHOWN = 200  # rows of one state
TITLE = "Import redirects"


@csrf_exempt
def import_redirects(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Looks at the size of what was sent before Django's own check of the form reads it."""
    if not request.user.has_perms(["blog.add_redirect", "blog.change_redirect"]):
        raise PermissionDenied
    if request.method != "POST":
        return show(model_admin, request)
    try:
        read_form(request)
    except CsvError as error:
        return show(model_admin, request, error=str(error))
    return csrf_protect(answer)(request, model_admin)


def read_form(request: HttpRequest) -> None:
    """Raises CsvError."""
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise CsvError(f"The file is larger than {MOST_BYTES >> 20} MB.")
    try:
        _ = request.POST
    except RequestDataTooBig as error:
        pasted = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
        raise CsvError(f"These rows are more than {pasted} MB; send them as a file.") from error
    except (MultiPartParserError, TooManyFilesSent) as error:
        raise CsvError("What was sent could not be read; try it again.") from error


def answer(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    try:
        if token := request.POST.get("token", ""):
            return taken_in(request, token)
        text = sent(request)
        made = plan(text)
    except CsvError as error:
        return show(model_admin, request, error=str(error))
    return show(
        model_admin,
        request,
        counts=made.counts,
        tables=[
            (state, made.counts[state], made.of(state)[:SHOWN])
            for state in ("refused", "changed", "new", "same")
            if made.counts[state]
        ],
        token=put_aside(request, text),
        to_write=made.counts["new"] + made.counts["changed"],
    )


def show(model_admin: admin.ModelAdmin, request: HttpRequest, **context: Any) -> HttpResponse:
    limits = {
        "rows": f"{MOST_ROWS:,}",
        "size": MOST_BYTES >> 20,
        "pasted": settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20,
    }
    context |= {"limits": limits, "shown": SHOWN}
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
    """It takes the place of an earlier one of the same person that still waits."""
    for earlier in waiting_room().glob(f"{request.user.pk}-*/{NAME}"):
        shutil.rmtree(earlier.parent, ignore_errors=True)
    token = secrets.token_urlsafe(24)
    folder = waiting_room() / f"{request.user.pk}-{token}"
    folder.mkdir(mode=0o700)
    (folder / NAME).write_text(text, encoding="utf-8", errors="replace", newline="")
    return token


def claimed(request: HttpRequest, token: str) -> str:
    """Return the text that waits, once: of two clicks, one takes it in. Raises CsvError."""
    folder = folder_of(request.user, token)
    try:
        if folder is None:
            raise FileNotFoundError
        file = (folder / NAME).rename(folder / f"{NAME}.taken")
    except FileNotFoundError as error:
        raise CsvError("This file has gone: it was taken in, or is too old.") from error
    with file.open(encoding="utf-8", newline="") as opened:
        text = opened.read()
    shutil.rmtree(folder, ignore_errors=True)
    return text


def taken_in(request: HttpRequest, token: str) -> HttpResponse:
    """Look at the rows again: what stood in their way may have changed since."""
    text = claimed(request, token)
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
