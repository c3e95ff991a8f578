"""The one gate to HTML: what may stand in a page, and nothing else.

Two passes read the same allow-list. nh3 goes first: it is maintained, linear in the
number of attributes and drops what stands inside scripts and styles. bleach has the last
word on every tag and attribute; alone it is quadratic on attributes, and 6.4 is its last release.
"""

import re
from collections import Counter

import bleach
import nh3
from lxml import html as lxml_html

from .code import TOKEN_CLASSES

SCHEMES = {"http", "https", "mailto", "tel"}
GLOBAL = {"class", "dir", "id", "lang", "title"}
# align and name are turned into class and id before the last pass (rendering.tidy).
PLAIN = """
    abbr b br caption cite code dd dfn dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i kbd
    mark p s samp section small span strong sub summary sup table tbody tfoot thead tr u ul var
"""
# What a text may say.
WRITTEN: dict[str, set[str]] = {
    **{tag: set() for tag in PLAIN.split()},
    "a": {"href", "name", "rel", "aria-label"},
    "blockquote": {"cite"},
    "div": {"aria-label", "role", "tabindex"},
    "pre": {"tabindex"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# What rendering.tidy adds to it: a text that says so itself has lost it in the first pass.
ALLOWED = WRITTEN | {
    "img": WRITTEN["img"] | {"srcset", "sizes"},
    "picture": set(),
    "source": {"type", "srcset", "sizes"},
}
CLASSES = frozenset(
    "align-left align-center align-right anchor footnote footnote-ref footnote-backref"
    " lead missing note small table warning wide".split()
)
NUMBERS = {"width", "height", "start", "value", "colspan", "rowspan"}
WORDS = {
    "dir": {"ltr", "rtl", "auto"},
    "loading": {"lazy", "eager"},
    "decoding": {"async"},
    "align": {"left", "center", "right"},
    "role": {"region"},
    "tabindex": {"0"},
    "scope": {"row", "col", "rowgroup", "colgroup"},
    "type": {"1", "a", "A", "i", "I", "image/avif", "image/webp"},
}
CANDIDATE = r"(?:/(?!/)|https?://)[^\s,]+ [1-9]\d{0,4}w"
TONE = re.compile(r"tone|(?:red|green|blue)-[0-7]|focus-[xy]-(?:\d0|100|0)")
PATTERNS = {
    "id": re.compile(r"[^\W_][\w:.-]{0,199}"),
    "lang": re.compile(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*"),
    "datetime": re.compile(r"[\dTtZz:+. -]{4,40}"),
    "srcset": re.compile(f"{CANDIDATE}(?:, {CANDIDATE}){{0,9}}"),
    "sizes": re.compile(r"[\w (),:.-]{1,100}"),
}
CONTENT_DROPPED = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}


def sanitize(html: str) -> str:
    """Return html with nothing in it but what ALLOWED names. Idempotent."""
    cleaner = bleach.Cleaner(
        tags=set(ALLOWED),
        attributes=lambda tag, name, value: (
            name in ALLOWED[tag] | GLOBAL and attribute(tag, name, value) == value
        ),
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return cleaner.clean(_first_pass(html, ALLOWED))


def prune(html: str) -> str:
    """The first pass alone, for what somebody wrote and is yet to be changed. Not a gate."""
    return _first_pass(html, WRITTEN)


def _first_pass(html: str, allowed: dict[str, set[str]]) -> str:
    return nh3.clean(
        html,
        tags=set(allowed),
        clean_content_tags=CONTENT_DROPPED,
        attributes={tag: names | GLOBAL for tag, names in allowed.items()},
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value that an attribute may have, or None for no attribute at all."""
    if name == "class":
        kept = [c for c in value.split() if c in CLASSES or _means_something_on(tag, c)]
        return " ".join(kept) or None
    if name in NUMBERS:
        return value if value.isascii() and value.isdecimal() and len(value) < 6 else None
    if name in WORDS:
        return value if value in WORDS[name] else None
    if name in PATTERNS:
        return value if PATTERNS[name].fullmatch(value) else None
    return value


def _means_something_on(tag: str, name: str) -> bool:
    if tag == "img":
        return TONE.fullmatch(name) is not None
    if tag == "span":
        return name in TOKEN_CLASSES
    return tag == "code" and re.fullmatch(r"language-[\w+#.-]{1,40}", name) is not None


def removed(before: str, after: str) -> list[str]:
    """Say in words what stands in the HTML `before` and no longer in `after`."""
    lost = _inventory(before) - _inventory(after)
    return [name if n == 1 else f"{name} ({n} times)" for name, n in sorted(lost.items())]


def _inventory(html: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for element in parse(html).iterdescendants():
        if not isinstance(element.tag, str):
            continue  # comments are nobody's loss
        found[f"<{element.tag}>"] += 1
        if element.tag in WRITTEN:
            found.update(f"{name} on <{element.tag}>" for name in element.attrib)
    return found


def parse(html: str) -> lxml_html.HtmlElement:
    """Return a <div> that holds the fragment."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    document = lxml_html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser)
    body = document.find("body")
    children = [] if body is None else list(body)
    root = children[0] if children else lxml_html.Element("div")
    # A stray </div> in the text ends our own: take what stands behind it back in.
    root.extend(children[1:])
    return root


def serialize(root: lxml_html.HtmlElement) -> str:
    inner: str = lxml_html.tostring(root, encoding="unicode", with_tail=False)
    return inner[inner.index(">") + 1 : inner.rindex("</")].strip()
