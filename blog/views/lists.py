from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.discovery.head import beginning, head_of_list
from blog.discovery.structured import describe_author, describe_list
from blog.models import Addressed, Author, Category, Post, Tag
from blog.models.tag import INDEXED_FROM
from blog.pagecache import depends_on, shared, shown
from blog.pagecache.changes import namesake
from blog.pagecache.keys import key_in

from .paging import paged


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    site = shared.site_settings()
    page = paged(request, Post.objects.published().filter(kind=Post.Kind.POST), "posts")
    depends_on(request, *shown.site(site), "posts", *shown.cards(page))
    head = head_of_list(_("Blog"), reverse("blog:post-list"), site, page=page.number)
    describe_list(head, site, page, first=page.start_index(), blog=True)
    return render(request, "blog/post_list.html", {"site": site, "head": head, "page": page})


@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = Category.objects.filter(slug=slug).one()
    if topic and topic.was_public():
        return HttpResponsePermanentRedirect(topic.get_absolute_url())
    tag = get_object_or_404(Tag, slug=slug)
    must_have_been_public(tag)
    site = shared.site_settings()
    listed = key_in(tag, "posts")
    page = paged(request, Post.objects.published().filter(tagged__tag=tag), listed)
    depends_on(request, *shown.site(site), tag, listed, *shown.cards(page))
    depends_on(request, namesake(tag.slug))
    thin = page.paginator.count < INDEXED_FROM
    title = _("Tagged “{name}”").format(name=tag.name)
    head = head_of_list(title, tag.get_absolute_url(), site, page=page.number, noindex=thin)
    describe_list(head, site, page, first=page.start_index())
    context = {"site": site, "head": head, "page": page, "tag": tag}
    return render(request, "blog/tag_detail.html", context)


@require_safe
def author_detail(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    site = shared.site_settings()
    must_have_been_public(author)
    posts, listed = Post.objects.published().articles(), key_in(author, "posts")
    page = paged(request, posts.filter(authors=author), listed, signed=False)
    depends_on(request, *shown.site(site), *shown.people([author], about=True))
    depends_on(request, listed, *shown.cards(page, signed=False))
    head = head_of_list(
        author.name,
        author.get_absolute_url(),
        site,
        description=beginning(author.bio_html) or author.role,
        page=page.number,
        noindex=not page,
    )
    describe_author(head, site, author)
    context = {"site": site, "head": head, "author": author, "page": page}
    return render(request, "blog/author_detail.html", context)


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    site = shared.site_settings()
    services = live_services()
    depends_on(request, *shown.site(site), "services", *shown.cards(services, signed=False))
    head = head_of_list(
        _("Services"),
        reverse("blog:service-list"),
        site,
        description=_("What can be ordered here, what it covers and what it costs."),
        noindex=not services,
    )
    describe_list(head, site, services)
    context = {"site": site, "head": head, "services": services}
    return render(request, "blog/service_list.html", context)


def live_services() -> list[Post]:
    """Live services with their price, in the order of the alphabet."""
    services = Post.objects.published().filter(kind=Post.Kind.SERVICE).order_by("title", "pk")
    return shared.cards(services.values_list("pk", flat=True))


def must_have_been_public(row: Addressed) -> None:
    """A tag, topic or author of drafts alone is not found; once known, it stays."""
    if not row.was_public():
        raise Http404
