"""The links of a text follow the pages that they lead to: its Markdown says where these are now."""

import copy
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery

from blog import linkgraph
from blog.linkgraph import Rewritten
from blog.models import FAQEntry, Post, Revision
from blog.rendering import Context, bounded

from .amending import amend
from .revisions import Kind, document_of, newest
from .snapshots import Snapshot, snapshot_of

NOTE = "Links lead straight to where they end"


class LeftAlone(Exception):
    """Why the links of a text stay as they are, in words that follow its name."""


def rewrite_links(
    post: Post, wanted: Mapping[str, str], *, by: Any, stamp: str, step: Post | None = None
) -> frozenset[str]:
    """Lead links of the post elsewhere, on its page and in the person's own draft of it.

    wanted: {href as it stands in the HTML: the new one}. step: the page to go on to, if that
    moved too. stamp: of the post when the links were shown, see stamps(). A revision each, and no
    real update: the date stays. Returns the hrefs that could not be led elsewhere.
    Raises LeftAlone.
    """
    texts = Texts(post, wanted, step)
    try:
        with bounded.one_save():  # here, and not while nobody else can save the post
            for snapshot in [snapshot_of(post)] + ([document_of(post)] if post.has_draft else []):
                texts.change(dict(snapshot))
        done = amend(
            [post], texts.change, by=by, note=NOTE, check=lambda row: _check(row, by, stamp)
        )
    except Post.DoesNotExist:
        raise LeftAlone("was deleted meanwhile.") from None
    except ValidationError as error:
        raise LeftAlone(f"cannot be saved: {' '.join(error.messages)}") from error
    if not done:
        raise LeftAlone("says its addresses where they cannot be told from its words.")
    return texts.left


class Texts:
    """The texts of a post, rendered as the post does it; none twice."""

    def __init__(self, post: Post, wanted: Mapping[str, str], step: Post | None) -> None:
        self.post, self.wanted, self.step = post, dict(wanted), step
        self.known: dict[tuple[str, str], Rewritten] = {}
        self.left: frozenset[str] = frozenset()

    def change(self, snapshot: Snapshot) -> None:
        whole = copy.copy(self.post)
        whole.body = snapshot["body"]
        done = self._rewritten("body", whole.body, whole)
        left, snapshot["body"] = set(done.left), done.text
        entries = []
        for entry in snapshot.get("questions", []):
            done = self._rewritten("answer", entry["answer"], FAQEntry(answer=entry["answer"]))
            left |= done.left
            entries.append(entry | {"answer": done.text})
        snapshot["questions"] = entries
        if self.step:
            snapshot["next_step"] = self.step.pk
        self.left = frozenset(left)

    def _rewritten(self, name: str, source: str, row: Post | FAQEntry) -> Rewritten:
        key = (name, source)
        if key not in self.known:
            context = row.rendering_context() if self.wanted and source else Context()
            self.known[key] = linkgraph.rewrite(
                source, self.wanted, lambda text: bounded.attempt(text, context)
            )
        return self.known[key]


def _check(post: Post, by: Any, stamp: str) -> None:
    """post: as it is now. Raises LeftAlone."""
    latest = newest(post)
    if post.status == Post.Status.DELETED:
        raise LeftAlone("is in the bin.")
    if reason := held_by_another(post, latest, by):
        raise LeftAlone(reason)
    if stamp_of(post, latest) != stamp:
        raise LeftAlone("was changed since you were shown its links.")


def held_by_another(post: Post, latest: Revision | None, by: Any) -> str:
    """Return why somebody else's work on the post keeps it from being changed, or ""."""
    if not post.has_draft or (latest and latest.by_id == by.pk):
        return ""
    return f"has a draft by {(latest and latest.by) or 'somebody else'} that is not published yet."


def stamp_of(post: Post, latest: Revision | None) -> str:
    """Name the state of a text. latest: its newest revision."""
    said = f"{latest.base if latest else ''} {post.next_step_id} {post.has_draft} {post.body}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def newest_of(posts: Iterable[Post]) -> dict[int, Revision]:
    """Return {key of the post: its newest revision, without what it says}; one query."""
    of_post = Revision.objects.filter(post=OuterRef("pk")).exclude(kind=Kind.ASIDE)
    keys = Post.objects.filter(pk__in=[post.pk for post in posts]).values(
        latest=Subquery(of_post.order_by("-number").values("pk")[:1])
    )
    rows = Revision.objects.filter(pk__in=keys).select_related("by").defer("snapshot")
    return {row.post_id: row for row in rows}
