"""Colours for code: Pygments names the tokens, once, when the text is saved."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml.html import Element, HtmlElement
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

# Characters, of a whole and of a line: some lexers are quadratic in a line that no person wrote.
MAX_CODE, MAX_LINE = 20_000, 500
TOKEN_CLASSES = frozenset(STANDARD_TYPES.values()) - {"", "w"}


def highlight(root: HtmlElement) -> None:
    """Wrap the tokens of each <code class="language-…"> in spans, classes as Pygments has them.

    A language nobody knows, or more code than the limits, stays as it is. The text stays the same.
    """
    for code in root.iterfind(".//pre/code"):
        lexer = lexer_of(code)
        text = code.text_content()
        if lexer is None or len(code) or is_too_long(text):
            continue
        pieces = list(merged(lexer.get_tokens(text)))
        if "".join(value for _, value in pieces) == text:  # a lexer must not change a letter
            fill(code, pieces)


def is_too_long(text: str) -> bool:
    return len(text) > MAX_CODE or max(map(len, text.split("\n"))) > MAX_LINE


def lexer_of(code: HtmlElement) -> Lexer | None:
    names = [c for c in code.get("class", "").split() if c.startswith("language-")]
    if not names:
        return None
    try:
        return get_lexer_by_name(names[0].removeprefix("language-"), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def merged(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[str, str]]:
    """Yield (class, text); neighbours of one class become one."""
    named = ((token_class(token), value) for token, value in tokens if value)
    for name, group in groupby(named, key=lambda piece: piece[0]):
        yield name, "".join(value for _, value in group)


def token_class(token: _TokenType | None) -> str:
    """Return the class of the token or of the nearest kind above it that has one."""
    while token is not None and token not in STANDARD_TYPES:
        token = token.parent
    name = STANDARD_TYPES[token] if token is not None else ""
    return name if name in TOKEN_CLASSES else ""


def fill(code: HtmlElement, pieces: Iterable[tuple[str, str]]) -> None:
    code.text, last = "", None
    for name, value in pieces:
        if name:
            last = Element("span", {"class": name})
            last.text = value
            code.append(last)
        elif last is None:
            code.text += value
        else:
            last.tail = (last.tail or "") + value
