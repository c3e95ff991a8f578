"""The only signal receivers: what must hold however a row is deleted."""

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from .models import Author, Category, Image, Post, Redirect, Tag


@receiver(pre_delete, sender=Post)
@receiver(pre_delete, sender=Category)
@receiver(pre_delete, sender=Tag)
@receiver(pre_delete, sender=Author)
def a_deleted_address_is_gone(instance, **kwargs) -> None:
    # A list may have lost its last post before it is deleted: its address was known all the same.
    if not isinstance(instance, Post) or instance.was_public():
        Redirect.objects.gone(instance.get_absolute_url())


@receiver(post_delete, sender=Image)
def a_deleted_picture_takes_its_file_along(instance, **kwargs) -> None:
    from django.db import transaction

    transaction.on_commit(lambda: instance.file.delete(save=False))
