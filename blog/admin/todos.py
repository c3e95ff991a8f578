"""Planned links of the whole site: what authors plan on the pages of others, editors write."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from blog.models import LinkTodo
from blog.publishing import planned
from blog.templatetags.desk import mark_words

from .access import may_publish
from .keys import Keys
from .readonly import ReadOnly

TOLD = 5  # reasons after one press


class OpenFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [("done", "Done"), ("dismissed", "Dropped")]

    def choices(self, changelist):
        every, *rest = super().choices(changelist)
        yield {**every, "display": "Open"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value() or LinkTodo.State.OPEN)


@admin.register(LinkTodo)
class LinkTodoAdmin(ReadOnly, Keys, admin.ModelAdmin):
    """For those who may change everybody's pages: sentences of them are shown."""

    list_display = ["said", "way", "planned_by", "made_at", "stands_in_the_way"]
    list_display_links = None
    list_filter = [OpenFilter]
    list_select_related = ["source", "target", "by"]
    list_per_page = 25
    show_full_result_count = False
    search_fields = ["phrase", "source__path", "target__path"]
    search_help_text = "Words of a link, or a part of an address"
    ordering = ["-made_at", "-pk"]
    actions = ["write", "drop"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("blog.edit_any_post")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="sentence")
    def said(self, todo: LinkTodo) -> str:
        return mark_words(planned.sentence(todo) or todo.phrase, todo.phrase)

    @admin.display(description="from and to")
    def way(self, todo: LinkTodo) -> str:
        ends = [
            (reverse("admin:blog_post_change", args=[post.pk]), post.path)
            for post in (todo.source, todo.target)
        ]
        (start, source), (end, target) = ends
        return format_html(
            '<a href="{}">{}</a><br>to <a href="{}">{}</a>', start, source, end, target
        )

    @admin.display(description="planned by")
    def planned_by(self, todo: LinkTodo) -> str:
        return str(todo.by or "somebody")

    @admin.display(description="in the way")
    def stands_in_the_way(self, todo: LinkTodo) -> str:
        if todo.state != LinkTodo.State.OPEN:
            return "–"
        if not todo.target.is_live():
            return "it waits for its page to be live"
        return planned.obstacle(todo) or "nothing"

    @admin.action(description="Write these links", permissions=["publish"])
    def write(self, request: HttpRequest, queryset: QuerySet[LinkTodo]) -> None:
        chosen = LinkTodo.objects.filter(
            pk__in=list(queryset.values_list("pk", flat=True)),
            state=LinkTodo.State.OPEN,
        )
        if count := planned.write_now(chosen, by=request.user):
            messages.success(request, f"{count} link{'s' * (count != 1)} written.")
        left = chosen.select_related("source", "target")
        for todo in left[:TOLD]:
            reason = self.stands_in_the_way(todo)
            messages.warning(request, f"{todo.source.path} to {todo.target.path}: {reason}.")
        if (more := left.count() - TOLD) > 0:
            messages.warning(request, f"{more} more are left open.")

    @admin.action(description="Drop these links", permissions=["publish"])
    def drop(self, request: HttpRequest, queryset: QuerySet[LinkTodo]) -> None:
        chosen = LinkTodo.objects.filter(
            pk__in=list(queryset.values_list("pk", flat=True)), state=LinkTodo.State.OPEN
        )
        count = chosen.update(state=LinkTodo.State.DISMISSED, by=request.user)
        messages.success(request, f"{count} planned link{'s' * (count != 1)} dropped.")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may_publish(request.user)
