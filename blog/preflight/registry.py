"""The rules by their number, and the runner."""

from collections.abc import Callable, Iterator

from .page import Finding, Page, Place, Severity, Site

Said = tuple[Severity, str, Place]
Rule = Callable[[Page, Site], Iterator[Said]]

RULES: dict[str, Rule] = {}
BLOCKING = frozenset({"PF02", "PF06", "PF07", "PF08", "PF15"})  # they never only warn


def rule(check: Rule) -> Rule:
    """Register a function under its own name: `pf01` is PF01."""
    name = check.__name__.upper()
    assert name not in RULES, name
    RULES[name] = check
    return check


def blocks(message: str, field: str = "", words: str = "") -> Said:
    return "B", message, Place(field, words)


def warns(message: str, field: str = "", words: str = "") -> Said:
    return "W", message, Place(field, words)


def check(page: Page, site: Site) -> list[Finding]:
    """Return what all rules say of the page, in the order of their numbers."""
    return [
        Finding(name, severity, message, place)
        for name in sorted(RULES)
        for severity, message, place in RULES[name](page, site)
    ]
