"""Monthly reports for clients: a list, a button, and each as a page that prints."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from blog import reporting, tasks
from blog.models import ClientReport, SiteSettings

from .keys import Keys, whole
from .pages import page, route
from .readonly import ReadOnly

TITLES = {
    "published": ("Pages published", "With the links to them and from them."),
    "updated": ("Pages updated", "Real updates of pages that readers knew before."),
    "mended": ("Broken links mended", "Broken in the report before, and no more."),
    "broken": ("Broken links", "Where a reader hits a wall."),
    "orphans": ("Orphans", "Pages that no text links to."),
    "unreachable": ("Out of reach", "Pages that no click leads to from home."),
    "topics": ("Links of topics", "Between the page to read first and the others."),
    "steps": ("Pages that lead to a service", "By the links of texts, in how many steps."),
    "no-offer": ("Pages that lead to no service", "However far a reader follows."),
}


@admin.register(ClientReport)
class ClientReportAdmin(ReadOnly, Keys, admin.ModelAdmin):
    list_display = ["__str__", "made_at", "by"]
    list_select_related = ["by"]
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.edit_any_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        return [route(self, "make/", make, "make"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *a: Any, **k: Any) -> HttpResponse:
        return show(self, request, whole(object_id) or 0)


def show(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    report = ClientReport.objects.select_related("by").filter(pk=pk).first()
    if report is None:
        raise Http404
    parts = [
        {"name": name, "title": title, "meaning": meaning, **report.parts[name]}
        for name, (title, meaning) in TITLES.items()
        if name in report.parts
    ]
    site = SiteSettings.load()
    return page(
        model_admin,
        request,
        "clientreport/report.html",
        None,
        f"{site.name}: links in {report}",
        report=report,
        parts=parts,
    )


def make(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    return _make(request, model_admin)


@require_POST
def _make(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Have it made in the background: it measures all pages first."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    this = timezone.localdate().replace(day=1)
    month = reporting.month_before(this) if request.POST.get("which") == "last" else this
    tasks.report_now(month, request.user.pk)
    messages.success(request, f"The report of {month:%B %Y} is being made. Look again in a moment.")
    return HttpResponseRedirect(reverse("admin:blog_clientreport_changelist"))
