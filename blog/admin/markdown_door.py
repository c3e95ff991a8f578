"""One post as Markdown with front matter: copied out, and pasted or uploaded with a diff first."""

import hashlib
import uuid
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from blog import publishing
from blog.models import Post, Revision
from blog.publishing import links
from blog.rendering import bounded
from blog.transfer import fields, front_matter
from blog.transfer.front_matter import FrontMatterError
from blog.transfer.importer import MAX_FILE_BYTES
from blog.transfer.snapshots import Reader, Reading, draft_markdown

from .access import reachable_by
from .bulk_acts import words_of
from .history import Difference, differences


@dataclass
class Door:
    """What the page shows. text: as it was pasted, whatever became of it."""

    post: Post | None
    text: str = ""
    kind: str = Post.Kind.POST
    base: str = ""
    key: str = ""
    reading: Reading | None = None
    error: str = ""
    changes: list[Difference] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Of the text: what is saved is what was shown."""
        return hashlib.sha256(self.text.encode("utf-8", "replace")).hexdigest()


def pasted(request: HttpRequest) -> str:
    """Return the uploaded file, or else what is in the field; line ends as on the server.

    Raises FrontMatterError for a file that is too large or no text.
    """
    text = request.POST.get("text", "")
    if upload := request.FILES.get("file"):
        if (upload.size or 0) > MAX_FILE_BYTES:
            limit = f"larger than the limit of {MAX_FILE_BYTES // 1024} KB"
            raise FrontMatterError(limit, 1, "file")
        content = upload.read().replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
        return front_matter.decode(content)
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


def rights(user: Any) -> frozenset[str]:
    """What may be made on the way, if the file names it and nobody has it."""
    nouns = {"topic": "category", "author": "author"}
    return frozenset(n for n, model in nouns.items() if user.has_perm(f"blog.add_{model}"))


def reader_of(door: Door, user: Any) -> Reader:
    """Raises FrontMatterError."""
    document = front_matter.load(door.text.encode("utf-8", "replace"))
    said = fields.read(document, zoneinfo.ZoneInfo(settings.TIME_ZONE))
    reachable = reachable_by(user, next_step_of(door.post))
    return Reader(document, said, door.post, door.kind, rights(user), reachable)


def next_step_of(post: Post | None) -> int | None:
    return publishing.document_of(post).get("next_step") if post else None


def compare(door: Door, user: Any) -> None:
    """Fill in what would change; nothing is written."""
    try:
        with bounded.one_save():
            door.reading = reader_of(door, user).read()
    except FrontMatterError as error:
        door.error = door.error or words(error)
        return
    before = publishing.document_of(door.post) if door.post else {}
    door.changes = differences(before, door.reading.snapshot)
    for name, new in door.reading.new.items():
        name_new(door.changes, publishing.LABELS[name], new)


def name_new(changes: list[Difference], label: str, names: list[str]) -> None:
    """Say what will be made in the place where it will stand."""
    change = next((change for change in changes if change.label == label), None)
    if change is None:
        change = Difference(label)
        changes.append(change)
    change.after = "\n".join([*filter(None, [change.after]), *names])


def apply(door: Door, user: Any) -> Post | None:
    """Save the text as a draft; None, and what is wrong in the door, if that cannot be.

    Then nothing is written: no post, and no topic or author on the way to it.
    """
    try:
        with bounded.one_save():
            reader = reader_of(door, user)
            reading = reader.read()
            with transaction.atomic():
                return save(door, reader, reading, user)
    except FrontMatterError as error:
        door.error = words(error)
    except publishing.Stale as stale:
        door.error = saved_meanwhile(stale.newest)
    except ValidationError as error:
        door.error = words_of(error)
    return None


def save(door: Door, reader: Reader, reading: Reading, user: Any) -> Post:
    """Raises ValidationError; Stale, with the text in the door as the one place that has it."""
    if door.post is None and (made := Post.objects.filter(key=door.key, created_by=user).first()):
        return made_already(made, reading)
    reader.make(reading)
    post = door.post or publishing.create(reading.snapshot, by=user, key=door.key)
    base = door.base if door.post else publishing.base_of(post)
    publishing.save_draft(post, reading.snapshot, by=user, base=base, note="From Markdown")
    if door.post is None:
        Post.objects.filter(pk=post.pk).update(extra=reader.fields.extra)
        links.changed([post.pk])
    return post


def made_already(post: Post, reading: Reading) -> Post:
    """The form was sent twice: what was written into its post since stays as it is."""
    names = ("title", "body")
    states = ([r.snapshot.get(n) for n in names] for r in post.revisions.all())
    if post.status == Post.Status.DELETED:
        raise ValidationError(f"This made “{post.title}”, which is in the bin: restore it first.")
    if [reading.snapshot[name] for name in names] not in states:
        raise ValidationError(
            f"This form has made “{post.title}” already. Open that post, and paste the text there."
        )
    return post


def words(error: FrontMatterError) -> str:
    return f"Line {error.line}: {error.field}: {error.reason}"


def saved_meanwhile(latest: Revision | None) -> str:
    who = latest.by if latest and latest.by else "Somebody"
    return f"{who} saved this post in the meantime. Below is what your text changes of that."


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    def existing(request: HttpRequest, pk: int) -> HttpResponse:
        post = get_object_or_404(Post.objects.editable_by(request.user).kept(), pk=pk)
        if not model_admin.has_change_permission(request, post):
            raise PermissionDenied
        if "download" in request.GET:
            return download(post)
        return door_view(request, Door(post))

    def new(request: HttpRequest) -> HttpResponse:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return door_view(request, Door(None))

    def door_view(request: HttpRequest, door: Door) -> HttpResponse:
        if request.method == "POST":
            fill_door(request, door)
            wanted = "_apply" in request.POST and not door.error
            if wanted and request.POST.get("shown") != door.digest:
                messages.info(request, "The text is not the one you saw: look again, then save.")
            elif wanted and (post := apply(door, request.user)):
                messages.success(request, "Saved as a draft.")
                return HttpResponseRedirect(reverse("admin:blog_post_change", args=[post.pk]))
            if not door.error or wanted:
                compare(door, request.user)
        elif door.post:
            door.text = draft_markdown(door.post)
        door.base = publishing.base_of(door.post) if door.post else ""
        door.key = door.key or str(uuid.uuid4())
        context = {
            **model_admin.admin_site.each_context(request),
            "title": "As Markdown" if door.post else "A post from Markdown",
            "subtitle": door.post.title if door.post else None,
            "opts": model_admin.opts,
            "door": door,
            "kinds": Post.Kind.choices,
        }
        return TemplateResponse(request, "admin/blog/post/markdown.html", context)

    wrap = model_admin.admin_site.admin_view
    return [
        path("markdown/", wrap(new), name="blog_post_markdown_new"),
        path("<int:pk>/markdown/", wrap(existing), name="blog_post_markdown"),
    ]


def fill_door(request: HttpRequest, door: Door) -> None:
    door.base = request.POST.get("base", "")
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    door.kind = kind if kind in Post.Kind.values else Post.Kind.POST
    try:
        door.key = str(uuid.UUID(key))
    except ValueError:
        door.key = str(uuid.uuid4())
    door.text = request.POST.get("text", "")
    try:
        door.text = pasted(request)
    except FrontMatterError as error:
        door.error = words(error)


def download(post: Post) -> HttpResponse:
    response = HttpResponse(draft_markdown(post), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{post.slug}.md"'
    response["Cache-Control"] = "no-store"
    return response
