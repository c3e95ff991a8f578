from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from blog.models import FAQEntry, Offer, Post, Related, SiteSettings

from ..build import LATER, NOON, make_author, make_category, make_image, make_post
from ..reading import get, page_at, parsed, text, texts, with_class

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"
LONG = "## One\n\nText.\n\n## Two\n\nText.\n\n### Three\n\nText.\n"
DAY_AFTER = NOON.replace(day=11)


def meta(page, name: str) -> str:
    """Return the content of the one <meta> of that name or property."""
    return text(page, f"//meta[@name='{name}' or @property='{name}']/@content")


def names_of_meta(page) -> set[str]:
    return set(texts(page, "//meta/@name | //meta/@property"))


def name_the_site(name: str = "Iron Goo", **fields) -> SiteSettings:
    site = SiteSettings(pk=1, name=name, **fields)
    site.save()
    return site


# The head


def test_the_title_is_the_search_title_unchanged():
    make_post(seo_title="What Backlinks Are | Somebody")
    assert text(page_at("/blog/a-post"), "//title") == "What Backlinks Are | Somebody"


def test_without_a_search_title_the_site_stands_behind_the_title():
    name_the_site("Rust & Co")
    make_post(title="Honest dates")
    assert text(page_at("/blog/a-post"), "//title") == "Honest dates | Rust & Co"


def test_the_home_page_has_the_name_of_the_site_as_title():
    name_the_site("Rust & Co")
    assert text(page_at("/"), "//title") == "Rust & Co"


@pytest.mark.parametrize("kind", Post.Kind)
def test_a_page_has_one_h1_and_it_is_the_title(kind):
    post = make_post(kind=kind, category="seo", title="The one", body="# Not this\n\n# Nor this")
    page = page_at(post.path)
    assert texts(page, "//h1") == ["The one"]


def test_every_list_has_one_h1():
    make_post(category="seo", tags=["links"], authors=[make_author()])
    make_post("a-guide", kind="guide", category="seo")
    lists = ["/", "/blog", "/guides", "/topics/seo", "/tags/links", "/authors/ada-brandt"]
    assert {path: len(texts(page_at(path), "//h1")) for path in lists} == dict.fromkeys(lists, 1)


def test_the_canonical_address_is_the_page_itself():
    make_post()
    page = page_at("/blog/a-post?utm_source=letter")
    assert text(page, "//link[@rel='canonical']/@href") == f"{SITE}/blog/a-post"


def test_a_text_from_elsewhere_names_that_address_as_canonical():
    make_post(canonical_url="https://elsewhere.example/first")
    page = page_at("/blog/a-post")
    assert text(page, "//link[@rel='canonical']/@href") == "https://elsewhere.example/first"


def test_the_description_is_the_posts_own():
    make_post(description="What it answers, with “quotes” & <signs>.")
    page = page_at("/blog/a-post")
    assert meta(page, "description") == "What it answers, with “quotes” & <signs>."
    assert meta(page, "og:description") == meta(page, "description")


def test_without_a_description_there_is_no_empty_one():
    make_post()
    assert not {"description", "og:description"} & names_of_meta(page_at("/blog/a-post"))


def test_open_graph_describes_the_post():
    name_the_site()
    make_post(title="Links", seo_title="Other", image=make_image(alt="A drop"), image_alt="Here")
    page = page_at("/blog/a-post")
    assert meta(page, "og:title") == "Links"
    assert meta(page, "og:type") == "article"
    assert meta(page, "og:url") == f"{SITE}/blog/a-post"
    assert meta(page, "og:site_name") == "Iron Goo"
    assert meta(page, "og:image").startswith(f"{SITE}/media/pictures/drop")
    assert meta(page, "og:image:alt") == "Here"
    assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("40", "30")
    assert meta(page, "twitter:card") == "summary_large_image"


def test_without_a_picture_of_its_own_the_logo_stands_for_the_post():
    name_the_site(logo=make_image("logo.png", alt="Our logo"))
    make_post()
    page = page_at("/blog/a-post")
    assert "/logo" in meta(page, "og:image")
    assert meta(page, "og:image:alt") == "Our logo"


