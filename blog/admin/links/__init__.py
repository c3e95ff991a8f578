"""The ledger of links at the desk: the report, pages by their links, and every link."""

from . import external, pages, sentences

__all__ = ["external", "pages", "sentences"]
