"""Makes the pictures of docs/editing.md from a running demo site, which it changes a little.

python docs/screenshots_desk.py http://127.0.0.1:8000 admin PASSWORD
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "images"
TITLE = "An Honest Date on Every Page"


def main(site: str, user: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{site}/admin/")
        page.fill("#id_login", user)
        page.fill("#id_password", password)
        page.click("input[type=submit]")
        page.wait_for_selector("#user-tools")
        write(page, site)
        for name, path in (
            ("dashboard", "/admin/"),
            ("pictures", "/admin/blog/image/"),
            ("calendar", "/admin/blog/post/calendar/?month=2026-05"),
        ):
            page.goto(site + path, wait_until="networkidle")
            page.screenshot(path=FOLDER / f"desk-{name}.png")
        browser.close()


def write(page: Page, site: str) -> None:
    """Change a live post, and show the form in both themes and what its history says."""
    page.goto(f"{site}/admin/blog/post/?q=honest")
    page.click(f"a:has-text('{TITLE}')")
    page.wait_for_selector("[data-preview] iframe")
    page.focus("#id_body")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Two dates make a page citable. ")
    page.wait_for_selector("[data-save-state]:has-text('Saved')", timeout=15_000)
    page.wait_for_timeout(1000)
    page.screenshot(path=FOLDER / "desk-writing.png")
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / "desk-writing-dark.png")
    page.emulate_media(color_scheme="light")
    history = page.url.replace("/change/", "/history/")
    page.goto(history)
    page.click("a[href*='/history/2/']")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "desk-history.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
