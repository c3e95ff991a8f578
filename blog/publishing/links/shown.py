"""What readers get of a text: without its links to pages that are not written yet.

It is stored, and follows the rows of links: no reader's request asks where a link leads.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import prefetch_related_objects

from blog import rendering
from blog.linkgraph import find_links
from blog.models import FAQEntry, Link, Post
from blog.models.fields import LinkingModel
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge

from .ends import ends_of, is_unwritten
from .pages import shown_questions

AT_ONCE = 50  # posts that are held in memory
Hrefs = Mapping[int, Collection[str]]


def hrefs_of(rows: Iterable[Link]) -> set[str]:
    """The hrefs of a page that lead to what is not written; one leads to one place there."""
    return {row.href for row in rows if row.unwritten}


def show(posts: Iterable[Post], hrefs: Hrefs) -> int:
    """Store what readers get of these posts; return how many texts changed. Two queries at most.

    hrefs: {key of the post: its links that are none for them}.
    """
    changed: dict[type[LinkingModel], list] = {Post: [], FAQEntry: []}
    for post in posts:
        for text in (post, *shown_questions(post)):
            if take_out(text, hrefs[post.pk]):
                changed[type(text)].append(text)
    for model, texts in changed.items():
        model._base_manager.bulk_update(texts, ["public_html"], batch_size=AT_ONCE)
    pks = {row.pk for row in changed[Post]} | {row.post_id for row in changed[FAQEntry]}
    purge(changed_rows.of_texts(pks))
    return sum(map(len, changed.values()))


def take_out(text: LinkingModel, hrefs: Collection[str]) -> bool:
    """Let the row in hand say what readers get; return whether that is new."""
    html, before = text.linked_html, text.public_html
    shown = rendering.unlink(html, hrefs) if hrefs else html
    text.public_html = "" if shown == html else shown
    return text.public_html != before


def as_readers_will_get(post: Post, entries: Iterable[FAQEntry]) -> None:
    """The same for a post in hand that is not stored so. Three queries or so."""
    texts: list[LinkingModel] = [post, *entries]
    found = [link.href for text in texts for link in find_links(text.linked_html)]
    if not found:
        return
    ends = ends_of((href, post.path) for href in found)
    hrefs = {
        href
        for href, (read, target) in zip(found, ends, strict=True)
        if is_unwritten(read.path, target)
    }
    for text in texts:
        take_out(text, hrefs)


def show_again(pages: Collection[int]) -> None:
    """The same for the posts of these pages, by what the rows say now."""
    keys = sorted(pages)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        hrefs: dict[int, set[str]] = defaultdict(set)
        rows = Link.objects.unwritten().filter(source__in=some)
        for post, href in rows.values_list("source__post", "href"):
            hrefs[post].add(href)
        of_pages = Post.objects.filter(site_page__in=some)
        posts = list(of_pages.only("body_html", "public_html", "faq"))
        prefetch_related_objects([post for post in posts if post.faq], "faq_entries")
        show(posts, hrefs)
