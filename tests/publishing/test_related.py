"""Which pages read like each other, as saves and `relink` write it."""

import pytest
from django.core.management import call_command

from blog.models import PageTerm, PageText, Post, Related, Term
from blog.publishing import relate, related
from tests.build import make_post

pytestmark = pytest.mark.django_db

FORGE = "The forge heats the ingot until the ingot glows on the anvil."
ANVIL = "An anvil stands beside the forge, and the hammer meets an ingot there."
PROSE = "A sentence answers first. Prose is read aloud before the editor prints it."


@pytest.fixture
def three():
    posts = [
        make_post("forge", title="Forge", body=FORGE),
        make_post("anvil", title="Anvil", body=ANVIL),
        make_post("prose", title="Prose", body=PROSE),
    ]
    relate([post.pk for post in posts])
    return posts


def others(post):
    rows = Related.objects.filter(post=post).order_by("-score")
    return [row.other.slug for row in rows.select_related("other")]


def test_pages_of_the_same_words_are_related_both_ways(three):
    forge, anvil, prose = three
    assert others(forge) == ["anvil"]
    assert others(anvil) == ["forge"]
    assert others(prose) == []


def test_a_new_page_takes_its_place_among_those_of_others(three):
    new = make_post("hammer", title="Forge and ingot", body=FORGE + ANVIL)
    relate([new.pk])
    assert others(three[0]) == ["hammer", "anvil"]


def test_a_page_keeps_its_eight_best(three, monkeypatch):
    monkeypatch.setattr(related, "KEPT", 1)
    new = make_post("hammer", title="Forge and ingot", body=FORGE + ANVIL)
    relate([new.pk])
    assert others(three[0]) == ["hammer"]
    assert len(others(new)) == 1


def test_a_changed_text_is_compared_anew(three):
    forge = three[0]
    forge.title, forge.body = "Reading", PROSE
    forge.save()
    relate([forge.pk])
    assert others(forge) == ["prose"]
    assert others(three[1]) == []


def test_a_page_that_is_taken_down_is_forgotten(three):
    Post.objects.filter(slug="anvil").update(status="gone")
    relate([three[1].pk])
    assert not Related.objects.exists()
    assert not PageTerm.objects.filter(post=three[1]).exists()
    assert not Term.objects.filter(term="hammer").exists()


@pytest.mark.parametrize("status", ["draft", "gone"])
def test_the_words_of_what_readers_do_not_see_are_not_kept(status):
    relate([make_post("secret", status=status, body="Zyzzyva").pk])
    assert not Term.objects.exists()
    assert not PageText.objects.exists()


def test_a_page_of_the_site_is_no_reading():
    relate([make_post("about", kind="page", body=FORGE).pk])
    assert not PageText.objects.exists()


def test_the_same_words_cost_no_writing(three, django_assert_num_queries):
    with django_assert_num_queries(4):  # the savepoint and its release among them
        relate([three[0].pk])


def test_a_term_is_counted_once_a_page(three):
    assert Term.objects.get(term="forge").pages == 2
    relate([post.pk for post in three])
    assert Term.objects.get(term="forge").pages == 2


def test_relink_finds_the_same_as_the_saves_did(three, capsys):
    before = set(Related.objects.values_list("post", "other"))
    Related.objects.all().delete()
    PageTerm.objects.all().delete()
    call_command("relink")
    assert set(Related.objects.values_list("post", "other")) == before
    assert capsys.readouterr().out.startswith("3 pages compared")
