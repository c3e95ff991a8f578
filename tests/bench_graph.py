"""What the figures of all pages cost: one pass over the links of a site.

Part of `make bench`; `python tests/bench_graph.py` is this part alone. Each size runs in a process
of its own, because memory is what the process held at most; half of the sites have earned links.
The site is made up, the same each time: topics whose pages link to each other and to their
pillar, related pages, an archive page for each topic, a menu, breadcrumbs.
"""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AIMS = {10_000: "aim: under 3 s", 100_000: "aim: under 40 s, 300 MB"}
TOPIC = 50  # pages
WRITTEN, RELATED = 9, 6  # links a page

Link = tuple[object, object, str, bool]


def links(size: int) -> Iterator[Link]:
    """Yield 17.5 links a page, some of them twice."""
    chance = random.Random(6)
    for page in range(1, size):
        pillar = max(1, page - page % TOPIC)
        for _ in range(WRITTEN):
            if chance.random() < 0.7:
                yield page, min(size - 1, pillar + chance.randrange(TOPIC)), "body", True
            else:
                yield page, int(size * chance.random() ** 2), "body", True
        yield page, pillar, "body", True
        for step in range(1, RELATED + 1):
            yield page, (page + step * 7) % size, "related", True
        yield page, pillar, "breadcrumb", True
        if chance.random() < 0.5:
            yield pillar, page, "listing", True


def measure_pass(size: int) -> None:
    sys.path.insert(0, str(ROOT))
    from blog.linkgraph import measure

    empty = peak()
    kinds: dict[object, str] = {n: "service" if n % 500 == 7 else "post" for n in range(size)}
    menu = [(n * TOPIC, "nav") for n in range(1, 7)] + [(0, "nav"), (7, "footer")]
    for earned in ({}, dict.fromkeys(range(3, size, 97), 1.0)):
        start = time.process_time()
        result = measure(kinds, links(size), home=0, sitewide=menu, earned=earned)
        rows = sum(1 for _ in result)
        seconds = time.process_time() - start
        edges = len(result.graph.out_to)
        name = f"{rows:,} pages, {edges:,} edges{', with flow' if earned else ''}"
        print(f"{name:<44}{seconds:>9.2f} s  {peak() - empty:>4} MB  {AIMS[size]}")


def peak() -> int:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure_pass(int(sys.argv[1]))
    else:
        print("\nThe link graph: all figures of all pages, processor time")
        sys.stdout.flush()
        for size in AIMS:
            subprocess.run([sys.executable, __file__, str(size)], check=True)
