"""Pictures at the desk, in a real browser: the library, a picture's page, the field of a post."""

import pytest
from django.test import Client

from blog.models import Image
from tests.build import make_image, picture_bytes

from .axe import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(watched, site, admin_user):
    """A page that is logged in."""
    client = Client()
    client.force_login(admin_user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    watched.context.add_cookies([cookie])
    return watched


def files(*sizes):
    return [
        {"name": f"drop-{w}.png", "mimeType": "image/png", "buffer": picture_bytes(size=(w, h))}
        for w, h in sizes
    ]


def drop(page, selector, payload):
    """Drop one file, as from the desktop. payload: see files()."""
    data = page.evaluate_handle(
        """([bytes, name, type]) => {
            const data = new DataTransfer()
            data.items.add(new File([new Uint8Array(bytes)], name, {type}))
            return data
        }""",
        [list(payload["buffer"]), payload["name"], payload["mimeType"]],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event(selector, event, {"dataTransfer": data})


def test_many_pictures_are_uploaded_and_described_at_once(desk, site):
    page = desk
    page.goto(f"{site}/admin/blog/image/")
    chosen = files((40, 30), (50, 30), (60, 30))
    chosen.append({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"})
    page.set_input_files("#upload-files", chosen)
    page.get_by_text("3 uploaded, 1 not taken").wait_for()
    assert "This is no PNG" in page.locator(".upload-failed").inner_text()
    row = page.locator(".upload-list li", has_text="drop-50.png")
    row.get_by_label("Alt text of").fill("A drop of iron")
    row.get_by_label("Alt text of").press("Enter")
    row.get_by_text("Saved: A drop of iron").wait_for()
    other = page.locator(".upload-list li", has_text="drop-60.png")
    other.get_by_text("Decorative").click()
    other.get_by_role("button", name="Save").click()
    other.get_by_text("Saved as decorative").wait_for()
    assert Image.objects.get(width=50).alt == "A drop of iron"
    assert Image.objects.get(width=60).decorative
    assert faults(page) + page.complaints == []


def test_a_picture_is_dropped_on_the_library(desk, site):
    page = desk
    page.goto(f"{site}/admin/blog/image/")
    drop(page, ".drop-zone", files((40, 30))[0])
    page.get_by_text("1 uploaded. They are").wait_for()
    assert Image.objects.get().width == 40
    assert page.complaints == []


def test_pictures_are_uploaded_without_a_script(browser, desk, site):
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{site}/admin/blog/image/")
    page.set_input_files("#upload-files", files((40, 30), (50, 30)))
    page.click(".drop-zone button")
    assert page.locator(".success").count() == 2
    assert page.locator(".picture-card").count() == 2
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_missing_alt_text_is_written_in_the_library(desk, site, width, scheme):
    page = desk
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    make_image("described.png", size=(9, 9), alt="Described")
    make_image()
    page.goto(f"{site}/admin/blog/image/")
    first = page.locator(".picture-card").first
    first.get_by_label("Alt text of drop.png").fill("A drop")
    first.get_by_role("button", name="Save").click()
    first.get_by_text("Saved: A drop").wait_for()
    assert Image.objects.get(width=40).alt == "A drop"
    assert faults(page) + page.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_focal_point_is_set_by_pointer_keys_and_numbers(desk, site, width, scheme):
    page = desk
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    image = make_image(size=(200, 100), alt="A drop")
    page.goto(f"{site}/admin/blog/image/{image.pk}/change/")
    page.locator("[data-focal-picture]").click(position={"x": 20, "y": 80})
    assert (page.input_value("#id_focus_x"), page.input_value("#id_focus_y")) == ("10", "80")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert (page.input_value("#id_focus_x"), page.input_value("#id_focus_y")) == ("11", "70")
    page.fill("#id_focus_x", "30")
    crop = page.locator("[data-focal-crop]").first
    assert crop.evaluate("image => getComputedStyle(image).objectPosition") == "30% 70%"
    assert faults(page) == []
    page.click("[name=_save]")
    page.wait_for_selector(".success")
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y) == (30, 70)
    assert page.complaints == []


def test_a_decorative_mark_empties_the_alt_text_and_gives_it_back(desk, site):
    page = desk
    image = make_image(alt="A drop")
    page.goto(f"{site}/admin/blog/image/{image.pk}/change/")
    page.check("#id_decorative")
    assert page.input_value("#id_alt") == ""
    page.uncheck("#id_decorative")
    assert page.input_value("#id_alt") == "A drop"
    page.check("#id_decorative")
    page.click("[name=_save]")
    page.wait_for_selector(".success")
    image.refresh_from_db()
    assert (image.alt, image.decorative) == ("", True)


def test_deleting_says_where_a_picture_is_used(desk, site):
    image = make_image()
    desk.goto(f"{site}/admin/blog/image/{image.pk}/delete/")
    assert "used nowhere" in desk.locator("#deleted-objects").inner_text()
    assert faults(desk) == []
    desk.click("text=Delete the picture >> nth=-1")
    desk.wait_for_selector(".success")
    assert desk.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_post_takes_its_picture_from_the_library_by_keys_alone(desk, site, width, scheme):
    page = desk
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    image = make_image("ingot.png", alt="An ingot")
    make_image("other.png", size=(9, 9))
    page.goto(f"{site}/admin/blog/post/add/")
    page.locator("[data-choose]").first.press("Enter")
    page.get_by_role("button", name="other.png").wait_for()
    assert faults(page) == []
    page.keyboard.type("ingot")
    page.get_by_role("button", name="other.png").wait_for(state="detached")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("dialog.chooser").is_hidden()
    assert page.input_value("[name=image]") == str(image.pk)
    assert page.get_attribute("[name=image_alt]", "placeholder") == "An ingot"
    thumbnail = page.locator("[data-picture-view] img")
    assert thumbnail.get_attribute("src") == image.thumbnail.url
    page.click("[data-remove-picture]")
    assert (page.input_value("[name=image]"), thumbnail.count()) == ("", 0)
    assert faults(page) + page.complaints == []


def test_a_picture_dropped_on_a_post_is_uploaded_and_described_at_once(desk, site):
    page = desk
    page.goto(f"{site}/admin/blog/post/add/")
    drop(page, "[data-picture]", files((40, 30))[0])
    page.get_by_text("What does it show? Said once").wait_for()
    assert page.input_value("[name=image]") == str(Image.objects.get().pk)
    page.get_by_label("Alt text of drop-40.png").fill("A drop of iron")
    page.get_by_label("Alt text of drop-40.png").press("Enter")
    page.get_by_text("Saved: A drop of iron").wait_for()
    assert Image.objects.get().alt == "A drop of iron"
    assert page.get_attribute("[name=image_alt]", "placeholder") == "A drop of iron"
    assert faults(page) + page.complaints == []
    page.fill("#id_title", "Molten")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/change/**")
    assert page.input_value("[name=image]") == str(Image.objects.get().pk)
    assert page.get_attribute("[name=image_alt]", "placeholder") == "A drop of iron"


def test_what_is_no_picture_is_refused_beside_the_field(desk, site):
    page = desk
    page.goto(f"{site}/admin/blog/post/add/")
    drop(page, "[data-picture]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%"})
    page.get_by_text("This is no PNG").wait_for()
    assert page.input_value("[name=image]") == ""
    assert page.complaints == []


def test_all_cards_of_a_page_are_picked_at_once(desk, site):
    for n in range(3):
        make_image(size=(10, 10 + n))
    desk.goto(f"{site}/admin/blog/image/")
    desk.get_by_label("Select all on this page").check()
    desk.get_by_text("3 selected", exact=True).wait_for()
    desk.select_option("[name=action]", "mark_decorative")
    desk.click("button[name=index]")  # Go, or Run from Django 6.1 on
    desk.get_by_text("3 marked as decorative").wait_for()
    assert Image.objects.filter(decorative=True).count() == 3
    assert desk.complaints == []
