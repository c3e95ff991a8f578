import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from blog.models import Author, Category, MenuItem, Post, Redirect, SiteSettings
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


def test_the_first_time_makes_a_site_and_tells_the_password_once(prepare):
    first = prepare()
    admin = get_user_model().objects.get()
    assert admin.check_password(first.split("password  ")[1].split()[0])
    assert Post.objects.published().count() >= 10
    assert "password" not in prepare()


def test_the_second_time_changes_nothing(prepare, settings):
    prepare()
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


def test_load_demo_refuses_a_site_with_posts():
    make_post()
    with pytest.raises(CommandError, match="There are posts already"):
        call_command("load_demo")


def test_the_demo_site_is_whole(client):
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "17 created" in out.getvalue() and " 0 refused" in out.getvalue()
    kinds = [post.kind for post in Post.objects.published()]
    assert (kinds.count("post"), kinds.count("guide"), kinds.count("service")) == (7, 6, 2)
    assert SiteSettings.load().description
    assert MenuItem.objects.count() >= 4
    assert not Redirect.objects.exists()
    assert Author.objects.filter(bio="").count() == 0
    for topic in Category.objects.all():
        assert topic.pillar and topic.description
    for post in Post.objects.all():
        assert post.image and post.image_alt and post.removed == []
        assert client.get(post.path).status_code == 200


def test_the_demo_site_leads_from_each_topic_to_a_service_and_its_price(client):
    call_command("load_demo", stdout=StringIO())
    for topic in Category.objects.select_related("pillar__next_step__offer"):
        page = client.get(topic.pillar.path).text
        assert f'<a href="{topic.pillar.next_step.path}">' in page
        assert 'class="offer-price"' in page


def test_every_link_within_the_demo_site_leads_to_a_live_page(client):
    call_command("load_demo", stdout=StringIO())
    hrefs = {
        href.partition("#")[0]
        for post in Post.objects.all()
        for href in re.findall(r'href="(/[^"]*)"', post.body_html)
    }
    assert len(hrefs) > 10
    assert [href for href in hrefs if client.get(href).status_code != 200] == []