def test_a_page_without_any_picture_names_none():
    make_post()
    page = page_at("/blog/a-post")
    assert "og:image" not in names_of_meta(page)
    assert meta(page, "twitter:card") == "summary"


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("post", "article"), ("guide", "article"), ("service", "website"), ("page", "website")],
)
def test_only_articles_are_articles_to_open_graph(kind, type_):
    page = page_at(make_post(kind=kind, category="seo").path)
    assert meta(page, "og:type") == type_
    assert ("article:published_time" in names_of_meta(page)) == (type_ == "article")


def test_a_noindex_post_says_so_and_others_do_not():
    make_post("hidden", noindex=True)
    make_post("shown")
    assert meta(page_at("/blog/hidden"), "robots") == "noindex"
    assert meta(page_at("/blog/shown"), "robots") == "max-image-preview:large"


def test_the_page_names_its_feed():
    make_post()
    link = "//link[@rel='alternate' and @type='application/rss+xml']/@href"
    assert text(page_at("/blog/a-post"), link).endswith("/rss.xml")


# Above the text


def breadcrumb(page) -> list[tuple[str, str]]:
    links = page.xpath("//nav[@aria-label='Breadcrumb']//a")
    return [("".join(a.itertext()).strip(), a.get("href")) for a in links]


def test_the_breadcrumb_leads_over_the_topic_to_the_home_page():
    make_post(category=make_category("seo", name="SEO"), title="Links")
    page = page_at("/blog/a-post")
    assert breadcrumb(page) == [("Home", "/"), ("SEO", "/topics/seo")]
    assert text(page, "//nav[@aria-label='Breadcrumb']//li[@aria-current='page']") == "Links"


def test_the_breadcrumb_of_a_post_without_topic_leads_over_the_blog():
    make_post()
    assert breadcrumb(page_at("/blog/a-post")) == [("Home", "/"), ("Blog", "/blog")]


def test_the_home_page_has_no_breadcrumb():
    assert breadcrumb(page_at("/")) == []


def test_both_dates_are_shown_and_machine_readable():
    make_post(date_published=NOON, date_modified=DAY_AFTER)
    page = page_at("/blog/a-post")
    published, updated = (f"//time[{with_class(c)}]" for c in ("dt-published", "dt-updated"))
    assert text(page, published) == "10 March 2026"
    assert text(page, f"{published}/@datetime") == "2026-03-10T12:00:00+00:00"
    assert text(page, updated) == "11 March 2026"
    assert text(page, f"{updated}/@datetime") == "2026-03-11T12:00:00+00:00"


def test_a_post_that_was_never_updated_does_not_claim_to_be():
    make_post(date_published=NOON, date_modified=NOON)
    assert "Updated" not in text(page_at("/blog/a-post"), "//main")


def test_the_authors_are_named_and_linked_in_their_order():
    make_post(authors=[make_author("zoe-quist"), make_author("ada-brandt")])
    signed = f"//a[{with_class('p-author')}]"
    page = page_at("/blog/a-post")
    assert texts(page, signed) == ["Zoe Quist", "Ada Brandt"]
    assert texts(page, f"{signed}/@href") == ["/authors/zoe-quist", "/authors/ada-brandt"]


def test_the_default_author_signs_what_nobody_signed():
    name_the_site(default_author=make_author())
    make_post()
    assert text(page_at("/blog/a-post"), f"//a[{with_class('p-author')}]") == "Ada Brandt"


def test_the_picture_has_its_alt_text_and_its_size():
    make_post(image=make_image(alt="Anywhere"), image_alt="A drop, here")
    (picture,) = page_at("/blog/a-post").xpath("//figure//img")
    assert picture.get("alt") == "A drop, here"
    assert (picture.get("width"), picture.get("height")) == ("40", "30")


def test_a_picture_without_words_for_this_post_has_its_own():
    make_post(image=make_image(alt="A drop, anywhere"))
    assert text(page_at("/blog/a-post"), "//figure//img/@alt") == "A drop, anywhere"


