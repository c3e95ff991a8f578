"""Every kind of page, and the odd ones, in a browser: whole, still, silent, fit for everybody."""

import time

import pytest
from django.core.files.storage import default_storage

from tests import showcase
from tests.build import make_image, make_post

from .axe import TOO_WIDE, dress, violations

pytestmark = [
    pytest.mark.clients,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("every page"),
]

VIEWS = [(320, "dark"), (360, "light"), (1440, "dark")]
NARROWEST = VIEWS[0]  # what axe looks for is found in the others: either theme, phone and desk
ANSWERS = {
    "missing": 404,
    "no such page": 404,
    "preview, closed": 404,
    "report, closed": 404,
    "gone": 410,
}
SHIFTS = """() => document.fonts.ready.then(() => new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) sum += shift.value
  }).observe({ type: "layout-shift", buffered: true })
  scrollTo(0, document.body.scrollHeight)
  setTimeout(() => resolve(sum), 150)
}))"""


def test_every_page_is_whole(watched, site):
    addresses = showcase.build()
    assert showcase.kinds_without_a_page(addresses.values()) == set()
    problems = []
    for view in VIEWS:
        look = dress(watched, *view)
        for name, address in addresses.items():
            found = [*problems_of(watched, name, site + address)]
            if view != NARROWEST:
                found += faults_of_axe(watched)
            problems += [f"{name} ({address}), {look}: {problem}" for problem in found]
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
    shifted = page.evaluate(SHIFTS)
    if shifted:  # a busy machine may paint a head that is read half: what is laid out wrong recurs
        page.reload()
        shifted = page.evaluate(SHIFTS)
    if shifted:
        yield f"layout shifted by {shifted}"
    if (wider := page.evaluate(TOO_WIDE)) > 0:
        yield f"{wider} pixels wider than the screen"
    lost = f"{expected}: {url}" if expected != 200 else "lost.png"
    for complaint in page.complaints:
        # Failed loads are named by their address, too.
        if lost not in complaint and "Failed to load resource" not in complaint:
            yield complaint


def faults_of_axe(page):
    for rule, html in violations(page).items():
        if not (rule == "scrollable-region-focusable" and reachable(page, ".contents")):
            yield f"{rule}: {html}"


def reachable(page, region):
    """Whether the keyboard gets into it. Axe takes what a style sheet shows of a closed <details>
    for hidden."""
    return page.evaluate(
        "region => { const link = document.querySelector(region + ' a'); link.focus();"
        " return link === document.activeElement }",
        region,
    )
