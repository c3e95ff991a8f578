"""Which links a text lacks, both ways: proposed while it is written, and never made by itself."""

from .gathering import Suggested, suggested

__all__ = ["Suggested", "suggested"]
