"""What the rules of blog.preflight say of a post: as it stands, as it would be, as it is typed."""

from .dismissals import dismiss, undo_dismissal
from .report import Blocked, Report, of_draft, of_page, of_typed, refuse_what_blocks

__all__ = [
    "Blocked",
    "Report",
    "dismiss",
    "of_draft",
    "of_page",
    "of_typed",
    "refuse_what_blocks",
    "undo_dismissal",
]
