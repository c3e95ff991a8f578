"""A feed as a reader takes it, whichever its form; and whether it is one."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import jsonschema

from ..reading import get

SITE = "https://www.example.com"
FILES = {
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    "feed.json": "application/feed+json",
}
SCHEMA = json.loads((Path(__file__).parent / "json_feed_1.1.schema.json").read_text())


@dataclass
class Read:
    """Addresses are "" where there is none."""

    title: str
    link: str
    self: str
    next: str
    hub: str
    ids: list[str]


def json_feed(address: str) -> dict[str, Any]:
    """Return a JSON Feed that the specification allows."""
    response = get(address)
    assert response.status_code == 200, address
    found = json.loads(response.body)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(found)
    return found


def parsed_feed(address: str) -> Any:
    """Return RSS or Atom as feedparser reads it, without a complaint."""
    response = get(address)
    assert response.status_code == 200, address
    headers = {"content-location": SITE + address, "content-type": response["Content-Type"]}
    found = feedparser.parse(response.body, response_headers=headers)
    assert not found.bozo, found.bozo_exception
    return found


def read(address: str) -> Read:
    if "feed.json" in address:
        found = json_feed(address)
        hubs = [hub["url"] for hub in found.get("hubs", [])]
        return Read(
            found["title"],
            found["home_page_url"],
            found["feed_url"],
            found.get("next_url", ""),
            next(iter(hubs), ""),
            [item["id"] for item in found["items"]],
        )
    found = parsed_feed(address)
    links = {link.rel: link.href for link in found.feed.links}
    return Read(
        found.feed.title,
        found.feed.link,
        links["self"],
        links.get("prev-archive", ""),
        links.get("hub", ""),
        [entry.id for entry in found.entries],
    )


def ids_of(address: str) -> list[str]:
    return read(address).ids


def next_of(address: str) -> str:
    return read(address).next.removeprefix(SITE)
