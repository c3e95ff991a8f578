"""What each service is told, and what its answers mean."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from blog.discovery.head import absolute
from blog.fetching import Answer, FetchError, Forbidden, safe_fetch
from blog.models import SiteSettings
from blog.models.ping import Service, State
from ironegoo.environment import LOOPBACK

INDEXNOW = "https://api.indexnow.org/indexnow"  # hands on to all engines that take part
# Addresses in one message: the most that IndexNow takes; a hub is told of one feed at a time.
MOST_AT_ONCE = {Service.INDEXNOW: 10_000, Service.WEBSUB: 1}
REFUSED = {
    Service.INDEXNOW: {
        403: "IndexNow does not accept the key: it must find it at {key} of the public address.",
        422: "IndexNow says that the addresses are not of this site, or that the key is no key.",
    },
    Service.WEBSUB: {},
}


@dataclass(frozen=True)
class Outcome:
    """state: sent, refused, or waiting: to be tried again, `after` at the earliest."""

    state: str
    status: int | None = None
    message: str = ""
    after: timedelta = timedelta(0)


def services_on(site: SiteSettings) -> set[Service]:
    """What has its key or address; nothing, as long as the site has no public address itself."""
    if settings.SITE_HOST in LOOPBACK:
        return set()
    asked = {Service.INDEXNOW: site.indexnow_key, Service.WEBSUB: site.hub}
    return {service for service, value in asked.items() if value}


def is_on(site: SiteSettings) -> bool:
    return bool(services_on(site))


def tell(service: Service, site: SiteSettings, paths: Sequence[str]) -> Outcome:
    """Send one message. It ends within some seconds, whatever is at the other end."""
    try:
        return outcome(service, site, _send(service, site, [absolute(path) for path in paths]))
    except Forbidden as error:
        return Outcome(State.REFUSED, message=str(error))
    except FetchError as error:
        return Outcome(State.WAITING, message=str(error))


def _send(service: Service, site: SiteSettings, urls: list[str]) -> Answer:
    if service == Service.WEBSUB:
        form = urlencode([("hub.mode", "publish"), *(("hub.url", url) for url in urls)])
        return safe_fetch(
            site.hub, data=form.encode(), content_type="application/x-www-form-urlencoded"
        )
    message = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": site.indexnow_key,
        "keyLocation": absolute(key_path(site)),
        "urlList": urls,
    }
    return safe_fetch(
        INDEXNOW,
        data=json.dumps(message).encode(),
        content_type="application/json; charset=utf-8",
    )


def key_path(site: SiteSettings) -> str:
    return reverse("blog:indexnow-key", args=[site.indexnow_key])


def outcome(service: Service, site: SiteSettings, answer: Answer) -> Outcome:
    status = answer.status
    if 200 <= status < 300:
        return Outcome(State.SENT, status)
    if status in {408, 429} or status >= 500:
        return Outcome(State.WAITING, status, "It asks to come back later.", answer.retry_after)
    key = key_path(site) if service == Service.INDEXNOW else ""
    words = REFUSED[service].get(status, "It does not accept this.").format(key=key)
    return Outcome(State.REFUSED, status, words)
