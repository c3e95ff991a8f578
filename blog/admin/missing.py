"""Addresses that were not found: the most asked for first, each settled by one click."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.db.models.lookups import Exact
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from blog.discovery.nearest import nearest_of
from blog.models import AuditEntry, MissingAddress, Post, Redirect
from blog.models.following import nearest, sections_of
from blog.models.missing import FURTHER

from .access import redirects_for
from .keys import Keys, whole
from .pages import route

PER_PAGE = 20  # each with what is nearest to it
LIST = "admin:blog_missingaddress_changelist"
SAID = {
    "redirect": "{path} leads to {target} now.",
    "gone": "{path} says that it is gone (410) now.",
    "ignore": "{path} is ignored from now on.",
    "heed": "{path} is listed again.",
}


class ShownFilter(admin.SimpleListFilter):
    title, parameter_name = "which", "which"

    def lookups(self, request, model_admin):
        return [
            ("settled", "Settled"),
            ("ignored", "Ignored"),
            ("noise", "Tried at every site"),
            ("all", "All"),
        ]

    def choices(self, changelist):
        every, *rest = super().choices(changelist)
        yield {**every, "display": "Open"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        settled = has_an_answer()
        match self.value():
            case "all":
                return queryset
            case "settled":
                return queryset.filter(settled)
            case "ignored":
                return queryset.filter(ignored=True)
            case "noise":
                return queryset.filter(noise=True, ignored=False)
        return queryset.filter(~settled, ignored=False, noise=False)


def has_an_answer() -> Q:
    """Rows whose address leads on by now, or shows a page: what covered() says of one."""
    found = Q(Exists(Redirect.objects.filter(from_path=OuterRef("path"))))
    found |= Q(Exists(Post.objects.published().filter(path=OuterRef("path"))))
    for rule in Redirect.objects.rules().values_list("from_path", flat=True):
        section = rule.removesuffix("*")
        start = Substr(Concat("path", Value("/")), 1, len(section))
        found |= Q(Exact(start, section))  # LIKE would take /Old for /old in SQLite
    return found


@admin.register(MissingAddress)
class MissingAddressAdmin(Keys, admin.ModelAdmin):
    list_display = ["address", "times", "came_from", "last_seen", "answer"]
    list_display_links = None
    list_filter = [ShownFilter]
    list_per_page = list_max_show_all = PER_PAGE
    search_fields = ["path"]
    show_full_result_count = False
    actions = None

    def get_urls(self) -> list[URLPattern]:
        return [route(self, "settle/", settle, "settle"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(LIST))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look up what the rows of this page show, all of them at once."""
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list = list(changelist.result_list.prefetch_related("referrers"))
        open_ones = [row.path for row in rows if row.path and not row.noise]
        near = nearest_of(open_ones)
        covering = covered([row.path for row in rows], redirects_for(request.user))
        may = request.user.has_perm("blog.change_redirect")
        for row in rows:
            row.may_settle, row.near = may, near.get(row.path)
            row.settled_by = covering.get(row.path, "")
        return changelist

    @admin.display(description="address", ordering="path")
    def address(self, row: Any) -> str:
        return row.path or "further addresses, counted together"

    @admin.display(description="asked for from")
    def came_from(self, row: Any) -> str:
        hosts = [f"{each.host or 'further hosts'} ({each.times})" for each in row.referrers.all()]
        more = f" and {len(hosts) - 3} more" if len(hosts) > 3 else ""
        return ", ".join(hosts[:3]) + more

    @admin.display(description="what it answers")
    def answer(self, row: Any) -> str:
        if row.settled_by:
            return f"settled: {row.settled_by}"
        if not row.may_settle or row.path == FURTHER:
            return "not found (404)"
        heed = ("heed", "List it again") if row.ignored else ("ignore", "Ignore")
        acts = [("gone", "Gone (410)"), heed]
        if row.near:
            acts.insert(0, (f"redirect:{row.near.path}", f"Lead to {row.near.path}"))
        buttons = format_html_join(
            " ",
            '<button type="submit" name="act" value="{}:{}" formaction="{}">{}</button>',
            (
                (row.pk, act, reverse("admin:blog_missingaddress_settle"), label)
                for act, label in acts
            ),
        )
        asked = urlencode({"from_path": row.path})
        add = reverse("admin:blog_redirect_add")
        return format_html('{} <a href="{}?{}">Elsewhere …</a>', buttons, add, asked)


def covered(paths: list[str], redirects: QuerySet[Redirect]) -> dict[str, str]:
    """Return {path: what answers there now} of those that do answer. Two queries."""
    wanted = {old for path in paths for old in (path, *sections_of(path))}
    rows = redirects.filter(from_path__in=wanted).select_related("to_post")
    by_old = {row.from_path: str(row) for row in rows.defer("to_post__body", "to_post__body_html")}
    live = set(Post.objects.published().filter(path__in=paths).values_list("path", flat=True))
    found = dict.fromkeys(live, "a page stands there")
    for path in paths:
        if (said := nearest(path, by_old)) and path not in found:
            found[path] = said
    return found


def settle(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The button says which row and what: 7:gone, 7:ignore, 7:redirect:/blog/name."""
    allowed = ("blog.change_missingaddress", "blog.add_redirect", "blog.change_redirect")
    if request.method != "POST" or not request.user.has_perms(allowed):
        raise PermissionDenied
    key, _, act = request.POST.get("act", "").partition(":")
    act, _, target = act.partition(":")
    row = MissingAddress.objects.filter(pk=whole(key) or 0).exclude(path=FURTHER).first()
    if row is None or act not in SAID or (act == "redirect" and not target):
        messages.error(request, "Nothing was changed: this page knows no such button.")
        return back(request)
    try:
        carry_out(row, act, target)
    except ValidationError as error:
        messages.error(request, f"{row.path}: {' '.join(error.messages)}")
        return back(request)
    AuditEntry.objects.record(request.user, f"settled an address: {act}", row, leads_to=target)
    messages.success(request, SAID[act].format(path=row.path, target=target))
    return back(request)


def carry_out(row: MissingAddress, act: str, target: str) -> None:
    if act in {"ignore", "heed"}:
        row.ignored = act == "ignore"
        row.save(update_fields=["ignored"])
        return
    redirect = Redirect(from_path=row.path, to_url=target)
    if redirect.is_rule:  # whoever asked for it, asked for one address
        raise ValidationError("With /* at its end it would stand for a whole section.")
    redirect.full_clean()
    redirect.save()


def back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse(LIST))
