"""The signal receivers, but for those of the page cache (purging): what must hold however a row is
saved or deleted, and what goes into the audit log from outside our own code."""

from functools import partial

from allauth.account import signals as account
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth import signals as auth
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from . import afterwards, search, tasks
from .discovery import pings
from .models import (
    AuditEntry,
    Author,
    Category,
    Drawing,
    FAQEntry,
    Image,
    MenuItem,
    Post,
    Redirect,
    SiteSettings,
    Tag,
    authors_set,
    row_saved,
    tags_merged,
    tags_set,
)
from .models.pictured import delete_all
from .pagecache.stamps import stamped
from .publishing import links


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


@receiver(post_save, sender=Image)
def a_picture_is_finished_in_the_background(instance, created, raw=False, **kwargs) -> None:
    if not (instance.colour or raw):
        tasks.soon(tasks.finish_picture, instance.pk, new=created)


@receiver(post_save, sender=Post)
def a_published_post_is_drawn_in_the_background(
    instance, created, raw, update_fields, **kwargs
) -> None:
    drawn_from = {"title", "slug", "category", "status", "image", "social_image"}
    concerned = update_fields is None or drawn_from & set(update_fields)
    if instance.status == Post.Status.PUBLISHED and concerned and not raw:
        tasks.soon(tasks.draw, instance.pk, new=created)


@receiver(post_save, sender=SiteSettings)
@receiver(post_save, sender=Category)
def what_shows_a_new_name_is_drawn_anew(instance, created, raw, **kwargs) -> None:
    if not (raw or created):
        tasks.soon(tasks.draw_what_changed, instance.pk)


@receiver(post_delete, sender=Drawing)
@receiver(post_delete, sender=Image)
def a_deleted_picture_takes_its_files_along(instance, **kwargs) -> None:
    transaction.on_commit(partial(delete_all, default_storage, instance.file_names()))


@receiver(post_save, sender=Post)
def the_index_follows_a_post(instance, update_fields, **kwargs) -> None:
    """Status, dates, kind and topic are asked of the post itself, whenever somebody searches."""
    if update_fields is None or update_fields & {"title", "description", "body_html", "faq"}:
        search.changed([instance.pk])


@receiver(post_save, sender=Post)
def a_post_is_related_to_others_in_the_background(
    instance, created, update_fields, **kwargs
) -> None:
    if update_fields is None or update_fields & {"title", "body_html", "status", "kind"}:
        tasks.soon(tasks.relate_post, instance.pk, new=created)


@receiver(post_save, sender=FAQEntry)
def the_index_follows_a_question(instance, **kwargs) -> None:
    search.changed([instance.post_id])


@receiver(tags_set)
def index_and_links_follow_the_tags_of_a_post(sender, **kwargs) -> None:
    search.changed([sender.pk])
    links.changed([sender.pk])


@receiver(post_save, sender=Tag)
def the_index_follows_the_name_of_a_tag(instance, created, **kwargs) -> None:
    if not created:
        search.changed(instance.tagged.values_list("content_object", flat=True))


@receiver(pre_delete, sender=Tag)
def the_posts_of_a_tag_are_known_before_it_goes(instance, **kwargs) -> None:
    instance.had_posts = list(instance.tagged.values_list("content_object", flat=True))


@receiver(post_delete, sender=Tag)
def the_index_forgets_a_tag(instance, **kwargs) -> None:
    search.changed(instance.had_posts)


SAID_IN_LINKS = set(
    "title seo_title slug path kind category body_html headings faq next_step next_step_text status"
    " date_published noindex canonical_url extra".split()
)


@receiver(post_save, sender=Post)
def the_links_follow_a_post(instance, update_fields, **kwargs) -> None:
    if update_fields is None or update_fields & SAID_IN_LINKS:
        links.changed([instance.pk])
        tasks.measure_soon()


@receiver(post_save, sender=FAQEntry)
@receiver(post_delete, sender=FAQEntry)
def the_links_follow_a_question(instance, origin=None, **kwargs) -> None:
    if getattr(origin, "model", type(origin)) is not Post:  # which takes its questions along
        links.changed([instance.post_id])


@receiver(pre_delete, sender=Post)
def what_goes_on_to_a_post_is_known_before_it_goes(instance, **kwargs) -> None:
    instance.stepped_to_by = list(
        Post.objects.filter(next_step=instance).values_list("pk", flat=True)
    )


@receiver(post_delete, sender=Post)
def the_links_follow_a_deleted_post(instance, **kwargs) -> None:
    links.forget(instance)
    links.changed(instance.stepped_to_by)
    tasks.measure_soon()


@receiver(pre_save, sender=Redirect)
def the_links_forget_where_a_redirect_was(instance, **kwargs) -> None:
    links.moved(Redirect.objects.filter(pk=instance.pk).values_list("from_path", flat=True))


@receiver(post_save, sender=Redirect)
@receiver(post_delete, sender=Redirect)
def the_links_follow_a_redirect(instance, **kwargs) -> None:
    """Those too that lead to it, which save() lets lead on past this signal."""
    before = Redirect.objects.filter(to_url=instance.from_path)
    links.moved([instance.from_path, *before.values_list("from_path", flat=True)])
    tasks.measure_soon()


