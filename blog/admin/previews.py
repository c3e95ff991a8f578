"""Links to the newest draft of a post, for people without an account."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone

from blog.discovery.head import absolute
from blog.models import AuditEntry, Post, PreviewLink
from blog.models.fields import validate_line

from .keys import whole
from .pages import page, post_for, route

DAYS = [(1, "1 day"), (7, "7 days"), (30, "30 days")]
MOST = 50  # valid at a time, of one post


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [route(model_admin, "<int:pk>/previews/", previews, "previews")]


class LinkForm(forms.Form):
    label = forms.CharField(
        max_length=100, required=False, label="For whom", validators=[validate_line]
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=7, label="Works for")


def previews(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    post = post_for(request, pk)
    form = LinkForm(request.POST if "_create" in request.POST else None)
    if request.method == "POST":
        if "_revoke" in request.POST:
            _revoke(request, post, request.POST["_revoke"])
            return HttpResponseRedirect(reverse("admin:blog_post_previews", args=[pk]))
        if form.is_valid() and _create(request, post, form):
            return HttpResponseRedirect(reverse("admin:blog_post_previews", args=[pk]))
    links = list(post.preview_links.select_related("by")[:200])
    return page(
        model_admin,
        request,
        "post/previews.html",
        post,
        "Preview links",
        form=form,
        links=[(link, absolute(link.get_absolute_url())) for link in links if link.is_valid],
        ended=[link for link in links if not link.is_valid],
    )


def _create(request: HttpRequest, post: Post, form: LinkForm) -> bool:
    if post.preview_links.valid().count() >= MOST:
        form.add_error(None, f"{MOST} links work already; revoke one first.")
        return False
    days = form.cleaned_data["days"]
    link = PreviewLink.objects.create(
        post=post,
        label=form.cleaned_data["label"],
        by=request.user,  # type: ignore[misc]  # logged in: the desk saw to that
        expires=timezone.now() + timedelta(days=days),
    )
    AuditEntry.objects.record(request.user, "made a preview link", post, link=link.pk, days=days)
    messages.success(request, "The link is ready: copy it and send it to whoever shall read.")
    return True


def _revoke(request: HttpRequest, post: Post, pk: str) -> None:
    link = post.preview_links.filter(pk=whole(pk) or 0).first()
    if link is None:
        raise Http404
    if not link.revoked:
        link.revoked = True
        link.save(update_fields=["revoked"])
        AuditEntry.objects.record(request.user, "revoked a preview link", post, link=link.pk)
    messages.success(request, "The link is revoked: it shows nothing any more.")
