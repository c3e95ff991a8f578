"""The whole way of a reader through the demo site: without scripts, and by the keyboard alone."""

import pytest

from blog.demo.load import load
from blog.models import Post

pytestmark = pytest.mark.django_db(transaction=True)

FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at)
  return {
    name: at.textContent.trim() || at.getAttribute("aria-label") || at.name || at.tagName,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    box: at.getBoundingClientRect().toJSON(),
  }
}"""


@pytest.fixture
def demo(site):
    load()
    return site


def test_a_reader_gets_everywhere_without_scripts(demo, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(demo)
    page.locator("main h2 a, main h3 a").first.click()
    title = page.locator("h1").inner_text()
    page.locator(".contents summary").click()
    place = page.locator(".contents a").first
    to = place.get_attribute("href")
    place.click()
    assert page.url.endswith(to)
    page.locator("summary", has_text="Cite this page").click()
    assert title in page.locator("#_cite-text").inner_text()
    page.locator(".breadcrumb a").last.click()
    page.goto(f"{demo}/topics/seo")
    page.locator("[aria-labelledby=_guides] a").first.click()
    page.locator("a[rel=next]").first.click()
    assert "/guides/seo/" in page.url
    page.get_by_role("link", name="Search").click()
    page.fill("#_q", "orphan")
    page.keyboard.press("Enter")
    page.locator("main h2 a").first.click()
    assert "rphan" in page.locator("h1").inner_text()
    page.goto(f"{demo}/blog/orfan-pages")
    page.locator("[aria-labelledby=_nearest] a").first.click()
    assert page.url == f"{demo}/blog/orphan-pages"
    page.get_by_label("Dark", exact=True).check()
    context.close()


def tab_to(page, name: str, most: int = 80) -> None:
    """Go on by the Tab key until that stands under the focus; each stop must be seen."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], f"the focus is not seen on {focus['name']!r} of {page.url}"
        assert focus["box"]["width"] > 0, f"{focus['name']!r} of {page.url} has no place"
        if name in focus["name"]:
            return
    pytest.fail(f"{name!r} is not reached on {page.url}")


def test_a_reader_gets_everywhere_by_the_keyboard_alone(demo, watched):
    page = watched
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(demo)
    tab_to(page, "Skip to the text")
    page.keyboard.press("Enter")
    lead = Post.objects.get(path="/blog/seo").title
    tab_to(page, lead)
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/seo")
    tab_to(page, "On this page")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "#" in page.url
    tab_to(page, "Cite this page")
    page.keyboard.press("Enter")
    assert page.locator("#_cite-text").is_visible()
    page.goto(f"{demo}/search")
    tab_to(page, "q")
    page.keyboard.type("orphan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*q=orphan*")
    tab_to(page, "Orphan Pages")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/orphan-pages")
    assert page.complaints == []
