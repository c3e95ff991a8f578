"""Verbs: changes that touch more than one table, each in one transaction."""

from .addresses import change_slug, merge_tags, prune_tags, rename_tag
from .amending import amend, recorded
from .differences import Update, difference, update_between
from .drafts import autosave, create, discard_draft, restore, save_draft
from .drawings import draw, outdated_drawings
from .pictures import finish_picture, picture_changed, put_renditions
from .preflight import Blocked
from .previews import apply_preview
from .questions import propose_questions, set_questions
from .related import relate, unrelated
from .revisions import PASSING, Stale, base_of, document_of, newest, thin
from .rewriting import LeftAlone, held_by_another, newest_of, rewrite_links, stamp_of
from .snapshots import LABELS, Snapshot, proposed_slug, snapshot_of
from .workflow import (
    DAYS_IN_BIN,
    NOTE_LENGTH,
    ask_for_review,
    delete,
    publish,
    purge,
    send_back,
    take_down,
    undelete,
)

__all__ = [
    "DAYS_IN_BIN",
    "LABELS",
    "NOTE_LENGTH",
    "PASSING",
    "Blocked",
    "LeftAlone",
    "Snapshot",
    "Stale",
    "Update",
    "amend",
    "apply_preview",
    "ask_for_review",
    "autosave",
    "base_of",
    "change_slug",
    "create",
    "delete",
    "difference",
    "discard_draft",
    "document_of",
    "draw",
    "finish_picture",
    "held_by_another",
    "merge_tags",
    "newest",
    "newest_of",
    "outdated_drawings",
    "picture_changed",
    "propose_questions",
    "proposed_slug",
    "prune_tags",
    "publish",
    "purge",
    "put_renditions",
    "recorded",
    "relate",
    "rename_tag",
    "restore",
    "rewrite_links",
    "save_draft",
    "send_back",
    "set_questions",
    "snapshot_of",
    "stamp_of",
    "take_down",
    "thin",
    "undelete",
    "unrelated",
    "update_between",
]
