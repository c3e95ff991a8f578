from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from blog import publishing
from blog.models import ExternalAddress, HitCount, Ping, Post, Presence, PreviewLink, Revision

KEEP_DELETED = timedelta(days=publishing.DAYS_IN_BIN)
KEEP_ENDED_LINKS = timedelta(days=30)  # so that their page can say what became of them
KEEP_COUNTS = timedelta(days=400)  # a year can be held against the year before
KEEP_PRESENCE = timedelta(days=1)
KEEP_PINGS = timedelta(days=30)


class Command(BaseCommand):
    help = (
        "Thin old autosaves, empty the bin of what was deleted over 30 days ago, drop old"
        " presences, ended preview links, pings of over 30 days ago, counts of over 400 and what"
        " is known of external links that no text has. For a daily cron job. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run: bool, **options) -> None:
        now = timezone.now()
        thinned = thin(dry_run)
        links = PreviewLink.objects.filter(expires__lt=now - KEEP_ENDED_LINKS)
        presences = Presence.objects.filter(at__lt=now - KEEP_PRESENCE)
        counts = HitCount.objects.filter(day__lt=timezone.localdate(now) - KEEP_COUNTS)
        pings = Ping.objects.finished().filter(queued__lt=now - KEEP_PINGS)
        external = ExternalAddress.objects.forgotten()
        links_n, presences_n, counts_n = links.count(), presences.count(), counts.count()
        pings_n, external_n = pings.count(), external.count()
        if not dry_run:
            links.delete()
            presences.delete()
            counts.delete()
            pings.delete()
            external.delete()
        purged = purge(now - KEEP_DELETED, dry_run)
        self.stdout.write(
            f"{'To drop' if dry_run else 'Dropped'}: {thinned} autosaves, {purged} deleted posts,"
            f" {links_n} preview links, {presences_n} presences, {counts_n} counts,"
            f" {pings_n} pings, {external_n} external links"
        )


def thin(dry_run: bool) -> int:
    passing = Revision.objects.filter(kind__in=publishing.PASSING).values("post")
    posts = Post.objects.filter(pk__in=passing).defer("body", "body_html")
    return sum(publishing.thin(post, dry_run=dry_run) for post in posts.iterator())


def purge(before: datetime, dry_run: bool) -> int:
    """The moment counts in which it was deleted; one at a time, so that each is whole."""
    posts = list(Post.objects.filter(status=Post.Status.DELETED, deleted_at__lt=before))
    return len(posts) if dry_run else sum(publishing.purge(post) for post in posts)
