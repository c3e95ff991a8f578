"""What the rules ask of the site around one page, looked up for this page."""

from collections import defaultdict

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from blog.linkgraph import monotone
from blog.models import FAQEntry, Link, LinkTodo, Offer, Post, Redirect, SiteSettings
from blog.preflight import Page, Price, Site, thresholds_from

from ..links.counting import nodes
from .likeness import nearest

LOOKED_AT = 5_000  # links to the pages that one page leads to


def surroundings_of(post: Post, page: Page, site: SiteSettings) -> Site:
    same_title, same_description = _heads_alike(post)
    return Site(
        name=site.name,
        brand_names=tuple(site.brand_names),
        hosts=site.all_hosts,
        sponsored_hosts=tuple(site.sponsored_hosts),
        same_title=same_title,
        same_description=same_description,
        same_questions=_questions_alike(post, page),
        address_of=_who_has(post),
        leads_away=_leads_away(post),
        inlinks=_inlinks(post),
        open_todos=_open_todos(post),
        prices=_prices(),
        nearest=nearest(post, page),
        monotone=_monotone(page),
        thresholds=thresholds_from(site.thresholds),
    )


def others(post: Post):
    """Pages beside this one that are public, or will be."""
    return Post.objects.filter(status=Post.Status.PUBLISHED).exclude(pk=post.pk)


def _links_by_hand() -> QuerySet[Link]:
    return Link.objects.editorial().filter(nodes("source__")).exclude(source=F("target"))


def _inlinks(post: Post) -> int:
    """Public pages that link here by hand, or will once this one is public."""
    links = _links_by_hand().filter(target__post=post) if post.pk else Link.objects.none()
    return links.values("source").distinct().count()


def _open_todos(post: Post) -> int:
    todos = LinkTodo.objects.filter(state=LinkTodo.State.OPEN)
    return todos.filter(target=post).count() if post.pk else 0


def _monotone(page: Page) -> frozenset[str]:
    """The pages that this one leads to and that others link with one text over and over."""
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    links = _links_by_hand().filter(target__path__in={link.path for link in page.internal})
    for path, source, anchor in links.values_list("target__path", "source", "anchor")[:LOOKED_AT]:
        said[path].append((source, anchor))
    return frozenset(path for path, anchors in said.items() if monotone(anchors))


def _heads_alike(post: Post) -> tuple[str, str]:
    """Return the paths of pages with the same search title, and with the same summary."""
    title = post.seo_title or post.title
    titled = Q(seo_title__iexact=title) | Q(seo_title="", title__iexact=title)
    described = Q(description=post.description) & ~Q(description="")
    names = ("path", "title", "seo_title", "description")
    rows = list(others(post).filter(titled | described).order_by("path").values_list(*names)[:100])
    same_title = (
        path for path, *titles, _ in rows if (titles[1] or titles[0]).casefold() == title.casefold()
    )
    same_description = (path for path, *_, said in rows if said and said == post.description)
    return next(same_title, ""), next(same_description, "")


def _questions_alike(post: Post, page: Page) -> dict[str, str]:
    if not page.entries:
        return {}
    asked = {entry.question.lower() for entry in page.entries}
    rows = FAQEntry.objects.filter(post__in=others(post).filter(faq=True)).annotate(
        lower=Lower("question")
    )
    found = rows.filter(lower__in=asked).order_by("-post__path")
    return {
        question.casefold(): path for question, path in found.values_list("question", "post__path")
    }


def _who_has(post: Post) -> str:
    names = ("title", "status", "date_published")
    other = Post.objects.filter(path=post.path).exclude(pk=post.pk).only(*names).first()
    if other is None:
        return ""
    return f"“{other.title}”" if other.is_live() else "another post"  # nobody's draft is named


def _leads_away(post: Post) -> str:
    redirect = Redirect.objects.select_related("to_post").filter(from_path=post.path).first()
    if redirect is None or not redirect.target or post.may_take_back(redirect):
        return ""
    to = redirect.to_post
    return redirect.target if to is None or to.is_live() else "another post"


def _prices() -> tuple[Price, ...]:
    offers = Offer.objects.filter(post__in=Post.objects.published().filter(kind="service"))
    return tuple(
        Price(row.price_from, row.billing_unit, row.currency, row.post.path, row.post.title)
        for row in offers.select_related("post")
    )
