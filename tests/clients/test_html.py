"""Every kind of page, and the odd ones, before the Nu HTML checker."""

import json
import subprocess

import pytest

from tests import showcase

from .conftest import module, program

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages")]


def test_the_checker_finds_no_error(pages, tmp_path):
    java, checker = program("java"), module("vnu-jar", "build", "dist", "vnu.jar")
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    for name in ("500", "maintenance"):
        for page in showcase.TEMPLATES.glob(f"{name}*.html"):
            (folder / page.name).write_bytes(page.read_bytes())
    result = subprocess.run(
        [java, "-jar", checker, "--errors-only", "--format", "json", folder],
        capture_output=True,
        check=False,
    )
    found = json.loads(result.stderr)["messages"]
    errors = {
        f"{m['url'].rpartition('/')[2]}: {m['message']} {m.get('extract', '')}" for m in found
    }
    assert not errors, "\n".join(sorted(errors))
