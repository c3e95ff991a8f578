"""llms.txt, the contents of the site for language models, and llms-full.txt, its texts."""

from collections.abc import Iterator
from itertools import accumulate
from operator import attrgetter

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import Author, Category, Post, SiteSettings
from blog.models.post_queryset import PostQuerySet
from blog.pagecache import depends_on

from .head import absolute
from .twins import SUFFIX, twin_of, with_absolute_links

# It is read whole, by those who pay for each word: all of most sites; of a large one the newest
# posts, and of each other kind what changed last.
MOST_POSTS = 500
MOST_OF_A_KIND = 250  # guides, services, pages
MOST_AUTHORS = 50
FULL_LIMIT = 2_000_000  # bytes
TEXT = "text/plain; charset=utf-8"
SHOWN = "title path description kind category chapter date_published".split()

Section = tuple[str, list[Post]]  # heading, pages


@require_safe
def llms_txt(request: HttpRequest) -> HttpResponse:
    depends_on(request, "site", "llms", "authors")
    site = SiteSettings.load()
    lines = [f"# {site.name}", ""]
    if site.description:
        lines += [f"> {site.description}", ""]
    for heading, posts in sections():
        lines += [f"## {heading}", "", *map(line_of, posts), ""]
    everything = f"- [Every page]({absolute(reverse('blog:sitemap'))})"
    lines += ["## Optional", "", *map(author_line, authors()), everything, ""]
    return answer("\n".join(lines))


@require_safe
def llms_full(request: HttpRequest) -> HttpResponse:
    depends_on(request, "site", "llms", "texts")
    parts: list[bytes] = []
    room = FULL_LIMIT
    for text in texts(SiteSettings.load()):
        rule = "---\n\n" if parts else ""
        part = f"{rule}{text.rstrip()}\n\n".encode()
        room -= len(part)
        if room < 0:
            parts.append(f"---\n\nCut here: {absolute('/llms.txt')} lists the rest.\n".encode())
            break
        parts.append(part)
    return answer(b"".join(parts))


def answer(text: str | bytes) -> HttpResponse:
    response = HttpResponse(text, content_type=TEXT)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def texts(site: SiteSettings) -> Iterator[str]:
    """Yield the twins in the order of llms.txt, of those that have room."""
    posts = [post.pk for _heading, posts in sections() for post in posts]
    sizes = dict(Post.objects.filter(pk__in=posts).values_list("pk", Length("body")))
    up_to = accumulate(sizes.get(pk, 0) for pk in posts)
    wanted = [pk for pk, size in zip(posts, up_to, strict=True) if size <= FULL_LIMIT]
    rows = Post.objects.for_page().in_bulk(wanted)
    for whole in filter(None, map(rows.get, wanted)):
        yield with_absolute_links(twin_of(whole, site), absolute(whole.path))


def sections() -> list[Section]:
    """Topics in their order, each with pillar, guides and posts, the newest first; what has no
    topic; services; pages. Five queries.
    """
    live = Post.objects.indexable().only(*SHOWN)
    guides = sorted(changed_last(live, Post.Kind.GUIDE), key=attrgetter("chapter_key"))
    articles = guides + list(live.filter(kind=Post.Kind.POST)[:MOST_POSTS])
    found: list[Section] = []
    for topic in Category.objects.select_related("pillar"):
        pillar = topic.live_pillar
        opening = [pillar] if pillar and pillar.is_indexable() else []
        of_topic = [p for p in articles if p.category_id == topic.pk and p != pillar]
        found.append((topic.name, opening + of_topic))
    found.append(("Blog", [post for post in articles if post.category_id is None]))
    for kind, heading in ((Post.Kind.SERVICE, "Services"), (Post.Kind.PAGE, "Pages")):
        found.append((heading, sorted(changed_last(live, kind), key=attrgetter("title", "pk"))))
    return [(heading, posts) for heading, posts in found if posts]


def changed_last(posts: PostQuerySet, kind: str) -> PostQuerySet:
    """Those of this kind, up to a limit: an index has them in this order, and in no other."""
    return posts.filter(kind=kind).changed().order_by("-date_modified", "-pk")[:MOST_OF_A_KIND]


def authors() -> list[Author]:
    """Those with a text. For a mere EXISTS PostgreSQL would go through all texts of all."""
    signed = Post.objects.indexable().articles().order_by().filter(bylines__author=OuterRef("pk"))
    rows = Author.objects.alias(one=Subquery(signed.values("pk")[:1])).filter(one__isnull=False)
    return list(rows.order_by("name", "pk")[:MOST_AUTHORS])


def line_of(post: Post) -> str:
    said = f": {post.description}" if post.description else ""
    return f"- [{escaped(post.title)}]({absolute(post.path)}{SUFFIX}){said}"


def author_line(author: Author) -> str:
    said = f": {author.role}" if author.role else ""
    return f"- [{escaped(author.name)}]({absolute(author.get_absolute_url())}){said}"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
