"""A page for people about the feeds, which are for programs."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.head import absolute, head_of_list
from blog.models import SiteSettings


class FeedOffer(NamedTuple):
    """A feed that people may follow. url: absolute, as it is pasted into a reader."""

    name: str
    url: str
    form: str


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    site = SiteSettings.load()
    head = head_of_list(
        _("Feeds"),
        reverse("blog:feeds"),
        site,
        noindex=True,  # of use to who is here; nobody searches for it
        description=_("Follow what is new here in a reader of your choice: no account, no mail."),
    )
    context = {"site": site, "head": head, "feeds": feeds_of(site)}
    return render(request, "blog/feeds.html", context)


def feeds_of(site: SiteSettings) -> list[FeedOffer]:
    return [FeedOffer(_("Everything new"), absolute(reverse("blog:rss")), "RSS 2.0")]
