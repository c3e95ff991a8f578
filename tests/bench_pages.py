"""What a page weighs on the way to a reader, without its pictures. Part of `make bench`.

Compressed as the server sends it: pages and style sheets by gzip -9, fonts as they are.
"""

import gzip
import re
from collections.abc import Callable

# What the style sheets ask for as soon as one letter is in italics.
ITALIC = "fonts/brygada-italic-latin.woff2"
HTML_AIM, ALL_AIM = 14 * 1024, 60 * 1024  # bytes, of the sample article on a first visit


def measure_pages(text: str, row: Callable[..., None]) -> None:
    from django.contrib.staticfiles import finders
    from django.test import Client

    from tests.build import make_author, make_image, make_post

    post = make_post(
        "weighed",
        title="What a page weighs",
        description="Of an article, as a reader gets it on a first visit.",
        body=text,
        category="seo",
        tags=["iron", "goo"],
        authors=[make_author(role="Smith")],
        image=make_image(alt="A drop"),
    )
    client = Client(headers={"host": "localhost"})
    for name, address in {"article": post.path, "home": "/", "topic": "/topics/seo"}.items():
        page = client.get(address).content.decode()
        html = size(page.encode())
        files = set(re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js|woff2))"', page)) | {
            ITALIC
        }
        weights = {file: weight(finders.find(without_hash(file))) for file in files}
        scripts = sum(each for file, each in weights.items() if file.endswith(".js"))
        row(f"{name}: HTML, gzip", f"{html / 1024:.1f} KB", f"aim {HTML_AIM // 1024} KB")
        row(
            f"{name}: with style and fonts",
            f"{(html + sum(weights.values()) - scripts) / 1024:.1f} KB",
            f"aim {ALL_AIM // 1024} KB; scripts, which nothing needs: {scripts / 1024:.1f} KB more",
        )


def without_hash(file: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", file)


def weight(path: str) -> int:
    with open(path, "rb") as file:
        content = file.read()
    return len(content) if path.endswith(".woff2") else size(content)


def size(content: bytes) -> int:
    return len(gzip.compress(content, 9))
