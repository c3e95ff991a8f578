"""The door for one text: a draft as a file with front matter, and such a file as a draft."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from blog import publishing
from blog.models import Author, Category, Image, Post, Redirect
from blog.models.image import source_of
from blog.publishing.parts import Parts
from blog.publishing.revisions import check_size
from blog.publishing.snapshots import MOMENTS, OFFER, Snapshot, fill, fill_valid, moment_out

from . import write
from .exporter import Hanging, markdown_of
from .fields import Fields
from .front_matter import Document, FrontMatterError

# What a file calls the parts of a snapshot that have other names there.
KEYS = {"questions": "faq", "offer": "price_from"}


def draft_markdown(post: Post) -> str:
    """Return the post as a file, with the changes that readers do not see yet.

    Without such changes it is what `export_posts` writes, byte for byte.
    """
    shown = Post.objects.for_page().get(pk=post.pk)
    if not shown.has_draft:
        return markdown_of(shown)
    snapshot = publishing.document_of(shown)
    fill_valid(shown, snapshot)  # a date that was typed half stays in the draft
    authors = Author.objects.in_bulk(snapshot.get("authors", []))
    try:
        offer = Parts(shown, {"offer": snapshot.get("offer")}).offer
    except ValidationError:
        offer = None
    hanging = Hanging(
        tags=list(snapshot.get("tags", [])),
        authors=[authors[pk] for pk in snapshot.get("authors", []) if pk in authors],
        questions=list(snapshot.get("questions", [])),
        offer=offer,
    )
    return markdown_of(shown, hanging)


@dataclass
class Reading:
    """What a file says about one post. notes: what of it is not taken, and what is made new.

    new: {field: names} of rows that are not there yet; the snapshot goes without them.
    """

    snapshot: Snapshot
    notes: list[str] = field(default_factory=list)
    new: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Reader:
    """Reads a document as the draft of a post; `may_make` names what may be made for it.

    post: None for a new one of that kind. Nothing is written before make().
    reachable: the posts that may become the next step; without it, any.
    Raises FrontMatterError with key and line.
    """

    document: Document
    fields: Fields
    post: Post | None
    kind: str
    may_make: frozenset[str] = frozenset()
    reachable: QuerySet[Post] | None = None

    def read(self) -> Reading:
        fields, before = self.fields, publishing.document_of(self.post) if self.post else {}
        self.notes: list[str] = []
        self.new: dict[str, list[str]] = {}
        topic, authors = self._topic(), [self._author(name) for name in fields.authors]
        snapshot: Snapshot = {
            "kind": before.get("kind") or self.kind,
            "slug": self._slug(before),
            "body": self.document.body,
            "category": topic.pk if topic else None,
            "authors": [author.pk for author in authors if author and author.pk],
            "tags": fields.tags,
            "image": self._image("image", before),
            "social_image": self._image("social_image", before),
            "next_step": self._next_step(before),
            "faq": bool(fields.faq),
            "offer": self._offer(),
        }
        texts = "title description image_alt next_step_text seo_title canonical_url noindex chapter"
        snapshot |= {name: getattr(fields, name) for name in texts.split()}
        snapshot |= {name: self._moment(name, before) for name in MOMENTS}
        self._pass_over()
        snapshot["questions"] = before.get("questions", [])
        self._check(snapshot, before, topic)
        return Reading(snapshot, self.notes, self.new)

    def make(self, reading: Reading) -> None:
        """Make the topic and the authors that the file names and nobody has."""
        with transaction.atomic():
            if self.fields.category:
                reading.snapshot["category"] = write.topic_called(self.fields.category).pk
            authors = [write.author_called(name).pk for name in self.fields.authors]
            reading.snapshot["authors"] = authors

    def fail(self, name: str, reason: str) -> FrontMatterError:
        name = KEYS.get(name, name)
        key = self.fields.keys.get(name, name)
        return FrontMatterError(reason, self.document.lines.get(key, 1), key)

    def _slug(self, before: Snapshot) -> str:
        if self.post is None or not self.post.was_public():
            return self.fields.slug or before.get("slug", "")
        if self.fields.slug and self.fields.slug != self.post.slug:
            self.notes.append("slug: the address of a public page is changed on its own page.")
        return before.get("slug", "")

    def _topic(self) -> Category | None:
        """One that is new is not saved yet."""
        if not (name := self.fields.category):
            return None
        if not (slug := slugify(name)):
            raise self.fail("category", "holds no letter from a to z and no digit")
        if known := Category.objects.filter(slug=slug).first():
            return known
        if moved := Redirect.objects.moved(Category, slug):
            return moved
        return self._new("category", "topic", name, Category(slug=slug, name=name))

    def _author(self, name: str) -> Author | None:
        slug = slugify(name)
        known = Author.objects.filter(**({"slug": slug} if slug else {"name": name})).first()
        if known is None and slug:
            known = Redirect.objects.moved(Author, slug)
        return known or self._new("authors", "author", name, Author(slug=slug or "a", name=name))

    def _new(self, key: str, noun: str, name: str, row: Any) -> Any:
        if noun not in self.may_make:
            raise self.fail(key, f"there is no {noun} “{name[:100]}”; ask an editor for it")
        try:
            row.clean_fields()
        except ValidationError as error:
            raise self.fail(key, " ".join(error.messages)) from error
        self.notes.append(f"The {noun} “{name[:100]}” is new, and is made.")
        self.new.setdefault(key, []).append(name)
        return row

    def _image(self, name: str, before: Snapshot) -> int | None:
        address = getattr(self.fields, name)
        if not address:
            return None
        source = source_of(address, self.post.first_path if self.post else "")
        image = Image.objects.filter(source=source).first()
        if image is None:
            key = self.fields.keys[name]
            self.notes.append(f"{key}: {address[:100]} is not in the library; choose it there.")
            return before.get(name)
        return image.pk

    def _next_step(self, before: Snapshot) -> int | None:
        address = self.fields.next_step
        if not address:
            return None
        target = write.find([address]).get(address)
        if target and self.reachable is not None:
            target = self.reachable.filter(pk=target.pk).first()
        if target is None:
            self.notes.append(f"nextStep: {address[:100]} is no page of this site.")
            return before.get("next_step")
        return target.pk

    def _offer(self) -> dict[str, str] | None:
        if self.fields.price_from is None:
            return None
        return {name: str(getattr(self.fields, name)) for name in OFFER}

    def _moment(self, name: str, before: Snapshot) -> str:
        moment = getattr(self.fields, name)
        if moment is None and self.post and self.post.status == Post.Status.PUBLISHED:
            return before.get(name, "")  # a published page keeps its dates
        return moment_out(moment)

    def _pass_over(self) -> None:
        """Say what the file asks for that is not done here."""
        status = self.post.status if self.post else Post.Status.DRAFT
        for name, state in (("draft", Post.Status.DRAFT), ("gone", Post.Status.GONE)):
            if getattr(self.fields, name) and status != state:
                self.notes.append(f"{name}: not read here; the state of the post stays.")
        known = self.post.extra if self.post else self.fields.extra
        unread = [key for key in self.fields.extra if key not in known]
        if unread:
            self.notes.append(f"Not read here: {', '.join(key[:50] for key in unread[:20])}.")

    def _check(self, snapshot: Snapshot, before: Snapshot, topic: Category | None) -> None:
        """Try the whole on a copy, and take the questions that the file asks for."""
        trial = copy(self.post) if self.post else Post()
        if snapshot["offer"] and snapshot["kind"] != Post.Kind.SERVICE:
            raise self.fail("price_from", "only a service has a price")
        try:
            check_size(snapshot)
            fill(trial, snapshot)
            trial.category = topic  # a new one has no pk to be found by
            trial.full_clean()
            snapshot["questions"] = self._questions(trial, snapshot, before)
            Parts(trial, snapshot)
        except ValidationError as error:
            name, messages = "text", error.messages
            if hasattr(error, "error_dict"):
                name, messages = next(iter(error.message_dict.items()))
            reason = "is missing" if "cannot be blank" in messages[0] else messages[0]
            raise self.fail(name, reason) from error

    def _questions(self, trial: Post, snapshot: Snapshot, before: Snapshot) -> list[dict]:
        """The entries of the file; those there are, if it has none; or what its text asks."""
        said, present = self.fields.faq, before.get("questions", [])
        if isinstance(said, list):
            return [{"question": q.question, "answer": q.answer, "inline": q.inline} for q in said]
        all_inline = all(entry.get("inline") for entry in present)
        same = before.get("faq") and all_inline and before.get("body") == snapshot["body"]
        if not said or (same and present):
            return present
        return [
            {"question": q["question"], "answer": q["answer"], "inline": True}
            for q in trial.questions
        ]
