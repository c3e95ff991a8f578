"""No anonymous visitor reads what is not public, whatever address is asked for."""

from datetime import timedelta
from urllib.parse import quote_plus

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import timezone

from blog import publishing, reporting
from blog.models import (
    Author,
    Category,
    FAQEntry,
    Image,
    MenuItem,
    Post,
    PreviewLink,
    Redirect,
    SiteSettings,
    Tag,
)

from .build import LATER, NOON, make_author, make_category, make_image, make_post
from .reading import get

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("visibility")]

HIDDEN = "zq"  # begins each word that nobody may read
KNOWN = "zk"  # begins the names of lists that were public once: they stay at their own address
KEY = "a-key-for-indexnow"
UNLISTED = "zn"  # begins each word of the posts that search engines may not name
KINDS = list(Post.Kind)
ENDS = ["", ".bib", ".md"]  # of the address of a post, which a guide shares with its topic
NEVER_PUBLIC = ["draft", "dated", "scheduled", "unscheduled"]
TODAY = NOON + timedelta(days=30)
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def make_marked(prefix: str, state: str, kind: str, *, names: str = "", **fields) -> Post:
    """A post each of whose words begins with the prefix; `names` begins those of its lists.

    Posts lie in the topic that is live anyway, so that its lists must leave them out.
    """
    names = names or prefix
    word = f"{prefix}{state}{kind}"
    topic = make_category(f"{names}{state}topic", description=f"{names}{state}about")
    category = {"post": make_category("seo"), "page": None}.get(kind, topic)
    post = make_post(
        f"{word}slug",
        kind=kind,
        category=category,
        title=f"{word}title",
        seo_title=f"{word}search",
        description=f"{word}description",
        body=f"{word}body [{word}anchor](/blog/live-post)\n\n## {word}heading\n\n"
        f"![{word}picture](/{word}file.png)\n",
        # Its file is served to whoever knows its name, which is therefore no secret.
        image=make_image(f"{state}-{kind}.png", alt=f"{word}stored", source=f"/{word}.png"),
        image_alt=f"{word}alt",
        faq=True,
        next_step_text=f"{word}next",
        tags=[f"{names}{state}tag", "shared"],
        authors=[make_author(f"{names}{state}author", role=f"{names}{state}role")],
        **fields,
    )
    FAQEntry.objects.create(post=post, question=f"{word}question?", answer=f"{word}answer")
    Redirect.objects.create(from_path=f"/old/{state}/{kind}", to_post=post)
    return post


def make_site() -> dict[str, list[Post]]:
    """Hidden posts of every kind by their state, among some that can be read."""
    ada = make_author()
    for kind in KINDS:
        make_post(f"live-{kind}", kind=kind, category="seo", tags=["shared"], authors=[ada])
    for n in range(3):
        make_post(f"live-{n}", category="seo", tags=["shared"], authors=[ada])
    posts: dict[str, list[Post]] = {}
    draft, published = Post.Status.DRAFT, Post.Status.PUBLISHED
    for kind in KINDS:
        made = {
            "draft": make_marked(HIDDEN, "draft", kind, status=draft),
            "dated": make_marked(HIDDEN, "dated", kind, status=draft, date_published=NOON),
            "scheduled": make_marked(HIDDEN, "scheduled", kind, date_published=LATER),
            "withdrawn": make_marked(HIDDEN, "withdrawn", kind, names=KNOWN),
            "gone": make_marked(HIDDEN, "gone", kind, names=KNOWN),
        }
        with time_machine.travel(NOON - timedelta(days=1), tick=False):
            late = make_marked(HIDDEN, "unscheduled", kind, status=published, date_published=NOON)
            late.status = draft
            late.save()
        made["unscheduled"] = late
        made["withdrawn"].status = draft
        made["withdrawn"].save()
        publishing.take_down(made["gone"])
        for state, post in made.items():
            posts.setdefault(state, []).append(post)
    live = Post.objects.get(slug="live-post")
    live.next_step = posts["scheduled"][0]
    live.save()
    SiteSettings(pk=1, lead=posts["scheduled"][0], indexnow_key=KEY, links_here=True).save()
    Category.objects.update(pillar=posts["draft"][0])
    MenuItem.objects.create(label="Blog", target="/blog")
    return posts


