"""Receivers: each edit says which pages it changes, in its own transaction. See blog.pagecache."""

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from .models import (
    Author,
    Category,
    Crawler,
    Drawing,
    FAQEntry,
    Image,
    MenuItem,
    Offer,
    Post,
    Revision,
    SiteSettings,
    Tag,
    authors_set,
    row_saved,
    tags_merged,
    tags_set,
)
from .models.fields import rendered_anew
from .pagecache import changed_rows, changes
from .pagecache.outbox import all_are_purged, purge, schedule, unschedule


@receiver(row_saved, sender=Post)
def pages_follow_a_post(before, after, **kwargs) -> None:
    if not all_are_purged():
        purge(changes.of_post(before, after))
    if after.status == Post.Status.PUBLISHED and not after.is_live():
        schedule(after)
    elif before and before.status == Post.Status.PUBLISHED and not before.is_live():
        unschedule(after)


@receiver(pre_delete, sender=Post)
def pages_forget_a_post(instance, **kwargs) -> None:
    purge(changes.of_post(instance, None))


@receiver(row_saved, sender=Category)
def pages_follow_a_topic(before, after, **kwargs) -> None:
    purge(changed_rows.of_topic(before, after))


@receiver(row_saved, sender=Tag)
def pages_follow_a_tag(before, after, **kwargs) -> None:
    purge(changed_rows.of_tag(before, after))


@receiver(row_saved, sender=Author)
def pages_follow_an_author(before, after, **kwargs) -> None:
    if before:
        purge(changed_rows.of_author(before, after))


@receiver(pre_delete, sender=Category)
def pages_forget_a_topic(instance, **kwargs) -> None:
    purge(changed_rows.of_topic(instance, None))


@receiver(pre_delete, sender=Tag)
def pages_forget_a_tag(instance, **kwargs) -> None:
    purge(changed_rows.of_tag(instance, None))


@receiver(pre_delete, sender=Author)
def pages_forget_an_author(instance, **kwargs) -> None:
    purge(changed_rows.of_author(instance, None))


@receiver(tags_set)
def pages_follow_the_tags_of_a_post(sender, added, removed, **kwargs) -> None:
    purge(changed_rows.of_lists(sender, "tags", [*added, *removed]))


@receiver(authors_set)
def pages_follow_who_signs_a_post(sender, added, removed, **kwargs) -> None:
    purge(changed_rows.of_lists(sender, "authors", [*added, *removed]))


@receiver(tags_merged)
def pages_follow_a_tag_that_grew(sender, **kwargs) -> None:
    posts = Post.objects.indexable().articles().filter(tagged__tag=sender)
    years = posts.order_by().datetimes("date_published", "year")
    purge(changed_rows.of_merged(sender, {moment.year for moment in years}))


@receiver(post_save, sender=FAQEntry)
@receiver(post_delete, sender=FAQEntry)
@receiver(post_save, sender=Offer)
@receiver(post_delete, sender=Offer)
def pages_follow_what_hangs_on_a_post(instance, **kwargs) -> None:
    purge(changed_rows.of_part(instance.post_id))


@receiver(post_save, sender=Drawing)
@receiver(post_delete, sender=Drawing)
def pages_follow_what_is_drawn_for_a_post(instance, **kwargs) -> None:
    purge(changed_rows.of_drawing(instance.post_id))


@receiver(post_save, sender=Revision)
def pages_follow_what_readers_are_told_of_an_update(instance, **kwargs) -> None:
    if instance.kind == Revision.Kind.PUBLISHED and instance.substantive:
        purge([f"post:{instance.post_id}:around"])


@receiver(post_save, sender=Image)
@receiver(pre_delete, sender=Image)
def pages_follow_a_picture(instance, created=False, **kwargs) -> None:
    if not created:
        purge(changed_rows.of_picture(instance.pk))


@receiver(rendered_anew)
def pages_follow_what_is_rendered_anew(sender, row, **kwargs) -> None:
    if sender is Post:
        purge(changed_rows.of_texts([row.pk]))
    elif sender is FAQEntry:
        purge(changed_rows.of_texts([row.post_id]))
    else:
        purge(changed_rows.of_description(row))


@receiver(pre_save, sender=SiteSettings)
def the_settings_are_known_before_they_change(instance, **kwargs) -> None:
    instance.stored = SiteSettings.objects.filter(pk=1).first() or SiteSettings(pk=1)


@receiver(post_save, sender=SiteSettings)
def pages_follow_the_settings(instance, **kwargs) -> None:
    purge(changed_rows.of_site(instance.stored, instance))


@receiver(post_save, sender=MenuItem)
@receiver(post_delete, sender=MenuItem)
def pages_follow_the_menu(**kwargs) -> None:
    purge(["menu"])


@receiver(post_save, sender=Crawler)
@receiver(post_delete, sender=Crawler)
def robots_follows_the_crawlers(**kwargs) -> None:
    purge(["robots"])
