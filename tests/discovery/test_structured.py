"""The graph of a page: equal to the example, closed in itself, and true to what readers see."""

import json
from zoneinfo import ZoneInfo

import pytest

from blog.models import FAQEntry, Offer, Post, SiteSettings
from blog.transfer.importer import Importer

from ..build import make_author, make_category, make_image, make_post
from ..conftest import shared
from ..reading import get, page_at, parsed, texts

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"


def graph_at(path: str) -> dict[str, dict]:
    """Return the nodes of the one graph of the page, by type."""
    (text,) = page_at(path).xpath("//script[@type='application/ld+json']/text()")
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


def test_the_sample_article_is_described_as_in_the_example(sample_site):
    Importer(sample_site, ZoneInfo("UTC")).run()
    picture = make_image("backlinks.png", size=(1200, 630))
    Post.objects.filter(path="/blog/backlinks").update(image=picture)
    author = make_author("sample-author", role="Editor")
    SiteSettings(pk=1, name="Iron Goo", default_author=author).save()
    told = get("/blog/backlinks").content.decode()
    (text,) = parsed(told).xpath("//script[@type='application/ld+json']/text()")
    text = text.replace(f"{SITE}{picture.url}", f"{SITE}/media/blog/backlinks.png")
    graph, example = (
        json.loads(text),
        json.loads(shared("domain", "jsonld_example.json").read_text()),
    )
    for node, expected in zip(graph.pop("@graph"), example.pop("@graph"), strict=True):
        assert node == expected
    assert graph == example


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "WebPage"),
        ("/blog", "Blog"),
        ("/guides", "CollectionPage"),
        ("/services", "CollectionPage"),
        ("/archive", "CollectionPage"),
        ("/topics/seo", "CollectionPage"),
        ("/tags/iron", "CollectionPage"),
        ("/authors/ada-brandt", "ProfilePage"),
        ("/blog/a-post", "BlogPosting"),
        ("/guides/seo/a-guide", "Article"),
        ("/services/a-service", "Service"),
        ("/a-page", "WebPage"),
    ],
)
def test_every_kind_of_page_is_described_as_what_it_is(path, kind):
    ada = make_author()
    for each in Post.Kind:
        make_post(f"a-{each}", kind=each, category="seo", tags=["iron"], authors=[ada])
    assert kind in graph_at(path)


@pytest.mark.parametrize("path", ["/search", "/search?q=iron", "/feeds", "/nothing"])
def test_what_search_engines_may_not_name_is_not_described(path):
    make_post(title="Iron")
    assert b"ld+json" not in get(path).content


def test_no_text_gets_out_of_the_script_element():
    hostile = "</script><script>alert(1)</script><!-- ]]> & \u2028 🔥"
    make_post(title=hostile, description=hostile)
    page = page_at("/blog/a-post")
    assert not [text for text in texts(page, "//script[not(@src)]") if text.startswith("alert")]
    assert graph_at("/blog/a-post")["BlogPosting"]["headline"] == hostile


def test_without_an_author_the_organization_signs():
    make_post()
    assert graph_at("/blog/a-post")["BlogPosting"]["author"] == {"@id": f"{SITE}/#organization"}


def test_two_authors_both_sign():
    make_post(authors=[make_author("ada-brandt"), make_author("jo-keel")])
    signed = graph_at("/blog/a-post")["BlogPosting"]["author"]
    names = ("ada-brandt", "jo-keel")
    assert signed == [{"@id": f"{SITE}/authors/{name}#person"} for name in names]


def test_the_price_of_a_service_stands_in_its_offer():
    post = make_post(kind="service")
    Offer.objects.create(post=post, price_from="990", currency="USD", billing_unit="month")
    assert graph_at("/services/a-post")["Service"]["offers"]["priceSpecification"] == {
        "@type": "UnitPriceSpecification",
        "minPrice": "990.00",
        "priceCurrency": "USD",
        "unitCode": "MON",
    }


def ask(post: Post, *, question: str = "Is it hot?", answer: str = "Yes.", inline: bool = True):
    return FAQEntry.objects.create(post=post, question=question, answer=answer, inline=inline)


def test_a_question_below_the_text_is_named_by_its_own_place():
    entry = ask(make_post(faq=True), inline=False)
    (question,) = graph_at("/blog/a-post")["FAQPage"]["mainEntity"]
    assert question["url"] == f"{SITE}/blog/a-post#{entry.anchor}"
    assert page_at("/blog/a-post").xpath(f"//*[@id='{entry.anchor}']")


@pytest.mark.parametrize("body", ["## Is it hot?\n\nNo.", "## Is it cold?\n\nYes.", "Yes."])
def test_a_question_that_the_text_answers_otherwise_by_now_is_left_out(body):
    ask(make_post(faq=True, body=body))
    assert "FAQPage" not in graph_at("/blog/a-post")


def test_questions_of_a_post_that_shows_none_are_not_told():
    ask(make_post(faq=False), inline=False)
    assert "FAQPage" not in graph_at("/blog/a-post")


def test_the_second_page_of_a_list_counts_on():
    for n in range(21):
        make_post(f"post-{n}")
    (item,) = graph_at("/blog?page=2")["CollectionPage"]["mainEntity"]["itemListElement"]
    assert item["position"] == 21


def test_what_a_topic_names_is_counted_over_its_pages(monkeypatch):
    monkeypatch.setattr("blog.views.topics.GUIDES_ON_A_PAGE", 1)
    topic = make_category("seo")
    topic.pillar = make_post("pillar", category=topic)
    topic.save()
    for n in range(2):
        make_post(f"guide-{n}", kind="guide", category=topic, chapter=n + 1)
    for n in range(21):
        make_post(f"post-{n}", category=topic)
    pages = [graph_at(f"/topics/seo?page={n}")["CollectionPage"]["mainEntity"] for n in (1, 2)]
    places = [item["position"] for page in pages for item in page["itemListElement"]]
    assert places == list(range(1, 25))


def test_the_breadcrumb_tells_what_readers_see():
    make_category("seo")
    pillar = make_post("pillar", category="seo")
    make_category("seo").__class__.objects.update(pillar=pillar)
    make_post(category="seo", title="A post")
    page = page_at("/blog/a-post")
    steps = graph_at("/blog/a-post")["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == texts(page, "//nav[@class='breadcrumb']//li")
    links = texts(page, "//nav[@class='breadcrumb']//a/@href")
    assert [step.get("item") for step in steps] == [*(SITE + link for link in links), None]
    assert links[1] == "/blog/pillar"


def test_names_and_profiles_of_an_author_are_told():
    make_post(authors=[make_author(role="Smith", same_as=["https://example.org/ada"])])
    person = graph_at("/authors/ada-brandt")["Person"]
    assert (person["jobTitle"], person["sameAs"]) == ("Smith", ["https://example.org/ada"])
