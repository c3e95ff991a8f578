import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import afterwards, measuring
from blog.models import Post, SitePage
from tests.build import NOON, make_category, make_person, make_post

pytestmark = pytest.mark.django_db
PAGES, LINKS = "/admin/blog/sitepage/", "/admin/blog/link/"


@pytest.fixture
def eve(client):
    person = make_person("eve", "Editor")
    client.force_login(person)
    return person


def make_site(count: int = 2) -> None:
    Post.objects.all().delete()
    topic = make_category("seo")
    first = make_post("first", category=topic, body="[none](/blog/unwritten) [two](/blog/p1)")
    with afterwards.once():
        for n in range(count):
            make_post(f"p{n}", category=topic, body=f"We say [the R&D first](/blog/first) of {n}.")
    topic.pillar = first
    topic.save()
    measuring.measure()


def test_an_editor_sees_every_page_with_its_figures_and_filters_the_orphans(client, eve):
    make_site()
    shown = client.get(PAGES).text
    assert "/blog/first" in shown and "/topics/seo" in shown
    orphans = client.get(f"{PAGES}?which=orphans").text
    assert "/blog/p0" in orphans and "/blog/first" not in orphans


def test_a_page_shows_who_links_to_it_in_which_sentence(client, eve):
    make_site()
    page = SitePage.objects.get(path="/blog/first")
    shown = client.get(f"{PAGES}{page.pk}/links/").text
    assert "<svg" in shown and ">the R&amp;D first</a> of 0." in shown
    assert "R&D first" not in shown
    source = Post.objects.get(slug="p0")
    assert f"/admin/blog/post/{source.pk}/change/#words=the%20R%26D%20first" in shown
    assert client.get(f"{PAGES}{page.pk}/change/").status_code == 200
    assert client.get(f"{PAGES}999999/links/").status_code == 404


@pytest.mark.parametrize("name", ["sitepage", "link", "linktodo", "clientreport", "ping"])
def test_a_list_that_is_only_read_is_called_what_it_holds(client, eve, name):
    shown = client.get(f"/admin/blog/{name}/")
    assert shown.context["title"].lower() == shown.context["opts"].verbose_name_plural
    assert "Select " not in shown.text.partition("<body")[0]


def test_the_picture_shows_all_pages_and_counts_the_orphans(client, eve):
    make_site()
    shown = client.get(f"{PAGES}picture/").text
    assert 'class="graph"' in shown and "1 orphan<" in shown


def test_the_links_of_a_site_without_pages_are_none(client, eve):
    for address in (PAGES, LINKS, f"{PAGES}picture/", f"{PAGES}table.csv", f"{LINKS}table.csv"):
        assert client.get(address).status_code == 200


def test_links_are_filtered_by_what_is_wrong_with_them(client, eve):
    make_site()
    make_post("gone", status="gone", first_public=NOON, date_published=NOON)
    make_post("other", body="[over](/blog/gone)")
    broken = client.get(f"{LINKS}?state=broken").text
    assert "to /blog/gone" in broken and "R&amp;D first" not in broken
    assert "<strong>the R&amp;D first</strong>" in client.get(LINKS).text


def test_a_link_that_readers_get_as_words_waits_and_is_not_broken(client, eve):
    make_site()
    assert "to /blog/unwritten" in client.get(f"{LINKS}?state=waiting").text
    assert "to /blog/unwritten" not in client.get(f"{LINKS}?state=broken").text


def test_a_link_that_no_reader_sees_is_marked(client, eve):
    make_site()
    assert "no reader sees it" not in client.get(LINKS).text
    make_post("draft", body="[over](/blog/first)", status="draft")
    assert client.get(LINKS).text.count("no reader sees it") == 1


def test_a_table_holds_what_the_list_shows_and_no_formula(client, eve):
    make_site()
    make_post("odd", body="[=1+1](/blog/first)")
    table = b"".join(client.get(f"{LINKS}table.csv?shape=other").streaming_content).decode()
    assert "'=1+1" in table
    pages = b"".join(client.get(f"{PAGES}table.csv?which=orphans").streaming_content).decode()
    lines = pages.splitlines()
    assert lines[0].startswith("path,title,kind,inlinks") and len(lines) == 2


def test_authors_see_no_links_for_these_stand_in_drafts_of_others_too(client):
    make_site()
    client.force_login(make_person("ana", "Author"))
    page = SitePage.objects.get(path="/blog/first")
    for address in (PAGES, LINKS, f"{PAGES}picture/", f"{PAGES}{page.pk}/links/"):
        assert client.get(address).status_code == 403
    for address in (f"{PAGES}table.csv", f"{LINKS}table.csv"):
        assert client.get(address).status_code == 403


def test_the_lists_ask_as_often_however_many_rows_there_are(client, eve):
    asked = []
    for count in (3, 40):
        make_site(count)
        page = SitePage.objects.get(path="/blog/first")
        around = f"{PAGES}{page.pk}/links/"
        counts = {}
        for address in (PAGES, LINKS, f"{PAGES}picture/", around):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        asked.append(counts)
    assert asked[0] == asked[1]


def test_a_table_of_nothing_names_its_columns(client, eve):
    table = b"".join(client.get(f"{PAGES}table.csv").streaming_content).decode()
    assert table.startswith("path,title,kind,")
