"""Somebody at the desk, by role."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group


def make_user(name: str, role: str):
    """role: Author, Editor or Publisher."""
    if not Group.objects.exists():  # a test with a browser empties what the migration wrote
        import_module("blog.migrations.0003_roles").make_roles(apps, None)
    user = get_user_model().objects.create_user(name, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
