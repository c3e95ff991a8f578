"""The pictures' part of `make bench`: what renditions and drawings cost, and what they save.

Called by bench.py with the pictures of a real blog in the library.
"""

import time
from typing import Any

from blog import drawing, renditions
from blog.models import Image

TITLE = "What is an orphan page, and how do you find yours?"


def measure_pictures(timed: Any, row: Any) -> None:
    """timed, row: see bench.py."""
    images = list(Image.objects.order_by("pk"))
    before = {"originals": 0, "avif": 0, "webp": 0, "jpeg": 0, "png": 0}
    narrow = dict.fromkeys(before, 0)
    times = []
    for image in images:
        with image.file.open() as file:
            data = file.read()
        start = time.perf_counter()
        _, made = renditions.make(data)
        times.append(time.perf_counter() - start)
        if not made:
            continue  # an animation: as it came
        before["originals"] += len(data)
        widest = max(each.width for each in made)
        least = min(each.width for each in made)
        for each in made:
            before[each.format] += len(each.data) if each.width == widest else 0
            narrow[each.format] += len(each.data) if each.width == least else 0
    if times:
        report(row, times, before, narrow)
    row("draw a featured picture", f"{timed(lambda: drawing.picture('a', 'b'), 5):.0f} ms")
    card = timed(lambda: drawing.card("a", TITLE, "Internal linking", "Iron Goo"), 5)
    row("draw a social card", f"{card:.0f} ms")
    print()


def report(row: Any, times: list[float], wide: dict[str, int], narrow: dict[str, int]) -> None:
    row(f"renditions of {len(times)} pictures of a real blog", f"{sum(times):.1f} s")
    row("  a picture, median and longest", f"{sorted(times)[len(times) // 2] * 1000:.0f} ms",
        f"{max(times):.1f} s")  # fmt: skip
    whole = wide["originals"]
    row("  bytes as they came", f"{whole >> 10:,} KB")
    last = {"jpeg": wide["jpeg"] + wide["png"]}
    for kind, size in {"avif": wide["avif"], "webp": wide["webp"], **last}.items():
        row(f"  as {kind}, at most 1600 wide", f"{size >> 10:,} KB", f"{size / whole:.0%}")
    row(
        "  as avif, for a telephone",
        f"{narrow['avif'] >> 10:,} KB",
        f"{narrow['avif'] / whole:.0%}",
    )
