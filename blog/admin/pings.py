"""What services were told of changes, and what they answered."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from blog import tasks
from blog.discovery import pings
from blog.models import Ping, SiteSettings
from blog.models.ping import Service, State

from .keys import Keys
from .readonly import ReadOnly


@admin.register(Ping)
class PingAdmin(ReadOnly, Keys, admin.ModelAdmin):
    list_display = ["path", "state", "said", "service", "queued", "due"]
    list_filter = ["service", "state"]
    search_fields = ["path"]
    search_help_text = "A part of an address"
    fields = ["path", "service", "state", "queued", "attempts", "asked", "said", "due"]
    show_full_result_count = False
    list_per_page = 50
    actions = ["send_again"]

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("blog.change_sitesettings")

    @admin.display(description="answer")
    def said(self, ping: Ping) -> str:
        return ": ".join(str(part) for part in (ping.status, ping.message) if part)

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Ping]) -> None:
        if not pings.is_on(SiteSettings.plain()):
            self.message_user(
                request, "Nothing is sent: the site settings name no service.", messages.ERROR
            )
            return
        count = send_again(chosen)
        self.message_user(request, f"{count} will be sent again." if count else "All these wait.")


def send_again(chosen: QuerySet[Ping]) -> int:
    """Let each address wait anew, once; what waits for another try is tried now."""
    now = timezone.now()
    with transaction.atomic():
        late = Ping.objects.filter(pk__in=chosen.values("pk"), state=State.WAITING, attempts__gt=0)
        count = late.update(attempts=0, due=now, queued=now)
        done = Ping.objects.filter(pk__in=chosen.values("pk")).finished()
        rows = [Ping(service=each.service, path=each.path) for each in done.order_by("pk")]
        count += Ping.objects.queue(rows) if rows else 0
        tasks.send_by(pings.next_moment())
    return count


def last_answers() -> str:
    """What each service said last, for the page of the settings."""
    lines = []
    for service in Service:
        of_service = Ping.objects.filter(service=service, asked__isnull=False)
        last = of_service.order_by("-asked", "-pk").first()
        if last:
            words = f"{last.get_state_display().lower()} {last.status or ''} {last.message}"
            lines.append(
                (
                    service.label,
                    " ".join(words.split()),
                    date_format(timezone.localtime(last.asked), "DATETIME_FORMAT"),
                )
            )
    listed = reverse("admin:blog_ping_changelist")
    said = format_html_join("", "{}: {} ({})<br>", lines) or "Nothing was sent yet. "
    return format_html('{}<a href="{}">All that was sent</a>', said, listed)
