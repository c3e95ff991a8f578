"""What is indexed of a post: what its page says, from the rows that readers see.

A draft of a live post is a revision, and no row of these: none of its words gets here.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blog.models import FAQEntry, Post, TaggedPost
from blog.rendering.sanitize import parse
from blog.rendering.tidy import visible_text

from .words import Language, words_of

VERSION = "2"  # raise it when the same rows would be indexed otherwise; `reindex` renews the rest
MOST_TEXT = 600_000  # characters that are kept for snippets
# How many words of each weight, and characters of them, are indexed. In all they stay below the
# 1 MB of a tsvector, whatever the text says: a save must not fail for what is found by it.
LIMITS = {
    "title": (200, 4_000),
    "labels": (5_000, 32_000),
    "questions": (10_000, 64_000),
    "body": (80_000, 400_000),
}


@dataclass
class Document:
    """title, labels, questions, body: words as they are compared, from heavy to light.

    text: for snippets, a line a block. spoken: the words as people write them.
    """

    post: int
    title: list[str]
    labels: list[str]
    questions: list[str]
    body: list[str]
    text: str
    spoken: set[str]
    digest: str


def documents(posts: Iterable[int], language: Language) -> Iterator[Document]:
    """Yield a document for each of these posts that is there. Three queries for all."""
    rows = Post.objects.filter(pk__in=posts).order_by("pk")
    tags: dict[int, list[str]] = {}
    for pk, name in TaggedPost.objects.filter(content_object__in=posts).values_list(
        "content_object", "tag__name"
    ):
        tags.setdefault(pk, []).append(name)
    entries: dict[int, list[FAQEntry]] = {}
    for entry in FAQEntry.objects.filter(post__in=posts, post__faq=True):
        entries.setdefault(entry.post_id, []).append(entry)
    for post in rows.only("title", "description", "body_html", "headings", "faq"):
        yield document_of(post, tags.get(post.pk, []), entries.get(post.pk, []), language)


def document_of(
    post: Post, tags: list[str], entries: list[FAQEntry], language: Language
) -> Document:
    body = text_of(post.body_html)
    labels = [*(heading["text"] for heading in post.headings), *tags]
    answers = {entry: text_of(entry.answer_html) for entry in entries}
    questions = [post.description]
    questions += [f"{entry.question} {answer}" for entry, answer in answers.items()]
    shown = [f"{e.question} {answer}" for e, answer in answers.items() if not e.inline]
    parts = {
        "title": post.title,
        "labels": "\n".join(labels),
        "questions": "\n".join(questions),
        "body": body,
    }
    words = {name: list(words_of(text)) for name, text in parts.items()}
    known = "\0".join([VERSION, language.code, *parts.values(), *shown])
    return Document(
        post=post.pk,
        **{
            name: limited([language.stem(word) for word in said], *LIMITS[name])
            for name, said in words.items()
        },
        text="\n".join([body, *shown])[:MOST_TEXT],
        spoken=set().union(*words.values()),
        digest=hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def text_of(html: str) -> str:
    """Return what a reader sees, without the signs that links to headings and notes are."""
    if not html:
        return ""
    root = parse(html)
    for sign in root.xpath(".//a[@class='anchor' or @class='footnote-backref']"):
        sign.text = ""
    return visible_text(root)


def limited(words: list[str], most: int, characters: int) -> list[str]:
    words = words[:most]
    if sum(map(len, words)) + len(words) <= characters:
        return words
    room, kept = characters, []
    for word in words:
        room -= len(word.encode()) + 1
        if room < 0:
            break
        kept.append(word)
    return kept
