"""The first page of the desk: what waits for this person, and what would do the site good."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from blog.models import Post, Revision

from . import states
from .access import may_publish
from .calendar import Month, month_called, month_of

SHOWN = 6
# What a line of a list shows; the last three belong to reviews.
LINE = (
    "title",
    "kind",
    "status",
    "has_draft",
    "date_published",
    "date_modified",
    "review_asked",
    "review_note",
    "review_by__username",
    "review_by__first_name",
)
LOOKED_AT = 60  # newest revisions among which the recently edited posts are found


@dataclass
class Section:
    """Some posts under a heading. empty: what to say instead of a list that is empty."""

    name: str
    title: str
    posts: list[Post]
    total: int
    more: str
    empty: str

    @property
    def rest(self) -> int:
        return self.total - len(self.posts)


@dataclass
class Dashboard:
    waiting: list[Section]
    lacking: list[Section]
    recent: Section
    month: Month
    may_add: bool
    is_bare: bool  # not one post: a desk that nobody has written at


def dashboard(request: HttpRequest) -> Dashboard | None:
    """Return what the person may see; None for somebody who has nothing to do with posts."""
    model_admin = admin.site.get_model_admin(Post)
    if not model_admin.has_view_or_change_permission(request):
        return None
    posts = Post.objects.editable_by(request.user).kept()
    return Dashboard(
        waiting=waiting(request.user, posts),
        lacking=lacking(posts),
        recent=recently_edited(posts),
        month=month_of(posts, month_called("")),
        may_add=model_admin.has_add_permission(request),
        is_bare=not posts.exists(),
    )


def waiting(user: Any, posts: Any) -> list[Section]:
    """What somebody has to act on."""
    reviewer = may_publish(user)
    own_drafts = states.STATES["draft"](posts.owned_by(user))
    return [
        section(
            "review",
            "In review" if reviewer else "Waiting for an editor",
            states.in_review(posts).order_by("review_asked", "pk"),
            {"state": "in review"},
            "Nobody is waiting for a review."
            if reviewer
            else "None of your posts is with an editor.",
        ),
        section(
            "drafts",
            "My drafts",
            newest_first(own_drafts),
            {"state": "draft"} | ({"whose": "mine"} if reviewer else {}),
            "You have no draft. The button above starts one.",
        ),
        section(
            "changes",
            "Changes waiting to be published",
            newest_first(states.changed(posts)),
            {"state": "changes waiting"},
            "Every live page shows its newest text.",
        ),
        section(
            "scheduled",
            "Scheduled",
            states.scheduled(posts).order_by("date_published", "pk"),
            {"state": "scheduled"},
            "Nothing is planned. A date ahead of now, and the page goes live by itself.",
        ),
    ]


def lacking(posts: Any) -> list[Section]:
    """What nobody asks for, and readers would notice."""
    empty = {
        "update": "Every live page was looked at within a year.",
        "picture": "Every live page has its picture.",
        "description": "Every live page says what it answers.",
    }
    return [
        section(
            name,
            words.capitalize(),
            rows(posts).order_by("date_modified", "pk"),
            {"lacks": name},
            empty[name],
        )
        for name, (words, rows) in states.LACKS.items()
    ]


def section(name: str, title: str, posts: Any, query: dict[str, str], empty: str) -> Section:
    """Two queries: how many, and the first few."""
    more = f"{reverse('admin:blog_post_changelist')}?{urlencode(query)}"
    rows = posts.select_related("review_by").only(*LINE)[:SHOWN]
    return Section(name, title, list(rows), posts.count(), more, empty)


def newest_first(posts: Any) -> Any:
    """The one that was worked on last comes first; `edited` is when."""
    newest = Revision.objects.filter(post=OuterRef("pk")).order_by("-number").values("at")[:1]
    return posts.annotate(edited=Subquery(newest)).order_by(
        F("edited").desc(nulls_last=True), "-pk"
    )


def recently_edited(posts: Any) -> Section:
    """By anybody, as far as this person may see it: one query of the newest revisions."""
    newest = (
        Revision.objects.filter(post__in=posts.order_by().values("pk"))
        .exclude(kind=Revision.Kind.ASIDE)
        .select_related("post", "by")
        .only("at", "by__username", "by__first_name", "post_id", *(f"post__{n}" for n in LINE[:-3]))
        .order_by("-at", "-pk")[:LOOKED_AT]
    )
    found: dict[int, Any] = {}
    for revision in newest:
        if revision.post_id not in found:
            post: Any = revision.post
            found[revision.post_id] = post
            post.edited, post.edited_by = revision.at, revision.by
    return Section(
        "recent",
        "Recently edited",
        list(found.values())[:SHOWN],
        min(len(found), SHOWN),
        reverse("admin:blog_post_changelist"),
        "Nobody has saved anything yet.",
    )
