"""Filters for the list of posts. None shows more than a bounded number of names."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from blog.models import Author, Byline, Category, Tag, TaggedPost

from . import states
from .calendar import start_of

OFFERED = 50  # names that a field proposes; any other is found by typing it


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [(state, state.capitalize()) for state in states.STATES]

    def choices(self, changelist) -> Iterator[Any]:
        every, *rest = super().choices(changelist)
        yield {**every, "display": "All but the bin"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        state = self.value()
        rows = states.STATES.get(state or "")
        if state != "deleted":
            queryset = queryset.kept()
        return rows(queryset) if rows else queryset


class LacksFilter(admin.SimpleListFilter):
    title, parameter_name = "what is missing", "lacks"

    def lookups(self, request, model_admin):
        return [(name, words.capitalize()) for name, (words, _) in states.LACKS.items()]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        _, rows = states.LACKS.get(self.value() or "", ("", lambda posts: posts))
        return rows(queryset)


class WhoseFilter(admin.SimpleListFilter):
    """For those who see everybody's."""

    title, parameter_name = "whose", "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine")] if request.user.has_perm("blog.edit_any_post") else []

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        return queryset.owned_by(request.user) if self.value() == "mine" else queryset


class DayFilter(admin.SimpleListFilter):
    """One day of publication, as the calendar asks for it; not shown before it is in use."""

    title, parameter_name = "day", "day"

    def lookups(self, request, model_admin):
        asked = request.GET.get(self.parameter_name, "")[:20]
        return [(asked, asked)] if asked else []

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        try:
            day = date.fromisoformat(self.value() or "")
            start, end = start_of(day), start_of(day + timedelta(days=1))
        except (ValueError, OverflowError):
            return queryset
        return queryset.filter(date_published__gte=start, date_published__lt=end)


class NameFilter(admin.SimpleListFilter):
    """A field that takes a name or a part of one: one with that very name, else those with it."""

    template = "admin/blog/post/filter_by_name.html"
    model: ClassVar[Any]

    def lookups(self, request, model_admin):
        return [("", "")]  # choices() says what there is

    def value(self) -> str:
        return " ".join((super().value() or "").replace("\0", "").split())[:100]

    def choices(self, changelist) -> Iterator[Any]:
        other = {
            name: value
            for name, value in changelist.params.items()
            if name not in {self.parameter_name, PAGE_VAR}
        }
        yield {
            "field": self.parameter_name,
            "value": self.value(),
            "names": self.offered(),
            "hidden": other.items(),
            "clear": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def offered(self) -> list[str]:
        return list(self.model.objects.values_list("name", flat=True)[:OFFERED])

    def queryset(self, request: HttpRequest, queryset) -> QuerySet:
        if not (name := self.value()):
            return queryset
        rows = self.model.objects.order_by()
        found = list(rows.filter(name__iexact=name).values_list("pk", flat=True))
        wanted = found or rows.filter(name__icontains=name).values("pk")
        return queryset.filter(self.of(wanted))

    def of(self, rows: Any) -> Any:
        """Return the condition for posts that have one of the rows."""
        raise NotImplementedError


class TopicFilter(NameFilter):
    title, parameter_name, model = "topic", "topic", Category

    def of(self, rows: Any) -> Any:
        return Q(category__in=rows)


class TagFilter(NameFilter):
    title, parameter_name, model = "tag", "tag", Tag

    def of(self, rows: Any) -> Any:
        return Q(pk__in=TaggedPost.objects.filter(tag__in=rows).values("content_object"))

    def offered(self) -> list[str]:
        """The most used first."""
        used = TaggedPost.objects.order_by().values("tag__name").annotate(posts=Count("pk"))
        return [row["tag__name"] for row in used.order_by("-posts", "tag__name")[:OFFERED]]


class AuthorFilter(NameFilter):
    title, parameter_name, model = "author", "author", Author

    def of(self, rows: Any) -> Any:
        return Q(pk__in=Byline.objects.filter(author__in=rows).values("post"))
