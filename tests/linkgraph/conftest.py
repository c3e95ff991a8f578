import json

import pytest

from tests.conftest import shared


@pytest.fixture(scope="session")
def cases():
    """The worked cases of the link graph, computed elsewhere and checked a second way."""
    return json.loads(shared("domain", "linkgraph_cases.json").read_text())
