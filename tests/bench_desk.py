"""The desk's part of `make bench`: what its pages ask and cost among thousands of rows.

Called by bench.py, on an empty database. Times are of the whole request, in this process.
"""

import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from blog.models import (
    Author,
    Byline,
    Category,
    FAQEntry,
    Image,
    Post,
    Revision,
    Tag,
    TaggedPost,
)
from blog.publishing import snapshot_of

POSTS, TAGS, PICTURES = 5_000, 2_000, 10_000
REVISIONS, QUESTIONS = 50, 20
LIST = "/admin/blog/post/"
PAGES = {
    "the dashboard": "/admin/",
    "the calendar": f"{LIST}calendar/",
    "the list of posts": LIST,
    "  its last page": f"{LIST}?p=100",
    "  filtered by state": f"{LIST}?state=published",
    "  by topic, tag and author": f"{LIST}?topic=topic&tag=tag+1&author=author",
    "  without description": f"{LIST}?lacks=description",
    "  search: a common word": f"{LIST}?q=link",
    "  search: a word nobody wrote": f"{LIST}?q=xylophone",
    "the form of a new post": f"{LIST}add/",
    "the library of pictures": "/admin/blog/image/",
    "the list of tags": "/admin/blog/tag/",
    "the list of topics": "/admin/blog/category/",
    "the list of authors": "/admin/blog/author/",
}


def measure_desk(body: str, timed: Any, row: Any) -> None:
    """body: the sample article. timed, row: see bench.py."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        measure(body, timed, row)


def measure(body: str, timed: Any, row: Any) -> None:
    user = get_user_model().objects.create_superuser("bench", password=None)
    client = Client(headers={"host": settings.SITE_HOST})
    client.force_login(user)
    post = an_article(body, user)
    pages = {**PAGES, "the form of the article": f"{LIST}{post.pk}/change/"}
    fill(body, user, 50, 50, 50)
    few = {name: queries_of(client, address) for name, address in pages.items()}
    fill(body, user, POSTS, TAGS, PICTURES)
    print(
        f"The desk: an article with {REVISIONS} revisions and {QUESTIONS} questions among"
        f" {POSTS:,} posts, {TAGS:,} tags, {PICTURES:,} pictures"
    )
    for name, address in pages.items():
        many = queries_of(client, address)
        same = "as with 50" if many == few[name] else f"with 50: {few[name]}"
        took = timed(lambda address=address: client.get(address), 5)
        row(name, f"{took:.0f} ms", f"{many} queries, {same}; aim: under 200 ms")
    measure_preview(client, post, timed, row)
    print()


def measure_preview(client: Client, post: Post, timed: Any, row: Any) -> None:
    try:
        address = reverse("admin:blog_post_preview")
    except NoReverseMatch:
        row("preview of the sample article", "none", "the form has no preview here")
        return
    data = as_form(post)
    edits = iter(range(10_000))

    def preview() -> None:
        data["body"] = f"{post.body}\n\nEdit {next(edits)}."
        response = client.post(address, data)
        assert response.status_code == 200, response.status_code

    row("preview of the sample article", f"{timed(preview):.0f} ms", "aim: under 100 ms")


def as_form(post: Post) -> dict[str, Any]:
    """Return what the form sends of the article."""
    data: dict[str, Any] = {"post": post.pk, "kind": post.kind, "faq": "on"}
    data |= {name: getattr(post, name) for name in ("title", "body", "description", "slug")}
    questions = list(post.faq_entries.all())
    data |= {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0}
    for n, entry in enumerate(questions):
        data |= {f"questions-{n}-question": entry.question, f"questions-{n}-answer": entry.answer}
        data[f"questions-{n}-ORDER"] = n + 1
    return data


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return len(queries)


def an_article(body: str, user: Any) -> Post:
    post = Post.objects.create(
        slug="article",
        title="The article",
        body=body,
        status="published",
        faq=True,
        created_by=user,
    )
    for n in range(QUESTIONS):
        FAQEntry.objects.create(post=post, question=f"Question {n}?", answer="Yes.", order=n)
    snapshot = snapshot_of(post)
    Revision.objects.bulk_create(
        Revision(post=post, number=n, kind="saved", snapshot=snapshot, at=timezone.now(), by=user)
        for n in range(1, REVISIONS + 1)
    )
    return post


def fill(body: str, user: Any, posts: int, tags: int, pictures: int) -> None:
    """As many rows in all, some of each state, with topics, tags, authors and pictures."""
    chance = random.Random(7)
    now = timezone.now()
    have = Tag.objects.count()
    Tag.objects.bulk_create(Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(have, tags))
    have = Image.objects.count()
    Image.objects.bulk_create(
        Image(
            file=f"pictures/p-{n}.webp",
            source=f"/media/pictures/p-{n}.webp",
            alt=f"Picture {n}" if n % 9 else "",
            width=1200,
            height=800,
            sha256=f"{n:064x}",
        )
        for n in range(have, pictures)
    )
    have = Category.objects.count()
    for n in range(have, min(posts, 60)):
        Category.objects.create(slug=f"topic-{n}", name=f"Topic {n}")
        Author.objects.create(slug=f"author-{n}", name=f"Author {n}")
    topics, authors = list(Category.objects.all()), list(Author.objects.all())
    images, names = list(Image.objects.only("pk")), list(Tag.objects.all())
    new = []
    for n in range(Post.objects.count(), posts):
        status = "draft" if n % 10 == 0 else "published"
        days = chance.randrange(-30, 1500)
        at = now - timedelta(days=days) if status == "published" else None
        slug = f"post-{n}"
        new.append(
            Post(
                slug=slug,
                path=f"/blog/{slug}",
                first_path=f"/blog/{slug}",
                title=f"Post number {n} about links",
                body=body,
                word_count=2000,
                status=status,
                date_published=at,
                date_modified=at,
                first_public=at if at and at <= now else None,
                category=chance.choice(topics),
                image=chance.choice(images) if n % 4 else None,
                description="What it answers." if n % 7 else "",
                has_draft=status == "published" and n % 50 == 1,
                review_asked=now if n % 70 == 0 else None,
                created_by=user,
            )
        )
    made = Post.objects.bulk_create(new, batch_size=200)
    Byline.objects.bulk_create(Byline(post=p, author=chance.choice(authors)) for p in made)
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object=p, tag=tag) for p in made for tag in chance.sample(names, 4)
    )
    Revision.objects.bulk_create(
        (
            Revision(post=p, number=1, kind="saved", snapshot={"title": p.title}, at=now, by=user)
            for p in made
        ),
        batch_size=500,
    )
