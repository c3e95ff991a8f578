from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from blog.models import ClientReport
from blog.reporting import left_out

from .secret import kept_secret

# In the order of the page: what the number counts, and what it means.
TITLES = {
    "published": (_("Pages published"), _("With the links to them and from them.")),
    "updated": (_("Pages updated"), _("Real updates of pages that readers knew before.")),
    "new-links": (_("New links"), _("From page to page, since the report before.")),
    "stronger": (
        _("Pages that gained strength"),
        _("By what links lead to them, since the report before; 1 is an average page."),
    ),
    "mended": (_("Broken links mended"), _("Broken in the report before, and no more.")),
    "newly-broken": (_("Newly broken links"), _("Broken since the report before.")),
    "broken": (_("Broken links"), _("Where a reader hits a wall.")),
    "elsewhere": (
        _("Links to other sites that fail"),
        _("There is no answer there, or none that readers can use."),
    ),
    "orphans": (_("Orphans"), _("Pages that no text links to.")),
    "unreachable": (_("Out of reach"), _("Pages that no click leads to from the front page.")),
    "topics": (_("Links of topics"), _("Between the page to read first and the others.")),
    "steps": (
        _("Pages that lead to a service"),
        _("By the links of their texts, in how many steps."),
    ),
    "no-offer": (_("Pages that lead to no service"), _("However far a reader follows.")),
}


@require_safe
def report(request: HttpRequest, token: str) -> HttpResponse:
    """A monthly report, for whoever was given its address."""
    found = ClientReport.objects.defer("figures").filter(key=token).first()
    if found is None:
        return kept_secret(render(request, "blog/report_closed.html", status=404))
    context = {"report": found, "parts": shown(found)}
    return kept_secret(render(request, "blog/report.html", context))


def shown(report: ClientReport) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": title, "meaning": meaning, "left_out": left_out(name, part), **part}
        for name, (title, meaning) in TITLES.items()
        if (part := report.parts.get(name))
    ]
