"""robots.txt, from the policy and the list of crawlers in the admin."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import Crawler, SiteSettings
from blog.pagecache import depends_on


def robots_text(site: SiteSettings, refused: list[str]) -> str:
    """The signal stands with the rules for all, where those who read it look for it."""
    everybody = ["User-agent: *"]
    if site.content_signal:
        everybody.append(f"Content-Signal: {site.content_signal}")
    groups = [[*everybody, "Allow: /"]]
    if refused:
        groups.append([*(f"User-agent: {token}" for token in refused), "Disallow: /"])
    groups.append([f"Sitemap: {settings.SITE_URL}{reverse('blog:sitemap')}"])
    return "\n\n".join("\n".join(group) for group in groups) + "\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    depends_on(request, "robots")
    site = SiteSettings.plain()
    text = robots_text(site, Crawler.objects.refused(site))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
