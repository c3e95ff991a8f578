import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from blog import pictures, publishing
from blog.models import Image, Post
from blog.models.picture_uses import Use, uses_of

from . import image_endpoints as endpoints
from .access import readable_by
from .audit import Audited
from .image_list import MISSING_ALT_FIRST, AltFilter, Library, UseFilter, missing_alt
from .keys import Keys

AT_ONCE = 100  # files in one plain form; Django's own limit is the same


class ImageForm(forms.ModelForm):
    """An uploaded file is re-encoded before anything of it is stored."""

    prepared: pictures.Prepared | None = None

    class Meta:
        model = Image
        fields = ["file", "alt", "decorative", "focus_x", "focus_y"]
        widgets = {
            "file": forms.FileInput(attrs={"accept": "image/*"}),
            "alt": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].label = "Replace the file"
            self.fields["file"].help_text = "Every text that shows the picture shows the new one."
        labels = {"focus_x": "Focal point, from left", "focus_y": "From top"}
        for name in labels.keys() & self.fields.keys():
            self.fields[name].label, self.fields[name].help_text = labels[name], "per cent"
            self.fields[name].required = False
            self.fields[name].widget.attrs |= {"min": 0, "max": 100}

    def clean_alt(self) -> str:
        return " ".join(self.cleaned_data["alt"].split())

    def clean_focus_x(self) -> int:
        return self.or_as_before("focus_x")

    def clean_focus_y(self) -> int:
        return self.or_as_before("focus_y")

    def or_as_before(self, name: str) -> int:
        value = self.cleaned_data[name]
        return getattr(self.instance, name) if value is None else value

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not hasattr(upload, "content_type"):
            return upload  # the file that is there already
        if upload.size > pictures.MAX_BYTES:
            raise ValidationError(endpoints.TOO_LARGE)
        data = upload.read()
        self.sha256 = hashlib.sha256(data).hexdigest()
        twin = Image.objects.filter(sha256=self.sha256).exclude(pk=self.instance.pk)
        if found := twin.first():
            raise ValidationError(f"This picture is in the library already: “{found}”.")
        try:
            self.prepared = pictures.prepare(data)
        except pictures.PictureError as error:
            raise ValidationError(str(error)) from error
        self.upload_name = upload.name
        return self.instance.file if self.instance.pk else upload


@admin.register(Image)
class ImageAdmin(Audited, Keys, admin.ModelAdmin):
    form = ImageForm
    list_display = ["__str__"]  # the template shows cards
    list_filter = [AltFilter, UseFilter]
    ordering = [MISSING_ALT_FIRST, "-added", "-pk"]
    search_fields = ["alt", "file", "source"]
    list_per_page = 48
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_decorative"]

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        own = obj is not None and endpoints.may_describe(request.user, obj)
        return own or super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None):
        if obj is None:
            return [(None, {"fields": ["file", "alt", "decorative"]})]
        fields = ["alt", "decorative", ("focus_x", "focus_y")]
        # A new file shows on live pages: the author who brought the picture may describe it only.
        replace = ["file"] if super().has_change_permission(request) else []
        return [(None, {"fields": [*fields, *replace]})]

    # Pages

    def get_urls(self):
        return [
            path("upload/", endpoints.upload, name="blog_image_upload"),
            path("<int:pk>/alt/", endpoints.alt, name="blog_image_alt"),
            path("choose/", endpoints.choose, name="blog_image_choose"),
            path(
                "add-many/", self.admin_site.admin_view(self.add_many), name="blog_image_add_many"
            ),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any):
        return Library

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        context = {
            "title": "Pictures",
            "missing_alt": missing_alt(),
            "may_change": super().has_change_permission(request),
            "max_bytes": pictures.MAX_BYTES,
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def add_many(self, request: HttpRequest) -> HttpResponse:
        """The same as the script does, for browsers without: many files in one plain form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        for file in request.FILES.getlist("files")[:AT_ONCE] if request.method == "POST" else []:
            try:
                image, known = endpoints.receive(file, by=request.user)
            except endpoints.Refused as error:
                messages.error(request, f"“{file.name}”: {error}")
            else:
                state = "was in the library already" if known else "is in the library"
                messages.success(request, f"“{file.name}” {state}, as {image.name}.")
        return HttpResponseRedirect(reverse("admin:blog_image_changelist"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            known, others = readable(uses_of([obj])[obj.pk], request.user)
            context |= {
                "title": obj.name,
                "subtitle": None,
                "show_save_and_add_another": False,
                "uses": [(use, address_of(use)) for use in known],
                "other_uses": others,
                "markdown": endpoints.markdown(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self, request: HttpRequest, object_id=None, form_url="", extra_context=None
    ) -> HttpResponse:
        # Django's own view below its transaction: re-encoding takes seconds, and on SQLite
        # everybody else's save would wait for it.
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    # What is written

    def save_model(self, request: HttpRequest, image: Image, form: ImageForm, change: bool) -> None:
        if form.prepared is None:
            image.save()
            return
        with transaction.atomic():
            if not change:
                image.uploaded_by_id = request.user.pk
            image.replace(form.prepared, form.upload_name, form.sha256)
            if change and (count := publishing.picture_changed(image)):
                texts = "1 text now shows" if count == 1 else f"{count} texts now show"
                messages.info(request, f"{texts} the new picture.")

    @admin.action(description="Mark as decorative", permissions=["change"])
    def mark_decorative(self, request: HttpRequest, images: QuerySet) -> None:
        done = Image.objects.filter(pk__in=images.values("pk"), alt="").update(decorative=True)
        left = images.exclude(alt="").count()
        messages.success(request, f"{done} marked as decorative.")
        if left:
            messages.warning(request, f"{left} left as they are: they have an alt text.")

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest):
        """Instead of rows that go along, of which there are none: where the pictures are used."""
        images = list(objs)
        _, counts, lacking, protected = super().get_deleted_objects(images, request)
        uses = uses_of(images)
        tree: list[str | list[str]] = []
        for image in images:
            tree.append(f"{image.name}: {image.alt}" if image.alt else image.name)
            tree.append([linked(use) for use in uses[image.pk]] or ["used nowhere"])
        return tree, counts, lacking, protected

    def delete_model(self, request: HttpRequest, image: Image) -> None:
        image.delete()
        publishing.picture_changed(image)

    def delete_queryset(self, request: HttpRequest, images: QuerySet) -> None:
        for image in images:
            self.delete_model(request, image)


def readable(uses: list[Use], user: Any) -> tuple[list[Use], int]:
    """Return the uses whose rows this person may know of, and how many more there are."""
    posts = [use.row.pk for use in uses if isinstance(use.row, Post)]
    known = set(readable_by(user).filter(pk__in=posts).values_list("pk", flat=True))
    shown = [use for use in uses if not isinstance(use.row, Post) or use.row.pk in known]
    return shown, len(uses) - len(shown)


def address_of(use: Use) -> str:
    return reverse(f"admin:blog_{use.row._meta.model_name}_change", args=[use.row.pk])


def linked(use: Use) -> str:
    return format_html('{} <a href="{}">{}</a>', use.how, address_of(use), use.row)
