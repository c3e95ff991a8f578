"""Light or dark: by preference, by choice, and remembered where scripts run."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(241, 243, 244)", "rgb(20, 22, 24)"


@pytest.mark.parametrize(("preference", "ground"), [("light", LIGHT), ("dark", DARK)])
def test_the_site_follows_the_preference_of_the_device(page, site, preference, ground):
    page.emulate_media(color_scheme=preference)
    page.goto(site)
    assert page.evaluate(GROUND) == ground


def test_a_choice_goes_before_the_preference_and_is_remembered(watched, site):
    watched.emulate_media(color_scheme="light")
    watched.goto(site)
    watched.get_by_label("Dark", exact=True).check()
    assert watched.evaluate(GROUND) == DARK
    watched.goto(f"{site}/blog")
    assert watched.evaluate(GROUND) == DARK
    assert watched.get_by_label("Dark", exact=True).is_checked()
    watched.get_by_label("As my device").check()
    watched.reload()
    assert watched.evaluate(GROUND) == LIGHT
    assert watched.complaints == []


def test_a_choice_works_without_scripts(browser, site):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Dark", exact=True).check()
    dark = page.locator("body").screenshot()
    page.get_by_label("Light", exact=True).check()
    assert page.locator("body").screenshot() != dark
    context.close()
