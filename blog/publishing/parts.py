"""The rows that hang on a post: tags, authors, questions, price."""

from collections.abc import Iterable
from decimal import InvalidOperation

from django.core.exceptions import ValidationError

from blog.models import MAX_TAGS, Author, FAQEntry, Offer, Post, set_authors, set_tags
from blog.models.faq import MAX_ENTRIES
from blog.models.fields import validate_line
from blog.models.offer import price_of

from .questions import clean_questions, put_questions
from .snapshots import OFFER, Snapshot


class Parts:
    """The rows of one post, checked and rendered: made before the transaction.

    Raises ValidationError, by the name of the part.
    """

    def __init__(self, post: Post, snapshot: Snapshot) -> None:
        self.post = post
        self.tags = clean_tags(snapshot.get("tags", []))
        pks = snapshot.get("authors", [])
        known = Author.objects.in_bulk(pks)
        self.authors = [known[pk] for pk in dict.fromkeys(pks) if pk in known]
        self.questions = self._questions(snapshot.get("questions", []))
        self.offer = self._offer(snapshot.get("offer"))

    def _questions(self, entries: list[dict]) -> list[FAQEntry]:
        if len(entries) > MAX_ENTRIES:
            reason = f"These are {len(entries)} questions; the limit is {MAX_ENTRIES}."
            raise ValidationError({"questions": reason})
        said = ((e["question"], e["answer"], bool(e.get("inline"))) for e in entries)
        try:
            return clean_questions(self.post, said)
        except ValidationError as error:
            raise ValidationError({"questions": error.messages}) from error

    def _offer(self, said: dict | None) -> Offer | None:
        if not said or self.post.kind != Post.Kind.SERVICE:
            return None
        offer = Offer(**{name: said[name] for name in OFFER if said.get(name)})
        try:
            offer.price_from = price_of(said.get("price_from", ""))
            offer.full_clean(exclude={"post"}, validate_unique=False)
        except InvalidOperation:
            raise ValidationError({"offer": "The price is no number."}) from None
        except ValidationError as error:
            raise ValidationError({"offer": error.messages}) from error
        return offer

    def write(self) -> None:
        """Call it in the transaction that saves the post."""
        set_tags(self.post, self.tags)
        set_authors(self.post, self.authors)
        put_questions(self.post, self.questions)
        stored = Offer.objects.filter(post=self.post).first()
        if self.offer:
            self.offer.post, self.offer.pk = self.post, stored.pk if stored else None
            self.offer.save(force_update=bool(stored))
        elif stored:
            stored.delete()


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return the names once each, big or small letters, without the white space around them."""
    stripped = [name.strip() for name in names if name.strip()]
    return list({name.casefold(): name for name in reversed(stripped)}.values())[::-1]


def clean_tags(names: Iterable[str]) -> list[str]:
    """Return the names once each.

    Raises ValidationError({"tags": …}) beyond the limits of number and length.
    """
    unique = distinct_names(names)
    if len(unique) > MAX_TAGS:
        raise ValidationError({"tags": f"These are {len(unique)} tags; the limit is {MAX_TAGS}."})
    for name in unique:
        try:
            validate_line(name)
        except ValidationError as error:
            raise ValidationError({"tags": error.messages}) from error
        if len(name) > 100:
            raise ValidationError({"tags": f"“{name[:20]}…” is longer than 100 characters."})
    return unique
