"""The history of a post, and two people who wrote at once."""

from difflib import SequenceMatcher

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing
from blog.admin import diff
from blog.models import Post, Revision
from tests.build import make_category, make_person, make_post
from tests.reading import parsed, text, texts

pytestmark = pytest.mark.django_db


def change(post: Post, *, by=None, verb=publishing.save_draft, **fields) -> Revision:
    post.refresh_from_db()
    return verb(post, {**publishing.document_of(post), **fields}, by=by)


def at(client, post: Post, address: str = ""):
    response = client.get(f"/admin/blog/post/{post.pk}/history/{address}")
    assert response.status_code == 200
    return parsed(response.text)


# The list


def test_each_line_says_who_saved_what_and_what_changed(admin_client, admin_user):
    post = make_post(body="One two three.")
    change(post, by=admin_user, body="One two three four.", title="Another")
    page = at(admin_client, post)
    changed = texts(page, "//td[@class='changed']/a")
    assert changed == ["2 words added, 1 removed; title", "The first state: 3 words"]
    assert texts(page, "//td[@class='who']") == ["admin", "—"]
    assert texts(page, "//td[@class='what']") == ["Saved newest", "Published"]


def test_the_history_is_paged_and_asks_as_often_however_long_it_is(admin_client, admin_user):
    post = make_post(body="Word.")
    asked = []
    for count in (3, 60):
        for n in range(count):
            change(post, by=admin_user, body=f"Word {n} of {count}.")
        with CaptureQueriesContext(connection) as queries:
            page = at(admin_client, post)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(texts(page, "//table[@class='revisions']/tbody/tr")) == 20
    assert "1 word added" in texts(at(admin_client, post, "?page=2"), "//td[@class='changed']")[-1]


def test_a_post_without_a_history_says_so(admin_client):
    assert "Nothing has been saved" in text(at(admin_client, make_post()), "//p[@class='lead']")


def test_the_two_marked_lines_are_compared_the_older_first(admin_client):
    post = make_post()
    response = admin_client.get(f"/admin/blog/post/{post.pk}/history/?old=3&new=1")
    assert response.headers["Location"] == f"/admin/blog/post/{post.pk}/history/3/?with=1"


# One revision


def test_a_difference_marks_words_with_signs_and_names_rows_by_their_names(admin_client):
    post = make_post(body="One two three.", category="seo")
    change(post, body="One 2 three.", category=make_category("writing").pk, tags=["links"])
    page = at(admin_client, post, "2/")
    assert texts(page, "//div[@class='diff']//del") == ["−two"]
    assert texts(page, "//div[@class='diff']//ins") == ["+2"]
    assert texts(page, "//section[h3='Topic']//p") == ["−SEO", "+WRITING"]
    assert texts(page, "//section[h3='Tags']//p") == ["(empty)", "+links"]


def test_any_two_revisions_are_compared(admin_client):
    post = make_post(body="One")
    for body in ("One two", "One two three"):
        change(post, body=body)
    came = texts(at(admin_client, post, "3/?with=1"), "//div[@class='diff']//ins")
    assert came == ["+two three"]


def test_what_people_wrote_is_shown_as_text(admin_client):
    post = make_post(body="Safe.")
    evil = "<script>alert(1)</script>"
    change(post, body=evil, title=evil, verb=publishing.save_draft)
    response = admin_client.get(f"/admin/blog/post/{post.pk}/history/2/")
    assert "<script>alert" not in response.text


def test_an_older_state_becomes_the_newest_draft_and_readers_see_it_when_it_is_published(
    admin_client, admin_user, client
):
    post = make_post(body="First words.")
    change(post, by=admin_user, body="Second words.", verb=publishing.publish)
    response = admin_client.post(f"/admin/blog/post/{post.pk}/history/1/restore/", follow=True)
    assert "Revision 1 is the newest draft now, as revision 3." in response.text
    assert "Second words." in client.get(post.path).text
    post.refresh_from_db()
    assert publishing.document_of(post)["body"] == "First words."


