"""Posts become a folder of Markdown again, in the layout that the import reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import F
from tqdm import tqdm

from blog.models import Author, Image, Offer, Post, person_from_slug

from . import front_matter, layout
from .entities import encoded


def export(folder: Path) -> tuple[int, int]:
    """Write every post and every picture below the folder; return how many of each.

    What is in the bin is left out. A file that already says the same is left alone; others in
    the folder are not touched.
    """
    posts = Post.objects.kept().for_page().order_by("path")
    count = 0
    for post in tqdm(posts.iterator(chunk_size=200), unit="post", disable=None, leave=False):
        file = folder / layout.export_file(post.kind, post.path)
        _write(file, markdown_of(post).encode())
        count += 1
    return count, _export_pictures(folder)


def _export_pictures(folder: Path) -> int:
    """Write each where the texts name it: beside its post, wherever that is now."""
    moved = Post.objects.exclude(path=F("first_path")).values_list("first_path", "path")
    new = dict(moved)
    count = 0
    for image in Image.objects.iterator():
        source = image.source
        for above in map(str, PurePosixPath(source).parents):
            if above in new:
                source = new[above] + source.removeprefix(above)
                break
        with image.file.open() as content:
            _write(folder / source.lstrip("/"), content.read())
        count += 1
    return count


def _write(file: Path, content: bytes) -> None:
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.part")
    draft.write_bytes(content)
    draft.replace(file)


@dataclass
class Hanging:
    """What hangs on a post. questions: as a snapshot has them (blog.publishing.snapshots)."""

    tags: list[str]
    authors: list[Author]
    questions: list[dict[str, Any]]
    offer: Offer | None


def hanging_on(post: Post) -> Hanging:
    """Return what the rows say."""
    return Hanging(
        tags=[row.tag.name for row in post.tagged.all()],
        authors=[line.author for line in post.bylines.all()],
        questions=[
            {"question": e.question, "answer": e.answer, "inline": e.inline}
            for e in post.faq_entries.all()
        ],
        offer=getattr(post, "offer", None),
    )


def markdown_of(post: Post, hanging: Hanging | None = None) -> str:
    """Return the post as a file: front matter and text. hanging: of a draft, not of the rows."""
    return front_matter.dump(dict(front_matter_of(post, hanging or hanging_on(post))), post.body)


def front_matter_of(post: Post, hanging: Hanging) -> Iterator[tuple[str, Any]]:
    """Yield (key, value) in the order of the files that people write; empty ones are left out."""
    known: dict[str, Any] = {
        "title": encoded(post.title),
        "seoTitle": encoded(post.seo_title),
        "description": encoded(post.description),
        **_offer(hanging.offer),
        "datePublished": _moment(post.date_published),
        "dateModified": _moment(post.date_modified),
        "category": post.category.slug if post.category else "",
        "chapter": post.chapter,
        **_authors(hanging.authors),
        "image": _address(post.image, post),
        "imageAlt": encoded(post.image_alt),
        "socialImage": _address(post.social_image, post),
        "tags": [encoded(tag) for tag in hanging.tags],
    }
    yield from ((key, value) for key, value in known.items() if value not in ("", None, []))
    questions = _questions(post, hanging.questions)
    if questions is not False or post.kind in {Post.Kind.POST, Post.Kind.GUIDE}:
        yield "faq", questions
    rest: dict[str, Any] = {
        "draft": post.status == Post.Status.DRAFT,
        "gone": post.status == Post.Status.GONE,
        "noindex": post.noindex,
        "canonicalUrl": post.canonical_url,
        "nextStep": post.next_step.path if post.next_step else "",
        "nextStepText": encoded(post.next_step_text),
    }
    yield from ((key, value) for key, value in rest.items() if value)
    yield from ((k, v) for k, v in post.extra.items() if k not in known or not known[k])


def _moment(moment) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z" if moment else ""


def _offer(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    amount = offer.amount
    return {
        "priceFrom": float(amount) if "." in amount else int(amount),
        "currency": offer.currency,
        "billingUnit": offer.billing_unit,
        "scopeNote": encoded(offer.scope_note),
    }


def _authors(authors: list[Author]) -> dict[str, Any]:
    """The slug, if the name follows from it; else the name, so that it can be made again."""
    names = [a.slug if person_from_slug(a.slug) == a.name else encoded(a.name) for a in authors]
    return {"author": names[0]} if len(names) == 1 else {"authors": names}


def _address(image: Image | None, post: Post) -> str:
    if image is None:
        return ""
    return image.source.removeprefix(f"{post.first_path}/")


def _questions(post: Post, entries: list[dict[str, Any]]) -> bool | list[dict[str, Any]]:
    """True, if reading the text again proposes the very same entries."""
    if not post.faq or all(entry.get("inline") for entry in entries):
        return post.faq
    return [
        {"question": encoded(e["question"]), "answer": e["answer"]}
        | ({"inline": True} if e.get("inline") else {})
        for e in entries
    ]
