"""What a change of a page's name, or its end, does to all the rest: gathered in one place.

Every page that asks before it acts shows it, by includes/impact.html.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from blog.models import Author, Category, Link, MenuItem, Post, Redirect, SitePage, SiteSettings
from blog.publishing.links.reading import NEXT_STEP

from .access import readable_by
from .pages import change_url

SHOWN = 50  # of one kind; more are counted
SENTENCES = 5  # of one text
LINKS = 500  # that are read
HOW = {False: "links to it in its text", True: "names it as the next step"}


@dataclass
class Reference:
    """how: in a person's words, what that row does. url: where it is edited, or "".

    sentences: each as what stands before, in and behind the link. more: sentences not among them.
    """

    name: str
    how: str
    url: str = ""
    sentences: list[tuple[str, str, str]] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class Impact:
    """old_addresses: that lead to it. shown_in: where readers and machines find it named."""

    path: str
    references: list[Reference]
    old_addresses: list[str]
    shown_in: list[str]


def impact(row: Any, user: Any) -> Impact:
    """Return what names a post, topic, tag or author, as far as this person may know of it.

    At most 14 queries, whatever names it.
    """
    path = row.get_absolute_url()
    found = [*_texts(path, user), *_others(row, path)]
    return Impact(path, found, old_addresses(row), shown_in(row))


def _texts(path: str, user: Any) -> list[Reference]:
    """Posts that link to it, or that have it as their next step; the live ones first."""
    page = SitePage.objects.filter(path=path).first()
    rows = Link.objects.filter(Q(path=path) | Q(target=page) if page else Q(path=path))
    return texts_with(rows.exclude(source=page), user)


def texts_with(rows: QuerySet[Link], user: Any) -> list[Reference]:
    """The posts that these links stand in; at most 5 queries."""
    rows = rows.filter(source__post__isnull=False)
    rows = rows.exclude(source__post__status=Post.Status.DELETED)
    posts = _sources(rows, user)
    theirs = set(Post.objects.editable_by(user).filter(pk__in=posts).values_list("pk", flat=True))
    found: dict[tuple[int, bool], Reference] = {}
    links = rows.filter(source__post__in=posts).order_by("source", "position")
    for link in links.select_related("source").defer("notes", "rel")[:LINKS]:
        post = posts[link.source.post_id]
        step = link.section == NEXT_STEP
        state = "" if post.is_live() else f" ({post.state})"
        url = change_url(post) if post.pk in theirs else ""
        one = found.setdefault((post.pk, step), Reference(post.title, HOW[step] + state, url))
        if step or len(one.sentences) >= SENTENCES:
            one.more += not step
        else:
            one.sentences.append(link.in_sentence)
    order = {key: number for number, key in enumerate(posts)}
    references = [found[key] for key in sorted(found, key=lambda key: (order[key[0]], key[1]))]
    if rest := rows.values("source").distinct().count() - len({pk for pk, _ in found}):
        references.append(Reference(f"{rest} more", "link to it as well"))
    return references


def _sources(rows: QuerySet[Link], user: Any) -> dict[int | None, Post]:
    posts = readable_by(user).filter(pk__in=rows.values("source__post"))
    posts = posts.only("title", "status", "date_published", "review_asked")
    return {post.pk: post for post in posts.order_by("-status", "title")[:SHOWN]}


def _others(row: Any, path: str) -> Iterable[Reference]:
    """What is no post: texts of lists, the front page, menu, and topics that it opens."""
    texts: list[tuple[Any, str, str]] = [
        (Category, "description_html", "links to it in the topic's description"),
        (Author, "bio_html", "links to it in the biography"),
        (SiteSettings, "intro_html", "links to it on the front page"),
    ]
    for model, html, how in texts:
        for each in model.objects.filter(links_to(path, html))[:SHOWN]:
            yield Reference(str(each), how, change_url(each))
    if isinstance(row, Post):
        for topic in Category.objects.filter(pillar=row):
            how = "is the topic that has it as the page to read first"
            yield Reference(str(topic), how, change_url(topic))
        for site in SiteSettings.objects.filter(lead=row):
            yield Reference(str(site), "shows it first on the front page", change_url(site))
    at_path = Q(target=path) | Q(target__startswith=f"{path}#") | Q(target__startswith=f"{path}?")
    for item in MenuItem.objects.filter(at_path):
        yield Reference(item.label, "is a menu item that leads to it", change_url(item))


def links_to(path: str, field: str) -> Q:
    """Stored HTML with a link to the path, with or without the host, query or heading."""
    condition = Q()
    for address in (path, settings.SITE_URL + path):
        for end in ('"', "#", "?"):
            condition |= Q(**{f"{field}__contains": f'href="{address}{end}'})
    return condition


def old_addresses(row: Any) -> list[str]:
    """Return the addresses that lead to the row: after a move they go on doing so, in one hop."""
    leading = Q(to_url=row.get_absolute_url())
    if isinstance(row, Post):
        leading |= Q(to_post=row)
    return list(Redirect.objects.filter(leading).values_list("from_path", flat=True))


def shown_in(row: Any) -> list[str]:
    """Return the lists that name a live post, in words."""
    if not (isinstance(row, Post) and row.is_live()):
        return []
    found = []
    if row.is_indexable():
        found += ["the sitemap", "llms.txt", "the site's search"]
        if row.kind in {Post.Kind.POST, Post.Kind.GUIDE}:
            found.append("the feeds")
    if row.category:
        found.append(f"the topic “{row.category}”")
    found += [f"the tag “{line.tag}”" for line in row.tagged.select_related("tag")]
    found += [f"the page of {line.author}" for line in row.bylines.select_related("author")]
    return found
