"""The rows that a page should have, read from its HTML."""

from collections.abc import Iterable

from blog.linkgraph import FoundLink, Target, find_links, is_followed
from blog.models import Link, Post, SitePage
from blog.models.link import MAX_PATH

from .ends import ends_of, is_unwritten
from .pages import pages_at, shown_questions
from .shapes import Shapes

NEXT_STEP = "_next-step"  # the section of that link
WRITTEN = (
    "href kind path fragment target_id url anchor image sentence section shape placement rel"
    " followed notes status hops unwritten"
).split()
RESOLVED = "kind path fragment target url shape notes status hops unwritten".split()


def rows_of(posts: Iterable[Post], pages: dict[int, SitePage]) -> dict[int, list[Link]]:
    """Return the rows that the posts should have, unsaved: {key of the post: [Link]}."""
    rows: dict[int, list[Link]] = {post.pk: [] for post in posts}
    found = [(post, link) for post in posts for link in links_of(post)]
    if not found:
        return rows
    ends = ends_of((link.href, post.path) for post, link in found)
    shapes = Shapes(target.path for _, target in ends)
    page_at = pages_at(target for _, target in ends)
    for (post, link), (href, target) in zip(found, ends, strict=True):
        row = row_of(pages[post.pk], link)
        point(row, href.path, target, page_at, shapes)
        rows[post.pk].append(row)
    return rows


def links_of(post: Post) -> list[FoundLink]:
    """In the order of the page: the text, the questions that it shows, the next step."""
    html = [post.body_html]
    html += (entry.answer_html for entry in shown_questions(post))
    found = [link for part in html for link in find_links(part)]
    if post.next_step:
        words = post.next_step_text or post.next_step.title
        found.append(
            FoundLink(
                position=0,
                href=post.next_step.path,
                anchor=words,
                image=False,
                sentence=words,
                placement="body",
                rel=(),
                in_heading=False,
                section=NEXT_STEP,
            )
        )
    return found


def row_of(source: SitePage, link: FoundLink) -> Link:
    return Link(
        source=source,
        href=link.href,
        anchor=link.anchor[:500],
        sentence=link.sentence[:500],
        section=link.section[:255],
        placement=link.placement,
        rel=list(link.rel),
        followed=is_followed(link.rel),
        image=link.image,
    )


def point(
    row: Link, path: str, target: Target, page_at: dict[str, SitePage], shapes: Shapes
) -> None:
    """Let the row say where it leads, and how its words look beside that. path: that it names."""
    row.kind, row.status, row.hops = target.kind, target.status, target.hops
    row.path, row.fragment = path[:MAX_PATH], target.fragment[:255]
    row.target = page_at.get(target.path or "")
    row.url = "" if target.path else target.url
    row.notes = list(target.notes)
    row.unwritten = is_unwritten(path, target)
    row.shape = ""
    if row.kind in {"internal", "external"}:
        row.shape = shapes.of(row.anchor, target.path, image=row.image)


def said(row: Link) -> tuple:
    """All that a row says, to compare it with another."""
    values = (getattr(row, name) for name in WRITTEN)
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)
