import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

PASSWORD = "a long and good password"


def make_person(name="ana", *, role="Author", password=PASSWORD, **fields):
    fields = {"email": f"{name}@example.com", "is_staff": True} | fields
    person = User.objects.create_user(name, password=password, **fields)
    if role:
        person.groups.add(Group.objects.get(name=role))
    return person


@pytest.fixture
def ana():
    return make_person()


@pytest.fixture
def publisher():
    return make_person("pia", role="Publisher")


@pytest.fixture
def chief():
    return make_person("root", role=None, is_superuser=True)


def log_in(person, client=None):
    client = client or Client()
    client.post("/admin/login/", {"login": person.username, "password": PASSWORD})
    return client


def prove(client):
    """Say the password once more, which what changes an account's protection asks for."""
    answer = client.post("/admin/account/confirm/", {"password": PASSWORD})
    assert answer.status_code == 302
    return client
