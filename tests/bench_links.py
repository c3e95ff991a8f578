"""What links cost the desk among 10,000 posts: suggestions for a text, and a save of 60 links.

Part of `make bench`; `python tests/bench_links.py` is this part alone. Processor time of this
process, the lowest of some rounds, and how many times that of a bare view it is: a machine that is
busy otherwise counts little in it.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
POSTS, LINKS, ROUNDS = 10_000, 60, 15


def measure_links(row: Callable[..., None]) -> None:
    from django.core.management import call_command

    from blog import publishing
    from blog.models import Post

    call_command("seed_posts", POSTS, stdout=StringIO())
    call_command("reindex", stdout=StringIO())
    pks = list(Post.objects.order_by("pk").values_list("pk", flat=True))
    publishing.links.write(pks)
    publishing.related.count(pks)
    for start in range(0, len(pks), 500):
        publishing.related.weigh(pks[start : start + 500])
    print(f"Links among {POSTS:,} posts, processor time")
    text, bare = a_text(), a_bare_view()

    def beside(name: str, took: float, aim: str) -> None:
        row(name, f"{took:.1f} ms", f"{took / bare:.0f} bare views; {aim}")

    row("a bare view, all middleware", f"{bare:.2f} ms")
    measure_suggestions(text, beside)
    measure_save(text, pks, beside)
    print()


def a_bare_view() -> float:
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    handler = WSGIHandler()
    asked = RequestFactory().get("/healthz", headers={"host": "localhost"}).environ
    return spent([lambda: list(handler(dict(asked), lambda *_: None))] * 100)


def a_text() -> str:
    """The sample article, or else a made-up post."""
    from blog.models import Post
    from blog.transfer import front_matter

    sample = ROOT.parent / "shared" / "domain" / "seed_post.md"
    if sample.exists():
        return front_matter.load(sample.read_bytes()).body
    return Post.objects.order_by("pk")[POSTS // 2].body


def measure_suggestions(text: str, row: Callable[[str, float, str], None]) -> None:
    from blog.models import Post
    from blog.publishing.suggesting import suggested

    long = Post(title="Broken links and what earns them", slug="mine", path="/blog/mine", body=text)
    long.render()
    some = list(Post.objects.order_by("pk")[POSTS // 2 : POSTS // 2 + ROUNDS])
    took = spent([lambda: suggested(long)] * ROUNDS)
    row(f"suggestions for {long.word_count:,} words, both ways", took, "aim: 30 ms")
    took = spent([lambda: [suggested(post) for post in some]] * 5) / len(some)
    row("  for a made-up post of the site", took, "aim: 30 ms")


def measure_save(text: str, pks: list[int], row: Callable[[str, float, str], None]) -> None:
    from blog.models import Link, Post

    paths = Post.objects.filter(pk__in=pks[:: POSTS // LINKS]).values_list("path", flat=True)
    links = [f"Read [of it here]({path}) as well." for path in paths[:LINKS]]
    post = Post(slug="sixty", title="Sixty", body=text, status="published")
    post.full_clean()
    post.save()
    numbers = iter(range(10_000))

    def save() -> None:
        fresh = Post.objects.get(pk=post.pk)
        shown = links[next(numbers) % 7 :]  # some of its links go and come with each save
        fresh.body = f"{text}\n\nEdit {next(numbers)}.\n\n" + "\n\n".join(shown)
        fresh.full_clean()
        fresh.save()

    took = spent([save] * ROUNDS)
    count = Link.objects.filter(source__post=post).count()
    row(f"save of a post with {count} links", took, "aim: under 100 ms")
    post.delete()


def spent(calls: list[Callable[[], Any]]) -> float:
    """Return the least of the calls, in milliseconds; the first is made twice."""
    calls[0]()
    times = []
    for call in calls:
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1000)
    return min(times)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.bench import row

        measure_links(row)


if __name__ == "__main__":
    main()
