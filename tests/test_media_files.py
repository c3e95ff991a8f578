import pytest
from django.core.files.storage import FileSystemStorage

from ironegoo.media import MediaFiles


@pytest.mark.parametrize(
    "name",
    [
        "renditions/a1/picture.avif",
        "/led/by-a-slash.png",
        "with space, ümlaut & (sign).jpg",
        "a:colon/x.png",
        "//another.example/x.png",
        "a?b#c%20d",
        "a\\b.png",
        "",
    ],
)
def test_a_file_has_the_address_that_django_gives_it(name):
    assert MediaFiles().url(name) == FileSystemStorage().url(name)
