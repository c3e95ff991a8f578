"""What fails costs time, never a page; and it is said once."""

import errno
import logging
import os
import stat

import pytest

from blog.pagecache import stamps, store

from . import pages

BODY = f"<h1>Page</h1>{pages.TEXT}".encode()


def files(settings):
    return [path for path in (settings.PAGES_DIR / "built").rglob("*") if path.is_file()]


def full_disk(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_on_a_full_disk_pages_are_served_and_one_line_is_logged(get, monkeypatch, caplog):
    monkeypatch.setattr(store, "_write", full_disk)
    for number in range(5):
        assert get(f"/list?page={number}").status == 200
    assert get("/page").body == BODY
    assert [each.levelno for each in caplog.records] == [logging.WARNING]
    assert "No space left" in caplog.text


def test_where_no_folder_can_be_made_pages_are_served_and_one_line_is_logged(
    new_worker, settings, tmp_path, caplog
):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.PAGES_DIR = blocked
    get = new_worker()
    assert get("/page").body == get("/page").body == BODY
    assert len(caplog.records) == 1


def test_a_truncated_file_is_built_again(get, new_worker, settings, caplog):
    get("/page")
    (file,) = files(settings)
    for length in (0, 4, 20, 100, file.stat().st_size - 1):
        os.truncate(file, length)
        assert new_worker()("/page").body == BODY
    assert pages.asked["page"] == 6


@pytest.mark.parametrize("place", [0, 9, 30, -1])
def test_a_file_with_a_wrong_byte_is_built_again(get, new_worker, settings, place):
    get("/page")
    (file,) = files(settings)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    assert new_worker()("/page").body == BODY
    assert pages.asked["page"] == 2


def test_stored_pages_are_for_us_alone_to_read(get, settings):
    get("/page")
    (file,) = files(settings)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_memory_is_bounded_and_the_page_asked_for_last_stays(get):
    memory = get.application.library.memory
    get("/list?page=1")
    memory.room = memory.used * 10
    for number in range(100):
        get(f"/list?page={number}")
        get("/list?page=1")
    assert memory.used <= memory.room
    assert len(memory.pages) == 10
    asked = pages.asked["listed"]
    get("/list?page=1")
    assert pages.asked["listed"] == asked


def test_the_disk_is_bounded_and_the_oldest_go(get, settings):
    disk = get.application.library.disk
    disk.room = 200 * 1024
    for number in range(300):
        get(f"/list?page={number}")
    assert sum(path.stat().st_blocks * 512 for path in files(settings)) <= disk.room
    assert len(files(settings)) > 10


def test_a_page_of_another_release_is_not_served(get, new_worker, monkeypatch):
    get("/page")
    monkeypatch.setattr("blog.pagecache.library.release", lambda: "next")
    new_worker()("/page")
    assert pages.asked["page"] == 2


def test_a_page_from_before_the_stamps_were_lost_is_not_served(get, new_worker, settings):
    get("/page")
    (settings.PAGES_DIR / "stamps").unlink()
    stamps._opened.clear()
    new_worker()("/page")
    assert pages.asked["page"] == 2
