import re

import pytest
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "ironegoo.static.HashedStaticFiles"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_every_module_that_a_script_imports_is_served_under_its_hashed_name(collected):
    scripts = list((collected / "js" / "desk").rglob("*.js"))
    names = [
        script.parent / name
        for script in scripts
        for name in re.findall(r"^(?:import|\} from)\b.*?\"(\.[^\"]+)\"", script.read_text(), re.M)
    ]
    assert len(names) > 20
    assert [str(name) for name in names if not name.exists()] == []
