"""The index says what the rows say, whoever writes them, in the same transaction."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from blog import afterwards, publishing
from blog.models import Category, FAQEntry, Post, SearchEntry, SearchWord, Tag, set_tags
from blog.search import find, index
from tests.build import make_person, make_post

pytestmark = pytest.mark.django_db
QUESTION = {"question": "A pot?", "answer": "A crucible."}


def found(typed: str) -> set[str]:
    slugs = dict(Post.objects.values_list("pk", "slug"))
    return {slugs[pk] for pk in find(f'"{typed}"').posts}


def saved_as(post: Post, **changes) -> None:
    said = publishing.snapshot_of(post) | changes
    publishing.publish(post, said | {"body": said["body"] or "Words."})


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("title", "Of crucibles", "crucibles"),
        ("description", "It answers for crucibles.", "crucibles"),
        ("body", "Text about crucibles.", "crucibles"),
        ("body", "Words.\n\n## Of crucibles\n\nWords.", "crucibles"),
        ("body", "Words.[^1]\n\n[^1]: A note on crucibles.", "note on crucibles"),
        ("tags", ["crucible", "tongs"], "crucible"),
        ("questions", [{"question": "A crucible?", "answer": "Yes.", "inline": False}], "crucible"),
        (
            "questions",
            [{"question": "A pot?", "answer": "A crucible.", "inline": True}],
            "crucible",
        ),
    ],
)
def test_the_index_follows_what_is_published_and_what_is_taken_out_again(field, value, typed):
    post = make_post("a-post", title="Pots", faq=True)
    before = publishing.snapshot_of(post)[field]
    saved_as(post, **{field: value})
    assert found(typed) == {"a-post"}
    saved_as(post, **{field: before})
    assert found(typed) == set()


def test_the_index_follows_a_row_that_is_saved_by_itself():
    post = make_post("a-post", title="Pots")
    post.title = "Crucibles"
    post.save()
    assert found("crucible") == {"a-post"}
    post.body = "Tongs."
    post.save(update_fields=["body"])
    assert found("tongs") == {"a-post"}


def test_questions_are_indexed_only_where_they_are_shown():
    post = make_post("a-post", faq=False)
    FAQEntry.objects.create(post=post, question="A crucible?", answer="Yes.")
    assert found("crucible") == set()
    post.faq = True
    post.save(update_fields=["faq"])
    assert found("crucible") == {"a-post"}


def test_the_index_follows_tags_that_are_renamed_merged_deleted_and_taken_off():
    one, two = make_post("one", tags=["anvil"]), make_post("two", tags=["amboss"])
    anvil, amboss = Tag.objects.get(name="anvil"), Tag.objects.get(name="amboss")
    publishing.rename_tag(anvil, "big hammer", by=None)
    assert (found("anvil"), found("hammer")) == (set(), {"one"})
    publishing.merge_tags([amboss], anvil, by=None)
    assert (found("amboss"), found("hammer")) == (set(), {"one", "two"})
    set_tags(one, ["tongs"])
    assert (found("tongs"), found("hammer")) == ({"one"}, {"two"})
    Tag.objects.get(name="big hammer").delete()
    assert found("hammer") == set()
    set_tags(two, [])
    publishing.prune_tags(by=None)


def test_one_change_to_many_posts_is_followed_in_each():
    posts = [make_post(f"post-{n}", title="Pots") for n in range(3)]

    def add(snapshot):
        snapshot["tags"] = [*snapshot["tags"], "crucible"]

    publishing.amend(posts, add, by=make_person("eve", "Editor"), note="")
    assert found("crucible") == {"post-0", "post-1", "post-2"}


def test_a_post_that_moves_to_another_kind_topic_and_address_is_found_there():
    post = make_post("a-post", title="A crucible")
    topic = Category.objects.create(slug="iron", name="Iron")
    saved_as(post, kind="guide", category=topic.pk, slug="moved")
    assert found("crucible") == {Post.objects.get().slug}
    assert find("crucible", kind="guide", topic=topic).posts == [post.pk]
    assert find("crucible", kind="post").posts == []


def test_what_is_taken_down_or_deleted_is_not_found_and_what_comes_back_is():
    post = make_post("a-post", title="A crucible", body="Words.")
    publishing.take_down(post)
    assert found("crucible") == set()
    publishing.publish(post)
    assert found("crucible") == {"a-post"}
    publishing.delete(post, by=None)
    assert found("crucible") == set()


def test_nothing_is_left_of_a_post_that_is_deleted_for_good():
    post = make_post("a-post", title="A crucible", faq=True, tags=["tongs"])
    FAQEntry.objects.create(post=post, question="What is a crucible?", answer="A pot.")
    publishing.purge(post)
    assert not SearchEntry.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM blog_searchwords")
            assert cursor.fetchone() == (0,)


def test_an_imported_folder_is_found(tmp_path):
    (tmp_path / "blog").mkdir()
    text = "---\ntitle: A crucible\ntags: [tongs]\ndatePublished: 2026-01-01\n---\nOf anvils.\n"
    (tmp_path / "blog" / "a-post.md").write_text(text)
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    assert found("crucible") == found("tongs") == found("anvils") == {"a-post"}
    (tmp_path / "blog" / "a-post.md").write_text(text.replace("anvils", "bellows"))
    call_command("import_posts", str(tmp_path), stdout=StringIO())
    assert (found("anvils"), found("bellows")) == (set(), {"a-post"})


def test_a_draft_that_is_typed_by_hand_is_indexed_by_what_the_row_says():
    eve = make_person("eve", "Editor")
    post = publishing.create({"title": "A crucible", "body": "Zqwords."}, by=eve)
    assert SearchEntry.objects.get(post=post).text == ""
    publishing.autosave(
        post,
        {"title": "An anvil", "body": "Zqwords more."},
        by=eve,
        base=publishing.base_of(post),
    )
    assert SearchEntry.objects.get(post=post).text == ""


def test_what_is_rolled_back_leaves_nothing_in_the_index():
    post = make_post("a-post", title="Pots")
    with pytest.raises(RuntimeError), transaction.atomic():
        post.title = "Crucibles"
        post.save()
        raise RuntimeError
    assert found("crucibles") == set()
    assert found("pots") == {"a-post"}


def test_several_steps_of_a_verb_are_indexed_once(django_assert_num_queries, monkeypatch):
    post = make_post("a-post", title="Pots", faq=True)
    written = []
    write = index.write
    monkeypatch.setattr(index, "write", lambda posts: written.append(set(posts)) or write(posts))
    question = {"question": "A crucible?", "answer": "Yes.", "inline": False}
    saved_as(post, title="Crucibles", tags=["tongs"], questions=[question])
    assert written == [{post.pk}]


def test_an_error_within_a_verb_ends_the_waiting():
    with pytest.raises(RuntimeError), afterwards.once():
        raise RuntimeError
    make_post("a-post", title="Crucibles")
    assert found("crucibles") == {"a-post"}


def reindex(**options) -> str:
    out = StringIO()
    call_command("reindex", stdout=out, **options)
    return out.getvalue().strip()


def test_reindex_brings_back_what_lacks_and_forgets_what_nobody_says():
    make_post("one", title="A crucible")
    two = make_post("two", title="Tongs")
    Post.objects.filter(pk=two.pk).update(title="Anvils")
    SearchEntry.objects.filter(post__slug="one").delete()
    assert reindex(dry_run=True) == "2 posts to index"
    assert found("crucible") == set()
    assert reindex() == "2 posts indexed, 1 words forgotten"
    assert found("crucible") == {"one"}
    assert found("anvils") == {"two"}
    assert not SearchWord.objects.filter(word="tongs").exists()
    assert reindex() == "0 posts indexed, 0 words forgotten"
    assert reindex(all=True) == "2 posts indexed, 0 words forgotten"


def test_words_that_two_saved_at_once_are_told_once_by_reindex():
    make_post("one", title="A crucible")
    SearchWord.objects.create(word="crucible", stem="crucibl", backwards="elbicurc")
    assert reindex() == "0 posts indexed, 1 words forgotten"
    assert SearchWord.objects.filter(word="crucible").count() == 1


def test_another_language_is_indexed_anew(settings):
    make_post("one", title="Crucibles")
    settings.LANGUAGE_CODE = "de"
    assert reindex() == "1 posts indexed, 0 words forgotten"
    assert found("crucibles") == {"one"}
    assert find('"crucible"').mended  # no form of the same word, but like one


@pytest.mark.parametrize(
    "body",
    [
        " ".join(f"{n:04x}" for n in range(60_000)),
        "x" * 500_000,
        "'\\ " * 100_000,
        "a b " * 60_000,
        " ".join(chr(0x4E00 + n % 20_000) for n in range(100_000)),
    ],
    ids=["many words", "one word", "quotes", "few words", "signs"],
)
def test_a_text_of_any_kind_is_saved_and_found_by_its_title(body):
    # Not by a save: rendering such texts takes its time, and is not what this is about.
    post = make_post("a-post", title="A crucible")
    Post.objects.filter(pk=post.pk).update(body_html=f"<p>{body}</p>")
    assert index.write([post.pk]) == 1
    assert found("a crucible") == {"a-post"}