def test_restoring_is_not_done_by_following_a_link(admin_client):
    post = make_post()
    change(post, body="New.")
    address = f"/admin/blog/post/{post.pk}/history/1/restore/"
    assert admin_client.get(address).status_code == 405


@pytest.mark.parametrize("address", ["history/", "history/1/", "history/1/restore/", "compare/1/"])
def test_an_author_does_not_read_the_history_of_others(client, address):
    post = make_post(body="One.")
    change(post, body="Two.")
    client.force_login(make_person("kim", "Author"))
    send = client.post if address.endswith("restore/") else client.get
    assert send(f"/admin/blog/post/{post.pk}/{address}").status_code == 404
    assert post.revisions.count() == 2


@pytest.mark.parametrize("address", ["history/9/", "history/1/?with=9", "compare/9/"])
def test_a_revision_that_is_not_there_is_not_found(admin_client, address):
    post = make_post()
    change(post, body="New.")
    assert admin_client.get(f"/admin/blog/post/{post.pk}/{address}").status_code == 404


# Two people at once


@pytest.fixture
def refused(admin_user):
    """Ana saved first; what the administrator wrote from the same start was refused."""
    post = make_post(body="One.\n\nTwo.\n\nThree.", title="A title")
    change(post, by=make_person("ana", "Editor"), body="One of Ana.\n\nTwo.\n\nThree.")
    post.refresh_from_db()
    mine = {
        **publishing.snapshot_of(post),
        "body": "One.\n\nTwo.\n\nThree of mine.",
        "title": "Mine",
    }
    with pytest.raises(publishing.Stale) as stale:
        publishing.save_draft(post, mine, by=admin_user, base="1.0")
    return stale.value.aside


def decide(client, aside: Revision, **said):
    base = publishing.newest(aside.post).base
    address = f"/admin/blog/post/{aside.post_id}/compare/{aside.number}/"
    return client.post(address, {"base": base, **said}, follow=True)


def draft(aside: Revision) -> dict:
    return publishing.document_of(Post.objects.get(pk=aside.post_id))


def bodies(aside: Revision) -> list[str]:
    return [each["body"] for each in aside.post.revisions.values_list("snapshot", flat=True)]


def test_both_texts_stand_side_by_side_whole_and_marked(admin_client, refused):
    response = admin_client.get(f"/admin/blog/post/{refused.post_id}/compare/{refused.number}/")
    page = parsed(response.text)
    assert texts(page, "//div[@class='texts']//mark") == [
        "One of Ana.",
        "One.",
        "Three.",
        "Three of mine.",
    ]
    assert texts(page, "//p[@class='both']") == ["Two."]
    assert text(page, "//textarea[@id='id_theirs']") == "One of Ana. Two. Three."
    assert text(page, "//textarea[@id='id_mine']") == "One. Two. Three of mine."
    assert texts(page, "//fieldset[legend='Title']//span[@class='value']") == ["A title", "Mine"]


def test_mine_becomes_the_newest_draft_and_theirs_stays(admin_client, refused):
    response = decide(admin_client, refused, _mine="1")
    assert "Your text is the newest draft now." in response.text
    assert draft(refused)["title"] == "Mine"
    assert "One of Ana.\n\nTwo.\n\nThree." in bodies(refused)


def test_theirs_stays_and_mine_is_kept(admin_client, refused):
    decide(admin_client, refused, _theirs="1")
    assert draft(refused)["body"] == "One of Ana.\n\nTwo.\n\nThree."
    assert "One.\n\nTwo.\n\nThree of mine." in bodies(refused)


def test_each_place_is_chosen_and_both_whole_texts_stay(admin_client, refused):
    chosen = {"block-0": "theirs", "block-2": "mine", "field-title": "mine"}
    decide(admin_client, refused, _merge="1", **chosen)
    assert draft(refused)["body"] == "One of Ana.\n\nTwo.\n\nThree of mine."
    assert draft(refused)["title"] == "Mine"
    assert {"One of Ana.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree of mine."} <= set(
        bodies(refused)
    )


