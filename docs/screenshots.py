"""Makes the pictures of the README from a running demo site.

python docs/screenshots.py http://127.0.0.1:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "images"


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{site}/", wait_until="networkidle")
        page.screenshot(path=FOLDER / "home.png")
        page.goto(f"{site}/blog/orphan-pages", wait_until="networkidle")
        page.screenshot(path=FOLDER / "article.png")
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        page.goto(f"{site}/guides/seo/internal-linking", wait_until="networkidle")
        page.screenshot(path=FOLDER / "phone.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
