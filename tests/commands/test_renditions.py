from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from blog.models import Image
from tests.build import make_image

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("renditions", stdout=out, stderr=StringIO(), **options)
    return out.getvalue().strip()


def test_unfinished_pictures_are_finished_and_then_nothing_is_left_to_do():
    make_image()
    assert run(dry_run=True) == "1 pictures to finish"
    assert Image.objects.get().renditions == []
    assert run() == "1 pictures finished"
    assert len(Image.objects.get().renditions) == 3
    assert run() == "0 pictures finished"


def test_all_makes_them_anew_and_leaves_no_old_file(settings, django_capture_on_commit_callbacks):
    make_image()
    run()
    with django_capture_on_commit_callbacks(execute=True):
        assert run(all=True) == "1 pictures finished"
    stored = {path.name for path in (settings.MEDIA_ROOT / "renditions").iterdir()}
    assert stored == {each["file"].split("/")[1] for each in Image.objects.get().renditions}


def test_a_picture_whose_file_is_lost_is_named_and_the_others_are_finished():
    lost, kept = make_image("lost.png"), make_image("kept.png", size=(9, 9))
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError):
        run()
    assert Image.objects.get(pk=kept.pk).renditions
