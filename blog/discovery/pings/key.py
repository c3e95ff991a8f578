"""The key of IndexNow, at the address where search engines look whether it is ours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blog.models import SiteSettings
from blog.pagecache import depends_on


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    if not SiteSettings.objects.filter(pk=1, indexnow_key=key).exists():
        raise Http404
    depends_on(request, "indexnow")
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
