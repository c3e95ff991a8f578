"""The site itself: settings and menu."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from blog.models import MenuItem, Post, SiteSettings

from .audit import Audited
from .fields import LinesField, ThresholdsField
from .keys import Keys
from .markdown import MarkdownAdmin
from .pings import last_answers


class SettingsForm(forms.ModelForm):
    thresholds = ThresholdsField(
        required=False,
        help_text="Where the preflight draws its lines. A line that you take out goes back to the "
        "number it came with.",
    )


@admin.register(SiteSettings)
class SiteSettingsAdmin(Audited, Keys, MarkdownAdmin):
    """One row, made when it is first looked at; its list leads straight to it."""

    form = SettingsForm
    autocomplete_fields = ["lead", "logo", "default_author"]
    fieldsets = [
        ("Who you are", {"fields": ["name", "description", "logo", "default_author"]}),
        ("The home page", {"fields": ["headline", "intro", "lead"]}),
        ("Names and hosts", {"fields": ["brand_names", "hosts", "sponsored_hosts"]}),
        ("Below an article", {"fields": ["links_here"]}),
        ("Links to other sites", {"fields": ["check_external"]}),
        ("Feeds", {"fields": ["feed_summaries"]}),
        ("Told at once", {"fields": ["hub", "indexnow_key", "answers"]}),
        ("Crawlers", {"fields": ["content_signal"]}),
        ("Preflight", {"fields": ["thresholds"]}),
        ("The desk", {"fields": ["require_mfa"]}),
    ]
    formfield_overrides = {models.JSONField: {"form_class": LinesField}}
    readonly_fields = ["answers"]

    @admin.display(description="last answers")
    def answers(self, row: SiteSettings) -> str:
        return last_answers()

    def audit_detail(self, row: SiteSettings) -> dict[str, Any]:
        return {"second factor for everybody": row.require_mfa}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "lead":  # the present one stays valid when it is taken down
            present = SiteSettings.objects.filter(pk=1).values("lead")
            kwargs["queryset"] = Post.objects.published() | Post.objects.filter(pk__in=present)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        if self.has_change_permission(request):
            SiteSettings.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:blog_sitesettings_change", args=[1]))


@admin.register(MenuItem)
class MenuItemAdmin(Audited, Keys, admin.ModelAdmin):
    list_display = ["label", "target", "order"]
    list_editable = ["target", "order"]
