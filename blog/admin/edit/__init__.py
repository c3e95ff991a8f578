"""The form in which a post is written, and what it asks the server while it is open."""

from ..access import PostAccess
from .endpoints import Endpoints
from .view import EditView


class EditPost(PostAccess, Endpoints, EditView):
    """What PostAdmin is when one post is open."""


__all__ = ["EditPost"]