def test_both_paragraphs_may_follow_one_another(admin_client, refused):
    decide(admin_client, refused, _merge="1", **{"block-0": "both", "block-2": "both"})
    assert draft(refused)["body"] == "One of Ana.\n\nOne.\n\nTwo.\n\nThree.\n\nThree of mine."


def test_a_decision_about_a_text_that_was_saved_again_is_asked_anew(admin_client, refused):
    base = publishing.newest(refused.post).base
    change(refused.post, by=make_person("ana", "Editor"), body="Ana again.")
    address = f"/admin/blog/post/{refused.post_id}/compare/{refused.number}/"
    response = admin_client.post(address, {"base": base, "_mine": "1"})
    assert "Ana saved again in the meantime" in response.text
    assert draft(refused)["body"] == "Ana again."


def test_texts_that_differ_in_too_many_places_are_chosen_as_a_whole(admin_client, refused):
    long = "\n\n".join(f"same {n}\n\n{{}} {n}" for n in range(401))
    for number, words in ((2, "theirs"), (refused.number, "mine")):
        revision = refused.post.revisions.get(number=number)
        revision.snapshot["body"] = long.replace("{}", words)
        revision.save()
    address = f"/admin/blog/post/{refused.post_id}/compare/{refused.number}/"
    text = admin_client.get(address).text
    assert 'name="_mine"' in text
    assert 'name="_merge"' not in text
    assert 'name="block-' not in text


# The comparison itself


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("a", ""),
        ("", "a\n"),
        ("a\n\nb\n\nc", "a\n\nc\n\n\nd\n"),
        ("one two\nthree\n \nfour\r\n\r\nfive", "one 2\nthree\n\nfour\r\n\r\n5"),
        ("x y\n\n" * 40, "y x\n\n" * 41),
    ],
)
def test_the_blocks_are_both_texts_whole(old, new):
    blocks = diff.compare(old, new)
    assert "".join(block.old for block in blocks) == old
    assert "".join(block.new for block in blocks) == new


def paragraphs(count, words, name):
    return "\n\n".join(" ".join(f"{name}{n}x{k}" for k in range(words)) for n in range(count))


LONG_TEXTS = [
    ("word " * 100_000, "wort " * 100_000),
    ("a\n\n" * 170_000, "b\n\n" * 170_000),
    ("\n\n".join("abcdefgh" * 180), "\n\n".join("hgfedcba" * 180)),
    (paragraphs(20, 1200, "a"), paragraphs(1000, 2, "b")),
    (paragraphs(1400, 45, "a"), paragraphs(1400, 45, "b")),
    (paragraphs(40, 1500, "a"), paragraphs(40, 1500, "b")),
]


@pytest.mark.parametrize(("old", "new"), LONG_TEXTS)
def test_the_words_that_are_compared_of_a_long_text_are_bounded(monkeypatch, old, new):
    in_order, looked_up, likeness = [], [], diff.likeness

    class Counting(SequenceMatcher):
        def __init__(self, junk, a, b, autojunk=True):
            in_order.append(len(a) + len(b))
            super().__init__(junk, a, b, autojunk)

    def counting(a, b):
        looked_up.append(min(a.total, b.total))
        return likeness(a, b)

    monkeypatch.setattr(diff, "SequenceMatcher", Counting)
    monkeypatch.setattr(diff, "likeness", counting)
    diff.compare(old, new)
    assert sum(in_order) <= diff.MAX_PARAGRAPHS + diff.MAX_WORDS_IN_ALL
    assert sum(looked_up) <= diff.MAX_COUNTED + diff.MAX_WORDS


def test_paragraphs_of_very_different_lengths_are_not_compared(monkeypatch):
    monkeypatch.setattr(diff, "likeness", lambda a, b: pytest.fail("compared"))
    diff.compare(paragraphs(20, 1200, "a"), paragraphs(1000, 2, "b"))
