"""Structured data: one graph of schema.org nodes a page, of what the page itself shows.

A node names another by its id; every id that is named stands in the same graph.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

from blog.models import Author, FAQEntry, Offer, Post, SiteSettings

from .head import Head, absolute, address_of, set_image, words_of

Node = dict[str, Any]

LOGO_SIZE = 512  # pixels, of static/logo.png
UNIT_CODES = {"month": "MON", "year": "ANN", "hour": "HUR", "project": "C62"}  # UN/CEFACT
# A script element ends at "</script", whatever the quotes say; "<!--" and "&" confuse it, too.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Graph(list[Node]):
    """The nodes of one page, in an order that reads well."""

    def __html__(self) -> str:
        """The text of the script element: JSON in which no character means anything to HTML."""
        whole = {"@context": "https://schema.org", "@graph": list(self)}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def describe_post(
    head: Head,
    site: SiteSettings,
    post: Post,
    *,
    authors: Sequence[Author],
    tags: Iterable[str],
    questions: Iterable[FAQEntry],
    offer: Offer | None = None,
) -> None:
    """questions: all of them, those in the text and those below it."""
    url = absolute(post.path)
    graph = graph_of_site(site)
    page = web_page(head, url, "WebPage") | dates_of(post)
    graph.append(page)
    if picture := picture_of(post, url):
        page["primaryImageOfPage"] = ref(picture)
        graph.append(picture)
    graph.append(breadcrumb_list(head, url))
    if post.kind in {Post.Kind.POST, Post.Kind.GUIDE}:
        people = [person(author) for author in authors]
        article = article_of(post, url, people, picture, list(tags))
        graph += [*people, article]
        if post.kind == Post.Kind.POST:
            graph.insert(graph.index(page), blog_of(site))
    if post.kind == Post.Kind.SERVICE:
        service = service_of(post, url, offer)
        page["mainEntity"] = ref(service)
        graph.append(service)
    if faq := faq_page(post, url, questions):
        graph.append(faq)
    head.graph = graph


def describe_list(
    head: Head, site: SiteSettings, posts: Iterable[Post], *, first: int = 1, blog: bool = False
) -> None:
    """Of a page that leads to others: posts as for_cards() reads them.

    first: the place of the first of them in the whole list.
    """
    posts = list(posts)
    set_image(head, posts[0] if posts else None, site)
    describe_titles(head, site, posts, first=first, blog=blog)


def describe_titles(
    head: Head, site: SiteSettings, posts: Iterable[Post], *, first: int = 1, blog: bool = False
) -> None:
    """Of a list without pictures: nothing is asked of a post but title and path."""
    items = [
        node("ListItem", position=place, url=absolute(post.path), name=post.title)
        for place, post in enumerate(posts, first)
    ]
    page = web_page(head, head.canonical, "CollectionPage")
    if items:
        page["mainEntity"] = node("ItemList", itemListElement=items)
    of_blog = [blog_of(site)] if blog else []
    trail = breadcrumb_list(head, head.canonical)
    head.graph = Graph([*graph_of_site(site), *of_blog, page, trail])


def describe_home(head: Head, site: SiteSettings, lead: Post | None) -> None:
    set_image(head, lead, site)
    page = web_page(head, head.canonical, "WebPage")
    page["about"] = {"@id": absolute("/#organization")}
    head.graph = Graph([*graph_of_site(site), page])


def describe_author(head: Head, site: SiteSettings, author: Author) -> None:
    if author.photo:
        head.image, head.image_alt = address_of(author.photo.url), author.name
        head.image_size = (author.photo.width, author.photo.height)
    page = web_page(head, head.canonical, "ProfilePage")
    who = person(author) | node("Person", description=head.description)
    page["mainEntity"] = ref(who)
    head.graph = Graph([*graph_of_site(site), page, breadcrumb_list(head, head.canonical), who])


def graph_of_site(site: SiteSettings) -> Graph:
    """Who publishes, and where."""
    logo = {"url": address_of(static("logo.png")), "width": LOGO_SIZE, "height": LOGO_SIZE}
    if site.logo:
        size = {"width": site.logo.width, "height": site.logo.height}
        logo = {"url": address_of(site.logo.url), **size}
    organization = node(
        "Organization",
        absolute("/#organization"),
        name=site.name,
        alternateName=[name for name in site.brand_names if name != site.name],
        url=absolute("/"),
        logo=node("ImageObject", absolute("/#logo"), **logo, caption=site.name),
    )
    website = node(
        "WebSite",
        absolute("/#website"),
        url=absolute("/"),
        name=site.name,
        publisher=ref(organization),
        inLanguage=settings.LANGUAGE_CODE,
    )
    return Graph([organization, website])


def blog_of(site: SiteSettings) -> Node:
    return node(
        "Blog",
        absolute("/blog#blog"),
        url=absolute("/blog"),
        name=_("{name} blog").format(name=site.name),
        isPartOf={"@id": absolute("/#website")},
        publisher={"@id": absolute("/#organization")},
    )


def web_page(head: Head, url: str, kind: str) -> Node:
    return node(
        kind,
        f"{url}#webpage",
        url=url,
        name=head.title,
        description=head.description,
        isPartOf={"@id": absolute("/#website")},
        breadcrumb={"@id": f"{url}#breadcrumb"} if head.breadcrumb else None,
        inLanguage=settings.LANGUAGE_CODE,
    )


def breadcrumb_list(head: Head, url: str) -> Node:
    """The page itself comes last, and leads nowhere."""
    steps = [(label, absolute(path)) for label, path in head.breadcrumb] + [(head.headline, "")]
    items = [
        node("ListItem", position=place, name=label, item=address)
        for place, (label, address) in enumerate(steps, 1)
    ]
    return node("BreadcrumbList", f"{url}#breadcrumb", itemListElement=items)


def picture_of(post: Post, url: str) -> Node | None:
    if not (picture := post.picture):
        return None
    return node(
        "ImageObject",
        f"{url}#primaryimage",
        url=address_of(picture.url),
        width=picture.width,
        height=picture.height,
        caption=post.picture_alt,
    )


def person(author: Author) -> Node:
    url = absolute(author.get_absolute_url())
    return node(
        "Person",
        f"{url}#person",
        name=author.name,
        url=url,
        jobTitle=author.role,
        image=address_of(author.photo.url) if author.photo else "",
        sameAs=author.same_as,
        worksFor={"@id": absolute("/#organization")},
    )


def article_of(
    post: Post, url: str, people: list[Node], picture: Node | None, tags: list[str]
) -> Node:
    """Without an author the organization is the author."""
    is_post = post.kind == Post.Kind.POST
    signed = [ref(author) for author in people] or [{"@id": absolute("/#organization")}]
    return node(
        "BlogPosting" if is_post else "Article",
        f"{url}#article",
        mainEntityOfPage={"@id": f"{url}#webpage"},
        isPartOf={"@id": absolute("/blog#blog") if is_post else f"{url}#webpage"},
        headline=post.title,
        description=post.description,
        url=url,
        **dates_of(post),
        author=signed if len(signed) > 1 else signed[0],
        publisher={"@id": absolute("/#organization")},
        image=ref(picture) if picture else None,
        articleSection=post.category.name if post.category else "",
        keywords=tags,
        wordCount=post.word_count,
        inLanguage=settings.LANGUAGE_CODE,
    )


def service_of(post: Post, url: str, offer: Offer | None) -> Node:
    price = None
    if offer:
        price = node(
            "Offer",
            url=url,
            priceSpecification=node(
                "UnitPriceSpecification",
                minPrice=f"{offer.price_from:.2f}",
                priceCurrency=offer.currency,
                unitCode=UNIT_CODES[offer.billing_unit],
            ),
        )
    return node(
        "Service",
        f"{url}#service",
        name=post.title,
        description=post.description,
        url=url,
        provider={"@id": absolute("/#organization")},
        offers=price,
    )


def faq_page(post: Post, url: str, questions: Iterable[FAQEntry]) -> Node | None:
    """Only what readers see: an entry that the text asks and answers no more is left out."""
    if not post.faq:
        return None
    shown = words_of(post.body_html)
    asked = {heading["text"]: heading["id"] for heading in post.headings}
    entities = []
    for entry in questions:
        answer = words_of(entry.answer_html)
        if entry.inline and not (entry.question in asked and answer in shown):
            continue
        where = f"{url}#{asked[entry.question] if entry.inline else entry.anchor}"
        said = node("Answer", text=answer)
        entities.append(
            node("Question", where, url=where, name=entry.question, acceptedAnswer=said)
        )
    page = {"@id": f"{url}#webpage"}
    return node("FAQPage", f"{url}#faq", isPartOf=page, mainEntity=entities) if entities else None


def dates_of(post: Post) -> Node:
    found = {"datePublished": post.date_published, "dateModified": post.date_modified}
    return {name: moment_of(moment) for name, moment in found.items() if moment}


def moment_of(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def node(kind: str, at: str = "", **properties: Any) -> Node:
    """Properties that say nothing are left out."""
    made: Node = {"@type": kind, **({"@id": at} if at else {})}
    return made | {name: value for name, value in properties.items() if value not in (None, "", [])}


def ref(of: Node) -> Node:
    return {"@id": of["@id"]}
