"""Changes to the parsed HTML, between the first pass of sanitising and the last."""

from urllib.parse import urlsplit

from lxml.html import Element, HtmlElement

from .document import Context, Heading, Image, Labels, Link, Picture, Question
from .outline import Draft, settle
from .sanitize import parse

REL_KEPT = {"author", "license", "me", "nofollow", "sponsored", "tag", "ugc"}
BLOCKS = frozenset(
    "address article blockquote br caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6"
    " hr li ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
# How wide the text is: see --measure in base.css and .wide in prose.css.
SIZES = {"wide": "(min-width: 68rem) 54rem, 100vw", "": "(min-width: 44rem) 42rem, 100vw"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def tidy_ids(root: HtmlElement, name: str) -> None:
    """Old-style anchors become ids, footnotes get ids of their own, no id stands twice."""
    for anchor in root.iter("a"):
        old = anchor.attrib.pop("name", None)
        if old and "id" not in anchor.attrib:
            anchor.set("id", old)
        if anchor.get("href", "").startswith(("#fn:", "#fnref:")):
            anchor.set("href", _footnote(anchor.get("href"), name))
    seen: set[str] = set()
    for element in root.iterdescendants():
        own = element.get("id")
        if own is None:
            continue
        own = _footnote(own, name) if own.startswith(("fn:", "fnref:")) else own
        if own in seen or not own:
            del element.attrib["id"]
        else:
            element.set("id", own)
            seen.add(own)


def _footnote(reference: str, name: str) -> str:
    kind, _, number = reference.partition(":")
    return f"{kind}:{name}:{number}"


def tidy_tables(root: HtmlElement) -> None:
    """Alignment becomes a class, and a table can scroll by itself on a narrow screen."""
    for cell in root.iter("td", "th"):
        if side := cell.attrib.pop("align", None):
            cell.set("class", f"align-{side}")
    for table in list(root.iter("table")):
        parent = table.getparent()
        if parent is None or parent.get("class") == "table":
            continue
        frame = Element("div", {"class": "table"})
        frame.tail, table.tail = table.tail, None
        parent.replace(table, frame)
        frame.append(table)


def tidy_links(root: HtmlElement, context: Context) -> list[Link]:
    """Set rel on every link; return the links in reading order.

    External links are followed, and the site they lead to may see where its visitors
    come from: who is cited should notice. (So no nofollow and no noreferrer by default.)
    """
    links = []
    for anchor in root.iter("a"):
        href = anchor.get("href")
        if href is None:
            anchor.attrib.pop("rel", None)
            continue
        anchor.set("href", href := href.strip())
        rel = REL_KEPT & set(anchor.attrib.pop("rel", "").lower().split())
        host = host_of(href)
        if host and host not in context.hosts:
            rel |= {"external", "noopener"}
            if any(host == s or host.endswith(f".{s}") for s in context.sponsored_hosts):
                rel |= {"sponsored"}
        if rel:
            anchor.set("rel", " ".join(sorted(rel)))
        if not anchor.get("class", "").startswith("footnote"):
            links.append(Link(href=href, text=text_of(anchor), rel=sorted(rel)))
    return links


def host_of(address: str) -> str:
    """Return the host of an http(s) or scheme-relative address, or "" for any other."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
        return parts.hostname or "" if parts.scheme in {"", "http", "https"} else ""
    except ValueError:
        return "invalid"


def tidy_images(root: HtmlElement, context: Context) -> tuple[list[Image], list[str]]:
    """Point every picture at our own copy; return the images and what is not shown.

    A picture on another host would tell that host who reads the page, and break when it
    likes: it becomes a link. One that is in neither place becomes its alt text.
    """
    images, missing = [], []
    for img in list(root.iter("img")):
        src, alt = img.get("src", "").strip(), img.get("alt", "")
        images.append(Image(src=src, alt=alt))
        if picture := context.pictures.get(src):
            _show(img, picture, alt, first=len(images) == 1)
            continue
        if host_of(src) and not any(a.tag == "a" for a in img.iterancestors()):
            stand_in = Element("a", {"href": src})
            stand_in.text = alt or context.labels.elsewhere.format(host_of(src))
            missing.append(f"picture on another host, shown as a link: {src[:200]}")
        else:
            stand_in = Element("span", {"class": "missing"})
            stand_in.text = alt
            missing.append(f"picture not found, shown as its alt text: {src[:200]}")
        stand_in.tail = img.tail
        img.getparent().replace(img, stand_in)
    return images, missing


def _show(img: HtmlElement, picture: Picture, alt: str, *, first: bool) -> None:
    """Point img at our copy, in a <picture> if there are better formats of it."""
    own = img.get("class", "")
    size = {"width": str(picture.width), "height": str(picture.height)}
    img.attrib.update({"src": picture.url, "alt": alt, "decoding": "async", **size})
    if not first:
        img.set("loading", "lazy")
    if classes := f"{own} {picture.classes}".strip():
        img.set("class", classes)
    sizes = SIZES["wide" if "wide" in own.split() else ""]
    if picture.srcset:
        img.attrib.update({"srcset": picture.srcset, "sizes": sizes})
    if picture.sources:
        frame = Element("picture")
        frame.tail, img.tail = img.tail, None
        img.getparent().replace(img, frame)
        for kind, srcset in picture.sources:
            frame.append(Element("source", {"type": kind, "srcset": srcset, "sizes": sizes}))
        frame.append(img)


def make_scrollable(root: HtmlElement, labels: Labels) -> None:
    """What may be wider than a phone scrolls by itself, and by keyboard too."""
    for number, table in enumerate(root.find_class("table"), start=1):
        name = labels.table.format(number)
        table.attrib.update({"tabindex": "0", "role": "region", "aria-label": name})
    for code in root.iter("pre"):
        code.set("tabindex", "0")


def tidy_headings(root: HtmlElement, context: Context) -> list[Heading]:
    """Give ids to headings and to list items that open in bold; h1 is the page's own."""
    places: list[HtmlElement] = []
    drafts: list[Draft] = []
    for element in list(root.iter("li", *HEADINGS)):
        if element.tag == "li":
            bold = opening_bold(element)
            level, text = 0, "" if bold is None else text_of(bold).rstrip(".:;,")
        else:
            element.tag = "h2" if element.tag == "h1" else element.tag
            level, text = int(element.tag[1]), text_of(element)
            if not text and len(element) == 0:
                element.drop_tree()
        if not text:
            continue
        places.append(element)
        drafts.append(Draft(text, level, element.attrib.pop("id", "")))
    if not context.linkable:
        return []
    headings = settle(drafts, context.headings, frozenset(root.xpath("//@id")))
    for element, heading in zip(places, headings, strict=True):
        element.set("id", heading["id"])
    return headings


def add_anchors(root: HtmlElement, headings: list[Heading], labels: Labels) -> None:
    """A visible "#" at each heading and bold list item; old ids as empty anchors."""
    by_id = {element.get("id"): element for element in root.iterdescendants() if element.get("id")}
    for heading in headings:
        element = by_id[heading["id"]]
        bold = opening_bold(element) if element.tag == "li" else None
        link = Element("a", {"class": "anchor", "href": f"#{heading['id']}"})
        link.set("aria-label", labels.link.format(heading["text"]))
        link.text = "#"
        if bold is None:
            element.append(link)
        else:
            link.tail, bold.tail = bold.tail, " "
            bold.addnext(link)
        for alias in heading["aliases"]:
            old = Element("span", {"id": alias})
            old.tail, element.text = element.text, None
            element.insert(0, old)


def opening_bold(item: HtmlElement) -> HtmlElement | None:
    """Return the bold text that a list item begins with, in its first paragraph if it has one."""
    for _ in range(2):
        if (item.text or "").strip() or len(item) == 0:
            return None
        if item[0].tag in {"strong", "b"}:
            return item[0]
        if item[0].tag != "p":
            return None
        item = item[0]
    return None


def find_questions(root: HtmlElement) -> list[Question]:
    questions = []
    for element in root.iter(*HEADINGS):
        following, text = element.getnext(), text_of(element)
        if text.endswith("?") and following is not None and following.tag == "p":
            answer = text_of(following)
            questions.append(Question(id=element.get("id", ""), question=text, answer=answer))
    return questions


def text_of(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def text_of_page(html: str) -> str:
    """Return what visible_text() gave for HTML that render() made."""
    root = parse(html)
    for anchor in root.find_class("anchor"):
        anchor.drop_tree()
    return visible_text(root)


def visible_text(root: HtmlElement) -> str:
    """Return what a reader sees, a line a block, white space folded."""
    parts: list[str] = []

    def walk(element: HtmlElement) -> None:
        edge = element.tag in BLOCKS
        parts.append("\n" if edge else "")
        parts.append(element.text or "")
        for child in element:
            walk(child)
            parts.append(child.tail or "")
        parts.append("\n" if edge else "")

    walk(root)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
