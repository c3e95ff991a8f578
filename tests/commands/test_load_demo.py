"""The demo site, loaded once for all that is said of it."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.models import Author, Category, MenuItem, Post, Redirect, SiteSettings
from tests.build import make_post

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def loaded(rows_of_the_module):
    """Return what the command said."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(loaded, settings, rows_of_the_module):
    settings.MEDIA_ROOT = rows_of_the_module
    return loaded


def test_load_demo_refuses_a_site_with_posts():
    make_post()
    with pytest.raises(CommandError, match="There are posts already"):
        call_command("load_demo")


def test_the_demo_site_is_whole(client, demo):
    assert "17 created" in demo and " 0 refused" in demo
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


def test_the_demo_site_leads_from_each_topic_to_a_service_and_its_price(client, demo):
    for topic in Category.objects.select_related("pillar__next_step__offer"):
        page = client.get(topic.pillar.path).text
        assert f'<a href="{topic.pillar.next_step.path}">' in page
        assert 'class="offer-price"' in page


def test_every_link_within_the_demo_site_leads_to_a_live_page(client, demo):
    hrefs = {
        href.partition("#")[0]
        for post in Post.objects.all()
        for href in re.findall(r'href="(/[^"]*)"', post.body_html)
    }
    assert len(hrefs) > 10
    assert [href for href in hrefs if client.get(href).status_code != 200] == []
