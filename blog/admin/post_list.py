"""The list of posts: its columns, filters, search and actions."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from blog import publishing
from blog.models import Post


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [(s, s.capitalize()) for s in ("draft", "scheduled", "published", "taken down")]

    def queryset(self, request: HttpRequest, queryset) -> QuerySet | None:
        if self.value() == "published":
            return queryset.published()
        if self.value() == "scheduled":
            return queryset.filter(status="published", date_published__gt=timezone.now())
        status = {"draft": "draft", "taken down": "gone"}.get(self.value() or "")
        return queryset.filter(status=status) if status else None


class PostList(admin.ModelAdmin):
    """What the admin of posts is as a list; its form is in posts.py."""

    list_display = ["title", "kind", "state", "category", "signed", "date_published", "word_count"]
    list_filter = [StateFilter, "kind", "category", ("authors", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "date_published"
    search_fields = ["title", "slug", "body"]
    actions = ["publish", "take_down"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        match = request.resolver_match
        in_list = match and match.url_name == "blog_post_changelist"
        return Post.objects.for_cards() if in_list else Post.objects.select_related("category")

    @admin.display(description="state", ordering="status")
    def state(self, post: Post) -> str:
        return post.state

    @admin.display(description="authors")
    def signed(self, post: Post) -> str:
        return ", ".join(line.author.name for line in post.bylines.all())

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, posts: QuerySet) -> None:
        done = 0
        for post in Post.objects.filter(pk__in=posts.values("pk")):
            try:
                publishing.publish(post)
            except ValidationError as error:
                messages.error(request, f"“{post.title}”: {' '.join(error.messages)}")
            else:
                done += 1
        messages.success(request, f"{done} published.")

    @admin.action(description="Take down (the address answers 410)", permissions=["change"])
    def take_down(self, request: HttpRequest, posts: QuerySet) -> None:
        rows = list(Post.objects.filter(pk__in=posts.values("pk")))
        for post in rows:
            publishing.take_down(post)
        messages.success(request, f"{len(rows)} taken down.")