def rows_for_arguments(route: str) -> dict[str, list[str]]:
    """What to ask for in place of each argument of a pattern, by the argument's name.

    Each kind of list is asked for its own rows, and everything else for every post: a 404 costs
    something, and hundreds of them tell no more than a few.
    """
    folder = route.partition("/")[0]
    model = {"topics": Category, "tags": Tag, "authors": Author}.get(folder, Post)
    return {
        "slug": list(model.objects.values_list("slug", flat=True)),
        "category": ["seo"],
        "page": [path[1:] for path in Post.objects.values_list("path", flat=True)],
        "path": list(Image.objects.values_list("file", flat=True)),
        "token": {"preview": closed_previews, "reports": reports}.get(folder, list)(),
        "year": ["1969", str(NOON.year), str(TODAY.year), str(LATER.year), "2999"],
        "key": ["a-key-of-nobody", "robots", KEY],
        "section": ["posts", "lists", "drafts"],
        "part": ["1", "2", "99"],
    }


def closed_previews() -> list[str]:
    """Tokens of links to the hidden posts that are forged, revoked or too old."""
    tokens = []
    for post in Post.objects.filter(slug__startswith=HIDDEN):
        past, later = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
        revoked = PreviewLink.objects.create(post=post, expires=later, revoked=True)
        old = PreviewLink.objects.create(post=post, expires=past)
        live = PreviewLink.objects.create(post=post, expires=later)
        tokens += [each.get_absolute_url().rpartition("/")[2] for each in (revoked, old)]
        forged = live.get_absolute_url().rpartition("/")[2]
        tokens += [forged[:-1], f"x{forged}", str(live.pk), signing.dumps(live.pk, salt="forged")]
    return tokens


def reports() -> list[str]:
    """Keys of a monthly report that is open, and of none."""
    report = reporting.make(NOON.date().replace(day=1))
    report.share()
    return [report.key, "a-key-of-nobody"]


