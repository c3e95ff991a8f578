"""Redirects: the list, what a change does, what deleting one would do, and files of them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from blog.models import Post, Redirect
from blog.models.following import SECTION, answers, path_of, read_path
from blog.transfer.redirects import written_out

from .access import redirects_for
from .audit import Audited
from .keys import Keys
from .pages import route
from .redirect_check import flatten, found, in_words, look
from .redirect_import import import_redirects

TOLD = 20  # addresses whose end is told before they are deleted
MOST_CHECKED = 5_000  # redirects; a longer list is looked through when somebody asks


class TargetFilter(admin.SimpleListFilter):
    title, parameter_name = "where to", "target"

    def lookups(self, request, model_admin):
        return [
            ("page", "A page"),
            ("address", "An address"),
            ("gone", "Nowhere: gone"),
            ("rule", "Rules for sections"),
        ]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        wanted = {
            "page": Q(to_post__isnull=False),
            "address": ~Q(to_url=""),
            "gone": Q(to_post__isnull=True, to_url=""),
            "rule": Q(from_path__endswith=SECTION),
        }
        return queryset.filter(wanted.get(self.value() or "", Q()))


class UsedFilter(admin.SimpleListFilter):
    title, parameter_name = "use", "used"

    def lookups(self, request, model_admin):
        return [("yes", "Has led somebody on"), ("no", "Not yet")]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        wanted = {"yes": Q(hits__gt=0), "no": Q(hits=0)}
        return queryset.filter(wanted.get(self.value() or "", Q()))


@admin.register(Redirect)
class RedirectAdmin(Audited, Keys, admin.ModelAdmin):
    list_display = ["from_path", "leads_to", "origin", "hits", "last_hit"]
    list_filter = [TargetFilter, "origin", UsedFilter]
    list_select_related = ["to_post"]
    list_per_page = 50
    search_fields = ["from_path", "to_url", "to_post__title"]
    autocomplete_fields = ["to_post"]
    show_full_result_count = False
    change_list_template = "admin/blog/redirect/change_list.html"
    delete_confirmation_template = "admin/blog/redirect/delete.html"
    delete_selected_confirmation_template = "admin/blog/redirect/delete_selected.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            route(self, "import/", import_redirects, "import"),
            route(self, "export/", export, "export"),
            route(self, "check/", found, "check"),
            route(self, "flatten/", flatten, "flatten"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        rows = redirects_for(request.user)
        few = self.has_view_permission(request) and rows.count() <= MOST_CHECKED
        wrong = in_words(look(rows)) if few else ""
        return super().changelist_view(request, (extra_context or {}) | {"wrong": wrong})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return redirects_for(request.user).defer("to_post__body", "to_post__body_html")

    def audit_detail(self, row: Redirect) -> dict[str, Any]:
        return {"leads to": self.leads_to(row)}

    @admin.display(description="leads to")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target or "gone (410)"

    def save_model(
        self, request: HttpRequest, obj: Redirect, form: ModelForm, change: bool
    ) -> None:
        written = form.data.get("to_url", "").strip()
        led_on = Redirect.objects.filter(to_url=obj.from_path).exclude(pk=obj.pk).count()
        super().save_model(request, obj, form, change)
        if led_on and not obj.is_rule:
            words = "redirect led here and leads" if led_on == 1 else "redirects led here and lead"
            messages.info(request, f"{led_on} {words} on to {self.leads_to(obj)} at once.")
        end = read_path(obj.target) if obj.target.startswith("/") else ""
        if written and read_path(written) not in {"", end} and not obj.target.endswith(SECTION):
            messages.info(
                request, f"{written} leads on to {self.leads_to(obj)}: this leads there at once."
            )
        if end and not obj.target.endswith(SECTION) and not answers(path_of(end)):
            messages.warning(request, f"Nothing answers at {end} now.")

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None):
        row = self.get_object(request, object_id)
        told = {"ends": [ending(row)] if row else []}
        return super().delete_view(request, object_id, (extra_context or {}) | told)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says of each address what it will answer."""
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        rows = list(objs[:TOLD])
        told = [ending(row) for row in rows]
        more = len(objs) - len(rows)
        return [*told, *([f"and {more} more"] if more else [])], counts, lacking, protected


def ending(redirect: Redirect) -> str:
    """Return what its address answers once the redirect is deleted."""
    old = redirect.from_path
    if redirect.is_rule:
        return f"{old}: what lies below it and has no redirect of its own will not be found (404)."
    others = Redirect.objects.exclude(pk=redirect.pk)
    if answers(old):
        return f"{old}: the page that stands there will answer."
    if Post.objects.once_public().filter(path=old).exists():
        return f"{old}: a page stood there; readers will be told that it is gone (410)."
    if rule := others.covering(old):
        return f"{old}: the rule {rule} will take it."
    known = redirect.hits or redirect.origin == Redirect.Origin.AUTO
    followed = " Readers still follow it." if redirect.hits else ""
    advice = " Let it lead nowhere instead, and it says that it is gone (410)." if known else ""
    return f"{old}: will not be found (404).{followed}{advice}"


def export(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    rows = model_admin.get_queryset(request).select_related("to_post").order_by("from_path")
    lines = written_out(rows.iterator(chunk_size=1000))
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="redirects.csv"'
    return answer
