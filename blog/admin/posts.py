from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.html import format_html_join

from blog import publishing
from blog.models import Byline, FAQEntry, Offer, Post, set_tags
from blog.models.faq import MAX_ENTRIES

from . import acts, addresses, compare, history, previews
from .fields import TagsField
from .markdown import MarkdownAdmin
from .post_list import PostList


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


@admin.register(Post)
class PostAdmin(PostList, MarkdownAdmin):
    form = PostForm
    inlines = [BylineInline, FAQInline, OfferInline]
    autocomplete_fields = ["category", "image", "next_step"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["address", "left_out", "word_count"]
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

    def get_urls(self) -> list[URLPattern]:
        parts = (history, compare, acts, addresses, previews)
        return [*(url for part in parts for url in part.urls(self)), *super().get_urls()]

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
