"""A post as it would be: for the eyes of its editors, never saved."""

from decimal import InvalidOperation

from django.core.exceptions import ValidationError

from blog import rendering
from blog.models import Author, FAQEntry, Offer, Post, Tag
from blog.models.faq import MAX_ENTRIES
from blog.models.offer import price_of

from . import links
from .snapshots import OFFER, Snapshot, fill_valid, proposed_slug


def apply_preview(post: Post, snapshot: Snapshot) -> Post:
    """Give the post in hand the snapshot's fields, and render it; what is not valid is passed over.

    What hangs on it stands in preview_tags, preview_authors, preview_questions, preview_offer.
    What is not written yet is no link here either. Raises rendering.RenderError if its text
    cannot be shown. Costs one rendering a text, and a few queries for where its links lead.
    """
    fill_valid(post, snapshot)
    post.slug = post.slug or proposed_slug(post.title)
    post.path = post.make_path()
    post.render()
    known = Author.objects.select_related("photo").in_bulk(snapshot.get("authors", []))
    post.preview_authors = [known[pk] for pk in snapshot.get("authors", []) if pk in known]  # type: ignore[attr-defined]
    post.preview_tags = _tags(snapshot.get("tags", []))  # type: ignore[attr-defined]
    questions = post.preview_questions = _questions(snapshot)  # type: ignore[attr-defined]
    links.as_readers_will_get(post, questions)
    post.preview_offer = _offer(snapshot.get("offer"))  # type: ignore[attr-defined]
    return post


def _tags(names: list[str]) -> list[Tag]:
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(name__in=names)}
    return [known.get(n.casefold()) or Tag(name=n, slug=proposed_slug(n)) for n in names]


def _questions(snapshot: Snapshot) -> list[FAQEntry]:
    if not snapshot.get("faq"):
        return []
    rows = []
    for number, entry in enumerate(snapshot.get("questions", [])[:MAX_ENTRIES]):
        row = FAQEntry(question=entry["question"], answer=entry["answer"], anchor=f"q-{number}")
        try:
            row.render()
        except rendering.RenderError:
            continue
        if not entry.get("inline"):
            rows.append(row)
    return rows


def _offer(said: dict | None) -> Offer | None:
    if not said:
        return None
    try:
        price = price_of(said.get("price_from", ""))
        offer = Offer(**{n: said[n] for n in OFFER if said.get(n)} | {"price_from": price})
        offer.clean_fields(exclude={"post"})
    except (InvalidOperation, ValidationError):
        return None
    return offer
