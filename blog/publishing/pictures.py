from django.db.models import Q

from blog.models import Image, Post
from blog.models.picture_uses import texts_that_may_name
from blog.rendering import RenderError, render_many


def picture_changed(image: Image) -> int:
    """Render again the posts whose texts show the picture; return how many.

    A text that cannot be rendered keeps its HTML; `rerender --all` names it.
    """
    folder = image.source.rpartition("/")[0]
    # `cover.jpg` in the text of the post at /blog/x has the source /blog/x/cover.jpg.
    may_show = texts_that_may_name([image], "body__contains") | Q(first_path=folder)
    posts = Post.objects.filter(may_show)
    texts = [(post.body, post.rendering_context()) for post in posts]
    done = 0
    for post, rendered in zip(posts, render_many(texts), strict=True):
        if not isinstance(rendered, RenderError):
            post.accept(rendered)
            post.store_rendering()
            done += 1
    return done
