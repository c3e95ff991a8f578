"""RSS 2.0: full text, absolute addresses, permanent ids."""

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe
from lxml import html as lxml_html

from blog.models import Post, SiteSettings

ITEMS = 20
CONTENT = "http://purl.org/rss/1.0/modules/content/"


class FullTextFeed(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": CONTENT}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class PostFeed(Feed):
    feed_type = FullTextFeed
    language = "en"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return require_safe(super().__call__)(request, *args, **kwargs)

    def get_object(self, request: HttpRequest) -> SiteSettings:
        return SiteSettings.load()

    def title(self, site: SiteSettings) -> str:
        return site.name

    def description(self, site: SiteSettings) -> str:
        return site.description

    def link(self, site: SiteSettings) -> str:
        return settings.SITE_URL + "/"

    def feed_url(self, site: SiteSettings) -> str:
        return settings.SITE_URL + reverse("blog:rss")

    def items(self, site: SiteSettings):
        self.default_author = site.default_author
        posts = Post.objects.indexable().articles().for_page()
        return posts.order_by("-date_published", "-pk")[:ITEMS]

    def item_title(self, post: Post) -> str:
        return post.title

    def item_description(self, post: Post) -> str:
        return post.description

    def item_link(self, post: Post) -> str:
        return settings.SITE_URL + post.path

    def item_guid(self, post: Post) -> str:
        return post.guid

    def item_guid_is_permalink(self, post: Post) -> bool:
        return post.guid == settings.SITE_URL + post.path

    def item_author_name(self, post: Post) -> str | None:
        names = [line.author.name for line in post.bylines.all()]
        if not names and self.default_author:
            names = [self.default_author.name]
        return ", ".join(names) or None

    def item_pubdate(self, post: Post):
        return post.date_published

    def item_updateddate(self, post: Post):
        return post.date_modified

    def item_categories(self, post: Post) -> list[str]:
        topic = [post.category.name] if post.category else []
        return topic + [row.tag.name for row in post.tagged.all()]

    def item_extra_kwargs(self, post: Post) -> dict[str, str]:
        return {"content": feed_html(post)}


def feed_html(post: Post) -> str:
    """Return the text as it must stand in a feed: no "#" links, every address absolute."""
    root = lxml_html.fragment_fromstring(post.body_html, create_parent="div")
    for anchor in root.find_class("anchor"):
        anchor.drop_tree()
    for img in root.iter("img"):  # feed readers want one picture, at one address
        img.attrib.pop("srcset", None)
        img.attrib.pop("sizes", None)
    for source in list(root.iter("source")):
        source.drop_tag()
    for picture in list(root.iter("picture")):
        picture.drop_tag()
    root.make_links_absolute(settings.SITE_URL + post.path, resolve_base_href=False)
    parts = [lxml_html.tostring(child, encoding="unicode") for child in root]
    if post.faq:
        for entry in post.faq_entries.all():
            if not entry.inline:
                heading = lxml_html.Element("h2")
                heading.text = entry.question
                answer = lxml_html.fragment_fromstring(entry.answer_html, create_parent="div")
                answer.make_links_absolute(settings.SITE_URL + post.path)
                parts += [lxml_html.tostring(e, encoding="unicode") for e in (heading, answer)]
    return escape(root.text or "") + "".join(parts)