def test_the_page_is_an_h_entry():
    make_post(
        category="seo",
        tags=["links"],
        authors=[make_author()],
        title="Links",
        description="In short.",
        body="The text.",
        date_modified=DAY_AFTER,
    )
    page = page_at("/blog/a-post")
    (entry,) = page.xpath(f"//*[{with_class('h-entry')}]")

    def inside(name: str, what: str = "") -> list[str]:
        return texts(entry, f".//*[{with_class(name)}]{what}")

    assert inside("p-name") == ["Links"]
    assert inside("p-summary") == ["In short."]
    assert inside("e-content") == ["The text."]
    assert inside("p-author") == ["Ada Brandt"]
    assert inside("p-category") == ["SEO", "links"]
    assert inside("u-url", "/@href") == ["/blog/a-post"]
    assert len(inside("dt-published")) == len(inside("dt-updated")) == 1


# The text and what is below it


def contents(page) -> list[str]:
    return texts(page, "//nav[@aria-label='On this page']//a/@href")


def test_a_long_text_has_a_table_of_contents():
    make_post(body=LONG)
    assert contents(page_at("/blog/a-post")) == ["#one", "#two", "#three"]


def test_a_short_text_has_no_table_of_contents():
    make_post(body="## One\n\nText.\n\n## Two\n\nText.\n")
    assert contents(page_at("/blog/a-post")) == []


def test_the_table_of_contents_leads_to_headings_of_the_page():
    make_post(body=LONG, faq=True)
    FAQEntry.objects.create(post=Post.objects.get(), question="Why?", answer="So.")
    page = page_at("/blog/a-post")
    ids = set(texts(page, "//*/@id"))
    assert {href.removeprefix("#") for href in contents(page)} <= ids


def test_no_id_stands_twice_on_a_page():
    post = make_post(body=LONG + "\n## Why?\n\nSo.\n\n## Questions\n\nText.\n", faq=True)
    FAQEntry.objects.create(post=post, question="Why?", answer="## Why?\n\nSo.")
    FAQEntry.objects.create(post=post, question="Why", answer="So.[^1]\n\n[^1]: Note.")
    ids = texts(page_at("/blog/a-post"), "//*/@id")
    assert sorted(ids) == sorted(set(ids))


def test_questions_are_printed_unless_the_text_has_them_already():
    post = make_post(body="## What is it?\n\nA link.\n", faq=True)
    FAQEntry.objects.create(post=post, question="What is it?", answer="A link.", inline=True)
    FAQEntry.objects.create(post=post, question="What does it cost?", answer="**Nothing.**")
    (section,) = page_at("/blog/a-post").xpath("//section[@aria-labelledby='_questions']")
    assert len(section.xpath(".//h3")) == 1
    assert text(section, ".//h3").startswith("What does it cost?")
    assert text(section, ".//strong") == "Nothing."
    assert text(section, ".//h3/@id") == "q-what-does-it-cost"


def test_questions_are_not_printed_unless_the_post_has_questions():
    post = make_post(faq=False)
    FAQEntry.objects.create(post=post, question="Why?", answer="So.")
    assert not page_at("/blog/a-post").xpath("//*[@aria-labelledby='_questions']")


def test_a_post_with_nothing_but_inline_questions_has_no_section_for_them():
    post = make_post(faq=True)
    FAQEntry.objects.create(post=post, question="Why?", answer="So.", inline=True)
    assert not page_at("/blog/a-post").xpath("//*[@aria-labelledby='_questions']")


def related(page) -> list[str]:
    return texts(page, "//section[@aria-labelledby='_related']//h3")


def test_related_posts_are_shown_the_most_alike_first_if_readers_may_see_them():
    topic = make_category()
    post = make_post()
    for slug, score, fields in [
        ("near", 0.2, {}),
        ("nearest", 0.4, {}),
        ("later", 0.9, {"date_published": LATER}),
        ("draft", 0.8, {"status": "draft"}),
    ]:
        other = make_post(slug, title=slug.title(), category=topic, **fields)
        Related.objects.create(post=post, other=other, score=score)
    assert related(page_at("/blog/a-post")) == ["Nearest", "Near"]


