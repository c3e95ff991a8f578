"""HTML entities in the plain text of front matter: characters here, entities in some files.

Other systems print a title as HTML, so that their files may say `&ldquo;` or `AT&amp;T`. Our
titles, descriptions and names are plain text, and templates escape them: an entity that was kept
would be read as it is spelt. So it is decoded when a file is read, once. To be read back as it
was, a text that itself speaks of an entity is written with its ampersands spelt out. Markdown
(bodies, answers) and addresses are not for here: Markdown knows entities, and in an address
`&copy;` is a parameter.
"""

import re
from html import unescape

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Words between two marks of a line or a paragraph; a lone `<a>`, in a text about HTML, is none.
MARKED = re.compile(
    r"<(a|abbr|b|cite|code|em|i|p|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>([^<>]*)</\1>", re.I
)


def decoded(text: str) -> str:
    """Return the text with its entities as characters; what is none, as in `R&D`, stays."""
    return ENTITY.sub(lambda found: unescape(found[0]) or found[0], text)


def encoded(text: str) -> str:
    """Return what decoded() makes this text of; nearly always the text itself."""
    return text if decoded(text) == text else text.replace("&", "&amp;")


def unmarked(text: str) -> str:
    """Return the text of a description that is HTML elsewhere without marks around its words.

    Marks in marks go as well, three deep. Only for a file that others wrote: where our own says
    `<em>`, a person did.
    """
    for _ in range(3):
        text = MARKED.sub(r"\2", text)
    return text
