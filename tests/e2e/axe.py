"""Whether a page is fit for everybody: what axe finds, and what is wider than the screen."""

from axe_playwright_python.sync_playwright import Axe

LOOKS = ((1280, "light"), (390, "dark"))
# preload: it would fetch the style sheets again, from wrong addresses, which our policy reports.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# The admin's links fade from one colour to the other.
END_OF_FADES = """() => {
  for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish()
}"""


def violations(page) -> dict[str, str]:
    """Return the first place of each fault that axe finds, by the name of its rule."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return {each["id"]: each["nodes"][0]["html"][:120] for each in found}


def faults(page) -> list[str]:
    found = [f"{page.url} {rule}: {html}" for rule, html in violations(page).items()]
    wider = page.evaluate(TOO_WIDE)
    return found + ([f"{page.url}: {wider} pixels wider than the screen"] if wider > 0 else [])


def faults_in_every_look(page) -> list[str]:
    found = []
    for width, scheme in LOOKS:
        look = dress(page, width, scheme)
        found += [f"{look} {fault}" for fault in faults(page)]
    return found


def dress(page, width: int, scheme: str) -> str:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(END_OF_FADES)
    return f"{width} {scheme}"
