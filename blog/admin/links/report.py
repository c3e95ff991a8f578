"""The report: what of the links is worth a look, each number with the list it opens to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from blog import tasks
from blog.models import Measuring, Revision
from blog.models.measuring import NIGHTLY_FROM

from ..pages import page, route

PAGES, LINKS = "admin:blog_sitepage_changelist", "admin:blog_link_changelist"
TOPICS = "admin:blog_sitepage_topics"
AGES = [("6", "half a year"), ("12", "a year"), ("24", "two years")]  # months
# Heading, then (name in the counts, what is counted, what it means, list, its filter).
SECTIONS = [
    (
        "Pages",
        [
            ("orphans", "orphans", "No text links to them.", PAGES, "which"),
            ("deep", "deep", "Four clicks from the home page, or more.", PAGES, "which"),
            ("unreachable", "out of reach", "No click leads there from home.", PAGES, "which"),
            ("leads-nowhere", "dead ends", "They link to no other page.", PAGES, "which"),
            ("no-offer", "lead to no service", "However far a reader follows.", PAGES, "which"),
        ],
    ),
    (
        "Links",
        [
            ("broken", "broken", "Readers hit a wall.", LINKS, "state"),
            ("redirected", "redirected", "They name an old address.", LINKS, "state"),
            (
                "no-place",
                "to no place",
                "The page has no such place.",
                LINKS,
                "state",
            ),
            ("waiting", "waiting", "For a page nobody has seen yet.", LINKS, "state"),
        ],
    ),
    (
        "Words of links",
        [
            ("shape_empty", "empty", "Nothing to click on.", LINKS, "shape"),
            ("shape_generic", "say nothing", "“Here”, “read more”.", LINKS, "shape"),
            ("shape_naked_url", "bare addresses", "An address instead of words.", LINKS, "shape"),
            ("shape_stuffed", "stuffed", "Words for machines, twice over.", LINKS, "shape"),
            ("one-text", "pages, one text", "Most links there say the same.", PAGES, "which"),
        ],
    ),
    (
        "Topics",
        [
            ("without_pillar", "without a pillar", "No page to read first.", TOPICS, ""),
            ("missing_down", "links down missing", "From pillars to their pages.", TOPICS, ""),
            ("missing_up", "links up missing", "From pages to their pillar.", TOPICS, ""),
        ],
    ),
]


@dataclass(frozen=True)
class Number:
    count: int
    name: str
    meaning: str
    address: str


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    return [
        route(model_admin, "report/", report, "report"),
        route(model_admin, "measure/", measure, "measure"),
    ]


def report(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Three queries, however large the site: the numbers are those of the last measuring."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    last = Measuring.objects.first()
    counts = last.counts if last else {}
    return page(
        model_admin,
        request,
        "sitepage/report.html",
        None,
        "Report",
        last=last,
        changes=changes_since(last),
        due=tasks.next_measuring(),
        now=timezone.now(),
        nightly_from=NIGHTLY_FROM,
        sections=[
            (heading, [number(counts, *line) for line in lines]) for heading, lines in SECTIONS
        ],
        ages=AGES,
    )


def changes_since(last: Measuring | None) -> int:
    published = Revision.objects.filter(kind=Revision.Kind.PUBLISHED)
    texts = published.order_by().values("post").distinct()
    return texts.filter(at__gt=last.at).count() if last else 0


def number(counts: dict, name: str, words: str, meaning: str, view: str, query: str) -> Number:
    value = name.removeprefix("shape_")
    asked = f"?{urlencode({query: value} if query != 'shape' else {'shape__exact': value})}"
    return Number(counts.get(name, 0), words, meaning, reverse(view) + (asked if query else ""))


def measure(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    return _measure(request, model_admin)


@require_POST
def _measure(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if tasks.measure_now():
        messages.success(request, "All pages are being measured. Look again in a moment.")
    else:
        messages.info(request, "The pages are being measured already.")
    return HttpResponseRedirect(reverse("admin:blog_sitepage_report"))
