"""An article as it is read: the contents follow, "#" copies, and nothing of it needs a script."""

import re

import pytest
from playwright.sync_api import expect

from blog.models import Post

from ..build import make_author, make_category, make_image, make_post
from .axe import violations

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "\n\n".join(f"## Part {n}\n\n" + "Iron is hot and goo is slow. " * 60 for n in range(8))


@pytest.fixture
def article() -> Post:
    """With all that can stand around a text."""
    seo = make_category("seo")
    seo.pillar = make_post("seo", category=seo)
    seo.save()
    for number in range(3):
        make_post(f"guide-{number}", kind="guide", category=seo, chapter=number + 1)
    step = make_post("audit", kind="service", description="We look at your links.")
    return make_post(
        category=seo,
        tags=["links"],
        authors=[make_author(role="Editor", bio="Writes."), make_author("jonas-keel")],
        description="What it answers.",
        body=f"{BODY}\n\n- **Bold lead.** And its text.\n",
        image=make_image("wide.png", size=(800, 450)),
        next_step=step,
    )


def test_a_place_in_the_text_is_copied_by_its_mark(site, article, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/blog/a-post?utm_source=letter")
    page.locator("#part-2 .anchor").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site}/blog/a-post#part-2"
    page.locator("#bold-lead .anchor").click()
    page.wait_for_function(
        "address => navigator.clipboard.readText().then(text => text === address)",
        arg=f"{site}/blog/a-post#bold-lead",
    )


def test_a_citation_is_copied_as_it_stands(site, article, page, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/blog/a-post")
    page.get_by_role("link", name="Cite this page").click()
    page.get_by_role("button", name="Copy as BibTeX").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{a-post-2026,\n  author = {Ada Brandt and Jonas Keel},\n")


def test_a_browser_that_does_not_let_us_copy_says_so(site, article, page):
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    page.goto(f"{site}/blog/a-post")
    page.locator("#part-2 .anchor").click()
    expect(page.get_by_role("status")).to_contain_text("Not copied")
    assert page.url.endswith("#part-2")


def test_the_contents_mark_the_part_that_one_reads(site, article, page):
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(f"{site}/blog/a-post")
    marked = page.locator(".contents [aria-current]")
    for part in (5, 2):
        page.locator(f"#part-{part}").evaluate("heading => heading.scrollIntoView()")
        expect(marked).to_have_text(f"Part {part}")
        expect(marked).to_be_in_viewport()


def test_a_small_picture_stands_in_its_own_size(site, page):
    make_post(image=make_image("small.png", size=(200, 120)))
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(f"{site}/blog/a-post")
    assert page.locator(".featured img").evaluate("image => image.clientWidth") == 200


def test_a_small_picture_is_not_enlarged_in_a_list(site, page):
    for name, size in [("tiny", (120, 36)), ("small", (64, 64)), ("large", (1600, 900))]:
        make_post(name, image=make_image(f"{name}.png", size=size))
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(f"{site}/blog")
    for name, width in [("tiny", 120), ("small", 64)]:
        picture = page.locator(f"article:has([href='/blog/{name}']) img")
        assert picture.evaluate("image => image.clientWidth") == width
    lead = page.locator(".card-media:has([src*='large'])")
    assert lead.bounding_box() == lead.locator("img").bounding_box()


def test_the_lines_of_a_list_item_keep_their_distance_where_its_mark_stands(site, article, page):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{site}/blog/a-post")
    expect(page.locator(".prose li > .anchor").first).to_have_css("margin-top", "0px")


def test_a_cell_of_words_has_room_on_a_telephone(site, page):
    asked = "Who are you, what do you mend, and what does it cost?"
    make_post(
        body=f"| Page | Question | Sold |\n|---|---|---|\n| `/what/it/costs` | {asked} | no |\n"
    )
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{site}/blog/a-post")
    assert page.get_by_text(asked).bounding_box()["width"] > 180
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_a_page_says_where_it_is_and_leads_to_no_button(site, article, page):
    page.goto(f"{site}/blog/a-post")
    page.emulate_media(media="print")
    head = page.locator(".article-head")
    said = head.evaluate("head => getComputedStyle(head, '::after').content")
    assert said == f'"{site}/blog/a-post"'
    expect(head.locator(".meta > span").last).to_be_hidden()


def test_emphasis_is_seen_before_the_fonts_are_there(site, page):
    make_post(body="One *heard* word.")
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(f"{site}/blog/a-post")
    synthesis = "word => getComputedStyle(word).fontSynthesisStyle"
    assert page.locator(".prose em").evaluate(synthesis) == "auto"


def test_a_narrow_window_folds_the_contents(site, article, page):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{site}/blog/a-post")
    link = page.locator(".contents").get_by_role("link", name="Part 5")
    expect(link).to_be_hidden()
    page.locator(".contents summary").click()
    link.click()
    expect(page.locator("#part-5")).to_be_in_viewport()


def test_without_scripts_all_of_it_is_there(site, article, browser):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1440, "height": 700}
    )
    page = context.new_page()
    page.goto(f"{site}/blog/a-post")
    page.locator(".contents").get_by_role("link", name="Part 5").click()
    expect(page).to_have_url(re.compile("#part-5$"))
    expect(page.locator("#part-5")).to_be_in_viewport()
    expect(page.locator(".contents")).to_be_in_viewport()
    page.locator("#part-5 .anchor").click()
    page.get_by_text("Cite this page").last.click()
    expect(page.locator("#_cite-text")).to_contain_text('"A post." Iron Goo, 10 March 2026.')
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_an_article_has_no_fault_that_axe_finds(site, article, watched, scheme, width):
    watched.emulate_media(color_scheme=scheme)
    watched.set_viewport_size({"width": width, "height": 900})
    watched.goto(f"{site}/blog/a-post#_cite", wait_until="networkidle")
    expect(watched.locator("#_cite-bibtex")).to_be_visible()
    assert violations(watched) == {}
    assert watched.complaints == []
    assert watched.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
