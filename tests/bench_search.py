"""The part of `make bench` for search: 10,000 posts, and what each kind of question costs.

Called by bench.py, on an empty database; alone, with DATABASE_URL, it measures PostgreSQL:
`python tests/bench_search.py`. Times are of the whole answer in this process, not of the network.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "18f" / "posts"
POSTS, PARAGRAPHS, TOPICS = 10_000, 16, 12
QUESTIONS = {
    "a word on every page": "number",
    "a word on every second page": "website",
    "a rare word": "backup",
    "two words": "government website",
    "five words": "how we test our website design",
    "a phrase": '"open source"',
    "a beginning": "govern",
    "a beginning of two letters": "we",
    "without a word": "website -government",
    "a slip": "goverment websitte",
    "none found": "xylophone quartz",
    "filtered by kind and topic": "website&kind=post&topic=topic-3",
    "the tenth page": "website&page=10",
    "nothing asked": "",
}


def measure_search(row: Any) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        words = fill()
        print(f"Search on {connection.vendor}: {POSTS:,} posts of {words:,} words")
        measure_index(row)
        measure_questions(row)
        measure_desk_search(row)
    print()


def fill() -> int:
    """Make the posts, of paragraphs of a real blog; return how many words each has."""
    from django.utils import timezone

    from blog.models import Category, Post, Tag, TaggedPost

    chance, now = random.Random(7), timezone.now()
    paragraphs = texts()
    topics = [Category.objects.create(slug=f"topic-{n}", name=f"Topic {n}") for n in range(TOPICS)]
    tags = [Tag.objects.create(slug=f"tag-{n}", name=f"Tag {n}") for n in range(200)]
    new, total = [], 0
    for n in range(POSTS):
        body = chance.choices(paragraphs, k=PARAGRAPHS)
        total += sum(len(part.split()) for part in body)
        subject = " ".join(chance.choices(chance.choice(paragraphs).split(), k=4))
        status = "draft" if n % 10 == 0 else "published"
        at = now - timedelta(hours=n) if status == "published" else None
        new.append(
            Post(
                slug=f"found-{n}",
                path=f"/blog/found-{n}",
                first_path=f"/blog/found-{n}",
                title=f"Post number {n} about {subject}"[:200],
                body="\n\n".join(body),
                body_html="".join(f"<p>{escape(part)}</p>" for part in body),
                headings=[{"id": "one", "text": subject, "level": 2, "aliases": []}],
                description=subject,
                status=status,
                date_published=at,
                date_modified=at,
                first_public=at,
                category=chance.choice(topics),
            )
        )
    made = Post.objects.bulk_create(new, batch_size=200)
    TaggedPost.objects.bulk_create(
        TaggedPost(content_object=post, tag=tag) for post in made for tag in chance.sample(tags, 3)
    )
    return total // POSTS


def texts() -> list[str]:
    files = sorted(CORPUS.rglob("*.md")) or sorted((ROOT / "blog" / "demo").rglob("*.md"))
    texts = [file.read_text(errors="replace").split("---", 2)[-1] for file in files]
    return [part for text in texts for part in text.split("\n\n") if 40 < len(part) < 2000]


def measure_index(row: Any) -> None:
    from io import StringIO

    from django.core.management import call_command
    from django.db import connection

    from blog.models import Post

    start = time.perf_counter()
    call_command("reindex", stdout=StringIO(), stderr=StringIO())
    took = time.perf_counter() - start
    row("reindex", f"{took:.0f} s", f"{took / POSTS * 1000:.1f} ms a post")
    start = time.perf_counter()
    call_command("reindex", stdout=StringIO(), stderr=StringIO())
    row("  again, nothing changed", f"{time.perf_counter() - start:.0f} s")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    from blog import search

    some = list(Post.objects.order_by("pk")[5000:5030])
    times = []
    for post in some:
        start = time.perf_counter()
        search.write([post.pk], all_of_them=True)
        times.append((time.perf_counter() - start) * 1000)
    row("index one post, committed", f"{statistics.median(times):.1f} ms")


def measure_questions(row: Any) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": settings.SITE_HOST})
    medians, lists = [], []
    for name, asked in QUESTIONS.items():
        query, _, rest = asked.partition("&")
        address = f"/search?q={query.replace(' ', '+')}&{rest}"
        took = median(lambda address=address: ok(client.get(address)))
        part = median(lambda address=address: ok(client.get(f"{address}&part=results")))
        medians.append(took)
        lists.append(part)
        row(f"  {name}", f"{took:.0f} ms", f"{part:.0f} ms as you type; aim: under 30 ms")
    row("  median of these", f"{statistics.median(medians):.0f} ms", "aim: under 30 ms")


def measure_desk_search(row: Any) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    user = get_user_model().objects.create_superuser("finder", password=None)
    client = Client(headers={"host": settings.SITE_HOST})
    client.force_login(user)
    for name, asked in (("a word on every page", "number"), ("none found", "xylophone")):
        took = median(lambda asked=asked: ok(client.get(f"/admin/blog/post/?q={asked}")), 5)
        row(f"the desk's list, {name}", f"{took:.0f} ms", "aim: under 200 ms")


def ok(response: Any) -> None:
    assert response.status_code == 200, response.status_code


def median(call: Any, rounds: int = 9) -> float:
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure alone: on PostgreSQL in the database of DATABASE_URL, which must be empty."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.bench import row

        measure_search(row)


if __name__ == "__main__":
    main()
