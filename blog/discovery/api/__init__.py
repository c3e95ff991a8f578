"""The read API: the public pages as JSON for programs. openapi.json is its contract."""

from .views import contract, one_post, post_list, search_posts

__all__ = ["contract", "one_post", "post_list", "search_posts"]