def patterns_below(patterns, prefix: str = ""):
    """Yield (route, names of its arguments) for every pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns_below(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), list(pattern.pattern.converters)


def addresses(patterns) -> list[str]:
    """Return every address that the patterns and the rows make, and the old ones."""
    found = list(Redirect.objects.values_list("from_path", flat=True))
    found += [
        f"{path}{end}" for path in Post.objects.values_list("path", flat=True) for end in ENDS
    ]
    for route, arguments in patterns_below(patterns):
        values = rows_for_arguments(route)
        made = [route]
        for name in arguments:
            if name not in values:
                pytest.fail(
                    f"The pattern {route!r} has the argument <{name}>, and this test does not know"
                    " what to ask for: add it to rows_for_arguments(), with the secret rows."
                )
            made = [
                before + value + after
                for address in made
                for before, after in [split_at_argument(address, name)]
                for value in values[name]
            ]
        found += ["/" + address for address in made]
    return found


def split_at_argument(route: str, name: str) -> tuple[str, str]:
    start = min(i for i in (route.find(f"<{name}>"), route.find(f":{name}>")) if i >= 0)
    return route[: route.rfind("<", 0, start + 1)], route[route.find(">", start) + 1 :]


def everything(response) -> str:
    """Return all that an answer says: its headers and, unless it is a picture, its bytes."""
    headers = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    picture = response.headers.get("Content-Type", "").startswith("image/")
    return (headers + ("" if picture else response.body.decode())).lower()


@pytest.fixture(scope="module")
def posts(rows_of_the_module):
    return make_site()


@pytest.fixture
def hidden(posts, settings, rows_of_the_module):
    """The hidden posts, on a day after all that had to happen."""
    settings.MEDIA_ROOT = rows_of_the_module
    with time_machine.travel(TODAY, tick=False):
        yield posts


def test_no_answer_at_any_address_holds_a_word_of_a_hidden_post(hidden):
    asked = addresses(get_resolver("blog.urls").url_patterns)
    assert len(asked) > 300
    for address in asked:
        said = everything(get(address))
        assert HIDDEN not in said, f"{address}: {said[max(0, said.find(HIDDEN) - 99) :][:200]}"
        assert KNOWN not in said or KNOWN in address, f"{address} names a list without posts"


def test_an_address_nearly_that_of_a_hidden_post_does_not_find_it(hidden):
    for posts in hidden.values():
        for post in posts:
            said = everything(get(post.path[:-1]))
            assert HIDDEN not in said, post.path
            assert KNOWN not in said, post.path


def test_no_answer_to_head_holds_a_word_of_a_hidden_post(hidden):
    for address in addresses(get_resolver("blog.urls").url_patterns)[::5]:
        answer = Client().head(address)
        assert b"".join(answer) == b"", address
        assert HIDDEN not in str(answer.headers), address


def typed_for(post: Post) -> list[str]:
    """What somebody would type who knew the words of a hidden post, or nearly."""
    word = post.slug.removesuffix("slug")
    ends = "search description heading picture stored alt next question answer".split()
    typed = [word, *(f"{word}{end}" for end in ends)]
    typed += [row.tag.name for row in post.tagged.select_related("tag") if row.tag.name != "shared"]
    for end in ("title", "body"):
        whole = f"{word}{end}"
        slip = f"{whole[:-3]}x{whole[-3:]}"
        typed += [whole, whole[:-2], slip, f"live {whole}", f"live -{whole}", f'"{whole}"']
    return typed


def test_no_search_finds_a_word_of_a_hidden_post(hidden):
    for posts in hidden.values():
        for typed in (typed for post in posts for typed in typed_for(post)):
            said = everything(get("/search", data={"q": typed, "part": "results"}))
            said = (
                said.replace("&quot;", '"').replace(f"“{typed}”", "").replace(quote_plus(typed), "")
            )
            assert HIDDEN not in said, f"{typed}: {said}"
            assert "showing results" not in said, typed


def test_a_search_that_finds_everything_names_no_hidden_post(hidden):
    for typed in ("live", "li", "shared", "a", "the", "-nothing live"):
        for kind in ["", *KINDS]:
            said = everything(get("/search", data={"q": typed, "kind": kind}))
            assert HIDDEN not in said, typed
            assert KNOWN not in said, typed


def test_further_pages_of_the_lists_hold_no_word_of_a_hidden_post(hidden):
    for n in range(25):
        make_post(f"more-{n}", category="seo", tags=["shared"], authors=[make_author()])
    for address in ("/blog", "/topics/seo", "/tags/shared", "/authors/ada-brandt"):
        answer = get(f"{address}?page=2")
        assert answer.status_code == 200
        assert HIDDEN not in everything(answer)


def test_a_list_that_was_public_once_stays_without_its_posts(hidden):
    for slug in ("topics/zkgonetopic", "tags/zkgonetag", "authors/zkgoneauthor"):
        page = get(f"/{slug}")
        assert page.status_code == 200
        assert '<meta name="robots" content="noindex">' in page.content.decode()


def test_a_pattern_with_an_argument_that_is_not_known_here_fails_by_name():
    new = [path("data/<int:number>.csv", lambda request: None, name="data")]
    with pytest.raises(pytest.fail.Exception, match=r"data/<int:number>.*rows_for_arguments"):
        addresses(new)


@pytest.mark.parametrize("state", NEVER_PUBLIC)
def test_the_bibtex_of_what_was_never_public_is_not_found(hidden, state):
    answers = {post.path: get(f"{post.path}.bib").status_code for post in hidden[state]}
    assert set(answers.values()) == {404}, answers


def test_hidden_chapters_and_siblings_leave_no_gap_in_the_live_ones(hidden):
    seo = Category.objects.get(slug="seo")
    for state in ("draft", "scheduled"):
        guide = next(post for post in hidden[state] if post.kind == "guide")
        Post.objects.filter(pk=guide.pk).update(category=seo, chapter=1)
    make_post("second", kind="guide", category=seo, chapter=2)
    for address in ("/guides/seo/second", "/guides/seo/live-guide", "/blog/live-post"):
        said = everything(get(address))
        assert HIDDEN not in said
        assert "chapter 3" not in said


@pytest.mark.parametrize("state", NEVER_PUBLIC)
def test_what_was_never_public_is_not_found(hidden, state):
    answers = {post.path: get(post.path).status_code for post in hidden[state]}
    assert set(answers.values()) == {404}, answers


@pytest.mark.parametrize("state", ["withdrawn", "gone"])
def test_what_was_public_once_is_gone(hidden, state):
    answers = {post.path: get(post.path).status_code for post in hidden[state]}
    assert set(answers.values()) == {410}, answers


@pytest.mark.parametrize(
    ("state", "status"),
    [*((state, 404) for state in NEVER_PUBLIC), ("withdrawn", 410), ("gone", 410)],
)
def test_an_old_address_says_no_more_than_the_hidden_post_it_leads_to(hidden, state, status):
    for kind in KINDS:
        assert get(f"/old/{state}/{kind}").status_code == status


def test_lists_of_nothing_but_drafts_are_not_found(hidden):
    for state in NEVER_PUBLIC:
        for list_of in ("topics", "tags", "authors"):
            slug = f"{HIDDEN}{state}{list_of.removesuffix('s')}"
            assert get(f"/{list_of}/{slug}").status_code == 404, slug
