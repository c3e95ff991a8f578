"""Monthly reports for clients: a list, a button, and each as a page that prints."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from blog import reporting, tasks
from blog.discovery.head import absolute
from blog.models import AuditEntry, ClientReport, SiteSettings
from blog.views.report import shown

from .keys import Keys, whole
from .pages import page, route
from .readonly import ReadOnly


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
        return [
            route(self, "make/", make, "make"),
            route(self, "<int:pk>/share/", share, "share"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *a: Any, **k: Any) -> HttpResponse:
        return show(self, request, whole(object_id) or 0)


def show(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    report = ClientReport.objects.select_related("by").defer("figures").filter(pk=pk).first()
    if report is None:
        raise Http404
    site = SiteSettings.load()
    return page(
        model_admin,
        request,
        "clientreport/report.html",
        None,
        f"{site.name}: links in {report}",
        report=report,
        parts=shown(report),
        address=absolute(report.get_absolute_url()) if report.key else "",
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


def share(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _share(request, model_admin, pk)


@require_POST
def _share(request: HttpRequest, model_admin: admin.ModelAdmin, pk: int) -> HttpResponse:
    """Give the report an address for people without an account, or take it back."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    report = ClientReport.objects.defer("figures").filter(pk=pk).first()
    if report is None:
        raise Http404
    if "_revoke" in request.POST:
        report.revoke()
        AuditEntry.objects.record(request.user, "revoked the address of a report", report)
        messages.success(request, "The address is revoked: it shows nothing any more.")
    elif not report.key:
        report.share()
        AuditEntry.objects.record(request.user, "shared a report", report)
        messages.success(request, "The address is ready: copy it and send it to your client.")
    return HttpResponseRedirect(reverse("admin:blog_clientreport_change", args=[pk]))
