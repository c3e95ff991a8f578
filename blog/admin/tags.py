"""Tags: rename, merge and prune them; what readers know of them goes on answering."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from blog import publishing
from blog.models import Tag, TaggedPost

from . import rewriting
from .access import may_write
from .addresses import urls as address_urls
from .impact import impact
from .keys import KeySelect, whole, words_asked
from .listed import Counted
from .pages import page, route

LIST = "admin:blog_tag_changelist"
LOOKED_INTO = 20  # tags of which is said what names them
NO_BUTTONS = ["show_save", "show_save_and_continue", "show_save_and_add_another"]


@admin.register(Tag)
class TagAdmin(Counted):
    counted = "tagged"
    list_display = ["name", "slug", "post_count"]
    actions = ["merge"]
    change_list_template = "admin/blog/tag/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        names = self.admin_site.admin_view(self.names)
        return [
            path("names/", names, name="blog_tag_names"),
            route(self, "<int:pk>/rename/", rename, "rename"),
            route(self, "merge/", merge, "merge"),
            route(self, "prune/", prune, "prune"),
            *address_urls(self),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "called"] if obj else fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """A name changes together with its address: see rename()."""
        if obj is None:
            return ["name", "slug"]
        return ["called", "address" if self._is_frozen(obj) else "slug"]

    @admin.display(description="name")
    def called(self, tag: Tag) -> str:
        return format_html("{} {}", tag.name, self.link_to("Rename it …", "rename", tag))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any):
        """Where nothing can be typed, there is nothing to save."""
        obj = kwargs.get("obj")
        if obj and self._is_frozen(obj):
            context |= dict.fromkeys(NO_BUTTONS, False)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="Merge the selected tags into one …", permissions=["change"])
    def merge(self, request: HttpRequest, tags: QuerySet) -> HttpResponse:
        chosen = "&".join(f"tag={pk}" for pk in tags.values_list("pk", flat=True)[:100])
        return HttpResponseRedirect(f"{reverse('admin:blog_tag_merge')}?{chosen}")

    def names(self, request: HttpRequest) -> JsonResponse:
        """What the tag field of a post offers: names that hold the term, the most used first."""
        if not may_write(request.user):
            raise PermissionDenied
        tags = self.get_queryset(request).filter(name__icontains=words_asked(request, "term"))
        names = tags.order_by("-posts_n", "name").values_list("name", flat=True)[:20]
        results = [{"id": name, "text": name} for name in names]
        return JsonResponse({"results": results, "pagination": {"more": False}})


class NameForm(forms.Form):
    name = forms.CharField(max_length=100, label="New name")

    def __init__(self, tag: Tag, data: Any = None) -> None:
        super().__init__(data, initial={"name": tag.name})
        self.tag = tag

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if other := Tag.objects.filter(name__iexact=name).exclude(pk=self.tag.pk).first():
            raise ValidationError(f"There is a tag “{other.name}” already; merge the two instead.")
        return name


def rename(model_admin: TagAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    tag = Tag.objects.filter(pk=pk).first()
    if tag is None:
        raise Http404
    before, old = tag.name, tag.get_absolute_url()
    known = tag.was_public()
    form = NameForm(tag, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.rename_tag(tag, form.cleaned_data["name"], by=request.user)
        except ValidationError as error:
            form.add_error("name", error.messages)
            tag.refresh_from_db()
        else:
            new = tag.get_absolute_url()
            leads = f" {old} leads to {new}." if known and new != old else ""
            messages.success(request, f"“{before}” is called “{tag.name}” now.{leads}")
            further = rewriting.offer(new, request.user) if new != old else ""
            return HttpResponseRedirect(further or reverse(LIST))
    return page(
        model_admin,
        request,
        "tag/rename.html",
        tag,
        "Rename the tag",
        form=form,
        old=old,
        known=known,
        count=tag.tagged.count(),
        impact=impact(tag, request.user),
    )


class MergeForm(forms.Form):
    """into: the tag that stays; one of those chosen, or any other."""

    into = forms.ModelChoiceField(Tag.objects.all(), label="The tag that stays")

    def __init__(self, model_admin: TagAdmin, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        column = TaggedPost._meta.get_field("tag")
        field.widget = KeySelect(column, model_admin.admin_site)
        field.widget.choices = field.choices


def merge(model_admin: TagAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    pks = [pk for pk in map(whole, sent.getlist("tag")) if pk is not None][:100]
    tags = list(Tag.objects.filter(pk__in=pks).annotate(posts_n=Count("tagged")))
    if not tags:
        messages.info(request, "Mark the tags that shall become one first.")
        return HttpResponseRedirect(reverse(LIST))
    most_used = max(tags, key=lambda tag: tag.posts_n)
    form = MergeForm(model_admin, request.POST or None, initial={"into": most_used.pk})
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        others = [tag for tag in tags if tag.pk != into.pk]
        if others:
            names = ", ".join(f"“{tag.name}”" for tag in others)
            publishing.merge_tags(others, into, by=request.user)
            messages.success(request, f"{names}: these posts are tagged “{into.name}” now.")
            further = rewriting.offer(into.get_absolute_url(), request.user)
            return HttpResponseRedirect(further or reverse(LIST))
        form.add_error("into", "Choose another tag: this one alone is marked.")
    known = {tag.pk for tag in tags if tag.was_public()}
    looked = tags if len(tags) <= LOOKED_INTO else []
    named = {tag.pk: impact(tag, request.user) for tag in looked}
    rows = [(tag, tag.pk in known, named.get(tag.pk)) for tag in tags]
    return page(model_admin, request, "tag/merge.html", None, "Merge tags", form=form, rows=rows)


def prune(model_admin: TagAdmin, request: HttpRequest) -> HttpResponse:
    """Delete the tags that no post has. Those of posts in the bin are in use."""
    if not model_admin.has_delete_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        count = publishing.prune_tags(by=request.user)
        messages.success(request, f"{count} unused tag{'' if count == 1 else 's'} deleted.")
        return HttpResponseRedirect(reverse(LIST))
    unused = Tag.objects.filter(tagged__isnull=True)
    return page(
        model_admin,
        request,
        "tag/prune.html",
        None,
        "Delete unused tags",
        unused=unused[:500],
        count=unused.count(),
    )