@receiver(post_save, sender=Category)
@receiver(post_save, sender=Tag)
@receiver(post_save, sender=Author)
@receiver(post_delete, sender=Category)
@receiver(post_delete, sender=Tag)
@receiver(post_delete, sender=Author)
def the_links_follow_a_list(instance, **kwargs) -> None:
    links.moved([instance.get_absolute_url()])
    tasks.measure_soon()


@receiver(tags_merged)
def the_links_follow_a_tag_that_grew(sender, **kwargs) -> None:
    links.moved([sender.get_absolute_url()])


@receiver(authors_set)
def the_links_follow_who_signs(sender, **kwargs) -> None:
    links.changed([sender.pk])
    tasks.measure_soon()


@receiver(post_save, sender=MenuItem)
@receiver(post_delete, sender=MenuItem)
def the_figures_follow_the_menu(instance, **kwargs) -> None:
    tasks.measure_soon()


READ_BY = ("name", "brand_names", "hosts", "default_author_id")  # what links are read by


@receiver(pre_save, sender=SiteSettings)
def the_names_of_the_site_are_known_before_they_change(instance, **kwargs) -> None:
    stored = SiteSettings.objects.filter(pk=instance.pk).first() or SiteSettings()
    instance.is_renamed = any(getattr(stored, n) != getattr(instance, n) for n in READ_BY)


@receiver(post_save, sender=SiteSettings)
def the_links_follow_the_names_of_the_site(instance, **kwargs) -> None:
    if instance.is_renamed:
        tasks.soon(tasks.read_links, instance.pk)
    tasks.measure_soon()


@receiver(row_saved, sender=Post)
def services_are_told_of_a_post(before, after, **kwargs) -> None:
    afterwards.write(tasks.note_changes, pings.of_post(before, after))
    if after.status == Post.Status.PUBLISHED and not after.is_live():
        tasks.announce_in_time(after)


@receiver(pre_delete, sender=Post)
def services_are_told_of_a_deleted_post(instance, **kwargs) -> None:
    afterwards.write(tasks.note_changes, pings.of_post(instance, None))


@receiver(row_saved, sender=Category)
@receiver(row_saved, sender=Tag)
@receiver(row_saved, sender=Author)
def services_are_told_of_lists_that_moved(before, after, **kwargs) -> None:
    if before and before.get_absolute_url() != after.get_absolute_url():
        afterwards.write(tasks.note_changes, pings.of_list(before, after))


@receiver(pre_delete, sender=Category)
@receiver(pre_delete, sender=Tag)
@receiver(pre_delete, sender=Author)
def services_are_told_of_a_deleted_list(instance, **kwargs) -> None:
    afterwards.write(tasks.note_changes, pings.of_list(instance, None))


@receiver(tags_set)
@receiver(authors_set)
def services_are_told_of_other_lists(sender, removed, **kwargs) -> None:
    afterwards.write(tasks.note_changes, pings.of_lists(sender, removed))


@receiver(tags_merged)
def services_are_told_of_a_tag_that_grew(sender, **kwargs) -> None:
    afterwards.write(tasks.note_changes, pings.of_list(sender, sender))


@receiver(auth.user_logged_in)
def a_login_is_written_down(request, user, **kwargs) -> None:
    AuditEntry.objects.record(user, "logged in", user, ip=get_client_ip(request))


@receiver(auth.user_logged_out)
def a_logout_is_written_down(request, user, **kwargs) -> None:
    if user:
        AuditEntry.objects.record(user, "logged out", user, ip=get_client_ip(request))


@receiver(auth.user_login_failed)
def a_failed_login_is_written_down(credentials, request=None, **kwargs) -> None:
    """What was typed only where it names an account: people type passwords into that field."""
    typed = credentials.get("username") or credentials.get("email") or ""
    known = get_user_model().objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
    ip = get_client_ip(request) if request else None
    AuditEntry.objects.record(None, "failed to log in", known.first() if typed else None, ip=ip)


@receiver(mfa.authentication_failed)
def a_wrong_code_is_written_down(request, user, **kwargs) -> None:
    AuditEntry.objects.record(None, "failed the second factor", user, ip=get_client_ip(request))


@receiver(account.password_changed)
@receiver(account.password_set)
def a_new_password_is_written_down(user, **kwargs) -> None:
    AuditEntry.objects.record(user, "changed their password", user)


@receiver(account.password_reset)
def a_password_reset_is_written_down(request, user, **kwargs) -> None:
    AuditEntry.objects.record(user, "set a password by mail", user, ip=get_client_ip(request))


@receiver(mfa.authenticator_added)
def a_new_second_factor_is_written_down(user, authenticator, **kwargs) -> None:
    AuditEntry.objects.record(user, "added a second factor", user, factor=authenticator.type)


@receiver(mfa.authenticator_removed)
def a_lost_second_factor_is_written_down(user, authenticator, **kwargs) -> None:
    AuditEntry.objects.record(user, "removed a second factor", user, factor=authenticator.type)


@receiver(stamped)
def a_cdn_is_told_what_changed(keys, **kwargs) -> None:
    tasks.drop_elsewhere(keys)
