"""The parts of the monthly report: a number each, and its rows. Words are put to them where they
are shown, in the language of whoever reads."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from blog.models import ClientReport, ExternalAddress, Link, Post, Revision, SitePage
from blog.publishing import links
from blog.publishing.links.counting import nodes

from .figures import Figures, as_rows, new_links, stronger
from .months import month_after, start_of

KEPT = 1000  # rows of one number; the number itself counts them all
SUMMED = frozenset({"steps", "topics"})  # their numbers are sums of what their rows say
Part = dict[str, Any]
Parts = dict[str, Part]


def parts_of(month: date, report: ClientReport | None, now: Figures) -> Parts:
    """report: the one before. What is said of a change needs one, and is left out without."""
    earlier: Parts = report.parts if report else {}
    pages = SitePage.objects.filter(measured_at__isnull=False).order_by("path")
    said = {
        "published": published(month),
        "updated": updated(month),
        "broken": broken(),
        "orphans": of_pages(pages.filter(orphan=True)),
        "unreachable": of_pages(pages.filter(depth=None)),
        "no-offer": of_pages(pages.filter(SitePage.WORTH_A_LOOK["no-offer"])),
    }
    if ExternalAddress.objects.filter(checked_at__isnull=False).exists():
        said["elsewhere"] = elsewhere()
    if "broken" in earlier and not left_out("broken", earlier["broken"]):
        before = earlier["broken"]["rows"]
        said["newly-broken"] = list(missing_in(before, said["broken"]))
        said["mended"] = list(missing_in(said["broken"], before))
    parts = {name: part(name, rows, earlier) for name, rows in said.items()}
    if report and report.figures:
        pairs = new_links(now, report.figures)
        rows = as_rows(pairs[:KEPT])
        parts["new-links"] = part("new-links", rows, earlier) | {"now": len(pairs)}
        parts["stronger"] = part("stronger", stronger(now, report.figures), earlier)
    parts["steps"] = steps(pages, earlier)
    parts["topics"] = topics(earlier)
    return parts


def part(name: str, rows: list[dict], earlier: Parts) -> Part:
    return {"now": len(rows), "then": then(name, earlier), "rows": rows[:KEPT]}


def left_out(name: str, part: Part) -> int:
    """How many of the rows that the number counts are not kept."""
    return 0 if name in SUMMED else part["now"] - len(part["rows"])


def then(name: str, earlier: Parts) -> int | None:
    return earlier[name]["now"] if name in earlier else None


def broken() -> list[dict]:
    rows = Link.objects.broken().filter(nodes("source__")).order_by("source__path", "position")
    fields = ("source__path", "source__title", "sentence", "path")
    return [
        {"path": path, "title": title, "sentence": sentence, "to": to}
        for path, title, sentence, to in rows.values_list(*fields)
    ]


def elsewhere() -> list[dict]:
    """Links to other sites of which readers get nothing, the worst first."""
    rows = Link.objects.filter(nodes("source__"), external__state__in=ExternalAddress.TROUBLED)
    rows = rows.order_by("external__state", "external__since", "source__path", "position")
    fields = ("source__path", "source__title", "sentence", "external__url", "external__status")
    return [
        {"path": path, "title": title, "sentence": sentence, "to": to, "status": status}
        for path, title, sentence, to, status in rows.values_list(*fields)
    ]


def missing_in(known: Iterable[dict], rows: Iterable[dict]) -> Iterator[dict]:
    """Rows of links from pages to addresses that are not known; their sentences may differ."""
    left = {(row["path"], row["to"]) for row in known}
    return (row for row in rows if (row["path"], row["to"]) not in left)


def published(month: date) -> list[dict]:
    start, end = start_of(month), start_of(month_after(month))
    posts = Post.objects.published().filter(date_published__gte=start, date_published__lt=end)
    rows = of_posts(posts.order_by("date_published", "pk").values_list("pk", flat=True))
    return [row_of(page) | {"in": page.inlinks, "out": page.outlinks} for page in rows]


def updated(month: date) -> list[dict]:
    """Real updates of pages that readers knew before."""
    start, end = start_of(month), start_of(month_after(month))
    live = Post.objects.published().filter(date_published__lt=start).values("pk")
    made = Revision.objects.filter(kind=Revision.Kind.PUBLISHED, substantive=True, post__in=live)
    made = made.filter(at__gte=start, at__lt=end, number__gt=1).order_by("at")
    notes = dict(made.values_list("post", "note"))
    return [row_of(page) | {"note": notes[page.post_id or 0]} for page in of_posts(notes)]


def of_posts(keys: Iterable[int]) -> list[SitePage]:
    wanted = list(keys)
    pages = SitePage.objects.in_bulk(wanted, field_name="post_id") if wanted else {}
    return [pages[key] for key in wanted if key in pages]


def of_pages(pages: Iterable[SitePage]) -> list[dict]:
    return [row_of(page) for page in pages]


def row_of(page: SitePage) -> dict:
    return {"path": page.path, "title": str(page)}


def steps(pages: Any, earlier: Parts) -> Part:
    """now: pages from which texts lead to a service. rows: by how many steps."""
    texts = pages.filter(post__isnull=False)
    counts = Counter(texts.values_list("steps_to_offer", flat=True))
    found = sorted(step for step in counts if step is not None)
    rows = [{"steps": step, "count": counts[step]} for step in found]
    return {
        "now": sum(counts[step] for step in found),
        "then": then("steps", earlier),
        "rows": rows,
    }


def topics(earlier: Parts) -> Part:
    """now: links between pillars and their pages. rows: by topic, with the report before."""
    before = {row["title"]: row for row in earlier.get("topics", {}).get("rows", [])}
    rows, there = [], 0
    for topic in links.topics():
        if not (topic.members or topic.pillar):
            continue  # nothing of it is public, and that includes its name
        row: dict[str, Any] = {"title": topic.category.name, "members": topic.members}
        if topic.pillar:
            there += topic.down + topic.up
            row |= {"down": topic.down, "up": topic.up}
        if (known := before.get(row["title"])) and known.get("down") is not None:
            row["before"] = {"down": known["down"], "up": known["up"]}
        rows.append(row)
    return {"now": there, "then": then("topics", earlier), "rows": rows}
