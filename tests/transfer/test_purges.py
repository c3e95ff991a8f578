"""Which pages an import lets be built anew."""

from datetime import UTC
from pathlib import Path

import pytest

from blog.models import Post, Purge
from blog.pagecache.keys import EVERYTHING
from blog.transfer.importer import Importer

pytestmark = pytest.mark.django_db


def run(folder: Path, posts: int) -> None:
    (folder / "blog").mkdir(exist_ok=True)
    text = "---\ntitle: One\ndate: 2026-03-10\n---\nText."
    for n in range(posts):
        (folder / "blog" / f"post-{n}.md").write_text(text)
    assert not Importer(folder, UTC).run().refused


def purged() -> set[str]:
    return {key for purge in Purge.objects.all() for key in purge.keys}


def test_an_import_of_many_posts_lets_all_pages_be_built_anew(tmp_path):
    run(tmp_path, posts=12)
    assert EVERYTHING in purged()


def test_an_import_of_a_few_says_which_pages_it_changes(tmp_path):
    run(tmp_path, posts=1)
    assert f"post:{Post.objects.get().pk}" in purged()
    assert EVERYTHING not in purged()


def test_an_import_of_many_that_changes_nothing_lets_all_pages_be(tmp_path):
    run(tmp_path, posts=12)
    Purge.objects.all().delete()
    run(tmp_path, posts=12)
    assert not purged()
