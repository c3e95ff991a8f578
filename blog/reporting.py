"""The monthly report for a client: counted when it is made, and kept with its rows."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from blog import measuring
from blog.models import ClientReport, Link, Post, Revision, SitePage
from blog.publishing import links
from blog.publishing.links.counting import nodes

KEPT = 1000  # rows of one number; the number itself counts them all
Part = dict[str, Any]


def month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def start_of(day: date) -> datetime:
    """In the time zone of the site."""
    return timezone.make_aware(datetime.combine(day, time()))


def make(month: date, *, by: Any = None) -> ClientReport:
    """Measure, count and keep; of a month that is over, once: then the kept one is returned."""
    whole = start_of(month_after(month)) <= timezone.now()
    if whole and (kept := ClientReport.objects.filter(month=month, whole=True).first()):
        return kept
    measuring.measure()
    with transaction.atomic():
        earlier = ClientReport.objects.filter(whole=True, month__lt=month).first()
        parts = parts_of(month, earlier.parts if earlier else {})
        return ClientReport.objects.create(
            month=month, whole=whole, made_at=timezone.now(), by=by, parts=parts
        )


def parts_of(month: date, earlier: dict[str, Part]) -> dict[str, Part]:
    pages = SitePage.objects.filter(measured_at__isnull=False).order_by("path")
    broken = Link.objects.broken().filter(nodes("source__")).order_by("source__path", "position")
    said = {
        "published": published(month),
        "updated": updated(month),
        "broken": [
            {"path": path, "note": f"{sentence} → {to}"}
            for path, sentence, to in broken.values_list("source__path", "sentence", "path")
        ],
        "orphans": of_pages(pages.filter(orphan=True)),
        "unreachable": of_pages(pages.filter(depth=None)),
        "no-offer": of_pages(pages.filter(SitePage.WORTH_A_LOOK["no-offer"])),
    }
    parts = {name: part(name, rows, earlier) for name, rows in said.items()}
    gone = difference(earlier.get("broken"), parts["broken"])
    parts["mended"] = part("mended", gone, earlier)
    parts["steps"] = steps(pages, earlier)
    parts["topics"] = topics(earlier)
    return parts


def part(name: str, rows: list[dict], earlier: dict[str, Part]) -> Part:
    then = earlier[name]["now"] if name in earlier else None
    return {"now": len(rows), "then": then, "rows": rows[:KEPT]}


def difference(before: Part | None, now: Part) -> list[dict]:
    """What was broken in the report before, and is no more."""
    left = {(row["path"], row["note"]) for row in now["rows"]}
    return [
        row for row in (before or {"rows": []})["rows"] if (row["path"], row["note"]) not in left
    ]


def published(month: date) -> list[dict]:
    start, end = start_of(month), start_of(month_after(month))
    posts = Post.objects.published().filter(date_published__gte=start, date_published__lt=end)
    return of_posts(posts.order_by("date_published", "pk").values_list("pk", flat=True), {})


def updated(month: date) -> list[dict]:
    """Real updates of pages that readers knew before."""
    start, end = start_of(month), start_of(month_after(month))
    live = Post.objects.published().filter(date_published__lt=start).values("pk")
    made = Revision.objects.filter(kind=Revision.Kind.PUBLISHED, substantive=True, post__in=live)
    made = made.filter(at__gte=start, at__lt=end, number__gt=1).order_by("at")
    notes = dict(made.values_list("post", "note"))
    return of_posts(notes, notes)


def of_posts(keys: Iterable[int], notes: dict[int, str]) -> list[dict]:
    wanted = list(keys)
    pages = SitePage.objects.in_bulk(wanted, field_name="post_id") if wanted else {}
    return [
        row_of(pages[key], notes.get(key) or f"{pages[key].inlinks} in, {pages[key].outlinks} out")
        for key in wanted
        if key in pages
    ]


def of_pages(pages: Iterable[SitePage]) -> list[dict]:
    return [row_of(page) for page in pages]


def row_of(page: SitePage, note: str = "") -> dict:
    return {"path": page.path, "title": str(page), "note": note}


def steps(pages: Any, earlier: dict[str, Part]) -> Part:
    """now: pages from which texts lead to a service. rows: by how many steps."""
    texts = pages.filter(post__isnull=False)
    counts = Counter(texts.values_list("steps_to_offer", flat=True))
    found = sorted(step for step in counts if step is not None)
    rows = [
        {"title": f"{step} step{'' if step == 1 else 's'}", "note": counts[step]} for step in found
    ]
    then = earlier["steps"]["now"] if "steps" in earlier else None
    return {"now": sum(counts[step] for step in found), "then": then, "rows": rows}


def topics(earlier: dict[str, Part]) -> Part:
    """now: links between pillars and their pages. rows: by topic, then and now."""
    before = {row["title"]: row["note"] for row in earlier.get("topics", {}).get("rows", [])}
    rows, there = [], 0
    for topic in links.topics():
        note = "no pillar"
        if topic.pillar:
            there += topic.down + topic.up
            note = f"{topic.down} of {topic.members} linked down, {topic.up} link up"
        then = before.get(topic.category.name, "")
        rows.append({"title": topic.category.name, "note": note, "before": then})
    return {
        "now": there,
        "then": earlier["topics"]["now"] if "topics" in earlier else None,
        "rows": rows,
    }
