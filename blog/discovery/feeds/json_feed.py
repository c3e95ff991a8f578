"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from django.utils.feedgenerator import rfc3339_date

from blog.discovery.head import absolute, address_of
from blog.models import Author

from .xml import DatedFeed, readable

VERSION = "https://jsonfeed.org/version/1.1"


class JSONFeed(DatedFeed):
    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed, relations = self.feed, self.feed["relations"]
        hub = relations.get("hub")
        found = {
            "version": VERSION,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "next_url": relations.get("prev-archive"),
            "icon": feed["logo"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "language": feed["language"],
            "hubs": [{"type": "WebSub", "url": hub}] if hub else None,
            "items": [self.item(item) for item in self.items],
        }
        text = json.dumps(clean(without_nothing(found)), ensure_ascii=False, indent=1)
        outfile.write(text.encode(encoding))

    def item(self, item: dict[str, Any]) -> dict[str, Any]:
        text = "content_html" if item["html"] else "content_text"
        picture = item["picture"]
        found = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            text: item["html"] or item["description"] or item["title"],
            "summary": item["description"],
            "image": picture and picture.url,
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [author_of(author) for author in item["authors"]],
            "tags": item["categories"],
        }
        if picture and picture.size:
            file = {"url": picture.url, "mime_type": picture.type, "size_in_bytes": picture.size}
            found["attachments"] = [file]
        return without_nothing(found)


def author_of(author: Author) -> dict[str, str]:
    photo = {"avatar": address_of(author.photo.url)} if author.photo else {}
    return {"name": author.name, "url": absolute(author.get_absolute_url()), **photo}


def clean(value: Any) -> Any:
    """Free every text of characters that no reader expects."""
    if isinstance(value, dict):
        return {key: clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean(each) for each in value]
    return readable(value) if isinstance(value, str) else value


def without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    """A key without a value is left out, except for the list of items, which must be there."""
    return {key: value for key, value in found.items() if value or key == "items"}
