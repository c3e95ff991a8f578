"""What the programs need that are not ours, each skipped where it is not installed."""

import functools
import shutil
from pathlib import Path

import pytest

from tests import showcase
from tests.reading import get

MODULES = Path(__file__).parent / "node_modules"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.clients)


def program(name: str) -> str:
    """Return the path of a program of the system."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} on this machine: see .ci/run")
    return found


def module(*parts: str) -> Path:
    """Return a file of the packages in package.json."""
    path = MODULES.joinpath(*parts)
    if not path.exists():
        pytest.skip("no node_modules: npm ci --ignore-scripts --prefix tests/clients")
    return path


@pytest.fixture
def pages(db) -> dict[str, str]:
    """Every page of the showcase as it is sent, by its name there.

    Made once in a process: tests that ask for it stand in one group of pytest-xdist.
    """
    return made_once()


@functools.cache
def made_once() -> dict[str, str]:
    return {name: get(address).body.decode() for name, address in showcase.build().items()}
