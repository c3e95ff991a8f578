"""Verbs: changes that touch more than one table, each in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from .models import FAQEntry, Image, Post
from .rendering import RenderError, render_many


def publish(post: Post, *, at: datetime | None = None) -> None:
    """Make the post public at `at`; without it, at the date it has, or else now.

    Raises ValidationError if the post is not fit to be published.
    """
    post.status = Post.Status.PUBLISHED
    post.date_published = at or post.date_published
    if post.date_modified and post.date_published and post.date_modified < post.date_published:
        post.date_modified = post.date_published
    post.full_clean()
    with transaction.atomic():
        post.save()
        if post.faq and not post.faq_entries.exists():
            propose_questions(post)


def take_down(post: Post) -> None:
    """Take the post off the site; its address answers 410, and so do those that led to it."""
    with transaction.atomic():
        stored = Post.objects.select_for_update().get(pk=post.pk)
        stored.status = Post.Status.GONE
        stored.save(update_fields=["status"])
    post.status = stored.status


def propose_questions(post: Post) -> None:
    """Take as entries what the text itself asks and answers under its headings."""
    set_questions(post, ((q["question"], q["answer"], True) for q in post.questions))


def set_questions(post: Post, entries: Iterable[tuple[str, str, bool]]) -> None:
    """Give the post these (question, answer, inline), in this order; a question counts once.

    Raises ValidationError.
    """
    wanted = list({entry[0]: entry for entry in entries}.values())
    if wanted == [(e.question, e.answer, e.inline) for e in post.faq_entries.all()]:
        return
    with transaction.atomic():
        post.faq_entries.all().delete()
        for order, (question, answer, inline) in enumerate(wanted):
            entry = FAQEntry(
                post=post, question=question, answer=answer, inline=inline, order=order
            )
            entry.full_clean()
            entry.save()


def picture_changed(image: Image) -> int:
    """Render again the posts whose texts show the picture; return how many.

    A text that cannot be rendered keeps its HTML; `rerender --all` names it.
    """
    folder, _, name = image.source.rpartition("/")
    # `cover.jpg` in the text of the post at /blog/x has the source /blog/x/cover.jpg.
    posts = Post.objects.filter(Q(body__contains=name) | Q(path=folder))
    texts = [(post.body, post.rendering_context()) for post in posts]
    done = 0
    for post, rendered in zip(posts, render_many(texts), strict=True):
        if not isinstance(rendered, RenderError):
            post.accept(rendered)
            post.store_rendering()
            done += 1
    return done
