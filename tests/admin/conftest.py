import pytest

from tests.build import make_person


@pytest.fixture
def eve(client):
    """An editor, logged in."""
    user = make_person("eve", "Editor")
    client.force_login(user)
    return user


@pytest.fixture
def ana(client):
    """An author, logged in."""
    user = make_person("ana", "Author")
    client.force_login(user)
    return user
