"""`make bench`: what import, save and rendering cost on this machine, in one table.

Absolute figures swing with the machine and its load; the shares of one run are what to compare.
Needs nothing but the project; the larger texts come from ../shared, and it says so if they lack.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ROUNDS = 15


def main() -> None:
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        print(
            f"Python {sys.version.split()[0]}, Django {django.__version__}, {os.cpu_count()} cores"
        )
        print(f"load before: {os.getloadavg()[0]:.1f}\n")
        measure_text()
        measure_import()
        from tests.bench_pictures import measure_pictures

        measure_pictures(timed, row)
        clear()
        from tests.bench_desk import measure_desk

        measure_desk(sample_article(), timed, row)
        clear()
        from tests.bench_pages import measure_pages

        measure_pages(sample_article(), row)
        print(flush=True)
        for part in ("search", "graph", "links", "pagecache", "report", "serving", "sizes"):
            subprocess.run([sys.executable, ROOT / "tests" / f"bench_{part}.py"], check=True)


def timed(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of some rounds, in milliseconds; the first round is not counted."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def row(name: str, value: str, note: str = "") -> None:
    print(f"{name:<44}{value:>12}  {note}")


def sample_article() -> str:
    from blog.transfer import front_matter

    sample = SHARED / "domain" / "seed_post.md"
    if not sample.exists():
        sample = ROOT / "blog" / "demo" / "guides" / "writing" / "answer-first.md"
        print("(../shared is not here: the demo site's longest guide stands in for the sample)")
    return front_matter.load(sample.read_bytes()).body


def measure_text() -> None:
    """Where the time of rendering and of saving one article goes."""
    from markdown import Markdown

    from blog.models import Post
    from blog.rendering import bounded, pipeline, sanitize
    from blog.rendering.sanitize import prune

    body = sample_article()
    raw = Markdown(extensions=pipeline.EXTENSIONS).convert(body)
    html = pipeline.render(body).html
    whole = timed(lambda: pipeline.render(body))
    parts = {
        "Python-Markdown": lambda: Markdown(extensions=pipeline.EXTENSIONS).convert(body),
        "nh3, the first pass": lambda: prune(raw),
        "nh3 and bleach, the gate": lambda: sanitize(html),
    }
    row(f"render the sample article, {len(body) // 1024} KB", f"{whole:.1f} ms")
    costs = {name: timed(call) for name, call in parts.items()}
    costs["ids, links, pictures, text (lxml)"] = whole - sum(costs.values())
    for name, cost in costs.items():
        row(f"  of it {name}", f"{cost:.1f} ms", f"{cost / whole:.0%}")
    row("render in the bounded process", f"{timed(lambda: bounded.render(body)):.1f} ms")
    post = Post.objects.create(slug="bench", title="Bench", body=body, status="published")
    texts = iter(range(10_000))

    def save() -> None:
        fresh = Post.objects.get(pk=post.pk)
        fresh.body = f"{body}\n\nEdit {next(texts)}."
        fresh.full_clean()
        fresh.save()

    row("save of a changed article, committed", f"{timed(save):.1f} ms", "aim: under 40 ms")
    post.delete()
    print()


def measure_import() -> None:
    corpus = SHARED / "corpus" / "18f"
    if not corpus.is_dir():
        print("../shared/corpus is not here: no figures for the import of a real blog")
        return
    import_posts(corpus / "posts", "import of a real blog, texts alone", "aim: under 8 s")
    import_posts(corpus / "posts", "  again, nothing changed")
    clear()
    import_posts(corpus, "import with its pictures, re-encoded")
    import_posts(corpus, "  again, nothing changed")
    from django.core.management import call_command

    start = time.perf_counter()
    call_command("rerender", all=True, stdout=StringIO())
    row("rerender --all", f"{time.perf_counter() - start:.1f} s")


def import_posts(path: Path, name: str, note: str = "") -> None:
    from blog.transfer.importer import Importer

    start = time.perf_counter()
    with redirect_stderr(StringIO()):
        report = Importer(path, ZoneInfo("UTC"), permalink="/:year/:month/:day/:slug/").run()
    took = time.perf_counter() - start
    count = len(report.created) + len(report.updated) + len(report.unchanged)
    row(f"{name} ({count})", f"{took:.1f} s", f"{count / took:.0f} posts a second  {note}")


def clear() -> None:
    from blog.models import Image, Post, Redirect

    for model in (Post, Redirect, Image):
        model.objects.all().delete()


if __name__ == "__main__":
    main()
