from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from blog.models import Image
from tests.build import make_image

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("thumbnails", stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def without_thumbnail(name="drop.png", **fields):
    image = make_image(name, **fields)
    image.thumbnail.delete(save=False)
    image.save(update_fields=["thumbnail"])
    return image


def test_pictures_without_a_thumbnail_get_one_and_then_nothing_is_left_to_do(settings):
    image = without_thumbnail()
    assert run(dry_run=True) == "1 thumbnails to make"
    assert run() == "1 thumbnails made"
    image.refresh_from_db()
    assert image.thumbnail.storage.exists(image.thumbnail.name)
    assert run() == "0 thumbnails made"


def test_a_picture_whose_file_is_lost_is_named_and_the_others_are_made():
    lost, kept = without_thumbnail("lost.png"), without_thumbnail("kept.png", size=(9, 9))
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError):
        run()
    assert Image.objects.get(pk=kept.pk).thumbnail
