"""When something is drawn for a post, and when it is drawn anew."""

from io import StringIO

import pytest
from django.core.management import call_command

from blog import publishing, tasks
from blog.models import Category, Drawing, Post, SiteSettings
from tests.build import LATER, make_image, make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pencil(monkeypatch):
    """The pictures themselves are tests/drawing's business."""
    from PIL import Image

    def picture(slug, topic):
        return Image.new("RGB", (64, 36), f"#{sum(slug.encode()) % 4096:03x}")

    monkeypatch.setattr("blog.drawing.picture", picture)


def drawn(post):
    publishing.draw(Post.objects.get(pk=post.pk))
    return Post.objects.for_page().get(pk=post.pk)


def files(settings):
    return {
        str(path.relative_to(settings.MEDIA_ROOT))
        for folder in ("cards", "drawn", "renditions")
        for path in (settings.MEDIA_ROOT / folder).glob("*")
    }


def test_a_post_without_a_picture_gets_one_and_a_card():
    post = drawn(make_post())
    assert post.picture == post.drawing
    assert (post.picture.width, post.picture.height) == (64, 36)
    assert {r["format"] for r in post.picture.renditions} == {"avif", "webp", "jpeg"}
    assert post.card_url.startswith("/media/cards/a-post-")


def test_before_it_is_drawn_a_post_has_neither():
    post = make_post()
    assert post.picture is None
    assert post.card_url == ""


def test_a_post_with_a_picture_gets_a_card_alone():
    image = make_image()
    post = drawn(make_post(image=image))
    assert post.picture == image
    assert not post.drawing.picture
    assert post.drawing.card


def test_a_post_with_an_uploaded_card_gets_a_picture_alone():
    own = make_image()
    post = drawn(make_post(social_image=own))
    assert post.card_url == own.url
    assert not post.drawing.card
    assert post.drawing.picture


def test_a_post_that_has_both_needs_no_drawing(settings, django_capture_on_commit_callbacks):
    post = drawn(make_post())
    Post.objects.update(image=make_image(), social_image=make_image("b.png", size=(9, 9)))
    with django_capture_on_commit_callbacks(execute=True):
        drawn(post)
    assert not Drawing.objects.exists()
    assert files(settings) == set()


@pytest.mark.parametrize("status", ["draft", "gone", "deleted"])
def test_nothing_is_drawn_for_what_is_not_published(status):
    drawn(make_post(status=status))
    assert not Drawing.objects.exists()


def test_a_scheduled_post_is_drawn_before_its_hour():
    assert drawn(make_post(date_published=LATER)).drawing.card


def test_drawing_again_changes_nothing(settings):
    post = make_post()
    drawn(post)
    before = files(settings)
    assert not publishing.draw(Post.objects.get(pk=post.pk))
    assert files(settings) == before


@pytest.mark.parametrize("what", ["title", "topic", "brand"])
def test_a_new_title_topic_or_brand_is_drawn_and_the_old_files_go(
    what, settings, django_capture_on_commit_callbacks
):
    post = drawn(make_post(category="seo"))
    before = post.drawing.card.name
    if what == "title":
        Post.objects.update(title="Other words")
    elif what == "topic":
        Category.objects.update(name="Other words")
    else:
        SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Other words"})
    assert list(publishing.outdated_drawings()) == [post.pk]
    with django_capture_on_commit_callbacks(execute=True):
        post = drawn(post)
    assert post.drawing.card.name != before
    assert before not in files(settings)
    assert files(settings) == set(post.drawing.file_names())
    assert list(publishing.outdated_drawings()) == []


def test_a_post_deleted_for_good_takes_its_drawing_along(
    settings, django_capture_on_commit_callbacks
):
    post = drawn(make_post())
    assert files(settings)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.purge(post)
    assert files(settings) == set()


def test_a_post_that_is_deleted_while_it_is_drawn_leaves_no_file(settings):
    post = make_post()
    late = Post.objects.get(pk=post.pk)
    post.delete()
    assert not publishing.draw(late)
    assert files(settings) == set()


def test_publishing_queues_the_drawing_and_a_draft_does_not(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        make_post("draft", status="draft")
    assert [c for c in callbacks if tasks.draw.name in repr(c)] == []
    with django_capture_on_commit_callbacks() as callbacks:
        make_post("live")
    assert len([c for c in callbacks if tasks.draw.name in repr(c)]) == 1


def test_the_worker_draws_what_was_left_undone(monkeypatch):
    monkeypatch.setattr("signal.signal", lambda *args: None)
    monkeypatch.setattr("os.nice", lambda by: None)
    name = "django_tasks_db.management.commands.db_worker.close_old_connections"
    monkeypatch.setattr(name, lambda: None)
    make_post("one")
    make_post("two")
    call_command("work", batch=True, verbosity=0, stdout=StringIO())
    assert Drawing.objects.count() == 2


def test_the_head_names_the_card_and_its_size():
    post = drawn(make_post(title="A & B"))
    page = get(post.path).body.decode()
    assert f'<meta property="og:image" content="https://www.example.com{post.card_url}">' in page
    assert '<meta property="og:image:alt" content="A &amp; B">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert "summary_large_image" in page


def test_the_head_names_an_uploaded_card_before_the_drawn_one():
    own = make_image(size=(1200, 630), alt="An anvil")
    post = drawn(make_post(social_image=own))
    page = get(post.path).body.decode()
    assert f'content="https://www.example.com{own.url}"' in page
    assert 'og:image:alt" content="An anvil"' in page
