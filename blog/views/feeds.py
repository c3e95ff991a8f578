"""The feeds of the site, its topics, tags and authors: what is new, and the archive behind it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Enclosure, Stylesheet
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.feeds import Form, Item, Part, Place, feed_path, item_of, newest, page_of
from blog.discovery.head import SITE_NAME_BEHIND, absolute, address_of, beginning
from blog.models import Author, Category, Listed, Post, Redirect, SiteSettings, Tag
from blog.models.post_queryset import PostQuerySet
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.accept import preferred
from blog.pagecache.changes import namesake
from blog.pagecache.keys import key_in

from .gone import gone

SHEETS = ("base", "feed")
LISTS = {"topic-detail", "tag-detail", "author-detail"}


@dataclass(frozen=True)
class Asked:
    """What one request is about. page: the address of the list that the feed follows."""

    site: SiteSettings
    page: str
    title: str
    description: str
    part: Part


class PostFeed(Feed):
    """Of the whole site. An instance serves many requests at once: it keeps nothing of any."""

    def __init__(self, form: Form) -> None:
        self.form, self.feed_type = form, form.generator

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return require_safe(self.answer)(request, *args, **kwargs)

    def answer(self, request: HttpRequest, **parts: str) -> HttpResponse:
        """With a strong ETag of the bytes, for HEAD as well: the middleware sees no body there."""
        asked = self.ask(request, **parts)
        if isinstance(asked, HttpResponse):
            return asked
        feed: Any = self.get_feed(asked, request)
        response = HttpResponse(content_type=self.type_for(request))
        patch_vary_headers(response, ["Accept"])
        feed.write(response, "utf-8")
        told = response.headers["Content-Type"].encode() + response.content
        etag = quote_etag(hashlib.sha256(told).hexdigest()[:32])
        modified = int(feed.latest_post_date().timestamp())
        response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
        if hub := self.hub(asked):
            response.headers["Link"] = f'<{hub}>; rel="hub", <{self.feed_url(asked)}>; rel="self"'
        answer = get_conditional_response(request, etag, modified, response)
        assert answer is not None
        return answer

    def type_for(self, request: HttpRequest) -> str:
        """Browsers show the style sheet of what is XML; of RSS and Atom, by name, the source."""
        is_xml = self.form.type.endswith("+xml")
        if is_xml and preferred(request, [self.form.type, "text/html"]) == "text/html":
            return "application/xml; charset=utf-8"
        return self.form.generator.content_type

    def ask(self, request: HttpRequest) -> Asked | HttpResponse:
        site = shared.site_settings()
        return self.asked(request, site, Post.objects.all(), "", site.name, site.description)

    def asked(
        self,
        request: HttpRequest,
        site: SiteSettings,
        posts: PostQuerySet,
        page: str,
        title: str,
        description: str,
        row: Listed | None = None,
    ) -> Asked:
        """Raises Http404 for a page of the archive that there is not."""
        part: Part | None = None
        if "page" not in request.GET:
            part = newest(posts)
        elif place := Place.read(request.GET["page"]):
            part = page_of(posts, place)
        if part is None:
            raise Http404
        depends_on(request, *shown.publisher(site), "feeds", *shown.feed(row, part.up_to))
        depends_on(request, *shown.items(part.posts), *shown.people([site.default_author]))
        return Asked(site, page, title, description or site.description or title, part)

    # What Django's Feed asks for. asked and item are dealt out by it.

    @property
    def language(self) -> str:  # type: ignore[override]
        return settings.LANGUAGE_CODE

    def stylesheets(self) -> list[Stylesheet]:
        return [Stylesheet(static(f"css/{name}.css"), "text/css", "all") for name in SHEETS]

    def title(self, asked: Asked) -> str:
        return asked.title

    def description(self, asked: Asked) -> str:
        return asked.description

    subtitle = description

    def link(self, asked: Asked) -> str:
        return absolute(asked.page or "/")

    def feed_url(self, asked: Asked) -> str:
        return self.address(asked, asked.part.place)

    def author_name(self, asked: Asked) -> str:
        return asked.site.name

    def author_link(self) -> str:
        return absolute("/")

    def feed_extra_kwargs(self, asked: Asked) -> dict[str, Any]:
        part, logo = asked.part, asked.site.logo
        relations = {
            "hub": self.hub(asked),
            "current": self.address(asked) if part.place else "",
            "prev-archive": self.address(asked, part.older) if part.older else "",
            "next-archive": self.address(asked, part.newer) if part.newer else "",
        }
        return {
            "relations": {rel: address for rel, address in relations.items() if address},
            "archived": bool(part.place),
            "logo": address_of(logo.url) if logo else "",
        }

    def address(self, asked: Asked, place: Place | None = None) -> str:
        path = absolute(feed_path(asked.page, self.form))
        return f"{path}?page={place}" if place else path

    def hub(self, asked: Asked) -> str:
        """Of the feed itself: its archive has no news to hand on."""
        return "" if asked.part.place else asked.site.hub

    def items(self, asked: Asked) -> list[Item]:
        return [item_of(post, asked.site) for post in asked.part.posts]

    def item_title(self, item: Item) -> str:
        return item.post.title

    def item_description(self, item: Item) -> str:
        return item.summary

    def item_link(self, item: Item) -> str:
        return item.url

    def item_guid(self, item: Item) -> str:
        return item.post.guid or item.url

    def item_guid_is_permalink(self, item: Item) -> bool:
        return self.item_guid(item) == item.url

    def item_pubdate(self, item: Item):
        return item.post.date_published

    def item_updateddate(self, item: Item):
        return item.post.date_modified or item.post.date_published

    def item_categories(self, item: Item) -> list[str]:
        return item.categories

    def item_enclosures(self, item: Item) -> list[Enclosure]:
        """A picture whose length is known; RSS has room for one enclosure."""
        file = item.picture
        return [Enclosure(file.url, str(file.size), file.type)] if file and file.size else []

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        return {"authors": item.authors, "html": item.html, "picture": item.picture}


class TopicFeed(PostFeed):
    model: Any = Category

    def ask(self, request: HttpRequest, slug: str) -> Asked | HttpResponse:  # type: ignore[override]
        row = self.model.objects.filter(slug=slug).first()
        if row is None or not row.was_public():
            return elsewhere(request, self.model(slug=slug).get_absolute_url(), self.form)
        site = shared.site_settings()
        title = SITE_NAME_BEHIND.format(title=self.name_of(row), name=site.name)
        description = beginning(self.words_of(row))
        page = row.get_absolute_url()
        depends_on(request, row, key_in(row, "about"))
        return self.asked(request, site, self.posts_of(row), page, title, description, row)

    def name_of(self, row: Any) -> str:
        return row.name

    def words_of(self, row: Any) -> str:
        return row.description_html

    def posts_of(self, row: Any) -> PostQuerySet:
        return Post.objects.filter(category=row)


class TagFeed(TopicFeed):
    model = Tag

    def ask(self, request: HttpRequest, slug: str) -> Asked | HttpResponse:  # type: ignore[override]
        """A topic of the same name stands for the tag, as on its page."""
        topic = Category.objects.filter(slug=slug).one()
        if topic and topic.was_public():
            return HttpResponsePermanentRedirect(feed_path(topic.get_absolute_url(), self.form))
        depends_on(request, namesake(slug))
        return super().ask(request, slug)

    def name_of(self, row: Tag) -> str:
        return _("Tagged “{name}”").format(name=row.name)

    def words_of(self, row: Tag) -> str:
        return ""

    def posts_of(self, row: Tag) -> PostQuerySet:
        return Post.objects.filter(tagged__tag=row)


class AuthorFeed(TopicFeed):
    model = Author

    def words_of(self, row: Author) -> str:
        return row.bio_html or row.role

    def posts_of(self, row: Author) -> PostQuerySet:
        return Post.objects.filter(authors=row)


FEEDS_BELOW = {"topics": TopicFeed, "tags": TagFeed, "authors": AuthorFeed}


def elsewhere(request: HttpRequest, page: str, form: Form) -> HttpResponse:
    """A feed goes where its page went. What leads to no list has no feed any more: 410."""
    answer = Redirect.objects.answer(page)
    if answer is None:
        raise Http404
    try:
        is_list = resolve(answer[1]).url_name in LISTS
    except Resolver404:
        is_list = False
    if is_list:
        return HttpResponsePermanentRedirect(feed_path(answer[1], form))
    return gone(request)
