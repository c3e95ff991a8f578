"""What holds for the whole tree."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [p for p in (ROOT / "blog").rglob("*.py") if "migrations" not in p.parts]


def test_imports_run_one_way():
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_there_is_one_mark_safe_and_no_way_around_it():
    python = "\n".join(p.read_text() for p in PYTHON)
    assert len(re.findall(r"\bmark_safe\(", python.replace("mark_safe()", ""))) == 1
    assert not re.search(r"\bSafeString\(|format_html\([^)]*%|autoescape", python)
    templates = "\n".join(p.read_text() for p in (ROOT / "templates").rglob("*.html"))
    assert not re.search(r"\|\s*safe\b|autoescape|safeseq", templates)


def test_templates_hold_no_script_and_no_style():
    # Pages that stand alone when nothing else can be served: their policy names their style.
    alone = {"500", "maintenance"}
    for template in (ROOT / "templates").rglob("*.html"):
        if template.name.partition(".")[0] in alone:
            continue
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), template


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())
