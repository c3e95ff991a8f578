"""The words of the interface: those that stand in templates and code, and those in a catalogue.

Read without GNU gettext, which writes the catalogues (`make messages`): a machine that runs the
tests need not have it.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "blog" / "locale"
DESK = {"admin", "account", "mfa", "usersessions", "429.html"}  # these speak English
PLAIN_FILES = {"500", "maintenance"}  # sent when no Django may run: each language has its own

STRING = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CALL = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(({STRING}(?:, ?{STRING})*)")
FUNCTIONS = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "ngettext": ("msgid", "msgid_plural"),
    "pgettext": ("msgctxt", "msgid"),
    "npgettext": ("msgctxt", "msgid", "msgid_plural"),
}
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) ((?:".*"\n?)+)', re.M)


class Message(NamedTuple):
    msgid: str
    plural: str = ""
    context: str = ""


class Entry(NamedTuple):
    message: Message
    strings: list[str]
    fuzzy: bool


def public_templates() -> list[Path]:
    folder = ROOT / "templates"
    found = (path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})
    return [
        path
        for path in found
        if path.relative_to(folder).parts[0] not in DESK
        and path.name.partition(".")[0] not in PLAIN_FILES
    ]


def said() -> dict[Message, Path]:
    """Return every message of the public templates and of our Python, with a file that has it."""
    found: dict[Message, Path] = {}
    for path in public_templates():
        found |= dict.fromkeys(messages_of_template(path.read_text()), path)
    for folder in ("blog", "ironegoo"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= dict.fromkeys(messages_of_python(path.read_text()), path)
    return found


def messages_of_template(source: str) -> Iterator[Message]:
    for function, strings in CALL.findall(templatize(source)):
        yield message(function, list(ast.literal_eval(f"({strings},)")))


def messages_of_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            strings = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if node.func.id in FUNCTIONS and strings:
                yield message(node.func.id, strings)


def message(function: str, strings: list[str]) -> Message:
    given = dict(zip(FUNCTIONS[function], strings, strict=False))
    return Message(given["msgid"], given.get("msgid_plural", ""), given.get("msgctxt", ""))


def entries(language: str) -> tuple[str, list[Entry]]:
    """Return the header of a catalogue and its entries. Raises ValueError for obsolete ones."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text()
    if "\n#~" in text:
        raise ValueError("The catalogue keeps messages that nothing says any more.")
    first, *rest = [entry_of(block) for block in text.strip().split("\n\n")]
    return first.strings[0], rest


def entry_of(block: str) -> Entry:
    fields = {
        name: "".join(ast.literal_eval(line) for line in lines.splitlines())
        for name, lines in FIELD.findall(block)
    }
    strings = [value for name, value in fields.items() if name.startswith("msgstr")]
    key = Message(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""))
    return Entry(key, strings, bool(re.search(r"^#,.*\bfuzzy\b", block, re.M)))
