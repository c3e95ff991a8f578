"""Crawlers: which robots.txt names, what it tells them by their purpose, and what came."""

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from blog.discovery.robots import robots_text
from blog.models import AnswerEngine, AuditEntry, Crawler, SiteSettings

from .audit import Audited
from .pages import page, route

Purpose = Crawler.Purpose
MEANING = {
    Purpose.TRAINING: "Programs that gather texts from which models learn. Who refuses them is "
    "left out of later models; that changes nothing in search.",
    Purpose.SEARCH: "Programs that build an index from which people are sent here, by a list of "
    "results or by an answer that names its source. Who refuses them is not found there.",
    Purpose.USER: "Programs that fetch one page because somebody has just asked for it. These may "
    "not obey robots.txt: their operators treat them as a person's browser.",
}
ACTS = {
    "search-only": "Refuse training, stay in search",
    "allow-all": "Allow everything",
}


@admin.register(Crawler)
class CrawlerAdmin(Audited, admin.ModelAdmin):
    list_display = ["token", "operator", "purpose", "rule", "told"]
    list_filter = ["purpose"]
    search_fields = ["token", "operator"]
    list_per_page = 200
    change_list_template = "admin/blog/crawler/change_list.html"
    radio_fields = {"purpose": admin.VERTICAL, "rule": admin.VERTICAL}

    def get_urls(self) -> list[URLPattern]:
        return [route(self, "policy/", policy, "policy"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Crawler]:
        self.site_now = SiteSettings.load()
        return super().get_queryset(request)

    def audit_detail(self, row: Crawler) -> dict[str, Any]:
        return {"purpose": row.purpose, "rule": row.get_rule_display()}

    @admin.display(description="robots.txt says")
    def told(self, crawler: Crawler) -> str:
        return "may read" if crawler.may_read(self.site_now) else "refused"


@admin.register(AnswerEngine)
class AnswerEngineAdmin(Audited, admin.ModelAdmin):
    search_fields = ["domain"]


def policy(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The three purposes, each refused or allowed, and the file that comes of it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        if not model_admin.has_change_permission(request):
            raise PermissionDenied
        act = request.POST.get("act", "")
        refused = wanted(act, SiteSettings.load().refused_purposes)
        if refused is None:
            messages.error(request, "Nothing was changed: this page knows no such button.")
        else:
            refuse(refused, by=request.user)
            messages.success(request, said(refused))
        return HttpResponseRedirect(reverse("admin:blog_crawler_policy"))
    site = SiteSettings.load()
    crawlers = list(Crawler.objects.all())
    return page(
        model_admin,
        request,
        "crawler/policy.html",
        None,
        "What robots.txt says",
        purposes=[
            {
                "name": purpose.label,
                "value": purpose.value,
                "refused": purpose.value in site.refused_purposes,
                "meaning": MEANING[purpose],
                "tokens": [each for each in crawlers if each.purpose == purpose],
            }
            for purpose in Purpose
        ],
        acts=ACTS,
        may_change=model_admin.has_change_permission(request),
        signal=site.content_signal,
        robots=robots_text(site, [c.token for c in crawlers if not c.may_read(site)]),
    )


def wanted(act: str, refused: list[str]) -> list[str] | None:
    """Return the purposes that are refused after this button, or None for one that is not there."""
    if act == "allow-all":
        return []
    if act == "search-only":
        return [Purpose.TRAINING.value]
    verb, _, purpose = act.partition(":")
    if purpose not in Purpose.values or verb not in {"refuse", "allow"}:
        return None
    others = {each for each in refused if each != purpose}
    return sorted(others | ({purpose} if verb == "refuse" else set()))


@transaction.atomic
def refuse(purposes: list[str], *, by: Any) -> None:
    """Refuse these purposes and no others. A content signal must not say the opposite."""
    SiteSettings.objects.get_or_create(pk=1)
    site = SiteSettings.objects.select_for_update(of=("self",)).get(pk=1)
    site.refused_purposes = purposes
    training = "ai-train=no" if Purpose.TRAINING in purposes else "ai-train=yes"
    site.content_signal = re.sub(r"\bai-train=(yes|no)\b", training, site.content_signal)
    site.save(update_fields=["refused_purposes", "content_signal"])
    names = [Purpose(each).label for each in purposes]
    AuditEntry.objects.record(by, "set what crawlers may read", site, refused=names)


def said(refused: list[str]) -> str:
    if not refused:
        return "robots.txt allows everything now."
    names = ", ".join(Purpose(each).label.lower() for each in refused)
    return f"robots.txt refuses now: {names}. Crawlers read it again within a day or so."
