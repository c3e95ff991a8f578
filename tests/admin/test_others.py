import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Author, Image, MenuItem, Post, Redirect, SiteSettings
from tests.build import LATER, make_category, make_image, make_post, picture_bytes

pytestmark = pytest.mark.django_db


def upload(data, name="drop.png", kind="image/png"):
    return SimpleUploadedFile(name, data, kind)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "login/",
        *(f"blog/{m}/add/" for m in ("author", "category", "image", "menuitem", "redirect", "tag")),
    ],
)
def test_every_form_of_the_desk_opens(admin_client, page):
    assert admin_client.get(f"/admin/{page}", follow=True).status_code == 200


def test_a_picture_is_re_encoded_and_freed_of_what_came_behind_it(admin_client):
    data = picture_bytes() + b"PK\x03\x04 an archive"
    admin_client.post("/admin/blog/image/add/", {"file": upload(data), "alt": "A drop"})
    image = Image.objects.get()
    with image.file.open() as stored:
        assert b"PK\x03\x04" not in stored.read()
    assert (image.width, image.height, image.alt) == (40, 30, "A drop")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG, JPEG"),
        (picture_bytes()[:60], "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_picture_is_an_error_at_the_field(admin_client, data, message):
    response = admin_client.post("/admin/blog/image/add/", {"file": upload(data)})
    assert message in response.text
    assert not Image.objects.exists()


def test_a_picture_that_is_there_already_is_not_stored_twice(admin_client):
    make_image(alt="The first")
    response = admin_client.post("/admin/blog/image/add/", {"file": upload(picture_bytes())})
    assert "in the library already: “The first”" in response.text


def test_a_new_file_for_a_picture_shows_in_the_texts_that_use_it(admin_client, client):
    image = make_image()
    post = make_post(body=f"![A drop]({image.file.url})")
    old = image.file.name
    admin_client.post(
        f"/admin/blog/image/{image.pk}/change/",
        {"file": upload(picture_bytes(size=(80, 60)), "new.png"), "alt": ""},
    )
    image.refresh_from_db()
    assert image.width == 80
    post.refresh_from_db()
    assert image.file.name != old
    assert f'src="{image.file.url}"' in post.body_html


def test_site_settings_are_one_row_that_opens_from_the_list(admin_client):
    response = admin_client.get("/admin/blog/sitesettings/", follow=True)
    assert response.status_code == 200
    assert SiteSettings.objects.count() == 1


def test_lists_are_written_line_by_line(admin_client):
    admin_client.post(
        "/admin/blog/author/add/",
        {"name": "Ada", "slug": "ada", "same_as": "https://a.example/\r\n\r\nhttps://b.example/ "},
    )
    assert Author.objects.get().same_as == ["https://a.example/", "https://b.example/"]


def test_an_address_elsewhere_that_is_no_web_address_is_refused(admin_client):
    response = admin_client.post(
        "/admin/blog/author/add/", {"name": "Ada", "slug": "ada", "same_as": "javascript:alert(1)"}
    )
    assert "is no http:// or https:// address" in response.text


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//evil.example/", "\\\\evil", "data:x"])
def test_a_menu_item_leads_to_a_path_or_a_web_address_only(admin_client, target):
    admin_client.post("/admin/blog/menuitem/add/", {"label": "X", "target": target, "order": 0})
    assert not MenuItem.objects.exists()


def test_a_redirect_from_a_live_page_is_refused(admin_client):
    make_post("live")
    response = admin_client.post(
        "/admin/blog/redirect/add/", {"from_path": "/blog/live", "to_url": "/blog/else"}
    )
    assert "A live page has this address" in response.text


def test_a_redirect_to_an_old_address_is_stored_as_one_hop(admin_client):
    post = make_post("live")
    Redirect.objects.create(from_path="/old", to_post=post)
    admin_client.post("/admin/blog/redirect/add/", {"from_path": "/older/", "to_url": "/old"})
    assert Redirect.objects.get(from_path="/older").to_post == post


def test_a_redirect_that_leads_back_to_itself_is_refused(admin_client):
    response = admin_client.post(
        "/admin/blog/redirect/add/", {"from_path": "/round", "to_url": "/round"}
    )
    assert "lead back" in response.text
    assert not Redirect.objects.exists()


def test_deleting_a_live_post_in_the_desk_leaves_a_410(admin_client, client):
    post = make_post("live")
    admin_client.post(f"/admin/blog/post/{post.pk}/delete/", {"post": "yes"})
    assert not Post.objects.kept().exists()
    assert client.get("/blog/live").status_code == 410


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"from_path": "/old", "to_url": "https://["}, "Enter a valid"),
        ({"from_path": "/old", "to_url": "https://"}, "Enter a valid"),
        ({"from_path": "/blog", "to_url": "/guides"}, "The site itself answers"),
        ({"from_path": "/admin/blog", "to_url": "/guides"}, "The site itself answers"),
        ({"from_path": "old", "to_url": "/guides"}, "Write a path"),
    ],
)
def test_a_redirect_that_cannot_work_is_refused(admin_client, fields, message):
    response = admin_client.post("/admin/blog/redirect/add/", fields)
    assert message in response.text
    assert not Redirect.objects.exists()


