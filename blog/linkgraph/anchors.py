"""What the words of a link look like beside the page they lead to: one shape a link."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from .terms import fold, terms_of, words_of

Shape = Literal[
    "empty",
    "image",
    "naked_url",
    "generic",
    "brand",
    "title",
    "exact",
    "stuffed",
    "descriptive",
    "other",
]
ARTICLES = frozenset({"a", "an", "the"})
# Words that would do for any link.
GENERIC = frozenset(
    " ".join(words.split())
    for words in """
        article/check it out/click here/continue reading/details/find out more/full article
        /full story/go/here/learn more/link/more/more info/more information/page/post/read more
        /read on/read this/see here/see more/site/source/sources/the article/this/this article
        /this link/this page/this post/this site/via/view/visit site/visit website/web site/website
    """.split("/")
)
# Words of who wants to sell, plurals folded.
COMMERCIAL = frozenset(
    """
    affordable agency best buy cheap company deal discount near package price pricing sale service
    top
    """.split()
)
MONOTONE_FROM = 5  # linking pages
MONOTONE_SHARE = 0.6  # of them, and more, with the same words
ENDS = re.compile(r"^[\W_]+|[\W_]+$")
BETWEEN = r"\s+[|·–—-]\s+"  # a title and the name of the site


@dataclass(frozen=True, slots=True)
class Aim:
    """A page as the words of a link may name it. Titles, phrases and names as people wrote them.

    titles: without the site's name. hosts: names under which the page's site answers.
    topic_terms: terms of its title, headings and focus phrases.
    """

    titles: Collection[str] = ()
    focus_phrases: Collection[str] = ()
    brand_names: Collection[str] = ()
    hosts: Collection[str] = ()
    topic_terms: Collection[str] = frozenset()


def aim_at(
    title: str,
    seo_title: str = "",
    headings: Iterable[str] = (),
    focus_phrases: Collection[str] = (),
    *,
    brand_names: Collection[str] = (),
    hosts: Collection[str] = (),
) -> Aim:
    """Return what shape() wants to know of a page. headings: without list items in bold."""
    topic = terms_of("\n".join([title, *headings, *focus_phrases]))
    titles = tuple(without_brand(each, brand_names) for each in (title, seo_title) if each)
    return Aim(titles, focus_phrases, brand_names, hosts, frozenset(topic))


def without_brand(title: str, brand_names: Collection[str]) -> str:
    """`What links are | Iron Goo` is What links are."""
    names = {bare(name) for name in brand_names}
    parts = re.split(f"({BETWEEN})", title)
    if len(parts) > 1 and bare(parts[-1]) in names:
        parts = parts[:-2]
    if len(parts) > 1 and bare(parts[0]) in names:
        parts = parts[2:]
    return "".join(parts)


def shape(anchor: str, aim: Aim, *, image: bool = False) -> Shape:
    """Return the first shape that fits, in the order of Shape.

    image: the words are the alt text of a picture. stuffed: a word that carries meaning stands
    twice, or there is nothing but words of the focus phrases and words that sell, both of them.
    descriptive: two words or more, one of them of the page's topic.
    """
    text = bare(anchor)
    if not anchor.strip():
        return "empty"
    if image:
        return "image"
    if _is_address(anchor.strip().lower(), aim.hosts):
        return "naked_url"
    if not text or text in GENERIC:
        return "generic"
    if text in map(bare, aim.brand_names):
        return "brand"
    if text in map(bare, aim.titles):
        return "title"
    if folded(anchor) in map(folded, aim.focus_phrases):
        return "exact"
    terms = terms_of(text)
    focus = set(terms_of("\n".join(aim.focus_phrases)))
    said = set(terms)
    selling = bool(said & COMMERCIAL) and bool(said & focus) and said <= COMMERCIAL | focus
    if len(said) < len(terms) or selling:
        return "stuffed"
    if len(words_of(text)) > 1 and not said.isdisjoint(aim.topic_terms):
        return "descriptive"
    return "other"


def monotone(anchors: Iterable[tuple[object, str]]) -> str:
    """Return the words, in small letters, that too many pages link with, or "".

    anchors: (linking page, words of a link), all that lead to one page. Too many: more than
    60 % of at least five pages.
    """
    sources: dict[str, set[object]] = defaultdict(set)
    pages = set()
    for page, anchor in anchors:
        pages.add(page)
        if text := bare(anchor):
            sources[text].add(page)
    counts = Counter({text: len(found) for text, found in sources.items()})
    if len(pages) < MONOTONE_FROM or not counts:
        return ""
    text, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return text if most > MONOTONE_SHARE * len(pages) else ""


def bare(text: str) -> str:
    """Return it in small letters, without signs around it: `Read more →` is read more."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(ENDS.sub("", text).split())


def folded(text: str) -> tuple[str, ...]:
    """Return its words, plurals folded, without articles."""
    return tuple(fold(word) for word in words_of(text) if word not in ARTICLES)


def _is_address(text: str, hosts: Collection[str]) -> bool:
    if not text or len(text.split()) != 1:
        return False
    if text.startswith(("http://", "https://", "www.")):
        return True
    try:
        return urlsplit(f"//{text}").hostname in hosts
    except ValueError:
        return False
