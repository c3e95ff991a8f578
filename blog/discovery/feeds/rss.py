"""RSS 2.0, as the RSS Advisory Board's profile reads it."""

from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import escape

from .xml import CONTENT, HISTORY, MEDIA, FeedXML, XMLFeed

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


class RSSFeed(XMLFeed, Rss201rev2Feed):
    atom = "atom:"

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": CONTENT,
            "xmlns:dc": DUBLIN_CORE,
            "xmlns:fh": HISTORY,
            "xmlns:media": MEDIA,
            "xml:lang": self.feed["language"],
        }

    def write_feed(self, xml: FeedXML) -> None:
        xml.startElement("rss", self.rss_attributes())
        xml.startElement("channel", {})
        self.add_root_elements(xml)
        self.write_items(xml)
        xml.endElement("channel")
        xml.endElement("rss")

    def add_root_elements(self, xml: Any) -> None:
        super().add_root_elements(xml)
        self.add_relations(xml)

    def add_item_elements(self, xml: Any, item: dict[str, Any]) -> None:
        """The description comes first, and readers take it for HTML."""
        summary = escape(item["description"]) if item["description"] else None
        super().add_item_elements(xml, item | {"description": summary})
        # In one element: of several, newsboat shows the last and sfeed the first.
        if names := [author.name for author in item["authors"]]:
            xml.addQuickElement("dc:creator", ", ".join(names))
        xml.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
        self.add_picture(xml, item)
        if item["html"]:
            self.add_html(xml, "content:encoded", item["html"], {})
