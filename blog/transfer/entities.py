"""HTML in the plain text of front matter: characters here, entities and marks in some files.

Other systems print a title as HTML, so that their files may say `&ldquo;` or `AT&amp;T`. Our
titles, descriptions and names are plain text, and templates escape them: an entity that was kept
would be read as it is spelt, and so would `<a href="…">` and `</a>`. So it is decoded when a file
is read, once, and of words between two marks the words are kept. To be read back as it
was, a text that itself speaks of an entity is written with its ampersands spelt out. Markdown
(bodies, answers) and addresses are not for here: Markdown knows entities, and in an address
`&copy;` is a parameter.
"""

import re
from html import unescape

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


MARKED = re.compile(
    r"<(a|abbr|b|cite|code|em|i|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>([^<>]*)</\1>"
)


def decoded(text: str) -> str:
    """Return the text with its entities as characters, without marks around words.

    What is neither, as `R&D` and the `<a>` of a text about HTML, stays.
    """
    text = MARKED.sub(r"\2", text)
    return ENTITY.sub(lambda found: unescape(found[0]) or found[0], text)


def encoded(text: str) -> str:
    """Return what decoded() makes this text of; nearly always the text itself."""
    return text if decoded(text) == text else text.replace("&", "&amp;").replace("<", "&lt;")
