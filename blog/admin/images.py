import hashlib

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from blog import pictures, publishing
from blog.models import Image


class ImageForm(forms.ModelForm):
    """An uploaded file is re-encoded before anything of it is stored."""

    prepared: pictures.Prepared | None = None

    class Meta:
        model = Image
        fields = ["file", "alt"]
        widgets = {"file": forms.ClearableFileInput(attrs={"accept": "image/*"})}

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not hasattr(upload, "content_type"):
            return upload  # the file that is there already
        if upload.size > pictures.MAX_BYTES:
            raise ValidationError(f"The limit is {pictures.MAX_BYTES >> 20} MB.")
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
class ImageAdmin(admin.ModelAdmin):
    form = ImageForm
    list_display = ["__str__", "size", "alt", "post_count", "added"]
    ordering = ["-added", "-pk"]
    search_fields = ["alt", "file", "source"]
    readonly_fields = ["picture", "size", "address"]
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Image | None = None):
        return ["file", "alt", *(self.readonly_fields if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(posts_n=Count("posts"))

    @admin.display(description="featured on", ordering="posts_n")
    def post_count(self, image) -> int:
        return image.posts_n

    @admin.display(description="size")
    def size(self, image: Image) -> str:
        return f"{image.width} x {image.height}"

    @admin.display(description="in a text")
    def address(self, image: Image) -> str:
        return f"![{image.alt}]({image.source})"

    @admin.display(description="picture")
    def picture(self, image: Image) -> str:
        return format_html(
            '<img class="shown" src="{}" width="{}" height="{}" alt="{}">',
            image.file.url,
            image.width,
            image.height,
            image.alt,
        )

    def save_model(self, request: HttpRequest, image: Image, form: ImageForm, change: bool) -> None:
        if form.prepared is None:
            image.save()
            return
        image.replace(form.prepared, form.upload_name, form.sha256)
        if change and (count := publishing.picture_changed(image)):
            messages.info(request, f"{count} texts now show the new picture.")

    def delete_model(self, request: HttpRequest, image: Image) -> None:
        image.delete()
        publishing.picture_changed(image)

    def delete_queryset(self, request: HttpRequest, images: QuerySet) -> None:
        for image in images:
            self.delete_model(request, image)
