"""What the form sent, as a snapshot: valid or not, nothing of it is dropped."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from blog.models import Post
from blog.models.faq import MAX_ENTRIES
from blog.publishing import Snapshot, proposed_slug
from blog.publishing.parts import distinct_names
from blog.publishing.snapshots import FLAGS, MOMENTS, OFFER, RELATED, moment_out

from ..keys import whole

LINES = "kind title image_alt next_step_text seo_title canonical_url".split()
MOST_ROWS = 5 * MAX_ENTRIES  # more rows than that is no form of ours


def typed(data: QueryDict, document: Snapshot, post: Post | None = None) -> Snapshot:
    """Return the form's data as a snapshot; whether it is valid is decided elsewhere.

    document: what the form showed. A date in it is finer than the form's minutes.
    """
    frozen = post is not None and post.was_public()
    return {
        **{name: data.get(name, "").strip() for name in LINES},
        "slug": post.slug if post and frozen else slug_in(data),
        "body": unix_lines(data.get("body", "")),
        "description": unix_lines(data.get("description", "")).strip(),
        **{name: bool(data.get(name)) for name in FLAGS},
        **{name: whole(data.get(name, "")) for name in RELATED},
        "chapter": chapter_in(data.get("chapter", "").strip()),
        **{name: moment_in(data, name, document.get(name, "")) for name in MOMENTS},
        "tags": distinct_names(data.getlist("tag_names")),
        "authors": list(dict.fromkeys(filter(None, map(whole, data.getlist("authors"))))),
        "questions": questions_in(data),
        "offer": offer_in(data),
    }


def slug_in(data: QueryDict) -> str:
    """Nothing, if it is the one that the title makes: then it goes on following the title."""
    slug = data.get("slug", "").strip()
    return "" if slug == proposed_slug(data.get("title", "").strip()) else slug


def unix_lines(text: str) -> str:
    """Browsers send the lines of a text with CRLF, whatever stands in the field."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def chapter_in(text: str) -> int | str | None:
    """Return the number; as it was typed if it is none."""
    return whole(text) if whole(text) is not None else text or None


def moment_in(data: QueryDict, name: str, shown: str) -> str:
    """Return the two fields of a date as ISO 8601; as they were typed if they are no date."""
    day, hour = (data.get(f"{name}_{part}", "").strip() for part in (0, 1))
    if not day and not hour:
        return ""
    try:
        moment = datetime.combine(
            forms.DateField().to_python(day) or date.min,
            forms.TimeField().to_python(hour) or time.min,
        )
        if not day or not hour:
            raise ValueError("half a date")
        moment = timezone.make_aware(moment)
        typed_out = moment_out(moment)
    except (ValidationError, ValueError, OverflowError):
        return f"{day} {hour}"
    if (known := moment_of(shown)) and known.replace(second=0, microsecond=0) == moment:
        return shown
    return typed_out


def moment_of(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def questions_in(data: QueryDict) -> list[dict[str, Any]]:
    """The rows that hold something, by their ORDER."""
    total = min(whole(data.get("questions-TOTAL_FORMS", "")) or 0, MOST_ROWS)
    rows = []
    for number in range(total):
        prefix = f"questions-{number}-"
        question = data.get(f"{prefix}question", "").strip()
        answer = unix_lines(data.get(f"{prefix}answer", "")).strip()
        if data.get(f"{prefix}DELETE") or not (question or answer):
            continue
        order = whole(data.get(f"{prefix}ORDER", "").strip())
        inline = bool(data.get(f"{prefix}inline"))
        entry = {"question": question, "answer": answer, "inline": inline}
        rows.append((order if order is not None else MOST_ROWS, number, entry))
    return [entry for *_, entry in sorted(rows, key=lambda row: row[:2])]


def offer_in(data: QueryDict) -> dict[str, str] | None:
    offer = {name: data.get(f"offer-{name}", "").strip() for name in OFFER}
    return offer if offer["price_from"] or offer["scope_note"] else None


def initial_of(document: Snapshot) -> dict[str, Any]:
    """The snapshot as the initial values of PostForm."""
    return {
        **document,
        **{name: moment_shown(document.get(name, "")) for name in MOMENTS},
        "tag_names": document.get("tags", []),
    }


def moment_shown(text: str) -> list[Any]:
    """The two fields of a date: of a moment, or as they were typed."""
    moment = moment_of(text)
    if moment and timezone.is_aware(moment):
        local = timezone.localtime(moment)
        return [local.date(), local.time()]
    day, _, hour = text.partition(" ")
    return [day, hour]


def renumbered(data: QueryDict, snapshot: Snapshot) -> QueryDict:
    """The data with the rows of questions as the snapshot has them: in order, without gaps."""
    new = QueryDict(mutable=True)
    new.setlist("questions-TOTAL_FORMS", [str(len(snapshot["questions"]))])
    new.setlist("questions-INITIAL_FORMS", ["0"])
    for name in data:
        if not name.startswith("questions-"):
            new.setlist(name, data.getlist(name))
    for number, entry in enumerate(snapshot["questions"]):
        new[f"questions-{number}-question"] = entry["question"]
        new[f"questions-{number}-answer"] = entry["answer"]
        new[f"questions-{number}-ORDER"] = str(number + 1)
        if entry["inline"]:
            new[f"questions-{number}-inline"] = "on"
    return new
