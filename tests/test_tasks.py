"""Work in the background: what is queued, what it does, and what happens when it fails."""

import os
import signal
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import tasks
from blog.management.commands.work import Keeper
from blog.models import (
    Category,
    Image,
    Link,
    MenuItem,
    PageText,
    Redirect,
    Related,
    SiteSettings,
)
from tests.build import make_image, make_post, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker_inside_a_test(monkeypatch):
    """A worker owns its process: signals, priority, connections. Here it is a guest."""
    monkeypatch.setattr("signal.signal", lambda *args: None)
    monkeypatch.setattr("os.nice", lambda by: None)
    name = "django_tasks_db.management.commands.db_worker.close_old_connections"
    monkeypatch.setattr(name, lambda: None)


def work():
    call_command("work", batch=True, verbosity=0, stdout=StringIO())


def jobs(status="READY"):
    return DBTaskResult.objects.filter(status=status)


def test_a_new_picture_is_queued_once_its_row_is_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image()
        assert not jobs().exists()
    assert [job.args_kwargs["args"] for job in jobs()] == [[image.pk]]


def test_the_worker_finishes_a_picture_and_the_texts_that_show_it():
    image = make_image(source="/img/a.png", size=(700, 300))
    post = make_post(body="![A](/img/a.png)")
    assert "<picture>" not in post.body_html
    work()
    image.refresh_from_db()
    post.refresh_from_db()
    assert len(image.renditions) == 6
    assert all(image.file.storage.exists(each["file"]) for each in image.renditions)
    assert "<picture>" in post.body_html


def test_a_finished_picture_is_not_queued_again(django_capture_on_commit_callbacks):
    image = make_image()
    work()
    image.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        image.alt = "A drop"
        image.save()
    work()
    assert jobs("SUCCESSFUL").count() == 1


def test_a_job_done_twice_makes_the_files_once(settings):
    image = make_image()
    for _ in range(2):
        tasks.finish_picture.call(image.pk)
    files = list((settings.MEDIA_ROOT / "renditions").iterdir())
    assert len(files) == 3


def test_a_picture_that_is_gone_by_then_is_nobodys_failure():
    assert tasks.finish_picture.call(12345) == "nothing to do"


def test_a_file_that_is_missing_is_tried_again_a_few_times_and_is_seen_to_have_failed():
    image = make_image()
    image.file.storage.delete(image.file.name)
    tasks.finish_picture.enqueue(image.pk)
    work()
    assert "FileNotFoundError" in jobs("FAILED").first().traceback
    later = jobs().latest("enqueued_at")
    assert later.run_after > timezone.now() + timedelta(seconds=30)
    assert later.args_kwargs["args"] == [image.pk, 1]
    jobs().delete()
    with pytest.raises(FileNotFoundError):
        tasks.finish_picture.call(image.pk, len(tasks.AGAIN_AFTER))
    assert not jobs().exists()


def test_a_damaged_file_is_not_tried_again():
    image = make_image()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"no picture")
    tasks.finish_picture.enqueue(image.pk)
    work()
    assert "PictureError" in jobs("FAILED").first().traceback
    assert not jobs().exists()
    assert Image.objects.get(pk=image.pk).renditions == []


def test_a_worker_begins_with_what_was_left_undone():
    image = make_image()
    assert not jobs().exists()
    work()
    assert Image.objects.get(pk=image.pk).renditions


def test_a_job_that_waits_for_a_row_is_not_queued_twice(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post, other = make_post("one"), make_post("two")
    before = jobs().count()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            post.save()
    assert jobs().count() == before
    tasks.catch_up()
    assert jobs().count() == before
    of_posts = jobs().exclude(task_path=tasks.measure_links.module_path)
    assert {job.args_kwargs["args"][0] for job in of_posts} == {post.pk, other.pk}


@pytest.mark.parametrize("state", ["RUNNING", "SUCCESSFUL", "FAILED"])
def test_a_job_that_has_begun_is_queued_again(state):
    """It may have read the row before the change."""
    post = make_post("one")
    jobs().delete()
    tasks.enqueue(tasks.draw, post.pk)
    jobs().update(status=state)
    tasks.enqueue(tasks.draw, post.pk)
    tasks.enqueue_all(tasks.draw, [post.pk])
    assert jobs().count() == 1


def test_a_job_that_waits_to_be_tried_again_holds_up_no_new_one():
    post = make_post("one")
    jobs().delete()
    tasks.draw.using(run_after=timezone.now() + timedelta(hours=4)).enqueue(post.pk, 1)
    tasks.enqueue(tasks.draw, post.pk)
    assert sorted(job.args_kwargs["args"] for job in jobs()) == [[post.pk], [post.pk, 1]]


def test_the_links_are_measured_once_for_the_changes_of_a_minute(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        post = make_post("one")
    with django_capture_on_commit_callbacks(execute=True):
        post.save()
    (job,) = jobs().filter(task_path=tasks.measure_links.module_path)
    assert job.run_after > timezone.now()


def test_links_are_read_anew_when_the_site_goes_by_another_name(
    django_capture_on_commit_callbacks,
):
    site = SiteSettings(pk=1)
    site.save()
    post = make_post(body="[Forge](https://forge.example/blog/a-post)")
    links = Link.objects.filter(source__post=post)
    assert [(row.kind, row.shape) for row in links] == [("external", "other")]
    with django_capture_on_commit_callbacks(execute=True):
        site.description = "What we do."
        site.save()
    assert not jobs().filter(task_path=tasks.read_links.module_path).exists()
    with django_capture_on_commit_callbacks(execute=True):
        site.brand_names, site.hosts = ["Forge"], ["forge.example"]
        site.save()
    work()
    assert [(row.kind, row.path) for row in links.all()] == [("self", "/blog/a-post")]


@pytest.mark.parametrize("model", [Redirect, MenuItem, Category])
def test_what_else_leads_to_pages_is_measured_as_well(model, django_capture_on_commit_callbacks):
    said = {
        Redirect: {"from_path": "/old"},
        MenuItem: {"target": "/blog"},
        Category: {"slug": "seo"},
    }
    with django_capture_on_commit_callbacks(execute=True):
        model.objects.create(**said[model])
    assert jobs().filter(task_path=tasks.measure_links.module_path).exists()


def test_jobs_done_long_ago_are_forgotten():
    make_image()
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=30))
    work()
    assert not DBTaskResult.objects.exists()


