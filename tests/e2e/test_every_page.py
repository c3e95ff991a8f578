"""Every kind of page, and the odd ones, in a browser: whole, still, silent, fit for everybody."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage

from tests import showcase
from tests.build import make_image, make_post

pytestmark = [
    pytest.mark.clients,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("every page"),
]

VIEWS = [(320, "dark"), (360, "light"), (1440, "dark")]
ANSWERS = {
    "missing": 404,
    "no such page": 404,
    "preview, closed": 404,
    "report, closed": 404,
    "gone": 410,
}
SHIFTS = """() => new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) sum += shift.value
  }).observe({ type: "layout-shift", buffered: true })
  scrollTo(0, document.body.scrollHeight)
  setTimeout(() => resolve(sum), 150)
})"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_every_page_is_whole(watched, site):
    addresses = showcase.build()
    assert showcase.kinds_without_a_page(addresses.values()) == set()
    problems = []
    for width, theme in VIEWS:
        watched.set_viewport_size({"width": width, "height": 800})
        watched.emulate_media(color_scheme=theme)
        for name, address in addresses.items():
            for problem in problems_of(watched, name, site + address):
                problems.append(f"{name} ({address}), {width}, {theme}: {problem}")
    assert not problems, "\n".join(problems)


def test_a_picture_that_fails_late_moves_nothing(watched, site):
    lost = make_image("lost.png", alt="A picture whose file is lost, in more words than fit")
    default_storage.delete(lost.file.name)
    post = make_post("lost", body="![A picture of the text](/media/lost.png)\n\nWords.", image=lost)
    watched.route("**/media/**", lambda route: (time.sleep(0.3), route.continue_()))
    watched.goto(site + post.path)
    watched.wait_for_load_state("networkidle")
    assert any("lost.png" in complaint for complaint in watched.complaints)
    assert watched.evaluate(SHIFTS) == 0


def problems_of(page, name, url):
    page.complaints.clear()
    response = page.goto(url)
    expected = ANSWERS.get(name, 200)
    if response.status != expected:
        yield f"answered {response.status}"
    page.wait_for_load_state("networkidle")
    shifted = page.evaluate(SHIFTS)
    if shifted:  # a busy machine may paint a head that is read half: what is laid out wrong recurs
        page.reload()
        page.wait_for_load_state("networkidle")
        shifted = page.evaluate(SHIFTS)
    if shifted:
        yield f"layout shifted by {shifted}"
    if (wider := page.evaluate(TOO_WIDE)) > 0:
        yield f"{wider} pixels wider than the screen"
    for violation in Axe().run(page, options={"preload": False}).response["violations"]:
        if not (violation["id"] == "scrollable-region-focusable" and reachable(page, ".contents")):
            yield f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
    lost = f"{expected}: {url}" if expected != 200 else "lost.png"
    for complaint in page.complaints:
        # Failed loads are named by their address, too.
        if lost not in complaint and "Failed to load resource" not in complaint:
            yield complaint


def reachable(page, region):
    """Whether the keyboard gets into it. Axe takes what a style sheet shows of a closed <details>
    for hidden."""
    return page.evaluate(
        "region => { const link = document.querySelector(region + ' a'); link.focus();"
        " return link === document.activeElement }",
        region,
    )
