"""The only signal receivers: what must hold however a row is deleted."""

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from .models import Author, Category, Image, Post, Redirect, Tag


@receiver(pre_delete, sender=Post)
@receiver(pre_delete, sender=Category)
@receiver(pre_delete, sender=Tag)
@receiver(pre_delete, sender=Author)
def a_deleted_address_is_gone(instance, **kwargs) -> None:
    address = instance.get_absolute_url()
    if not isinstance(instance, Post):
        # It may have lost its last post before it is deleted: its address was known all the same.
        Redirect.objects.gone(address)
        return
    for row in (instance.category, *instance.tags.all(), *instance.authors.all()):
        if row:
            row.remember()
    if instance.was_public() and not Redirect.objects.filter(from_path=address).exists():
        Redirect.objects.gone(address)


@receiver(post_delete, sender=Image)
def a_deleted_picture_takes_its_files_along(instance, **kwargs) -> None:
    transaction.on_commit(instance.delete_files)
