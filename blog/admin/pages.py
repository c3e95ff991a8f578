"""What the desk's own pages share: who may open them, and the frame they stand in."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from blog.models import Post
from blog.transfer import table

from .access import may_publish

View = Callable[..., HttpResponse]


def post_for(
    request: HttpRequest, pk: int, *permissions: str, deleted: bool | None = False
) -> Post:
    """Return the post that this person may act on.

    deleted: True for what is done in the bin, None for what is done with either.
    Raises PermissionDenied; Http404 for a post that is not there or not theirs to know of.
    """
    for permission in ("blog.change_post", *permissions):
        if not request.user.has_perm(permission):
            raise PermissionDenied
    posts = Post.objects.editable_by(request.user).select_related("category", "image", "review_by")
    post = posts.filter(pk=pk).first()
    if post is None or deleted not in {None, post.status == Post.Status.DELETED}:
        raise Http404
    return post


def change_url(row: Model) -> str:
    return reverse(f"admin:blog_{row._meta.model_name}_change", args=[row.pk])


def page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    row: Model | None,
    title: str,
    **context: Any,
) -> TemplateResponse:
    """One page of the desk about a row, or about its whole model."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "row": row,
        "row_url": change_url(row) if row else "",
        "may_publish": may_publish(request.user),
        **context,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, f"admin/blog/{template}", context)


def as_csv(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """A table as a file that a browser saves, sent line by line."""
    lines = table.lines(header, rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer  # type: ignore[return-value]


def route(model_admin: admin.ModelAdmin, address: str, view: View, name: str) -> URLPattern:
    """A pattern below the model's own address, for people who are logged in at the desk.

    view: takes the model_admin, the request and the arguments of the address.
    """

    @wraps(view)
    def bound(request: HttpRequest, **arguments: Any) -> HttpResponse:
        return view(model_admin, request, **arguments)

    opts = model_admin.opts
    named = f"{opts.app_label}_{opts.model_name}_{name}"
    return path(address, model_admin.admin_site.admin_view(bound), name=named)
