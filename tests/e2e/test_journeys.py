"""The whole way of an editor and of a reader, in a real browser."""

import pytest

from blog.demo.load import load
from blog.models import Post
from tests.build import SUMMARY, make_category, make_post

from .axe import TOO_WIDE, dress, faults, violations

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert violations(page) == {}

    post = Post.objects.get()
    assert [row.tag.name for row in post.tagged.all()] == ["iron"]
    assert [entry.question for entry in post.faq_entries.all()] == ["Why is it hot?"]
    page.goto(f"{site}/topics/seo")
    page.click("text=Molten metal, plainly")
    assert page.url == f"{site}/blog/molten-metal-plainly"
    assert page.locator("h1").inner_text() == "Molten metal, plainly"
    assert page.locator(".e-content strong").first.inner_text() == "hot"
    assert violations(page) == {}
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
    """Each is looked at in one look, and one of each kind in the other, too: colours are a
    matter of the kind."""
    page = watched
    load()
    paths = ["/", "/blog", "/guides", "/topics/seo", "/tags/links", "/authors/ada-brandt"]
    posts = {post.path: post.kind for post in Post.objects.published()}
    of_each_kind = {*paths, *{kind: path for path, kind in posts.items()}.values()}
    problems = []
    for path in [*paths, *posts]:
        page.goto(site + path)
        look = dress(page, 360, "dark")
        problems += [f"{look} {fault}" for fault in faults(page)]
        look = dress(page, 1440, "light")
        wide = page.evaluate(TOO_WIDE)
        problems += [f"{path}: {wide} pixels wider than the screen"] if wide > 0 else []
        if path in of_each_kind:
            problems += [f"{look} {fault}" for fault in faults(page)]
    assert problems + page.complaints == []


def test_a_reader_needs_no_script(browser, site):
    make_post("hot", title="Hot", body="Words.", category="seo")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.click("text=Hot")
    assert "Words." in page.locator(".e-content").inner_text()
    context.close()
