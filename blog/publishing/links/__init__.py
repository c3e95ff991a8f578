"""The ledger of links inside: each is a row, written with the page that it stands on."""

from .rows import changed, forget, moved, refresh

__all__ = ["changed", "forget", "moved", "refresh"]
