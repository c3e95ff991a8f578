"""A page and what a rule says of it: a test names only what it is about."""

from blog import preflight, rendering
from blog.preflight import Link, Page, Site
from tests.build import NOON


def said(number, text=None, site=None, **fields):
    """Return [(severity, message)] of one rule. text: Markdown, rendered as it would be."""
    if text is not None:
        rendered = rendering.render(text)
        fields = {"html": rendered.html, "removed": tuple(rendered.removed), **fields}
    page = Page(**{"now": NOON, **fields})
    found = preflight.check(page, site or Site(name="Iron Goo", hosts=("www.example.com",)))
    return [(f.severity, f.message) for f in found if f.id == number]


def severities(number, text=None, site=None, **fields):
    return [severity for severity, _ in said(number, text, site, **fields)]


def link(href="/blog/b", text="a page about b", **fields):
    fields.setdefault("path", href if fields.get("kind", "internal") == "internal" else "")
    return Link(href=href, text=text, **fields)


def outside(href="https://other.example/a", text="a source", **fields):
    return Link(href=href, text=text, kind="external", host=href.split("/")[2], **fields)
