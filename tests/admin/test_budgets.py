"""Every page of the desk asks the database as often with 50 rows as with 5."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog import afterwards
from blog.models import FAQEntry, Image, Post, Revision
from tests.build import make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/blog/post/"
PAGES = {
    "the dashboard": "/admin/",
    "the calendar": f"{LIST}calendar/",
    "the list of posts": LIST,
    "the second page of the list": f"{LIST}?p=1",
    "a search": f"{LIST}?q=post",
    "a state": f"{LIST}?state=published",
    "a topic, a tag and an author": f"{LIST}?topic=topic&tag=shared&author=author",
    "what is missing": f"{LIST}?lacks=description",
    "a new post": f"{LIST}add/",
    "Markdown": f"{LIST}markdown/",
    "the import": f"{LIST}import/",
}


def fill(user, up_to):
    image = Image.objects.first() or make_image()
    with afterwards.once():
        for n in range(Post.objects.filter(slug__startswith="post-").count(), up_to):
            post = make_post(
                f"post-{n}",
                category=make_category(f"topic-{n}"),
                tags=["shared", f"tag {n}"],
                authors=[make_author(f"author-{n}", user=user if n == 0 else None)],
                image=image,
                date_published=timezone.now().replace(day=1 + n % 28),
                has_draft=bool(n % 2),
                review_asked=timezone.now() if n % 3 == 0 else None,
                review_by=user,
                created_by=user,
            )
            for number in (1, 2):
                post.revisions.create(
                    number=number, kind="saved", snapshot={}, at=timezone.now(), by=user
                )
            make_post(f"draft-{n}", status="draft", created_by=user)


def test_a_page_of_the_desk_asks_as_often_however_many_rows_there_are(client):
    author, editor = make_person("ana", "Author"), make_person("eve", "Editor")
    asked = []
    for rows in (6, 55):
        fill(author, rows)
        counts = {}
        for user in (author, editor):
            client.force_login(user)
            for name, address in PAGES.items():
                if user == author and name == "the import":
                    continue
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200, name
                counts[f"{name}, {user}"] = len(queries)
        asked.append(counts)
    assert asked[0] == asked[1]
    # A section shows six lines however many there are: only the number itself tells one by one.
    assert asked[0]["the dashboard, eve"] <= 22
    assert asked[0]["the list of posts, eve"] <= 12


def test_the_form_of_a_post_asks_as_often_with_all_that_can_hang_on_it(client):
    """50 revisions and 20 questions, and many rows around it."""
    user = make_person("eve", "Editor")
    client.force_login(user)
    counts = []
    for rows, hanging in ((6, 2), (30, 20)):
        fill(user, rows)
        post = Post.objects.get(slug="post-0")
        for n in range(post.faq_entries.count(), hanging):
            FAQEntry.objects.create(post=post, question=f"Question {n}?", answer="Yes.")
        Revision.objects.bulk_create(
            Revision(post=post, number=n, kind="saved", snapshot={}, at=timezone.now(), by=user)
            for n in range(post.revisions.count() + 1, int(hanging * 2.5) + 1)
        )
        address = f"{LIST}{post.pk}/change/"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
