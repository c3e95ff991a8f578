"""The desk's page of preview links: made, copied, revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.models import AuditEntry, PreviewLink
from tests.build import make_person, make_post
from tests.reading import get, parsed, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(client):
    client.force_login(make_person("kim", "Author"))
    return client


@pytest.fixture
def post():
    return make_post(status="draft", created_by=make_person("kim", "Author"), body="Molten.")


def url(post) -> str:
    return f"/admin/blog/post/{post.pk}/previews/"


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_link_is_made_and_shows_the_draft_to_a_visitor(kim, post, days):
    page = kim.post(url(post), {"_create": "1", "label": "The agency", "days": days}, follow=True)
    address = text(parsed(page.text), "//input[@aria-label='Preview link for The agency']/@value")
    assert address.startswith("https://www.example.com/preview/")
    assert "Molten." in get(address.removeprefix("https://www.example.com")).content.decode()
    left = PreviewLink.objects.get().expires - timezone.now()
    assert timedelta(days=days, minutes=-1) < left <= timedelta(days=days)


def test_a_link_is_revoked_and_shows_nothing_any_more(kim, post):
    kim.post(url(post), {"_create": "1", "days": 7})
    link = PreviewLink.objects.get()
    page = kim.post(url(post), {"_revoke": link.pk}, follow=True).text
    assert "revoked" in page
    assert get(link.get_absolute_url()).status_code == 404
    acts = AuditEntry.objects.filter(model="blog.post").values_list("act", flat=True)
    assert list(acts) == ["revoked a preview link", "made a preview link"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"days": "365"}, "Select a valid choice"),
        ({"days": "7", "label": "x" * 101}, "at most 100 characters"),
        ({"days": "7", "label": "a\nb"}, "on one line"),
    ],
)
def test_what_cannot_be_a_link_is_refused_at_the_field(kim, post, fields, message):
    assert message in kim.post(url(post), {"_create": "1", **fields}).text
    assert not PreviewLink.objects.exists()


def test_more_than_fifty_links_at_a_time_are_refused(kim, post):
    soon = timezone.now() + timedelta(days=1)
    PreviewLink.objects.bulk_create(PreviewLink(post=post, expires=soon) for _ in range(50))
    assert "50 links work already" in kim.post(url(post), {"_create": "1", "days": 7}).text


@pytest.mark.parametrize("pk", ["", "x", "999", "²"])
def test_revoking_what_is_no_link_of_this_post_is_not_found(kim, post, pk):
    assert kim.post(url(post), {"_revoke": pk}).status_code == 404


def test_the_link_of_another_post_is_not_revoked(kim, post):
    other = make_post("other")
    soon = timezone.now() + timedelta(days=1)
    link = PreviewLink.objects.create(post=other, expires=soon)
    assert kim.post(url(post), {"_revoke": link.pk}).status_code == 404
    assert PreviewLink.objects.valid().exists()
