"""Photographs every kind of page of a running site, at three widths, light and dark.

    python docs/screenshots_site.py http://127.0.0.1:8000 FOLDER [/further/address ...]
    python docs/screenshots_site.py http://127.0.0.1:8000 readme

Addresses are taken from the sitemap, the first of each kind, so that it serves the demo site and an
imported one alike. A page that is wider than its window is named, and so is each console message.
With `readme` it makes the six pictures of the README, of the demo site, instead.
"""

import re
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
WIDTHS = (360, 768, 1440)
THEMES = ("light", "dark")
KINDS = {
    "article": r"/blog/[^/?]+",
    "guide": r"/guides/[^/]+/[^/]+",
    "topic": r"/topics/[^/]+",
    "tag": r"/tags/[^/]+",
    "author": r"/authors/[^/]+",
    "service": r"/services/[^/]+",
    "page": r"/(?!blog|guides|services|tags|topics|authors|archive|feeds)[^/]+",
    "year": r"/archive/\d+",
}
FIXED = {
    "home": "/",
    "posts": "/blog",
    "guides": "/guides",
    "services": "/services",
    "archive": "/archive",
    "feeds": "/feeds",
    "search": "/search?q=links",
    "search-none": "/search?q=xylophone",
    "missing": "/blog/orfan-page",
}
# name, address, width, height, theme
README = (
    ("home", "/", 1440, 900, "light"),
    ("article", "/blog/orphan-pages", 1440, 900, "light"),
    ("topic", "/topics/seo", 1440, 900, "dark"),
    ("search", "/search?q=link", 1440, 900, "light"),
    ("phone-home", "/", 390, 844, "dark"),
    ("phone-article", "/guides/seo/internal-linking", 390, 844, "light"),
)


def main(site: str, target: str, *further: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("console", lambda message: say(f"console: {page.url}: {message.text}"))
        if target == "readme":
            for name, path, width, height, theme in README:
                IMAGES.mkdir(exist_ok=True)
                opened(page, site + path, width, theme, height)
                kept(page.screenshot(), IMAGES / f"site-{name}.webp")
        else:
            folder = Path(target)
            folder.mkdir(parents=True, exist_ok=True)
            for name, path in {**addresses(page, site), **named(further)}.items():
                for width in WIDTHS:
                    for theme in THEMES:
                        opened(page, site + path, width, theme)
                        file = folder / f"{name}-{width}-{theme}.png"
                        page.screenshot(path=file, full_page=True)
        browser.close()


def addresses(page: Page, site: str) -> dict[str, str]:
    parts = listed(page, f"{site}/sitemap.xml")
    paths = [path for part in parts for path in listed(page, site + part)]
    found = dict(FIXED)
    if page.request.get(f"{site}/blog?page=2").ok:
        found["posts-2"] = "/blog?page=2"
    for kind, pattern in KINDS.items():
        first = next((path for path in paths if re.fullmatch(pattern, path)), None)
        if first:
            found[kind] = first
    return found


def listed(page: Page, sitemap: str) -> list[str]:
    tree = etree.fromstring(page.request.get(sitemap).body())
    return [urlsplit(loc.text).path for loc in tree.iter("{*}loc") if "image" not in loc.tag]


def named(paths: tuple[str, ...]) -> dict[str, str]:
    return {re.sub(r"\W+", "-", path).strip("-"): path for path in paths}


def opened(page: Page, address: str, width: int, theme: str, height: int = 900) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(address, wait_until="networkidle")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        say(f"wider than {width}: {address}")
    page.evaluate("document.querySelectorAll('[loading]').forEach(e => e.loading = 'eager')")
    page.evaluate("Promise.allSettled([...document.images].map(image => image.decode()))")


def kept(picture: bytes, path: Path) -> None:
    Image.open(BytesIO(picture)).save(path, quality=78, method=6)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
