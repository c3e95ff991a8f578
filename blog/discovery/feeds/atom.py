"""Atom 1.0 (RFC 4287)."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from blog.discovery.head import absolute

from .xml import HISTORY, MEDIA, FeedXML, XMLFeed


class AtomFeed(XMLFeed, Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:fh": HISTORY, "xmlns:media": MEDIA}

    def write_feed(self, xml: FeedXML) -> None:
        xml.startElement("feed", self.root_attributes())
        self.add_root_elements(xml)
        self.write_items(xml)
        xml.endElement("feed")

    def add_root_elements(self, xml: Any) -> None:
        super().add_root_elements(xml)
        self.add_relations(xml)
        if self.feed["logo"]:
            xml.addQuickElement("logo", self.feed["logo"])

    def add_item_elements(self, xml: Any, item: dict[str, Any]) -> None:
        """An entry that nobody signed has the author of the feed: the site."""
        super().add_item_elements(xml, item | {"description": None})
        for author in item["authors"]:
            xml.startElement("author", {})
            xml.addQuickElement("name", author.name)
            xml.addQuickElement("uri", absolute(author.get_absolute_url()))
            xml.endElement("author")
        if item["description"]:  # as HTML: rss2email takes a text for the whole of a post
            xml.addQuickElement("summary", escape(item["description"]), {"type": "html"})
        self.add_picture(xml, item)
        if item["html"]:
            self.add_html(xml, "content", item["html"], {"type": "html"})
