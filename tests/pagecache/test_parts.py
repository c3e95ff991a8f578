"""Parts that many pages show: taken from memory until something of them changes."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from blog.models import MenuItem, SiteSettings
from blog.pagecache import shared, stamps
from blog.pagecache.parts import Parts
from tests.build import make_author, make_post
from tests.reading import page_at, texts

pytestmark = pytest.mark.django_db(transaction=True)


class Shelf:
    """Parts named by numbers, and what was asked for."""

    def __init__(self, most=10):
        self.says, self.asked = "old", []
        self.parts = Parts(most, lambda part: [f"post:{part[0]}"], self.build)

    def build(self, names):
        self.asked.append(list(names))
        return {name: (name, self.says) for name in names if name < 100}

    def of(self, *names):
        return [said for _name, said in self.parts.of(names).values()]


def test_a_part_is_asked_for_once_and_those_that_are_missing_together():
    shelf = Shelf()
    shelf.of(1)
    assert list(shelf.parts.of([2, 1, 3, 2, 100])) == [2, 1, 3]
    assert shelf.asked == [[1], [2, 3, 100]]


def test_what_was_stamped_is_asked_for_again_and_nothing_else():
    shelf = Shelf()
    shelf.of(1, 2, 3)
    shelf.says = "new"
    stamps.stamp(["post:2"])
    assert shelf.of(1, 2, 3) == ["old", "new", "old"]
    stamps.stamp(["post:9"])
    assert shelf.of(1, 2, 3) == ["old", "new", "old"]


def test_what_changes_while_a_part_is_built_is_not_good_afterwards():
    shelf = Shelf()

    def build(names):
        rows = Shelf.build(shelf, names)
        stamps.stamp(["post:1"])
        return rows

    shelf.parts.build = build
    shelf.of(1)
    shelf.says, shelf.parts.build = "new", shelf.build
    assert shelf.of(1) == ["new"]


def test_in_a_transaction_nothing_is_taken_from_memory_or_put_there():
    shelf = Shelf()
    shelf.of(1)
    shelf.says = "not committed"
    with transaction.atomic():
        assert shelf.of(1, 2) == ["not committed"] * 2
    shelf.says = "old"
    assert shelf.of(1, 2) == ["old", "old"]


def test_while_nobody_can_say_what_is_good_everything_is_asked_for(monkeypatch):
    shelf = Shelf()
    shelf.of(1)

    def gone(*args):
        raise stamps.StampsAreGone

    shelf.says = "new"
    monkeypatch.setattr(stamps, "now", gone)
    assert shelf.of(1) == ["new"]


def test_a_question_that_is_not_answered_halfway_is_an_answer_too(monkeypatch):
    shelf = Shelf()
    shelf.of(1)
    stamps.stamp(["post:9"])

    def gone(*args):
        raise stamps.StampsAreGone

    shelf.says = "new"
    monkeypatch.setattr(stamps, "newest", gone)
    assert shelf.of(1) == ["new"]


def test_there_are_never_more_than_so_many():
    shelf = Shelf(most=3)
    for name in range(50):
        shelf.of(name)
    assert len(shelf.parts.kept.kept) == 3


def test_rows_are_shared_until_they_are_edited():
    post = make_post(category="seo", authors=[make_author()], tags=["links"])
    SiteSettings(pk=1, name="Iron Goo").save()
    MenuItem.objects.create(label="Blog", target="/blog")
    topic, author = post.category_id, post.bylines.get().author_id

    def rows():
        (card,), (person,) = shared.cards([post.pk]), shared.authors([author])
        site, (item,) = shared.site_settings(), shared.menu()
        return [card, person, shared.topic(topic).row, site, item]

    before = rows()
    with CaptureQueriesContext(connection) as queries:
        assert [id(row) for row in rows()] == [id(row) for row in before]
    assert len(queries) == 0
    for row, field in zip(before, ["title", "name", "name", "name", "label"], strict=True):
        fresh = type(row).objects.get(pk=row.pk)
        setattr(fresh, field, "Another")
        fresh.save()
    assert [str(row) for row in rows()][:4] == ["Another"] * 4
    assert shared.menu()[0].label == "Another"


def test_the_html_of_a_card_is_made_once_and_anew_when_the_post_changes():
    post = make_post(category="seo")
    for n in range(3):
        make_post(f"other-{n}", category="seo")

    def titles():
        return texts(page_at("/blog"), "//article//h2")

    assert titles()[-1] == titles()[-1] == "A post"
    (card,) = shared.signed_cards([post.pk])
    assert [name for name, *_variant in card.pieces] == ["entry"]
    post.title = "Renamed"
    post.save()
    assert titles()[-1] == "Renamed"
