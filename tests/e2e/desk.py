"""The desk as a writer meets it: what the tests of writing and of losing nothing share."""

import re

from django.test import Client

from tests.build import SUMMARY, make_post

SAVED = re.compile(r"^Saved \d\d:\d\d$")
# What the browser itself says of an answer that a test asked for.
REFUSED = ("401:", "409:", "console: Failed to load resource")


def log_in(page, site, user):
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])


def open_form(page, site, post=None):
    page.goto(f"{site}/admin/blog/post/{f'{post.pk}/change' if post else 'add'}/")
    page.wait_for_selector("text-expander", state="attached")


def fit_for_readers(page, topic="SEO"):
    """Write and choose what the preflight wants of every article. The topic is there."""
    page.fill("#id_description", SUMMARY)
    page.locator(".field-category .select2-selection").click()
    page.locator(".select2-search__field:visible").last.fill(topic)
    page.locator(".select2-results__option--highlighted", has_text=topic).click()


def pages_of_the_sample():
    """The pages that the sample article links to: see its topic, which they make."""
    for slug in ("seo", "backlink-packages"):
        make_post(slug, category="seo")
    make_post("internal-linking-architecture", kind="guide", category="seo")


def body(page):
    return page.input_value("#id_body")


def write(page, text):
    page.focus("#id_body")
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def say(page):
    return page.inner_text("[data-save-state]")


def wait_until_said(page, pattern):
    page.wait_for_function(
        "pattern => new RegExp(pattern).test("
        "document.querySelector('[data-save-state]').textContent)",
        arg=pattern,
        timeout=20_000,
    )


COPIES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("desk", 1);
  opening.onerror = () => resolve("");
  opening.onsuccess = () => {
    const all = opening.result.transaction("copies").objectStore("copies").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(JSON.stringify(all.result));
    };
  };
})"""


def kept(page, text):
    """Wait until this browser's database holds a copy with these words."""
    for _ in range(50):
        if text in page.evaluate(COPIES):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"no copy of “{text}”")


def paste(page, **kinds):
    """Paste into the text what a clipboard would hold: paste(page, html="…", plain="…")."""
    page.focus("#id_body")
    page.evaluate(
        """kinds => {
          const data = new DataTransfer();
          for (const [kind, text] of Object.entries(kinds)) data.setData(`text/${kind}`, text);
          const event = { clipboardData: data, bubbles: true, cancelable: true };
          document.querySelector("#id_body").dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        kinds,
    )


def drop(page, content, name, kind="image/png"):
    page.evaluate(
        """([content, name, kind]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(content)], name, { type: kind }));
          const event = { dataTransfer: data, bubbles: true, cancelable: true };
          document.querySelector("#id_body").dispatchEvent(new DragEvent("drop", event));
        }""",
        [list(content), name, kind],
    )
