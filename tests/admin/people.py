"""Somebody at the desk, by role."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group


def make_user(name: str, role: str):
    """role: Author, Editor or Publisher."""
    user = get_user_model().objects.create_user(name, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
