"""What RSS and Atom share: clean characters, style sheets, links between pages, pictures."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.utils.feedgenerator import SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

from blog.rendering import UNPRINTABLE

CONTENT = "http://purl.org/rss/1.0/modules/content/"
HISTORY = "http://purl.org/syndication/history/1.0"
MEDIA = "http://search.yahoo.com/mrss/"

HEX = str.maketrans({"&": "&#x26;", "<": "&#x3C;", ">": "&#x3E;"})
EMPTY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)  # a feed of nothing is always the same


def readable(text: str) -> str:
    return UNPRINTABLE.sub("", text)


class DatedFeed(SyndicationFeed):
    content_type: str

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EMPTY_SINCE)


class FeedXML(SimplerXMLGenerator):
    def startElement(self, name: str, attrs: Any) -> None:
        clean: Any = {key: readable(str(value)) for key, value in attrs.items()}
        super().startElement(name, clean)

    def characters(self, content: str) -> None:
        super().characters(readable(content))

    def addQuickElement(self, name: str, contents: Any = None, attrs: Any = None) -> None:
        """With & and < as numbers: readers that unescape once too often still show them.

        So says the RSS Advisory Board's profile, and so asks the W3C's validator.
        """
        self.startElement(name, attrs or {})
        if contents is not None:
            self.ignorableWhitespace(readable(str(contents)).translate(HEX))
        self.endElement(name)


class XMLFeed(DatedFeed):
    atom = ""  # the prefix of Atom's elements

    def write(self, outfile: Any, encoding: str) -> None:
        text = StringIO()  # an answer in a thousand pieces costs as much as the feed
        xml = FeedXML(text, encoding, short_empty_elements=True)
        xml.startDocument()
        for sheet in self.feed["stylesheets"] or ():
            xml.processingInstruction("xml-stylesheet", str(sheet))
        self.write_feed(xml)
        outfile.write(text.getvalue().encode(encoding))

    def write_feed(self, xml: FeedXML) -> None:
        raise NotImplementedError

    def add_relations(self, xml: FeedXML) -> None:
        """Where the hub is, and the pages before and after (RFC 5005)."""
        for rel, address in self.feed["relations"].items():
            xml.addQuickElement(f"{self.atom}link", None, {"rel": rel, "href": address})
        if self.feed["archived"]:
            xml.addQuickElement("fh:archive")

    def add_picture(self, xml: FeedXML, item: dict[str, Any]) -> None:
        """Without media:description, which feedparser takes for the text of the post."""
        if (picture := item["picture"]) is None:
            return
        size = {"fileSize": picture.size} if picture.size else {}
        shape = {"width": picture.width, "height": picture.height}
        kind = {"url": picture.url, "type": picture.type, "medium": "image"}
        xml.addQuickElement("media:content", None, {**kind, **shape, **size})

    @staticmethod
    def add_html(xml: FeedXML, name: str, html: str, attrs: dict[str, str]) -> None:
        xml.startElement(name, attrs)
        xml.characters(html)
        xml.endElement(name)
