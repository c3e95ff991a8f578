"""What the links of the whole site make of each page: one pass over all, never in a request."""

from .writing import measure

__all__ = ["measure"]