def test_a_replaced_picture_loses_its_renditions_and_gets_new_ones(
    django_capture_on_commit_callbacks,
):
    image = make_image(source="/img/a.png", size=(500, 300))
    work()
    old = {each["file"] for each in Image.objects.get().renditions}
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.take(picture_bytes(size=(600, 300)), "b.png", source="/img/a.png")
    assert Image.objects.get().renditions == []
    assert not any(image.file.storage.exists(name) for name in old)
    work()
    assert Image.objects.get().renditions[-1]["width"] == 600


def test_renditions_of_a_file_that_was_replaced_meanwhile_are_thrown_away(settings):
    image = make_image(source="/img/a.png")
    made = image.make_renditions()
    Image.objects.take(picture_bytes(size=(600, 300)), "b.png", source="/img/a.png")
    assert not image.store_renditions(*made)
    assert Image.objects.get().renditions == []
    assert list((settings.MEDIA_ROOT / "renditions").iterdir()) == []


def test_a_deleted_picture_takes_its_renditions_along(settings, django_capture_on_commit_callbacks):
    make_image()
    work()
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.get().delete()
    assert list((settings.MEDIA_ROOT / "renditions").iterdir()) == []


@pytest.fixture
def keeper(monkeypatch, tmp_path):
    """One that looks for work without a pause, and finds the jobs it is given."""
    monkeypatch.setattr("blog.management.commands.work.PAUSE", 0.01)
    monkeypatch.setattr("blog.management.commands.work.RESTART_AFTER", 0)
    monkeypatch.setattr("blog.management.commands.work.connections.close_all", lambda: None)
    monkeypatch.setattr("blog.management.commands.work.begin", lambda: None)
    notes = tmp_path / "notes"
    notes.touch()

    def keep(*jobs, beside=None):
        """Have them done in turn; return the processes that did them."""

        def work():
            number = len(notes.read_text().split())
            with notes.open("a") as file:
                file.write(f"{os.getpid()}\n")
            jobs[number]()

        def due():
            keeper.told = len(notes.read_text().split()) == len(jobs)
            return not keeper.told

        monkeypatch.setattr(tasks, "due", due)
        keeper = Keeper(work, beside)
        keeper.run()
        return notes.read_text().split()

    return keep


def test_what_is_due_is_done_by_a_process_that_ends_with_it(keeper):
    done = keeper(lambda: None, lambda: None)
    assert len({*done, str(os.getpid())}) == 3


def test_a_job_that_kills_its_process_takes_no_other_along(keeper, caplog):
    done = keeper(lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: None)
    assert len(done) == 2
    assert "ended with -9" in caplog.text


def test_what_was_left_undone_is_queued_again_until_it_could_be(keeper, monkeypatch, tmp_path):
    beginnings = tmp_path / "beginnings"
    beginnings.touch()

    def begin():
        with beginnings.open("a") as file:
            file.write(".")
        if beginnings.read_text() == ".":
            raise DatabaseError("It does not answer.")

    monkeypatch.setattr("blog.management.commands.work.begin", begin)
    keeper(lambda: None, lambda: None)
    assert beginnings.read_text() == ".."


def test_a_worker_beside_a_server_ends_when_the_server_is_gone(keeper):
    somebody_else = 1 if os.getppid() != 1 else os.getpid()
    assert keeper(lambda: None, beside=somebody_else) == []


def test_it_goes_on_while_the_server_lives(keeper):
    assert len(keeper(lambda: None, lambda: None, beside=os.getppid())) == 2


def test_a_job_under_way_is_told_when_the_server_is_gone(keeper, monkeypatch, tmp_path):
    begun, finished = tmp_path / "begun", tmp_path / "finished"
    monkeypatch.setattr("blog.management.commands.work.PATIENCE", None)
    monkeypatch.setattr(os, "getppid", lambda: 0 if begun.exists() else 7)

    def job():
        begun.touch()
        time.sleep(60)
        finished.touch()

    keeper(job, beside=7)
    assert begun.exists()
    assert not finished.exists()


def test_posts_are_compared_once_they_are_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_post("forge", body="An ingot on the anvil in the forge.")
        make_post("anvil", body="The anvil of a forge bears the ingot.")
        assert not jobs().exists()
    work()
    assert Related.objects.get(post__slug="forge").other.slug == "anvil"


def test_a_worker_compares_posts_that_nobody_has_queued():
    post = make_post("forge", body="An ingot on the anvil.")
    work()
    assert PageText.objects.filter(post=post).exists()
