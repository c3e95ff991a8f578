"""Posts become a folder of Markdown again, in the layout that the import reads."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import F
from tqdm import tqdm

from blog.models import Author, Image, Offer, Post, person_from_slug

from . import front_matter, layout


def export(folder: Path) -> tuple[int, int]:
    """Write every post and every picture below the folder; return how many of each.

    What is in the bin is left out. A file that already says the same is left alone; others in
    the folder are not touched.
    """
    posts = Post.objects.kept().for_page().select_related("offer").order_by("path")
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


def markdown_of(post: Post) -> str:
    """Return the post as a file: front matter and text."""
    return front_matter.dump(dict(front_matter_of(post)), post.body)


def front_matter_of(post: Post) -> Iterator[tuple[str, Any]]:
    """Yield (key, value) in the order of the files that people write; empty ones are left out."""
    known: dict[str, Any] = {
        "title": post.title,
        "seoTitle": post.seo_title,
        "description": post.description,
        **_offer(post),
        "datePublished": _moment(post.date_published),
        "dateModified": _moment(post.date_modified),
        "category": post.category.slug if post.category else "",
        **_authors(post),
        "image": _image(post),
        "imageAlt": post.image_alt,
        "tags": [row.tag.name for row in post.tagged.all()],
    }
    yield from ((key, value) for key, value in known.items() if value not in ("", None, []))
    questions = _questions(post)
    if questions is not False or post.kind in {Post.Kind.POST, Post.Kind.GUIDE}:
        yield "faq", questions
    rest: dict[str, Any] = {
        "draft": post.status == Post.Status.DRAFT,
        "gone": post.status == Post.Status.GONE,
        "noindex": post.noindex,
        "canonicalUrl": post.canonical_url,
        "nextStep": post.next_step.path if post.next_step else "",
        "nextStepText": post.next_step_text,
    }
    yield from ((key, value) for key, value in rest.items() if value)
    yield from ((k, v) for k, v in post.extra.items() if k not in known or not known[k])


def _moment(moment) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z" if moment else ""


def _offer(post: Post) -> dict[str, Any]:
    offer: Offer | None = getattr(post, "offer", None)
    if offer is None:
        return {}
    amount = offer.amount
    return {
        "priceFrom": float(amount) if "." in amount else int(amount),
        "currency": offer.currency,
        "billingUnit": offer.billing_unit,
        "scopeNote": offer.scope_note,
    }


def _authors(post: Post) -> dict[str, Any]:
    """The slug, if the name follows from it; else the name, so that it can be made again."""
    authors: list[Author] = [line.author for line in post.bylines.all()]
    names = [a.slug if person_from_slug(a.slug) == a.name else a.name for a in authors]
    return {"author": names[0]} if len(names) == 1 else {"authors": names}


def _image(post: Post) -> str:
    if post.image is None:
        return ""
    return post.image.source.removeprefix(f"{post.first_path}/")


def _questions(post: Post) -> bool | list[dict[str, Any]]:
    """True, if reading the text again proposes the very same entries."""
    entries = list(post.faq_entries.all())
    if not post.faq or all(entry.inline for entry in entries):
        return post.faq
    return [
        {"question": e.question, "answer": e.answer} | ({"inline": True} if e.inline else {})
        for e in entries
    ]
