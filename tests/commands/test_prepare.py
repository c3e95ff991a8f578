from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from blog.models import Post
from tests.build import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepare(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"

    def run():
        out = StringIO()
        call_command("prepare", stdout=out)
        return out.getvalue()

    return run


def test_the_first_time_makes_a_site_and_tells_its_password_and_the_second_changes_nothing(
    prepare, settings
):
    first = prepare()
    admin = get_user_model().objects.get()
    assert admin.check_password(first.split("password  ")[1].split()[0])
    assert Post.objects.published().count() >= 10
    before = list(Post.objects.values_list("pk", "body_html", "imported"))
    static = {p: p.stat().st_mtime_ns for p in settings.STATIC_ROOT.rglob("*")}
    assert prepare() == ""
    assert list(Post.objects.values_list("pk", "body_html", "imported")) == before
    assert {p: p.stat().st_mtime_ns for p in settings.STATIC_ROOT.rglob("*")} == static


def test_a_site_with_posts_gets_no_demo(prepare):
    make_post()
    prepare()
    assert Post.objects.count() == 1


def test_demo_0_leaves_the_site_empty(prepare, settings):
    settings.DEMO = False
    prepare()
    assert not Post.objects.exists()
