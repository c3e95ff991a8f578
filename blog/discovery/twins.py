"""The Markdown twin of a page: its source as a file, for programs that would rather read that."""

import re
from collections.abc import Iterator
from copy import copy
from urllib.parse import urljoin

from blog.models import Post, SiteSettings
from blog.transfer import front_matter
from blog.transfer.exporter import front_matter_of, hanging_on

from .head import absolute

SUFFIX = ".md"
TYPE = "text/markdown"
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# What stands behind `](`, `[name]: ` and in the attributes of HTML.
TARGET = re.compile(r"""(\]\(<?|^ {0,3}\[[^\]]+\]: *<?|\b(?:href|src)=["'])([^\s)>"']+)""")


def twin_of(post: Post, site: SiteSettings) -> str:
    """Return front matter and text. post: as for_page() reads it.

    As exported, with the address and the author before the rest. What readers cannot see stays
    out: keys that the site does not know, comments, and a next step that is not live.
    """
    post = copy(post)
    if post.next_step and not post.next_step.is_live():
        post.next_step = None
    post.extra = {}
    known = dict(front_matter_of(post, hanging_on(post)))
    names = [author.name for author in site.authors_of(post)]
    first = {"url": absolute(post.path), "author": ", ".join(names) or site.name}
    rest = {key: value for key, value in known.items() if key not in {"author", "authors"}}
    return front_matter.dump(first | rest, without_comments(post.body))


def without_comments(text: str) -> str:
    """HTML comments show on no page, and people write what they like into them."""
    last = text.rfind("-->")  # a beginning without an end is text, and is shown
    kept, position, commenting = [], 0, False
    for line, code in lines_of(text):
        start, position = position, position + len(line)
        at = 0
        while at < len(line) and not (code and not commenting):
            mark = line.find("-->" if commenting else "<!--", at)
            if mark < 0 or (not commenting and start + mark > last):
                break
            if not commenting:
                kept.append(line[at:mark])
            at = mark + (3 if commenting else 4)
            commenting = not commenting
        kept.append("" if commenting else line[at:])
    return "".join(kept)


def with_absolute_links(text: str, page: str) -> str:
    """The text as it can stand in another file. page: the address to which links are relative."""
    return "".join(
        line if code else TARGET.sub(lambda m: m[1] + _joined(page, m[2]), line)
        for line, code in lines_of(text)
    )


def _joined(page: str, target: str) -> str:
    try:
        return urljoin(page, target)
    except ValueError:  # what no browser could follow either
        return target


def lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """Yield (line, whether it is code between fences), each line with its end."""
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = FENCE.match(line)
        yield line, bool(fence or mark)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip(f" \r\n{fence[0]}"):
            fence = ""
