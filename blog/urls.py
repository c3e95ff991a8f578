from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import discovery, views
from .discovery import api, pings
from .discovery.feeds import FORMS


class YearConverter(IntConverter):
    regex = "[12][0-9]{3}"


class PartConverter(IntConverter):
    regex = "[1-9][0-9]{0,8}"


register_converter(YearConverter, "year")
register_converter(PartConverter, "part")

app_name = "blog"
urlpatterns = [
    path("", views.home, name="home"),
    path("blog", views.post_list, name="post-list"),
    path("blog/<slug:slug>", views.post_detail, name="post-detail"),
    path("blog/<slug:slug>.bib", views.bibtex, name="post-bibtex"),
    path("guides", views.guide_list, name="guide-list"),
    path("guides/<slug:category>/<slug:slug>", views.guide_detail, name="guide-detail"),
    path("services", views.service_list, name="service-list"),
    path("archive", views.archive, name="archive"),
    path("archive/<year:year>", views.archive, name="archive-year"),
    path("feeds", views.feed_page, name="feeds"),
    path("guides/<slug:category>/<slug:slug>.bib", views.bibtex, name="guide-bibtex"),
    path("blog/<slug:slug>.md", views.twin, name="post-twin"),
    path("guides/<slug:category>/<slug:slug>.md", views.twin, name="guide-twin"),
    path("services/<slug:slug>.md", views.twin, name="service-twin"),
    path("<slug:slug>.md", views.twin, name="page-twin"),
    path("topics/<slug:slug>", views.topic_detail, name="topic-detail"),
    path("tags/<slug:slug>", views.tag_detail, name="tag-detail"),
    path("authors/<slug:slug>", views.author_detail, name="author-detail"),
    path("services/<slug:slug>", views.service_detail, name="service-detail"),
    path("search", views.search_page, name="search"),
    path("preview/<str:token>", views.preview, name="preview"),
    path("reports/<slug:token>", views.report, name="report"),
    *(path(form.file, views.PostFeed(form), name=form.key) for form in FORMS),
    *(
        path(f"{place}/<slug:slug>/{form.file}", feed(form), name=f"{place}-{form.key}")
        for place, feed in views.FEEDS_BELOW.items()
        for form in FORMS
    ),
    path("api/openapi.json", api.contract, name="api-contract"),
    path("api/posts", api.post_list, name="api-posts"),
    path("api/posts/<path:page>", api.one_post, name="api-post"),
    path("api/search", api.search_posts, name="api-search"),
    path("llms.txt", discovery.llms_txt, name="llms"),
    path("llms-full.txt", discovery.llms_full, name="llms-full"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("sitemap-<slug:section>-<part:part>.xml", discovery.sitemap_part, name="sitemap-part"),
    path("robots.txt", discovery.robots, name="robots"),
    path("<slug:key>.txt", pings.indexnow_key, name="indexnow-key"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.health, name="health"),
    path("media/<path:path>", views.media, name="media"),
    path("<slug:slug>", views.page_detail, name="page-detail"),
]
