"""Links proposed while one writes, in a real browser: taken, undone, planned, published."""

import pytest

from blog import publishing
from blog.models import LinkTodo, Post
from tests.build import SUMMARY, make_category, make_person, make_post
from tests.e2e.axe import violations
from tests.e2e.desk import body, fit_for_readers, log_in, open_form, wait_until_said, write

pytestmark = pytest.mark.django_db(transaction=True)
LINKED = "() => document.querySelector('#id_body').value.includes('](/blog/forge)')"
FORGE = "Iron is hot. The smith beats the anvil with a hammer, and quenches steel in oil."
PARTS = "Iron is hot.\n\n## Prices\n\nA nail is cheap.\n\n## Hours\n\nAll day."


def test_an_editor_takes_a_link_while_typing_and_publishes_with_two_that_lead_here(watched, site):
    """From the first key to what readers see on three pages."""
    make_category("seo")
    make_post("forge", title="Forge work", body=f"All of it. {FORGE}")
    for slug in ("one", "two"):
        make_post(slug, body=f"What iron smiths know. {FORGE}")
    publishing.relate(list(Post.objects.values_list("pk", flat=True)))
    log_in(watched, site, make_person("eve", "Editor"))
    open_form(watched, site)
    watched.fill("#id_title", "Iron smiths")
    write(watched, f"We do forge work & more. {FORGE}")
    panel = watched.locator("[data-suggestions]")
    button = panel.locator("[data-link]", has_text="/blog/forge")
    button.wait_for()
    assert "We do forge work & more." in panel.inner_text()
    before = body(watched)
    watched.eval_on_selector("#id_body", "field => field.setSelectionRange(3, 5)")
    button.click()
    watched.wait_for_function(LINKED)
    assert body(watched).startswith("We do [forge work](/blog/forge) & more.")
    caret = "[document.activeElement.id, document.activeElement.selectionStart]"
    assert watched.evaluate(caret) == ["id_body", 3]
    assert button.count() == 0
    watched.keyboard.press("Control+z")
    assert body(watched) == before
    button.wait_for()
    button.click()
    watched.wait_for_function(LINKED)
    fit_for_readers(watched)
    for slug, planned in (("one", "1 page"), ("two", "2 pages")):
        panel.get_by_role("button", name=f"Plan it from /blog/{slug}").click()
        panel.get_by_text(f"Planned: {planned} will link here").wait_for()
    assert LinkTodo.objects.filter(state="open").count() == 2
    assert violations(watched) == {}
    wait_until_said(watched, r"^Saved \d")
    watched.get_by_role("button", name="Publish", exact=True).click()
    watched.get_by_text("Published:").wait_for()
    for slug in ("one", "two"):
        watched.goto(f"{site}/blog/{slug}")
        watched.get_by_role("link", name="iron smiths", exact=True).click()
        watched.wait_for_url("**/blog/iron-smiths")
    assert watched.get_by_role("link", name="forge work", exact=True).is_visible()
    assert watched.complaints == []


def test_an_editor_renames_a_heading_and_leads_the_links_of_others_to_it(watched, site):
    """Announced while typing, offered once published, done with one button."""
    page = make_post("forge", title="Forge work", description=SUMMARY, category="seo", body=PARTS)
    text = make_post("text", title="A text", body="We like [their prices](/blog/forge#prices).")
    eve = make_person("eve", "Editor")
    log_in(watched, site, eve)
    open_form(watched, site, page)
    watched.fill("#id_body", PARTS.replace("## Prices", "## What it costs {#costs}"))
    panel = watched.locator("[data-preflight]")
    panel.get_by_text("Links to “Prices” #prices will arrive at “What it costs” #costs.").wait_for()
    assert "We like their prices." in panel.inner_text()
    assert violations(watched) == {}
    wait_until_said(watched, r"^Saved \d")
    watched.get_by_role("button", name="Publish changes", exact=True).click()
    watched.get_by_role("link", name="Rewrite their links").click()
    watched.locator("ins", has_text="/blog/forge#costs").wait_for()
    assert violations(watched) == {}
    watched.get_by_role("button", name="Rewrite the marked links").click()
    watched.get_by_text("1 text names the pages where they are now").wait_for()
    assert text.revisions.order_by("number").last().by == eve
    watched.goto(f"{site}/blog/text")
    watched.get_by_role("link", name="their prices").click()
    watched.wait_for_url("**/blog/forge#costs")
    assert watched.locator("h2#costs #prices").count() == 1  # for what other sites say
    assert watched.complaints == []
