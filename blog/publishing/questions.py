"""The questions of a post, as rows."""

from collections.abc import Iterable

from django.db import transaction

from blog import afterwards, search
from blog.models import FAQEntry, Post

Entry = tuple[str, str, bool]  # question, answer (Markdown), inline


def propose_questions(post: Post) -> None:
    """Take as entries what the text itself asks and answers under its headings."""
    set_questions(post, ((q["question"], q["answer"], True) for q in post.questions))


def set_questions(post: Post, entries: Iterable[Entry]) -> None:
    """Give the post these, in this order; a question counts once. Raises ValidationError."""
    put_questions(post, clean_questions(post, entries))


def clean_questions(post: Post, entries: Iterable[Entry]) -> list[FAQEntry]:
    """Return unsaved rows, rendered: do it before a transaction. Raises ValidationError."""
    wanted = list({entry[0]: entry for entry in entries}.values())
    rows = []
    for order, (question, answer, inline) in enumerate(wanted):
        row = FAQEntry(post=post, question=question, answer=answer, inline=inline, order=order)
        row.full_clean(exclude={"post"}, validate_unique=False, validate_constraints=False)
        rows.append(row)
    return rows


def put_questions(post: Post, rows: list[FAQEntry]) -> None:
    if [_said(row) for row in rows] == [_said(row) for row in post.faq_entries.all()]:
        return
    with transaction.atomic(), afterwards.once():
        post.faq_entries.all().delete()
        search.changed([post.pk])
        for row in rows:
            row.save()


def _said(row: FAQEntry) -> Entry:
    return row.question, row.answer, row.inline
