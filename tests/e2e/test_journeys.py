"""The whole way of an editor and of a reader, in a real browser."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from blog.demo.load import load
from blog.models import Post
from tests.build import SUMMARY, make_category, make_post

pytestmark = pytest.mark.django_db(transaction=True)


def complaints_of_axe(page):
    results = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in results]


def test_an_editor_writes_a_post_and_sees_it_live_in_the_feed_and_in_the_sitemap(
    watched, site, admin_user
):
    page = watched
    make_category("seo", name="SEO")
    page.goto(f"{site}/admin/")
    page.fill("#id_login", "admin")
    page.fill("#id_password", "password")
    page.click("input[type=submit]")
    page.goto(f"{site}/admin/blog/post/add/")
    page.fill("#id_title", "Molten metal, plainly")
    assert page.get_attribute("#id_slug", "placeholder") == "molten-metal-plainly"
    page.fill("#id_body", "It is **hot**.\n\n## Why is it hot?\n\nBecause somebody heats it.")
    page.locator(".field-category .select2-selection").click()
    page.locator(".select2-search__field").last.fill("SEO")
    page.locator(".select2-results__option", has_text="SEO").click()
    tags = page.locator(".field-tag_names .select2-search__field")
    tags.fill("iron")
    page.locator(".select2-results__option", has_text="iron").wait_for()
    tags.press("Enter")
    page.fill("#id_description", SUMMARY)
    page.check("#id_faq")
    page.click("[name=_publish]")
    page.wait_for_selector(".success")
    assert complaints_of_axe(page) == []

    post = Post.objects.get()
    assert [row.tag.name for row in post.tagged.all()] == ["iron"]
    assert [entry.question for entry in post.faq_entries.all()] == ["Why is it hot?"]
    page.goto(f"{site}/topics/seo")
    page.click("text=Molten metal, plainly")
    assert page.url == f"{site}/blog/molten-metal-plainly"
    assert page.locator("h1").inner_text() == "Molten metal, plainly"
    assert page.locator(".e-content strong").first.inner_text() == "hot"
    assert complaints_of_axe(page) == []
    for address in ("rss.xml", f"sitemap-posts-{post.part}.xml"):
        assert "molten-metal-plainly" in page.request.get(f"{site}/{address}").text()

    page.goto(f"{site}/admin/blog/post/{post.pk}/change/")
    page.fill("#id_body", "It was hot.\n\n## Why is it hot?\n\nBecause somebody heats it.")
    page.click("[name=_save]")
    page.wait_for_selector(".success:has-text('Draft saved')")
    reader = page.request.get(f"{site}/blog/molten-metal-plainly").text()
    assert "It was hot." not in reader and "<strong>hot</strong>" in reader
    page.click("[name=_publish]")
    page.wait_for_selector(".success a")
    page.goto(f"{site}/blog/molten-metal-plainly")
    assert "It was hot." in page.locator(".e-content").inner_text()
    assert page.complaints == []


def test_a_reader_finds_every_page_of_the_demo_site_whole(watched, site):
    page = watched
    load()
    paths = ["/", "/blog", "/guides", "/topics/seo", "/tags/links", "/authors/ada-brandt"]
    paths += list(Post.objects.published().values_list("path", flat=True))
    problems = []
    for (width, scheme), path in product(((360, "dark"), (1440, "light")), paths):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.goto(site + path)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        problems += [f"{path} {width} {scheme}: {problem}" for problem in complaints_of_axe(page)]
        problems += [f"{path}: {too_wide} pixels wider than the screen"] if too_wide > 0 else []
    assert problems + page.complaints == []


def test_a_reader_needs_no_script(browser, site):
    make_post("hot", title="Hot", body="Words.", category="seo")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.click("text=Hot")
    assert "Words." in page.locator(".e-content").inner_text()
    context.close()
