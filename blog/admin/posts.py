from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join

from blog import publishing
from blog.models import Byline, FAQEntry, Offer, Post, set_tags
from blog.models.faq import MAX_ENTRIES

from .fields import TagsField
from .markdown import MarkdownAdmin


class PostForm(forms.ModelForm):
    tag_names = TagsField(
        label="Tags", required=False, help_text="Choose, or type a new one and press Enter."
    )

    class Meta:
        model = Post
        fields = ["title", "body", "description"]  # the admin's fieldsets name them all
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField wide-title"}),
            "body": forms.Textarea(attrs={"class": "markdown", "rows": 28, "spellcheck": "true"}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.tagged.select_related("tag")
            self.initial["tag_names"] = [row.tag.name for row in rows]


class BylineInline(admin.TabularInline):
    model = Byline
    autocomplete_fields = ["author"]
    extra = 0
    verbose_name = "author"


class FAQInline(admin.StackedInline):
    model = FAQEntry
    fields = ["question", "answer", "inline", "order"]
    extra = 0
    max_num = MAX_ENTRIES
    classes = ["collapse"]


class OfferInline(admin.StackedInline):
    model = Offer
    classes = ["collapse"]
    verbose_name = verbose_name_plural = "price (services only)"


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


@admin.register(Post)
class PostAdmin(MarkdownAdmin):
    form = PostForm
    inlines = [BylineInline, FAQInline, OfferInline]
    list_display = ["title", "kind", "state", "category", "signed", "date_published", "word_count"]
    list_filter = [StateFilter, "kind", "category", ("authors", admin.RelatedOnlyFieldListFilter)]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "date_published"
    search_fields = ["title", "slug", "body"]
    autocomplete_fields = ["category", "image", "next_step"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["address", "left_out", "word_count"]
    actions = ["publish", "take_down"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["title", "body", "left_out"]}),
        ("Picture and summary", {"fields": ["image", "image_alt", "description"]}),
        ("Place", {"fields": ["kind", "category", "tag_names"]}),
        ("Questions and next step", {"fields": ["faq", "next_step", "next_step_text"]}),
        (
            "Search results",
            {"fields": ["seo_title", "noindex", "canonical_url"], "classes": ["collapse"]},
        ),
        (
            "Publication",
            {"fields": ["status", "date_published", "date_modified", "slug", "address"]},
        ),
    ]

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

    @admin.display(description="address")
    def address(self, post: Post) -> str:
        return post.path or "made from kind, topic and slug when you save"

    @admin.display(
        description="left out",
        empty_value="nothing",
    )
    def left_out(self, post: Post) -> str:
        """What the text asks for and the page does not show."""
        return (
            format_html_join("", "<div>{}</div>", ((line,) for line in post.removed)) or "nothing"
        )

    def view_on_site(self, post: Post) -> str | None:
        return post.path if post.is_live() else None

    def save_rest(self, request: HttpRequest, form: PostForm) -> None:
        post = form.instance
        set_tags(post, form.cleaned_data["tag_names"])
        if post.faq and not post.faq_entries.exists() and form.instance.questions:
            publishing.propose_questions(post)
            messages.info(request, "The questions that the text asks were added; look them over.")
        if post.removed:
            left_out = "; ".join(post.removed)[:500]
            messages.warning(request, f"Left out of the page: {left_out}")

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
