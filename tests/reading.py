"""What a visitor gets, read as a browser reads it."""

import re
from typing import Any

import html5lib
from django.test import Client


def get(path: str, **options: Any):
    """Ask as a visitor. `body` holds what came, of a page or of a file."""
    response = Client().get(path, **options)
    response.body = b"".join(response)
    return response


def parsed(html: str):
    return html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False)


def page_at(path: str):
    response = get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return parsed(response.content.decode())


def texts(page, xpath: str) -> list[str]:
    """Return the words of each element that the expression finds, or the attributes."""
    found = page.xpath(xpath)
    return [" ".join((e if isinstance(e, str) else "".join(e.itertext())).split()) for e in found]


def text(page, xpath: str) -> str:
    """Return the words of the one element that the expression must find."""
    (found,) = texts(page, xpath)
    return found


def with_class(name: str) -> str:
    """Return an XPath condition: `//*[…]` for the elements of that class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def sitemap_paths() -> list[str]:
    """Return the addresses of the index of the sitemap and of its parts."""
    index = get("/sitemap.xml").body.decode()
    return ["/sitemap.xml", *re.findall(r"<loc>https?://[^/]+(/[^<]+)", index)]


def whole_sitemap() -> str:
    return "".join(get(path).body.decode() for path in sitemap_paths())
