"""All that the preflight says of one post, and the one gate before readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from blog import preflight, rendering
from blog.models import Author, Dismissal, FAQEntry, Post, SiteSettings
from blog.models.faq import MAX_ENTRIES
from blog.preflight import Finding
from blog.rendering import bounded

from ..parts import Parts
from ..previews import apply_preview
from ..revisions import document_of
from ..snapshots import Snapshot
from .page import page_of
from .surroundings import surroundings_of


@dataclass(frozen=True)
class Report:
    """dismissals: by rule, those too whose rule finds nothing any more."""

    findings: list[Finding]
    dismissals: dict[str, Dismissal]

    @property
    def blocks(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        """What is open: nobody has dismissed it."""
        return [f for f in self.findings if not f.blocks and f.id not in self.dismissals]

    @property
    def open(self) -> list[tuple[str, list[Finding]]]:
        """The warnings by their rule, as they are dismissed."""
        return [(rule, list(each)) for rule, each in groupby(self.warnings, lambda f: f.id)]

    @property
    def dismissed(self) -> list[tuple[Dismissal, list[Finding]]]:
        """What was dismissed and is still so."""
        found = [
            (row, [f for f in self.findings if not f.blocks and f.id == rule])
            for rule, row in self.dismissals.items()
        ]
        return [(row, findings) for row, findings in found if findings]


class Blocked(ValidationError):
    """Not fit for readers yet. As an error it stands at the fields where the findings are."""

    def __init__(self, findings: list[Finding]) -> None:
        said: dict[str, list[str]] = {}
        for finding in findings:
            said.setdefault(FIELDS.get(finding.place.field, NON_FIELD_ERRORS), []).append(
                finding.message
            )
        super().__init__(said)
        self.findings = findings


# Fields of a post that the rules name; what they find elsewhere is said of the whole.
FIELDS = {
    name: name
    for name in "title slug body description image image_alt category faq next_step seo_title"
    " date_published date_modified".split()
} | {"questions": "body", "authors": NON_FIELD_ERRORS}


def of_page(post: Post) -> Report:
    """Of a post as the rows say it is. Some 20 queries, whatever there is."""
    entries = list(post.faq_entries.all())
    authors = [line.author for line in post.bylines.select_related("author")]
    return _report(post, entries, authors)


def of_draft(post: Post) -> Report:
    """Of a post as it would be if its newest draft were published. Renders it.

    Changes the post in hand. Raises rendering.RenderError.
    """
    return of_typed(post, document_of(post)) if post.has_draft else of_page(post)


def of_typed(post: Post, snapshot: Snapshot) -> Report:
    """Of a post as somebody types it, valid or not. Renders it, unless that was just done.

    Changes the post in hand. Raises rendering.RenderError.
    """
    with bounded.one_save():
        apply_preview(post, snapshot)
        if not post.was_public() and (slug := snapshot.get("slug")):
            post.slug = slug
            post.path = post.make_path()
        entries = list(_rendered(snapshot.get("questions", [])[:MAX_ENTRIES]))
    return _report(post, entries, post.preview_authors)  # type: ignore[attr-defined]


def _rendered(said: Iterable[dict]) -> Iterable[FAQEntry]:
    for entry in said:
        row = FAQEntry(
            question=entry["question"], answer=entry["answer"], inline=bool(entry.get("inline"))
        )
        try:
            row.render()
        except rendering.RenderError:
            row.answer_html = ""
        yield row


def refuse_what_blocks(post: Post, parts: Parts) -> None:
    """The gate: a post in hand, filled and rendered, goes no further while something blocks.

    Raises Blocked.
    """
    if blocks := _report(post, parts.questions, parts.authors).blocks:
        raise Blocked(blocks)


def _report(post: Post, entries: list[FAQEntry], authors: list[Author]) -> Report:
    site = SiteSettings.load()
    page = page_of(post, entries, authors, site, timezone.localtime())
    findings = preflight.check(page, surroundings_of(post, page, site))
    rows = Dismissal.objects.filter(post=post).select_related("by") if post.pk else []
    return Report(findings, {row.rule: row for row in rows})
