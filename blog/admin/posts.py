from django.contrib import admin
from django.urls import URLPattern

from blog.models import Post

from . import acts, addresses, compare, history, previews
from .edit import EditPost
from .post_list import PostList


@admin.register(Post)
class PostAdmin(EditPost, PostList):
    """The list of posts, and the form of one; what else is done to posts has its own files."""

    def get_urls(self) -> list[URLPattern]:
        parts = (history, compare, acts, addresses, previews)
        return [*(url for part in parts for url in part.urls(self)), *super().get_urls()]

    def view_on_site(self, post: Post) -> str | None:
        return post.path if post.is_live() else None
