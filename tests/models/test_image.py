from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from blog.models import Image, Post
from blog.models.image import ADDRESS_IN_TEXT
from blog.pictures import PictureError

from ..build import make_image, make_post, picture_bytes

pytestmark = pytest.mark.django_db

RED = picture_bytes(size=(40, 30))
BIG = picture_bytes(size=(80, 60))


def files(settings) -> list[str]:
    return sorted(p.name for p in Path(settings.MEDIA_ROOT).glob("pictures/*"))


def thumbnails(settings) -> list[str]:
    return sorted(p.name for p in Path(settings.MEDIA_ROOT).glob("thumbnails/*"))


def test_the_same_upload_is_stored_once(settings):
    assert Image.objects.take(RED, "one.png") == Image.objects.take(RED, "two.png")
    assert files(settings) == ["one.png"]


def test_the_same_bytes_may_have_two_addresses_in_texts():
    one = Image.objects.take(RED, "one.png", source="/one.png")
    two = Image.objects.take(RED, "two.png", source="/two.png")
    assert one != two
    assert Image.objects.take(RED, "one.png", source="/one.png") == one


def test_other_bytes_at_the_same_source_replace_the_picture(
    settings, django_capture_on_commit_callbacks
):
    one = Image.objects.take(RED, "one.png", source="/one.png", alt="Kept")
    before = one.file.name
    with django_capture_on_commit_callbacks(execute=True):
        again = Image.objects.take(BIG, "one.png", source="/one.png")
    assert again == one
    assert (again.width, again.height, again.alt) == (80, 60, "Kept")
    assert Path(before).name not in files(settings)
    assert len(files(settings)) == 1


def test_a_picture_that_is_replaced_by_one_that_is_none_stays(settings):
    one = Image.objects.take(RED, "one.png", source="/one.png")
    with pytest.raises(PictureError):
        Image.objects.take(b"not a picture", "one.png", source="/one.png")
    one.refresh_from_db()
    assert (one.width, files(settings)) == (40, ["one.png"])


def test_a_dry_run_stores_no_file(settings):
    Image.objects.take(RED, "one.png", write=False)
    assert files(settings) == []


def test_a_deleted_picture_takes_its_file_along(settings, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert files(settings) == []


def test_posts_outlive_their_picture():
    post = make_post(image=make_image())
    Image.objects.get().delete()
    assert Post.objects.get(pk=post.pk).image is None


def test_a_name_is_made_fit_for_a_file():
    name = Image.objects.take(RED, "../../Evil näme<script>.PNG").file.name
    assert name == "pictures/evil-namescript.png"


def test_a_text_shows_the_pictures_it_names_with_their_size():
    image = make_image(source="/img/a.png")
    post = make_post(body="![A](/img/a.png)")
    assert f'src="{image.file.url}"' in post.body_html
    assert 'width="40"' in post.body_html


def test_a_relative_name_is_of_a_picture_of_this_post_alone():
    mine = make_image(source="/blog/mine/a.png")
    assert mine.file.url in make_post("mine", body="![A](a.png)").body_html
    assert mine.file.url not in make_post("other", body="![A](a.png)").body_html


def test_a_text_without_a_space_is_searched_for_pictures_once_and_not_once_a_letter():
    # Quadratic, this would take an hour.
    assert ADDRESS_IN_TEXT.findall("x" * 500_000 + " a.png") == ["a.png"]


def test_addresses_are_found_however_they_stand_in_the_text():
    text = '![a](/img/a.png "Title") <img src="b.JPG"> [ref]: c%20d.webp\n(e.gif) g.txt'
    assert ADDRESS_IN_TEXT.findall(text) == ["/img/a.png", "b.JPG", "c%20d.webp", "e.gif"]


def test_a_picture_knows_how_long_its_file_is():
    image = make_image(size=(60, 40))
    assert image.file_size == image.file.size > 0
    shown = image.for_programs
    assert (shown.url, shown.type) == (image.url, "image/png")
    assert (shown.size, shown.width, shown.height) == (image.file_size, 60, 40)


def test_programs_are_handed_the_largest_rendition_that_all_of_them_read():
    image = make_image(size=(1700, 10))
    assert image.store_renditions(*image.make_renditions())
    shown = image.for_programs
    assert (shown.type, shown.width) == ("image/jpeg", 1600)
    name = shown.url.removeprefix(image.file.storage.url(""))
    assert shown.size == image.file.storage.size(name) > 0


def test_the_files_that_were_there_before_are_measured_once():
    image = make_image(size=(60, 40))
    image.store_renditions(*image.make_renditions())
    known = image.for_programs
    for rendition in image.renditions:
        del rendition["size"]
    lost = make_image("lost.png", size=(9, 9))
    lost.delete_files()
    Image.objects.filter(pk=image.pk).update(file_size=0, renditions=image.renditions)
    import_module("blog.migrations.0008_feeds").measure(apps, None)
    measured = Image.objects.get(pk=image.pk)
    assert (measured.for_programs, measured.file_size) == (known, image.file_size)
    lost.refresh_from_db()
    assert (lost.file_size, lost.for_programs.size) == (0, 0)