def test_a_redirect_keeps_the_query_and_the_heading_it_leads_to(admin_client, client):
    admin_client.post(
        "/admin/blog/redirect/add/", {"from_path": "/old", "to_url": "/guides/?x=1#part"}
    )
    assert client.get("/old").headers["Location"] == "/guides?x=1#part"


def test_a_new_topic_takes_no_pillar_that_belongs_nowhere(admin_client):
    post = make_post("lonely")
    response = admin_client.post(
        "/admin/blog/category/add/",
        {"name": "SEO", "slug": "seo", "order": 0, "pillar": post.pk},
    )
    assert "belongs to another topic" in response.text


def test_a_pillar_that_moved_to_another_topic_is_no_longer_shown_as_one(client):
    post = make_post("seo", category="seo")
    topic = post.category
    topic.pillar = post
    topic.save()
    make_post("stays", category="seo")
    post.category = make_category("writing")
    post.save()
    assert 'href="/blog/seo"' not in client.get("/topics/seo").text


def choices_for(client, field, term=""):
    address = f"/admin/autocomplete/?app_label=blog&model_name=sitesettings&field_name={field}"
    return [row["text"] for row in client.get(f"{address}&term={term}").json()["results"]]


def test_the_lead_of_the_home_page_is_chosen_among_what_readers_see(admin_client):
    make_post("live")
    make_post("a-draft", status="draft")
    make_post("later", date_published=LATER)
    assert choices_for(admin_client, "lead") == ["Live"]


def settings_form(**fields):
    return {"name": "Iron Goo", "brand_names": "", "hosts": "", "sponsored_hosts": "", **fields}


def test_the_home_page_is_edited_in_the_settings(admin_client, client):
    post = make_post("first", title="Read me")
    address = "/admin/blog/sitesettings/1/change/"
    admin_client.get("/admin/blog/sitesettings/")
    fields = {"headline": "We pour iron", "intro": "Hot *words*.", "lead": post.pk}
    assert admin_client.post(address, settings_form(**fields)).status_code == 302
    home = client.get("/").text
    assert "We pour iron" in home and "<em>words</em>" in home and "Read this first" in home


def test_a_lead_that_readers_do_not_see_is_refused_unless_it_is_there_already(admin_client):
    draft = make_post("a-draft", status="draft")
    address = "/admin/blog/sitesettings/1/change/"
    admin_client.get("/admin/blog/sitesettings/")
    assert admin_client.post(address, settings_form(lead=draft.pk)).status_code == 200
    SiteSettings.objects.update(lead=draft)
    assert admin_client.post(address, settings_form(lead=draft.pk)).status_code == 302


def test_thresholds_are_written_a_line_each_and_kept_where_they_differ(admin_client):
    address = "/admin/blog/sitesettings/1/change/"
    page = admin_client.get("/admin/blog/sitesettings/", follow=True).text
    assert "title_most = 110" in page and "cosine_most = 0.85" in page
    lines = "title_most = 90\n\ncosine_most = 0.85"
    assert admin_client.post(address, settings_form(thresholds=lines)).status_code == 302
    assert SiteSettings.load().thresholds == {"title_most": 90}
    assert "title_most = 90" in admin_client.get(address).text
    for odd in ("title_most = many", "none = 3", "title_most"):
        assert admin_client.post(address, settings_form(thresholds=odd)).status_code == 200
    assert SiteSettings.load().thresholds == {"title_most": 90}


def test_a_topic_is_put_on_the_home_page_or_off_it_in_the_list(admin_client):
    topic = make_category("seo")
    form = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": topic.pk}
    admin_client.post("/admin/blog/category/", form | {"form-0-order": 3, "_save": "Save"})
    topic.refresh_from_db()
    assert (topic.on_home, topic.order) == (False, 3)
