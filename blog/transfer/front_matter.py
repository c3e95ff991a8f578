"""Front matter: the block of data above a Markdown text, read strictly and written in one style.

Not python-frontmatter: it strips the text below the block, and it cannot say which line is wrong.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import yaml

from blog.rendering import UNPRINTABLE

MAX_BLOCK_BYTES = 64 * 1024
MAX_DEPTH = 10
MAX_KEY = 1000  # characters as export writes it; YAML itself ends at 1,024
FENCES = {"---": "YAML", "+++": "TOML"}
# A number is read as one if writing it gives the same characters again.
MAX_DIGITS = 15
FLOAT = r"-?(?:0|[1-9][0-9]{0,9})\.(?:0|[0-9]{0,3}[1-9])$"


class FrontMatterError(Exception):
    """line: in the file, from 1. field: the key that is wrong, if it is one key."""

    def __init__(self, reason: str, line: int = 1, field: str = "front matter") -> None:
        super().__init__(reason)
        self.reason, self.line, self.field = reason, line, field


@dataclass
class Document:
    """lines: {key: its line in the file}. body: byte for byte, after the one empty line."""

    data: dict[str, Any]
    body: str
    lines: dict[str, int]


def load(content: bytes) -> Document:
    """Read a whole file. Raises FrontMatterError."""
    text = decode(content)
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence not in FENCES:
        raise FrontMatterError("missing: the first line must be --- (YAML) or +++ (TOML)")
    closing = re.search(rf"^{re.escape(fence)}[ \t]*$", rest, re.MULTILINE)
    if closing is None:
        raise FrontMatterError(f"not closed: a second line {fence} is missing")
    block, body = rest[: closing.start()], rest[closing.end() :].removeprefix("\n")
    if len(block.encode()) > MAX_BLOCK_BYTES:
        raise FrontMatterError(f"larger than the limit of {MAX_BLOCK_BYTES // 1024} KB")
    data = _load_yaml(block) if fence == "---" else _load_toml(block)
    lines = _lines(block, data) | {"body": block.count("\n") + 3 + body.startswith("\n")}
    for key, value in data.items():
        if wrong := _wrong_with({key: value}):
            raise FrontMatterError(wrong, lines.get(key, 1), key[:100])
    return Document(data, body.removeprefix("\n"), lines)


def _wrong_with(value: object, depth: int = 0) -> str:
    """Return what the database could not hold or the export not write, or ""."""
    if depth > MAX_DEPTH:
        return f"nested deeper than {MAX_DEPTH} levels"
    if isinstance(value, str) and (found := UNPRINTABLE.search(value)):
        return f"holds the control character U+{ord(found[0]):04X}"
    parts: list[object] = []
    if isinstance(value, dict):
        if any(len(_quoted(key)) > MAX_KEY for key in value):
            return f"holds a key of more than {MAX_KEY:,} characters"
        parts = [*value, *value.values()]
    elif isinstance(value, list):
        parts = value
    return next(filter(None, (_wrong_with(part, depth + 1) for part in parts)), "")


def decode(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise FrontMatterError("begins with a byte order mark; save it as UTF-8 without", 1, "text")
    for wrong, name in ((b"\0", "a NUL byte"), (b"\r", "Windows line ends (CR); save it with LF")):
        if (at := content.find(wrong)) >= 0:
            raise FrontMatterError(f"holds {name}", content.count(b"\n", 0, at) + 1, "text")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FrontMatterError("is not UTF-8 (Latin-1?); save it as UTF-8", line, "text") from None


class StrictLoader(yaml.CSafeLoader):
    """Safe YAML with no tags, no aliases, no key twice, and none of YAML 1.1's surprises.

    Only true, false, null and plainly written numbers are not text: a date stays as it was
    written, `1.10` and `007` too, and `no` is a word.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            line = key_node.start_mark.line + 2
            if not isinstance(key_node, yaml.ScalarNode):
                raise FrontMatterError("a key must be a word", line)
            if key_node.value in seen:
                raise FrontMatterError("stands twice", line, key_node.value)
            seen.add(key_node.value)
        return {k.value: self.construct_object(v, deep=True) for k, v in node.value}


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"(?:0|-?[1-9][0-9]{0,14})$", list("-0123456789")),
    ("tag:yaml.org,2002:float", FLOAT, list("-0123456789")),
):
    StrictLoader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def _load_yaml(block: str) -> dict[str, Any]:
    try:
        _check_events(block)
        data = yaml.load(block, Loader=StrictLoader)  # noqa: S506, a subclass of the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "holds a character that YAML does not allow"
        raise FrontMatterError(f"not YAML: {reason}", mark.line + 2 if mark else 1) from None
    except ValueError as error:  # a \ud800 or \x00 in quotes
        raise FrontMatterError(f"not YAML: {error}") from None
    if not isinstance(data, dict):
        raise FrontMatterError("must be keys with values, such as title: …", 2)
    return data


def _check_events(block: str) -> None:
    depth = 0
    for event in yaml.parse(block, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontMatterError(
                "anchors and aliases (& and *) are not allowed; use quotes", line
            )
        if getattr(event, "tag", None):
            raise FrontMatterError("tags (!) are not allowed; use quotes", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise FrontMatterError(f"nested deeper than {MAX_DEPTH} levels", line)


def _load_toml(block: str) -> dict[str, Any]:
    try:
        return tomllib.loads(block, parse_float=lambda t: float(t) if re.match(FLOAT, t) else t)
    except ValueError as error:  # TOMLDecodeError, or a number of thousands of digits
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) + 1 if at else 1 + block.count("\n")
        raise FrontMatterError(f"not TOML: {error}", line) from None
    except RecursionError:
        raise FrontMatterError("nested too deeply") from None


def _lines(block: str, data: Mapping[str, Any]) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(block.split("\n"), start=2):
        key = re.match(r"[\"']?([\w-]+)[\"']?\s*[:=]", line)
        if key and key[1] in data:
            lines.setdefault(key[1], number)
    return lines


# Writing. Text stands in double quotes; a word in a list or after a key of WORDS stands bare.

WORDS = {"author", "authors", "billingUnit", "category", "currency", "slug", "tags"}
BARE = re.compile(
    r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9_-]*", re.IGNORECASE
)
# Line ends to YAML, or unprintable to it, though not to JSON.
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def dump(data: Mapping[str, Any], body: str) -> str:
    """Return a whole file. load() of it gives the same data and body, and dump() the same text."""
    lines = []
    for key, value in data.items():
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            lines.append(f"{_key(key)}:")
            for entry in value:
                pairs = [f"{_key(k)}: {_flow(v)}" for k, v in entry.items()] or ["{}"]
                lines += [f"{'  - ' if i == 0 else '    '}{pair}" for i, pair in enumerate(pairs)]
        else:
            lines.append(f"{_key(key)}: {_flow(value, bare=key in WORDS)}")
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n\n" + body


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _quoted(key)


def _flow(value: Any, bare: bool = False) -> str:
    if isinstance(value, str):
        return value if bare and BARE.fullmatch(value) else _quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, bare) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    return json.dumps(value)


def _quoted(text: str) -> str:
    return ESCAPED.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def plain(value: Any) -> Any:
    """Return the value as it will be read again: TOML's dates and long numbers become text."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        return str(value)
    return value.isoformat() if isinstance(value, datetime | date | time) else value
