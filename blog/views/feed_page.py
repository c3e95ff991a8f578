"""A page for people about the feeds, which are for programs."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.feeds import FeedAddress, feeds_of
from blog.discovery.head import head_of_list
from blog.models import Author, Post
from blog.pagecache import depends_on, shared, shown

from .topics import live_topics


class Followed(NamedTuple):
    """What people may follow, and its feeds, in the forms that there are."""

    name: str
    feeds: list[FeedAddress]


@require_safe
def feed_page(request: HttpRequest) -> HttpResponse:
    site = shared.site_settings()
    head = head_of_list(
        _("Feeds"),
        reverse("blog:feeds"),
        site,
        noindex=True,  # of use to who is here; nobody searches for it
        description=_("Follow what is new here in a reader of your choice: no account, no mail."),
    )
    depends_on(request, *shown.site(site), "feeds", "topics", "authors")
    # Tags may be hundreds: the page says where their feeds are, and does not list them.
    articles = Post.objects.indexable().articles()
    context = {
        "site": site,
        "head": head,
        "everything": [Followed(_("Everything new"), feeds_of())],
        "topics": [Followed(topic.name, feeds_of(topic)) for topic in live_topics()],
        "authors": [
            Followed(author.name, feeds_of(author))
            for author in Author.objects.filter(posts__in=articles).distinct()
        ],
    }
    return render(request, "blog/feeds.html", context)
