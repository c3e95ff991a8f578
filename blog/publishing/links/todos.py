"""A planned link is done as soon as the link is there, whoever wrote it and however."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from blog.models import Link, LinkTodo


def close(sources: Collection[int]) -> None:
    """Close what was planned for these pages (SitePage) and stands on them now. One query."""
    if sources:
        made = Link.objects.filter(source__post=OuterRef("source"), target__post=OuterRef("target"))
        open_ones = LinkTodo.objects.filter(state=LinkTodo.State.OPEN)
        todos = open_ones.filter(Exists(made), source__site_page__in=sources)
        todos.update(state=LinkTodo.State.DONE)
