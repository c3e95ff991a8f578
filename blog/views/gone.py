"""A page that was taken down says so (410), and what is near."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.discovery.nearest import Near, nearest
from blog.models import Post

OF_THE_TOPIC = 4


def gone(request: HttpRequest, post: Post | None = None) -> HttpResponse:
    """post: what was taken down, if it is known; then its topic says what is near."""
    near = of_the_topic(post) if post else []
    topic = post.category if post and near else None
    context = {"nearest": near or nearest(request.path), "topic": topic}
    return render(request, "410.html", context, status=410)


def of_the_topic(post: Post) -> list[Near]:
    """The pillar and the newest of its topic, as far as search engines may name them."""
    if post.category is None:
        return []
    members = Post.objects.indexable().filter(category=post.category)
    newest = members.articles().values_list("pk", "path", "title")[:OF_THE_TOPIC]
    first = members.filter(pk=post.category.pillar_id).values_list("pk", "path", "title")
    rows = dict.fromkeys([*first, *newest])
    return [Near(path, title) for _pk, path, title in rows][:OF_THE_TOPIC]