def test_a_post_is_not_related_reading_where_the_page_names_it_already():
    topic = make_category()
    post = make_post(category=topic)
    others = {
        "older": {"date_published": NOON - timedelta(days=1)},
        "newer": {"date_published": NOON + timedelta(days=1)},
        "chapter": {"kind": "guide"},
        "pillar": {"date_published": NOON - timedelta(days=9)},
        "another": {"date_published": NOON - timedelta(days=8)},
    }
    for slug, fields in others.items():
        other = make_post(slug, title=slug.title(), category=topic, **fields)
        Related.objects.create(post=post, other=other, score=0.5)
    topic.pillar = Post.objects.get(slug="pillar")
    topic.save()
    assert related(page_at("/blog/a-post")) == ["Another"]


def test_a_post_that_reads_like_no_other_shows_none():
    make_post("two")
    make_post()
    assert related(page_at("/blog/a-post")) == []


def test_the_next_step_is_shown_with_its_own_words():
    service = make_post("help", kind="service", title="Our service")
    make_post(next_step=service, next_step_text="Let us do it")
    link = "//aside[@aria-label='Next step']//a"
    page = page_at("/blog/a-post")
    assert text(page, link) == "Let us do it"
    assert text(page, f"{link}/@href") == "/services/help"


def test_a_next_step_without_words_has_the_title_of_the_page_it_leads_to():
    make_post(next_step=make_post("help", kind="service", title="Our service"))
    assert text(page_at("/blog/a-post"), "//aside[@aria-label='Next step']//a") == "Our service"


def test_a_next_step_that_is_not_live_yet_is_not_offered_before_it_is():
    make_post(next_step=make_post("later", date_published=LATER))
    assert not page_at("/blog/a-post").xpath("//aside[@aria-label='Next step']")
    with time_machine.travel(LATER, tick=False):
        assert page_at("/blog/a-post").xpath("//aside[@aria-label='Next step']")


def test_a_service_shows_its_price():
    service = make_post("audit", kind="service")
    Offer.objects.create(post=service, price_from="990.00", currency="EUR", scope_note="a site")
    shown = text(page_at("/services/audit"), f"//p[{with_class('offer')}]")
    assert "from 990 EUR a month" in shown
    assert "a site" in shown


def test_a_service_without_a_price_shows_none():
    make_post("audit", kind="service")
    assert not page_at("/services/audit").xpath(f"//*[{with_class('offer')}]")


def test_the_home_page_shows_services_with_their_price():
    Offer.objects.create(post=make_post("audit", kind="service"), price_from=990)
    assert "990" in text(page_at("/"), "//section[@aria-labelledby='_services']")


def test_tags_are_listed_in_the_order_of_the_editor():
    make_post(tags=["zinc", "amber", "moss"])
    assert texts(page_at("/blog/a-post"), "//a[@rel='tag']") == ["zinc", "amber", "moss"]


def test_the_authors_page_tells_who_they_are():
    ada = make_author(
        role="Editor",
        bio="Reads *links*.",
        same_as=["https://www.social.example/@ada", "javascript:alert(1)"],
    )
    make_post(authors=[ada], title="By Ada")
    make_post("other", title="By nobody")
    page = page_at("/authors/ada-brandt")
    assert "Reads links." in text(page, f"//*[{with_class('p-note')}]")
    assert texts(page, "//a[contains(@rel, 'me')]/@href") == ["https://www.social.example/@ada"]
    assert texts(page, "//article//h3") == ["By Ada"]


def test_the_name_of_the_login_is_shown_nowhere(django_user_model):
    user = django_user_model.objects.create_user("secretlogin")
    make_post(authors=[make_author(user=user)])
    for address in ("/", "/blog/a-post", "/authors/ada-brandt", "/rss.xml"):
        assert "secretlogin" not in get(address).content.decode()


def test_the_404_page_names_the_site_and_is_not_to_be_indexed():
    response = get("/nothing/here")
    page = parsed(response.content.decode())
    assert response.status_code == 404
    assert len(texts(page, "//h1")) == 1
    assert meta(page, "robots") == "noindex"


def test_an_error_shows_a_page_of_its_own(monkeypatch):
    monkeypatch.setattr("blog.views.detail.head_of_post", lambda post, site: 1 / 0)
    make_post()
    client = Client(raise_request_exception=False)
    response = client.get("/blog/a-post")
    assert response.status_code == 500
    assert b"Something broke on our side" in response.content
