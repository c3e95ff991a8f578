"""Import of a folder or a zip: looked at first, as `import_posts --dry-run` does, then taken in.

Between the two the upload waits below DATA_DIR/imports, for its uploader alone, for an hour.
"""

import json
import re
import secrets
import shutil
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from blog.models import AuditEntry
from blog.transfer.importer import Importer
from blog.transfer.layout import FOLDERS
from blog.transfer.source import Report
from blog.transfer.unpack import MAX_FILES, MAX_UNPACKED, Folder, UnpackError, unzip

from .keys import whole

MAX_UPLOAD = 256 * 1024 * 1024
KEPT = 3600  # seconds
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")
SHOWN = 500  # lines of one kind in a report


def may_import(user: Any) -> bool:
    """It writes the posts of everybody, and makes them public."""
    return user.has_perms(["blog.publish_post", "blog.edit_any_post", "blog.add_post"])


def waiting_room() -> Path:
    """Return the folder of uploads that wait; those that nobody came back for are gone."""
    room = Path(settings.DATA_DIR, "imports")
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    for upload in room.iterdir():
        if upload.stat().st_mtime < time.time() - KEPT:
            shutil.rmtree(upload, ignore_errors=True)
    return room


def folder_of(user: Any, token: str) -> Path | None:
    """Return the upload that waits under this token, if it is the person's own."""
    if not TOKEN.fullmatch(token):
        return None
    folder = waiting_room() / f"{user.pk}-{token}"
    return folder if folder.is_dir() else None


def receive(request: HttpRequest) -> tuple[str, list[str]]:
    """Store what was uploaded; return its token and the names that were passed over.

    It takes the place of an earlier one of the same person that still waits.
    Raises UnpackError, and then nothing is left of it.
    """
    for earlier in waiting_room().glob(f"{request.user.pk}-*"):
        if not earlier.name.endswith(".taken"):
            shutil.rmtree(earlier, ignore_errors=True)
    token = secrets.token_urlsafe(24)
    root = waiting_room() / f"{request.user.pk}-{token}"
    root.mkdir(mode=0o700)
    try:
        folder = Folder(root)
        archive = request.FILES.get("zip")
        if archive and archive.file:
            unzip(archive.file, folder)
        else:
            take_files(request, folder)
        if not folder.count:
            raise UnpackError("there is no Markdown file and no picture in it")
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    return token, folder.passed_over


def take_files(request: HttpRequest, folder: Folder) -> None:
    """Browsers send the names of a folder's files without the folder: a script sends those."""
    files = request.FILES.getlist("files")
    if not files:
        raise UnpackError("choose a folder, some files or a zip")
    try:
        paths = json.loads(request.POST.get("paths") or "[]")
    except ValueError:
        paths = []
    if not isinstance(paths, list) or len(paths) != len(files):
        paths = [file.name for file in files]
    for file, name in zip(files, paths, strict=True):
        folder.take(str(name or file.name), file.chunks())


def root_of(folder: Path) -> Path:
    """A folder in a folder in a folder: the outermost that holds more than one thing.

    Names that say what is in them (guides, blog) stay part of the address.
    """
    inside = list(folder.iterdir())
    while len(inside) == 1 and inside[0].is_dir() and inside[0].name not in FOLDERS:
        folder = inside[0]
        inside = list(folder.iterdir())
    return folder


def run(folder: Path, *, dry_run: bool) -> Report:
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return Importer(root_of(folder), zone, dry_run=dry_run).run()


class ImportDoor:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.model_admin = model_admin

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Looks at the upload before Django's own check of the form reads it all."""
        if not may_import(request.user):
            raise PermissionDenied
        if request.method == "POST":
            length = whole(request.META.get("CONTENT_LENGTH") or "0")
            if length is None or length > MAX_UPLOAD:
                limit = MAX_UPLOAD >> 20
                return self.show(request, error=f"The upload is larger than {limit} MB.")
            try:
                _ = request.POST
            except TooManyFilesSent:
                return self.show(
                    request, error=f"These are more than {MAX_FILES:,} files; send them as a zip."
                )
            except (RequestDataTooBig, MultiPartParserError):
                return self.show(request, error="The upload could not be read; try it again.")
        return csrf_protect(self.answer)(request)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.show(request)
        if token := request.POST.get("token", ""):
            if "_apply" in request.POST:
                return self.apply(request, token)
            return self.forget(request, token)
        try:
            token, passed_over = receive(request)
        except UnpackError as error:
            return self.show(request, error=f"Refused: {error}. Nothing was kept of it.")
        folder = folder_of(request.user, token)
        assert folder
        report = run(folder, dry_run=True)
        return self.show(request, token=token, report=report, passed_over=passed_over)

    def apply(self, request: HttpRequest, token: str) -> HttpResponse:
        folder = folder_of(request.user, token)
        if folder is None:
            return self.show(request, error="This upload has gone: it was taken in, or is too old.")
        claimed = folder.with_name(f"{folder.name}.taken")
        try:
            folder.rename(claimed)  # of two clicks, one takes it in
        except OSError:
            return self.show(request, error="This upload is being taken in.")
        try:
            report = run(claimed, dry_run=False)
        finally:
            shutil.rmtree(claimed, ignore_errors=True)
        AuditEntry.objects.record(
            request.user,
            "imported",
            created=len(report.created),
            updated=len(report.updated),
            refused=len(report.refused),
        )
        return self.show(request, report=report, done=True)

    def forget(self, request: HttpRequest, token: str) -> HttpResponse:
        if folder := folder_of(request.user, token):
            shutil.rmtree(folder, ignore_errors=True)
        messages.info(request, "The upload was thrown away; nothing was changed.")
        return HttpResponseRedirect(reverse("admin:blog_post_import"))

    def show(self, request: HttpRequest, *, error: str = "", **more: Any) -> HttpResponse:
        context = {
            **self.model_admin.admin_site.each_context(request),
            "title": "Import",
            "opts": self.model_admin.opts,
            "error": error,
            "limits": {
                "files": MAX_FILES,
                "upload": MAX_UPLOAD >> 20,
                "unpacked": MAX_UNPACKED >> 20,
            },
            "shown": SHOWN,
            **more,
        }
        return TemplateResponse(request, "admin/blog/post/import.html", context)


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    door = ImportDoor(model_admin)

    def import_posts(request: HttpRequest) -> HttpResponse:
        return door(request)

    view: Callable = model_admin.admin_site.admin_view(csrf_exempt(import_posts))
    return [path("import/", csrf_exempt(view), name="blog_post_import")]
