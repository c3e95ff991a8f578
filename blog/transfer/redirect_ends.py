"""Where the rows of a file lead in the end: through each other, and through what there is."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from blog.models import Post, Redirect
from blog.models.following import MOST_HOPS, SECTION, answers, read_path, sections_of
from blog.models.redirect import MOST_RULES

if TYPE_CHECKING:
    from .redirects import Line

AT_ONCE = 500
T = TypeVar("T")
LISTS = ("/topics/", "/tags/", "/authors/")


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def present(paths: Iterable[str]) -> dict[str, Redirect]:
    """Return the redirects that there are from these paths."""
    found: dict[str, Redirect] = {}
    for batch in batches(paths):
        rows = Redirect.objects.filter(from_path__in=batch).select_related("to_post")
        rows = rows.defer("to_post__body", "to_post__body_html")
        found |= {row.from_path: row for row in rows}
    return found


def posts_at(paths: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Return {path: (the key of its post, whether it is live)}."""
    found: dict[str, tuple[int, bool]] = {}
    for batch in batches(paths):
        there = Post.objects.filter(path__in=batch)
        live = set(Post.objects.published().filter(path__in=batch).values_list("pk", flat=True))
        found |= {path: (pk, pk in live) for path, pk in there.values_list("path", "pk")}
    return found


def settle(by_old: dict[str, "Line"]) -> None:
    """Give each row its end, or refuse it: a page stands there, or it leads in a circle."""
    rules = {row.from_path: row.to_url for row in Redirect.objects.rules()}
    own = {old: line for old, line in by_old.items() if line.is_rule}
    for line in list(own.values())[max(0, MOST_RULES - len(rules.keys() - own.keys())) :]:
        line.refuse("from", f"There may be {MOST_RULES} rules in all.")
    occupied = posts_at(old for old in by_old if old not in own)
    for old, line in by_old.items():
        _, live = occupied.get(old, (0, False))
        if live or (old.startswith(LISTS) and old not in own and answers(old)):
            line.refuse("from", "A live page has this address.")
    Ends(by_old).settle()
    rules |= {old: line.new for old, line in own.items() if not line.state}
    if rules:
        refuse_circles(by_old, rules)


class Ends:
    """The walk from each target to its end, each piece of the way walked once."""

    def __init__(self, by_old: dict[str, "Line"]) -> None:
        self.lines = {old: line for old, line in by_old.items() if not line.state}
        self.plain = {old: line for old, line in self.lines.items() if not line.is_rule}
        aims = {read_path(line.new) for line in self.lines.values() if line.new[:1] == "/"}
        self.posts = posts_at(aims)
        self.known = present(aims - self.plain.keys())
        for _ in range(MOST_HOPS):  # stored redirects are one hop, but for a few
            more = {read_path(row.to_url) for row in self.known.values() if row.to_url[:1] == "/"}
            more -= self.known.keys() | self.plain.keys()
            found = present(more)
            if not found:
                break
            self.known |= found
        self.ends: dict[str, tuple[int | None, str] | None] = {}  # None: a circle

    def settle(self) -> None:
        for line in self.lines.values():
            if not line.new.startswith("/") or line.new.endswith(SECTION):
                continue
            path = read_path(line.new)
            end = self.end(path)
            if end is None or end[1] == line.old:
                line.refuse("to", "This would lead back to where it started, or round in a circle.")
            elif path == line.new:  # with a ? or # behind it, it stays as it is written
                self.flatten(line, *end)

    def flatten(self, line: "Line", post: int | None, target: str) -> None:
        if target != line.new:
            through = self.plain.get(line.new)
            where = f"Line {through.number}" if through else f"{line.new} is an old address: it"
            line.reason = f"{where} leads on; this will lead there at once."
        line.to_post, line.new = post, target
        line.kind = "301" if target else "410"

    def end(self, path: str) -> tuple[int | None, str] | None:
        """Return (post, address) at the end of the way, or None for a circle."""
        trail: list[str] = []
        on_trail: set[str] = set()
        end: tuple[int | None, str] | None = None
        while True:
            if path in self.ends:
                end = self.ends[path]
                break
            if path in on_trail:
                end = None
                break
            trail.append(path)
            on_trail.add(path)
            step = self.step(path)
            if step is None:
                end = self.at(path)
                break
            post, url = step
            if post or not url.startswith("/"):
                end = (post, url)
                break
            path = read_path(url)
        self.ends |= dict.fromkeys(trail, end)
        return end

    def at(self, path: str) -> tuple[int | None, str]:
        post, _ = self.posts.get(path, (None, False))
        return post, path

    def step(self, path: str) -> tuple[int | None, str] | None:
        """Return where this address leads, or None if it leads nowhere."""
        if (line := self.plain.get(path)) and not line.state:
            return None, line.new
        if row := self.known.get(path):
            return row.to_post_id, row.target
        return None


def refuse_circles(by_old: dict[str, "Line"], rules: dict[str, str]) -> None:
    """Refuse what a rule would lead back, and rules that lead into themselves."""
    for line in by_old.values():
        if line.state or line.to_post or not line.new.startswith("/"):
            continue
        start = line.old.removesuffix(SECTION)
        path = read_path(onward(line.old, line.new, f"{start}/-" if line.is_rule else start))
        for _ in range(MOST_HOPS):
            covering = next((rule for rule in sections_of(path) if rule in rules), "")
            exact = by_old.get(path)
            if covers(line, path) and not answers(path):
                line.refuse("to", "This would lead back to where it started.")
                break
            if exact and not exact.state and not exact.is_rule:
                path = read_path(exact.new) if exact.new[:1] == "/" else ""
            elif covering and rules[covering][:1] == "/" and covering != line.old:
                path = read_path(onward(covering, rules[covering], path))
            else:
                break


def covers(line: "Line", path: str) -> bool:
    section = line.old.removesuffix(SECTION)
    return path == section or (line.is_rule and path.startswith(f"{section}/"))


def onward(rule: str, target: str, path: str) -> str:
    return Redirect(from_path=rule, to_url=target).leads(path)
