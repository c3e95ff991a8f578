"""What is wrong with redirects by now: chains, circles, and ends where nothing answers."""

from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from blog.models import AuditEntry, Post, Redirect
from blog.models.following import MOST_HOPS, SECTION, answers, nearest, path_of, read_path
from blog.publishing import links

from .access import redirects_for
from .pages import page

SHOWN = 200  # rows of one kind
LISTS = ("/topics/", "/tags/", "/authors/")  # each takes a question of its own


class Wrong(NamedTuple):
    row: Redirect
    way: list[str]  # from its target on


class Findings(NamedTuple):
    chains: list[Wrong]
    circles: list[Wrong]
    dead: list[Wrong]


def look(rows: QuerySet[Redirect]) -> Findings:
    """Follow each of them to its end. Four queries, and one for each target that is a list."""
    rows = rows.select_related("to_post")
    rows = rows.defer("to_post__body", "to_post__body_html", "to_post__headings")
    by_old = {row.from_path: row for row in rows}
    live = set(Post.objects.published().values_list("path", flat=True))
    alive: dict[str, bool] = {}

    def stands(path: str) -> bool:
        if path not in alive:
            alive[path] = path in live or (path.startswith(LISTS) and answers(path)) or fixed(path)
        return alive[path]

    findings = Findings([], [], [])
    for row in by_old.values():
        way, circle = way_of(row, by_old, stands)
        if circle:
            findings.circles.append(Wrong(row, way))
            continue
        if len(way) > 1 and not row.is_rule:
            findings.chains.append(Wrong(row, way))
        end = way[-1] if way else ""
        if end.startswith("/") and not row.to_url.endswith(SECTION) and not stands(read_path(end)):
            findings.dead.append(Wrong(row, way))
    return findings


def fixed(path: str) -> bool:
    """Whether something answers there that has no row: a list, a year, a picture."""
    try:
        return {"slug", "key"}.isdisjoint(resolve(path).kwargs)
    except Resolver404:
        return False


def in_words(findings: Findings) -> str:
    """Return “3 chains, 1 circle”, or "" when nothing is wrong."""
    counts = ((findings.chains, "chain"), (findings.circles, "circle"), (findings.dead, "dead end"))
    return ", ".join(
        f"{len(rows)} {name}{'' if len(rows) == 1 else 's'}" for rows, name in counts if rows
    )


def way_of(row: Redirect, by_old: dict[str, Redirect], stands) -> tuple[list[str], bool]:
    """Return the addresses that it leads to one after the other, and whether they go round."""
    way, url = list[str](), ""
    asked = row.from_path.removesuffix(SECTION) + "/-" if row.is_rule else row.from_path
    seen = {asked}
    step: Redirect | None = row
    while step and len(way) < MOST_HOPS:
        rest = url[len(path_of(url)) :]  # ?x=1 goes along, as it does for readers
        url = step.to_post.path if step.to_post else step.leads(asked)
        url += rest if url and path_of(url) == url else ""
        way.append(url or "gone")
        asked = read_path(url) if url.startswith("/") else ""
        if not asked or (step.to_post and stands(asked)):
            return way, False
        if asked in seen:
            return way, True
        seen.add(asked)
        step = nearest(asked, by_old)
        if step and step.is_rule and stands(asked):
            step = None
    return way, step is not None


def found(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    findings = look(redirects_for(request.user))
    return page(
        model_admin,
        request,
        "redirect/check.html",
        None,
        "Chains, circles and dead ends",
        tables=[
            (
                "Chains",
                "They lead through another old address: two hops for each reader.",
                len(findings.chains),
                findings.chains[:SHOWN],
            ),
            (
                "Circles",
                "They come back to where they started, and say that they are gone (410).",
                len(findings.circles),
                findings.circles[:SHOWN],
            ),
            (
                "Dead ends",
                "Nothing answers where they lead.",
                len(findings.dead),
                findings.dead[:SHOWN],
            ),
        ],
        chains=len(findings.chains),
        may_change=model_admin.has_change_permission(request),
        shown=SHOWN,
    )


def flatten(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Let each chain lead to its end at once."""
    if request.method != "POST" or not model_admin.has_change_permission(request):
        raise PermissionDenied
    with transaction.atomic():
        chains = look(Redirect.objects.all()).chains
        posts = Post.objects.published().filter(path__in={path_of(way[-1]) for _, way in chains})
        by_path = {post.path: post for post in posts.only("pk", "path")}
        for row, way in chains:
            end = "" if way[-1] == "gone" else way[-1]
            row.to_post = by_path.get(end)
            row.to_url = "" if row.to_post else end
        Redirect.objects.bulk_update([row for row, _ in chains], ["to_post", "to_url"], 500)
        links.moved([row.from_path for row, _ in chains])
        AuditEntry.objects.record(request.user, "flattened redirects", chains=len(chains))
    lead = "chain leads" if len(chains) == 1 else "chains lead"
    messages.success(request, f"{len(chains)} {lead} to the end at once now.")
    return HttpResponseRedirect(reverse("admin:blog_redirect_check"))
