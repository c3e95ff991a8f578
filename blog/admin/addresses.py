"""Changing an address: an act of its own, that says beforehand what it does."""

import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern

from blog import publishing
from blog.models import Category, Post

from . import rewriting
from .access import is_the_authors_alone, may_publish
from .impact import impact
from .pages import change_url, page, post_for, route


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [route(model_admin, "<int:pk>/address/", change_address, "address")]


class AddressForm(forms.Form):
    slug = forms.CharField(max_length=150, strip=True, label="New last part of the address")


def change_address(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(model_admin, request, pk)
    old, before = row.get_absolute_url(), row.slug
    sent = request.POST if request.method == "POST" else request.GET
    form = AddressForm(sent if "slug" in sent else None, initial={"slug": row.slug})
    new = _checked(form, row) if form.is_bound and form.is_valid() else ""
    if request.method == "POST" and new:
        try:
            publishing.change_slug(row, form.cleaned_data["slug"], by=request.user)
        except ValidationError as error:  # somebody took it in this moment
            form.add_error("slug", error.messages)
            row.slug, new = before, ""
        else:
            messages.success(request, _said(row, old))
            further = rewriting.offer(row.get_absolute_url(), request.user)
            return HttpResponseRedirect(further or change_url(row))
    return page(
        model_admin,
        request,
        "address.html",
        row,
        "Change the address",
        form=form,
        old=old,
        folder=old[: -len(before)],
        new=new,
        slug=form.cleaned_data["slug"] if new else "",
        proposed=publishing.proposed_slug(str(row)),
        known=row.was_public(),
        guides=row.posts.filter(kind="guide").count() if new and isinstance(row, Category) else 0,
        impact=impact(row, request.user) if new else None,
    )


def _row(model_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> Any:
    """What readers know, or an editor has scheduled, is moved by those who may publish."""
    if model_admin.model is Post:
        row = post_for(request, pk)
        if not (is_the_authors_alone(row) or may_publish(request.user)):
            raise PermissionDenied
        return row
    found = model_admin.get_queryset(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    if not model_admin.has_change_permission(request, found):
        raise PermissionDenied
    return model_admin.model._default_manager.get(pk=pk)


def _checked(form: AddressForm, row: Any) -> str:
    """Return the address that the row would have, or "" with the reason at the field."""
    moved = copy.copy(row)
    moved.slug = form.cleaned_data["slug"]
    if moved.slug == row.slug:
        form.add_error("slug", "This is the address that it has.")
        return ""
    try:
        moved.full_clean()
    except ValidationError as error:
        said = error.message_dict
        other = [f"{name}: {' '.join(reasons)}" for name, reasons in said.items() if name != "slug"]
        form.add_error("slug", said.get("slug") or other)
        return ""
    return moved.get_absolute_url()


def _said(row: Any, old: str) -> str:
    new = row.get_absolute_url()
    if row.was_public():
        return f"The address is {new} now. {old} leads there."
    return f"The address is {new} now."
