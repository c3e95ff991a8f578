"""What is said of a text before it is saved: by the rules, and of links to headings that change."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from blog.models import Link, Post
from blog.publishing import Snapshot, Update, preflight, update_between
from blog.rendering import Heading

from ..access import may_publish
from ..impact import Reference, texts_with


class Renamed(NamedTuple):
    """A heading that links lead to. after: "" if the page does without it.

    at: the place they name. leads: the place they arrive at; "" is the top of the page.
    """

    before: str
    after: str
    at: str
    leads: str


class Places(NamedTuple):
    """Changes of headings that pages link to, and the sentences that do."""

    changes: list[Renamed]
    references: list[Reference]


def checked(post: Post, snapshot: Snapshot, user: Any) -> dict[str, Any]:
    """Return what the panel of the preflight shows. Changes the post in hand.

    Raises rendering.RenderError.
    """
    before = post.headings if post.pk and post.was_public() else []
    read = post.body_html if post.is_live() and may_publish(user) else None
    report = preflight.of_typed(post, snapshot)
    return {
        "report": report,
        "places": places(post, before, user),
        "update": real_update(read, post.body_html),
    }


def real_update(before: str | None, after: str) -> Update | None:
    """Return what to propose, if anything. before: what readers see, of a page that may be told
    to be updated."""
    if before is None or before == after:
        return None
    change = update_between(before, after)
    return change if change.is_real else None


def places(post: Post, before: list[Heading], user: Any) -> Places:
    """before: the headings that readers see. Without a change that links feel, no query."""
    changes = {change.at: change for change in renamed(before, post.headings)}
    if not changes:
        return Places([], [])
    rows = Link.objects.filter(target__post=post, fragment__in=changes)
    rows = rows.exclude(source__post=post)
    linked = set(rows.values_list("fragment", flat=True).distinct())
    if not linked:
        return Places([], [])
    return Places([changes[at] for at in changes if at in linked], texts_with(rows, user))


def renamed(before: Iterable[Heading], after: Iterable[Heading]) -> Iterable[Renamed]:
    now = by_place(after)
    for at, heading in by_place(before).items():
        there = now.get(at)
        if there is None:
            yield Renamed(heading["text"], "", at, "")
        elif there["text"] != heading["text"] or there["id"] != heading["id"]:
            yield Renamed(heading["text"], there["text"], at, there["id"])


def by_place(headings: Iterable[Heading]) -> Mapping[str, Heading]:
    """Return {id that a link may name: its heading}; older ids after those that stand now."""
    found: dict[str, Heading] = {}
    headings = list(headings)
    for heading in headings:
        found.setdefault(heading["id"], heading)
    for heading in headings:
        for alias in heading["aliases"]:
            found.setdefault(alias, heading)
    return found
