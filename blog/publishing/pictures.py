from django.db.models import Q

from blog.models import Image, Post
from blog.models.picture_uses import texts_that_may_name
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge
from blog.rendering import RenderError, render_many
from blog.renditions import Rendition

from . import links


def finish_picture(image: Image) -> int:
    """Make the colour and the renditions of a picture, and let the texts show them.

    Returns how many renditions there are now. Takes a second or more: for the background.
    Raises pictures.PictureError for a damaged file, OSError for one that is not there.
    """
    put_renditions(image, *image.make_renditions())
    return len(image.renditions)


def put_renditions(image: Image, colour: str, made: list[Rendition]) -> None:
    if image.store_renditions(colour, made):
        purge(changed_rows.of_picture(image.pk))
        picture_changed(image)


def picture_changed(image: Image) -> int:
    """Render again the posts whose texts show the picture; return how many.

    A text that cannot be rendered keeps its HTML; `rerender --all` names it.
    """
    folder = image.source.rpartition("/")[0]
    # `cover.jpg` in the text of the post at /blog/x has the source /blog/x/cover.jpg.
    may_show = texts_that_may_name([image], "body__contains") | Q(first_path=folder)
    posts = Post.objects.filter(may_show)
    texts = [(post.body, post.rendering_context()) for post in posts]
    done = []
    for post, rendered in zip(posts, render_many(texts), strict=True):
        if not isinstance(rendered, RenderError):
            post.accept(rendered)
            post.store_rendering()
            done.append(post.pk)
    links.changed(done)  # a picture that is a link says its words
    return len(done)
