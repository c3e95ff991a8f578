"""How to cite a page: as plain text, HTML, Markdown and BibTeX. Pure: no model, no settings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # macros of BibTeX
MARKDOWN_MARKS = re.compile(r"([\\`*_\[\]<>&#|~!])")
UNSAFE_IN_ADDRESSES = re.compile(r"""[\s()<>\[\]{}\\"'`^|]""")
# BibTeX counts braces whether a backslash stands before them or not, so that one that stands
# alone in a title would swallow the rest of the file: they are named, not written.
BIBTEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    '"': r"{\textquotedbl}",
    **{mark: f"\\{mark}" for mark in "&%$#_"},
}


@dataclass(frozen=True)
class Citation:
    """What is cited, each part on one line.

    authors: names of people; none: the site itself signs.
    signed: the same names as a text, in the language of the site.
    written: the date as the site writes it.
    url: absolute. key: what a bibliography calls it, of ASCII letters, digits and hyphens.
    """

    authors: Sequence[str]
    signed: str
    title: str
    site: str
    published: date
    written: str
    url: str
    key: str

    @property
    def text(self) -> str:
        """`Author. "Title." Site, 10 March 2026. URL`"""
        title = one_line(self.title)
        return f'{self._author()} "{ended(title)}" {self._where()} {self.url}'

    @property
    def html(self) -> str:
        """The same in HTML, the title being the link."""
        link = f'<a href="{escape(address(self.url))}">{escape(one_line(self.title))}</a>'
        quoted = f'"{link}{stop(self.title)}"'
        return (
            f"{escape(self._author(), quote=False)} {quoted} {escape(self._where(), quote=False)}"
        )

    @property
    def markdown(self) -> str:
        """The same in Markdown, the title being the link."""
        quoted = f'"[{unmarked(self.title)}]({address(self.url)}){stop(self.title)}"'
        return f"{unmarked(self._author())} {quoted} {unmarked(self._where())}"

    @property
    def bibtex(self) -> str:
        authors = " and ".join(map(bibtex_name, self.authors)) or f"{{{bibtex(self.site)}}}"
        fields = {
            "author": authors,
            "title": f"{{{bibtex(self.title)}}}",  # doubled: the style keeps its capitals
            "howpublished": bibtex(self.site),
            "year": str(self.published.year),
            "month": MONTHS[self.published.month - 1],
            "day": str(self.published.day),
            "url": address(self.url),
        }
        lines = [f"  {n} = {v if n == 'month' else f'{{{v}}}'}," for n, v in fields.items() if v]
        return "\n".join([f"@misc{{{self.key},", *lines, "}\n"])

    def _author(self) -> str:
        return ended(one_line(self.signed or self.site))

    def _where(self) -> str:
        return f"{one_line(self.site)}, {self.written}."


def one_line(text: str) -> str:
    return " ".join(text.split())


def stop(text: str) -> str:
    """The full stop that a text still needs: none where it ends a sentence by itself."""
    return "" if one_line(text).endswith((".", "?", "!", "…")) else "."


def ended(text: str) -> str:
    return text + stop(text)


def address(url: str) -> str:
    """The address without what would end it early in Markdown, BibTeX or an attribute."""
    return UNSAFE_IN_ADDRESSES.sub(lambda found: f"%{ord(found[0]):02X}", url)


def unmarked(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    return MARKDOWN_MARKS.sub(r"\\\1", one_line(text))


def bibtex(text: str) -> str:
    """The text as the value of a field, whatever stands in it: braces balance, nothing runs."""
    return "".join(BIBTEX.get(character, character) for character in one_line(text))


def bibtex_name(name: str) -> str:
    """A name that BibTeX would take apart (“Smith, Jones and Sons”) stands in braces."""
    whole = "," in name or "and" in name.lower().split()
    return f"{{{bibtex(name)}}}" if whole else bibtex(name)
