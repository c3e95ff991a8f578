"""What points at an address of ours, and would lead nowhere or take a detour if it went."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from blog.models import Author, Category, MenuItem, Post, Redirect, SiteSettings

from .pages import change_url

SHOWN = 50  # of one kind; more are counted


@dataclass(frozen=True)
class Reference:
    """how: in a person's words, what that row does. url: where it is edited, or ""."""

    name: str
    how: str
    url: str = ""


def references(row: Any, user: Any) -> list[Reference]:
    """Return what points at the row's address, as far as this person may know of it."""
    path = row.get_absolute_url()
    found = _posts(row, path, user)
    texts: list[tuple[Any, str, str]] = [
        (Category, "description_html", "links to it in the topic's description"),
        (Author, "bio_html", "links to it in the biography"),
        (SiteSettings, "intro_html", "links to it on the front page"),
    ]
    for model, html, how in texts:
        linking = model.objects.filter(links_to(path, html))
        found += [Reference(str(each), how, change_url(each)) for each in linking[:SHOWN]]
    if isinstance(row, Post):
        pillars = Category.objects.filter(pillar=row)
        how = "is the topic that has it as the page to read first"
        found += [Reference(str(each), how, change_url(each)) for each in pillars]
    at_path = Q(target=path) | Q(target__startswith=f"{path}#") | Q(target__startswith=f"{path}?")
    items = MenuItem.objects.filter(at_path)
    found += [Reference(i.label, "is a menu item that leads to it", change_url(i)) for i in items]
    return found


def _posts(row: Any, path: str, user: Any) -> list[Reference]:
    """Posts that link to it, or that have it as their next step; the live ones first."""
    next_step = Q(next_step=row) if isinstance(row, Post) else Q(pk__in=[])
    posts = Post.objects.kept().filter(links_to(path, "body_html") | next_step)
    if isinstance(row, Post):
        posts = posts.exclude(pk=row.pk)
    theirs = Post.objects.editable_by(user).values("pk")
    readable = posts.filter(Q(pk__in=theirs) | Q(pk__in=Post.objects.published().values("pk")))
    may_edit = set(posts.filter(pk__in=theirs).values_list("pk", flat=True))
    columns = readable.only("title", "status", "date_published", "review_asked", "next_step")
    found = []
    for post in columns.order_by("-status", "title")[:SHOWN]:
        is_next = isinstance(row, Post) and post.next_step_id == row.pk
        how = "names it as the next step" if is_next else "links to it in its text"
        state = "" if post.is_live() else f" ({post.state})"
        url = change_url(post) if post.pk in may_edit else ""
        found.append(Reference(post.title, how + state, url))
    if rest := posts.count() - len(found):
        found.append(Reference(f"{rest} more", "link to it as well"))
    return found


def links_to(path: str, field: str) -> Q:
    """Stored HTML with a link to the path, with or without the host, query or heading."""
    condition = Q()
    for address in (path, settings.SITE_URL + path):
        for end in ('"', "#", "?"):
            condition |= Q(**{f"{field}__contains": f'href="{address}{end}'})
    return condition


def old_addresses(row: Any) -> list[str]:
    """Return the addresses that lead to the row: after a move they go on doing so, in one hop."""
    leading = Q(to_url=row.get_absolute_url())
    if isinstance(row, Post):
        leading |= Q(to_post=row)
    return list(Redirect.objects.filter(leading).values_list("from_path", flat=True))
