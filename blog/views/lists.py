from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from blog.models import Addressed, Author, Category, Post, SiteSettings, Tag

from .head import beginning, head_of_list

PAGE_SIZE = 20
NEWEST_AT_HOME = 7
TAG_INDEXED_FROM = 3  # live posts; thinner tag pages are hidden from search engines


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    site = SiteSettings.load()
    head = head_of_list(site.name, "/", site, description=site.description)
    head.title, head.breadcrumb = site.name, []
    newest = list(Post.objects.published().articles().for_cards()[:NEWEST_AT_HOME])
    topics = live_topics().select_related("pillar__category")
    services = Post.objects.published().filter(kind=Post.Kind.SERVICE).for_cards()
    services = services.select_related("offer", "category", "image")
    context = {"site": site, "head": head, "newest": newest, "topics": topics, "services": services}
    return render(request, "blog/home.html", context)


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    site = SiteSettings.load()
    posts = Post.objects.published().filter(kind=Post.Kind.POST)
    page = paged(request, posts.for_cards())
    head = head_of_list("Blog", reverse("blog:post-list"), site, page=page.number)
    return render(request, "blog/post_list.html", {"site": site, "head": head, "page": page})


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    site = SiteSettings.load()
    head = head_of_list("Guides", reverse("blog:guide-list"), site)
    guides = Post.objects.published().filter(kind=Post.Kind.GUIDE).for_cards()
    topics = live_topics().prefetch_related(Prefetch("posts", guides, to_attr="guides"))
    return render(request, "blog/guide_list.html", {"site": site, "head": head, "topics": topics})


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Category.objects.select_related("pillar"), slug=slug)
    site = SiteSettings.load()
    members = Post.objects.published().filter(category=topic)
    must_have_been_public(topic)
    pillar = topic.live_pillar
    posts = members.filter(kind=Post.Kind.POST).exclude(pk=pillar.pk if pillar else None)
    page = paged(request, posts.for_cards())
    guides = members.filter(kind=Post.Kind.GUIDE).exclude(pk=pillar.pk if pillar else None)
    guides = list(guides.for_cards()) if page.number == 1 else []
    context = {
        "site": site,
        "head": head_of_list(
            topic.name,
            topic.get_absolute_url(),
            site,
            description=beginning(topic.description_html),
            page=page.number,
            noindex=not (page or pillar or guides),
        ),
        "topic": topic,
        "pillar": pillar,
        "guides": guides,
        "page": page,
    }
    return render(request, "blog/topic_detail.html", context)


@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponse:
    topic = Category.objects.filter(slug=slug).first()
    if topic and topic.was_public():
        return HttpResponsePermanentRedirect(topic.get_absolute_url())
    tag = get_object_or_404(Tag, slug=slug)
    must_have_been_public(tag)
    site = SiteSettings.load()
    page = paged(request, Post.objects.published().filter(tagged__tag=tag).for_cards())
    thin = page.paginator.count < TAG_INDEXED_FROM
    title = f"Tagged “{tag.name}”"
    head = head_of_list(title, tag.get_absolute_url(), site, page=page.number, noindex=thin)
    return render(request, "blog/tag_detail.html", {"site": site, "head": head, "page": page})


@require_safe
def author_detail(request: HttpRequest, slug: str) -> HttpResponse:
    author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    site = SiteSettings.load()
    must_have_been_public(author)
    page = paged(request, Post.objects.published().articles().filter(authors=author).for_cards())
    head = head_of_list(
        author.name,
        author.get_absolute_url(),
        site,
        description=beginning(author.bio_html) or author.role,
        page=page.number,
        noindex=not page,
    )
    context = {"site": site, "head": head, "author": author, "page": page}
    return render(request, "blog/author_detail.html", context)


def live_topics():
    """Topics with at least one live post, and how many each has (`live`)."""
    live = Post.objects.published().values("pk")
    return (
        Category.objects.filter(posts__in=live)
        .annotate(live=Count("posts", distinct=True))
        .order_by("order", "name")
    )


def must_have_been_public(row: Addressed) -> None:
    """A tag, topic or author of drafts alone is not found; once known, it stays."""
    if not row.was_public():
        raise Http404


def paged(request: HttpRequest, posts) -> Page:
    """Raises Http404 for a page that is none: one text, one address."""
    try:
        return Paginator(posts, PAGE_SIZE).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404 from error
