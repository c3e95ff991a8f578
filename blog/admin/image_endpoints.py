"""What scripts of the desk ask about pictures: upload one, say what it shows, choose one."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from blog import pictures
from blog.models import AuditEntry, Image

from .keys import whole, words_asked

View = Callable[..., HttpResponse]
A_PAGE = 24
# A form has other fields and boundaries around its file.
MAX_REQUEST = pictures.MAX_BYTES + 100_000
TOO_LARGE = f"The file is too large: the limit is {pictures.MAX_BYTES >> 20} MB."


class Refused(Exception):
    """A message for the person who asked."""


def said(message: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def at_the_desk(permission: str) -> Callable[[View], View]:
    """Like admin_view(), for scripts: answers in JSON, 401 to whom is logged out, 403."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not admin.site.has_permission(request):
                message = "You are logged out. Log in again; what you wrote stays here."
                login = {"message": message, "login_url": reverse("admin:login")}
                return JsonResponse(login, status=401)
            if not request.user.has_perm(permission):
                return said("Your role does not allow this.", 403)
            try:
                return view(request, *args, **kwargs)
            except Refused as error:
                return said(str(error))

        return wrapper

    return decorate


def may_describe(user: Any, image: Image) -> bool:
    """Whether this person may write the alt text: an author, of what they brought."""
    return user.has_perm("blog.change_image") or (
        image.uploaded_by_id is not None and image.uploaded_by_id == user.pk
    )


@csrf_exempt  # the size first: the check reads the whole request; receive_one() makes it up
@require_POST
@at_the_desk("blog.add_image")
def upload(request: HttpRequest) -> HttpResponse:
    length = whole(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MAX_REQUEST:
        return said(TOO_LARGE)
    try:
        _ = request.POST
    except MultiPartParserError:  # a head of one part is bounded
        return said("The upload could not be read: the name of the file is too long.")
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent):
        return said("Send one picture at a time.")
    return receive_one(request)


@csrf_protect
def receive_one(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return said("No file came with this.")
    image, known = receive(
        file,
        by=request.user,
        alt=request.POST.get("alt", ""),
        decorative=is_on(request.POST.get("decorative", "")),
    )
    return JsonResponse(described(image) | {"known": known})


def receive(
    file: UploadedFile, *, by: Any, alt: str = "", decorative: bool = False
) -> tuple[Image, bool]:
    """Return the picture, and whether its bytes were in the library before.

    Raises Refused, with nothing stored.
    """
    if (file.size or 0) > pictures.MAX_BYTES:
        raise Refused(TOO_LARGE)
    data = file.read()
    if not data:
        raise Refused("The file is empty.")
    describe(Image(), alt, decorative)
    known = Image.objects.filter(sha256=hashlib.sha256(data).hexdigest()).first()
    image = known or store(data, file.name or "picture", by)
    if image.lacks_alt and (alt or decorative) and may_describe(by, image):
        describe(image, alt, decorative)
        image.save(update_fields=["alt", "decorative"])
    return image, known is not None


def store(data: bytes, name: str, by: Any) -> Image:
    try:
        # Before the transaction: SQLite has one lock for all who write.
        prepared = pictures.prepare(data)
    except pictures.PictureError as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        image = Image.objects.take(data, name, by=by, prepare=lambda _: prepared)
        AuditEntry.objects.record(by, "uploaded", image)
    return image


def describe(image: Image, alt: str, decorative: bool) -> None:
    """Give it the alt text, unsaved. Raises Refused, with the field and the reason."""
    image.alt, image.decorative = " ".join(alt.split()), decorative
    try:
        image.clean_fields(exclude={f.name for f in Image._meta.fields} - {"alt"})
        image.clean()
    except ValidationError as error:
        raise Refused(f"Alt text: {' '.join(error.messages)}") from error


def described(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "name": image.name,
        "source": image.source,
        "url": image.file.url,
        "thumbnail": image.thumbnail_url,
        "width": image.width,
        "height": image.height,
        "alt": image.alt,
        "decorative": image.decorative,
        "markdown": markdown(image),
        "alt_url": reverse("admin:blog_image_alt", args=[image.pk]),
        "change_url": reverse("admin:blog_image_change", args=[image.pk]),
    }


def markdown(image: Image) -> str:
    """How a text shows the picture; what would end the alt text or the address is escaped."""
    alt = image.alt.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    address = image.source
    if any(letter in address for letter in " ()<>"):
        address = f"<{address.replace('<', '%3C').replace('>', '%3E')}>"
    return f"![{alt}]({address})"


@require_POST
@at_the_desk("blog.view_image")
def alt(request: HttpRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(Image, pk=pk)
    if not may_describe(request.user, image):
        return said("Only who brought this picture, or an editor, may say what it shows.", 403)
    describe(image, request.POST.get("alt", ""), is_on(request.POST.get("decorative", "")))
    image.save(update_fields=["alt", "decorative"])
    return JsonResponse({"id": image.pk, "alt": image.alt, "decorative": image.decorative})


@require_GET
@at_the_desk("blog.view_image")
def choose(request: HttpRequest) -> HttpResponse:
    """q: words to look for. id: the one picture with this key, for a form that knows no more."""
    images = Image.objects.all()
    if (pk := whole(request.GET.get("id", ""))) is not None:
        images = images.filter(pk=pk)
    for word in words_asked(request, "q").split()[:10]:
        images = images.filter(
            Q(alt__icontains=word) | Q(file__icontains=word) | Q(source__icontains=word)
        )
    page = Paginator(images, A_PAGE).get_page(request.GET.get("page"))
    return JsonResponse({"results": [described(i) for i in page], "more": page.has_next()})


def is_on(value: str) -> bool:
    return value.lower() in {"on", "true", "1", "yes"}
