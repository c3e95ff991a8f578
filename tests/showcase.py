"""One page of every kind, and the odd ones: what the checks of whole pages look at."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import Resolver404, get_resolver, resolve
from django.utils import timezone

from blog import publishing, reporting
from blog.demo.load import load
from blog.models import Image, Post, PreviewLink

from .build import NOON, make_author, make_category, make_image, make_post

NOT_PAGES = re.compile(
    r"(api|llms|sitemap|robots|indexnow|favicon|health|media).*|(.*-)?(bibtex|twin|rss|atom|json)"
)
HOSTILE_TITLE = "]]> </script><b>&amp; --> \"q\" 'a' \\ {{ 7 }} %s 👩‍🚀"
TEMPLATES = settings.BASE_DIR / "templates"
EVERYTHING = """\
Words[^1] with `code`, **bold**, *italic*, a [link](/blog) and an https://www.example.org/address.

## Lists

- One
- **Bold-led item.** With words behind.
    1. Nested
    2. Twice

Term
:   What it means.

## A table

| Name | Count | What it is about |
|:-----|------:|:----------------:|
| Iron | 26    | A metal          |
| Goo  | 1     | Averyverylongwordwithoutanyplacetobreakitatallsothatthecellmustbreakitorscroll |

> A quotation
>
> > within a quotation.

### Code

```python
def forge(iron: str) -> str:
    return f"{iron} is hot"  # a comment that goes on for longer than a phone is wide, by far
```

![A drop](/drop.png "As it fell")

* * *

[^1]: The note, with a [link](https://www.example.org/).
"""


def build() -> dict[str, str]:
    """Fill an empty database. Returns addresses by what they show."""
    load()
    newest = Post.objects.published().order_by("-date_published")
    of_kind = {kind: newest.filter(kind=kind).first().path for kind in Post.Kind}
    draft = make_post("unfinished", status="draft", title="Unfinished", body="Words.")
    later = timezone.now() + timedelta(days=1)
    preview = PreviewLink.objects.create(post=draft, expires=later).get_absolute_url()
    taken_down = make_post("taken-down", body="Words.")
    publishing.take_down(taken_down)
    report = reporting.make(NOON.date().replace(day=1))
    report.share()
    last_year = NOON.replace(year=2025)
    for n in range(10):  # enough for a second page, and for a second year
        make_post(f"more-{n}", body="Words.", date_published=last_year)
    return {
        "home": "/",
        "posts": "/blog",
        "posts, page 2": "/blog?page=2",
        **of_kind,
        "guides": "/guides",
        "services": "/services",
        "archive": "/archive",
        "year": "/archive/2025",
        "feeds": "/feeds",
        "topic": "/topics/seo",
        "tag": "/tags/links",
        "author": "/authors/ada-brandt",
        "search": "/search",
        "found": "/search?q=links",
        "found, page 2": "/search?q=the&page=2",
        "nothing found": "/search?q=xylophone",
        "preview": preview,
        "preview, closed": preview[:-1] + "x",
        "report": report.get_absolute_url(),
        "report, closed": "/reports/a-key-of-nobody",
        "missing": "/blog/orfan-pages",
        "no such page": "/blog?page=99",
        "gone": taken_down.path,
        "hostile topic": "/topics/hostile",
        "hostile author": "/authors/hostile",
        **{name: post.path for name, post in odd_posts().items()},
    }


def odd_posts() -> dict[str, Post]:
    headings = "\n\n".join(f"## Heading {n}\n\nWords of {n}." for n in range(300))
    lost = make_image("lost.png", alt="A picture whose file is lost")
    posts = {
        "everything": make_post(
            "everything", body=EVERYTHING, image=make_image("drop.png", alt="A drop")
        ),
        "one word": make_post("one-word", title="Iron", body="Goo"),
        "long word": make_post("long-word", title="W" * 200, seo_title="W" * 200, body="x" * 2000),
        "hostile title": make_post(
            "hostile",
            title=HOSTILE_TITLE,
            description=HOSTILE_TITLE,
            body=HOSTILE_TITLE + "Ä" * 5000,
            category=make_category("hostile", name=HOSTILE_TITLE),
            tags=[HOSTILE_TITLE],
            authors=[make_author("hostile", name=HOSTILE_TITLE)],
        ),
        "300 headings": make_post("headings", body=headings, tags=["links"]),
        "broken picture": make_post("broken", body="Words.", image=lost),
        "right to left": make_post("rtl", title="عنوان عربي", body="كلمات \u202e العربية."),
        "60,000 words": make_post("words", body="\n\n".join(["Iron goo runs hot. " * 30] * 500)),
    }
    default_storage.delete(lost.file.name)
    Image.objects.filter(pk=lost.pk).update(renditions=[])
    return posts


def kinds_without_a_page(addresses) -> set[str]:
    """Names of the URLconf that none of the addresses show."""
    names = {pattern.name for pattern in get_resolver("blog.urls").url_patterns}
    wanted = {name for name in names if not NOT_PAGES.fullmatch(name)}
    shown = set()
    for address in addresses:
        try:
            shown.add(resolve(address.partition("?")[0]).url_name)
        except Resolver404:
            continue
    return wanted - shown
