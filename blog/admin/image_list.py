"""The library: which pictures the list shows, and in which order."""

from collections import Counter

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest

from blog.models import Image, Post
from blog.models.picture_uses import unused

# More keys than this are no condition that every database takes.
MOST_UNUSED = 10_000
MISSING_ALT_FIRST = Case(When(alt="", decorative=False, then=Value(0)), default=Value(1))


class AltFilter(admin.SimpleListFilter):
    title, parameter_name = "alt text", "alt_text"

    def lookups(self, request, model_admin):
        return [("missing", "Missing"), ("written", "Written"), ("decorative", "Decorative")]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet | None:
        if self.value() == "missing":
            return queryset.lacking_alt()
        if self.value() == "written":
            return queryset.exclude(alt="")
        return queryset.filter(decorative=True) if self.value() == "decorative" else None


class UseFilter(admin.SimpleListFilter):
    title, parameter_name = "use", "use"

    def lookups(self, request, model_admin):
        return [("featured", "Featured on a post"), ("unused", "Used nowhere")]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet | None:
        if self.value() == "featured":
            return queryset.filter(pk__in=Post.objects.exclude(image=None).values("image"))
        if self.value() == "unused":
            return queryset.filter(pk__in=unused()[:MOST_UNUSED])
        return None


class Library(ChangeList):
    """Counts, for the pictures of this page alone, on how many posts they are featured.

    Counted in the list's own query it would be counted for every picture before the first
    page is cut off. Where texts name a picture only its own page says: it reads the texts.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = list(self.result_list)
        featured = Counter(Post.objects.filter(image__in=shown).values_list("image", flat=True))
        for image in shown:
            image.featured = featured[image.pk]
        self.result_list = shown


def missing_alt() -> int:
    return Image.objects.lacking_alt().count()
