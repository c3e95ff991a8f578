"""A site in which every kind of page shows something, and every kind of edit there is of it.

An edit is a function of one name; `needless` says how many pages it may purge that stay the same:
as many as it does today, where that is more than a few. Only a lower number is an improvement.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from blog import measuring, publishing
from blog.models import (
    Author,
    Category,
    Crawler,
    FAQEntry,
    Image,
    MenuItem,
    Offer,
    Post,
    Redirect,
    Related,
    SiteSettings,
    Tag,
    set_authors,
    set_tags,
)
from blog.publishing import planned
from blog.transfer.importer import Importer

from .build import NOON, make_author, make_category, make_image, make_post

TODAY = NOON + timedelta(days=30)
SOON = TODAY + timedelta(hours=1)


def made(slug: str, **fields) -> Post:
    """With a text, as one that is published anew needs it."""
    return make_post(slug, **{"body": "Words."} | fields)


def make_site() -> None:
    """Some fifty posts, of three years, all kinds and states."""
    ada = make_author(photo=make_image("ada.png"), role="Editor", bio="Writes.")
    bob = make_author("bob-lund")
    make_author("cy-deal")
    seo = make_category("seo", description="About search.")
    local = make_category("local", description="About towns.", order=1)
    image = make_image("drop.png", size=(60, 60), alt="A drop")
    site = SiteSettings(
        pk=1,
        name="Goo",
        description="Plain words.",
        default_author=ada,
        logo=make_image("logo.png", size=(50, 50)),
        indexnow_key="a-key-for-indexnow",
        hub="https://hub.example/",
        links_here=True,
    )
    site.save()
    for n in range(26):
        moment = NOON - timedelta(days=n * 2)
        made(
            f"plain-{n}",
            category=seo,
            tags=["shared"],
            authors=[bob],
            date_published=moment,
            body=f"Words of [the first](/blog/first) text and of {n}." if n % 5 == 0 else "Words.",
        )
    for n in range(3):
        made(f"town-{n}", category=local, tags=["shared", f"own {n}"], image=image)
        made(f"loose-{n}", tags=["rare"], date_published=NOON - timedelta(days=400 + n))
        made(f"chapter-{n}", kind="guide", category=seo, chapter=n + 1, authors=[ada])
        made(f"page-{n}", kind="page", body="Words.\n\n## A heading\n\nMore.")
    made("alone", kind="guide", category=local, image=image)
    for n in range(2):
        service = made(f"service-{n}", kind="service", category=seo, image=image)
        Offer.objects.create(post=service, price_from=990)
    pillar = made("pillar", category=seo, tags=["shared"], authors=[ada, bob])
    first = made(
        "first",
        category=seo,
        faq=True,
        image=image,
        description="What it answers.",
        tags=["shared", "rare"],
        authors=[ada],
        body="The first text of all leads to [a town](/blog/town-1) and [soon](/blog/soon).\n\n"
        "## One\n\n![](/pic.png)\n\n## Two\n\nWords.\n\n## Three\n\nWords.",
    )
    FAQEntry.objects.create(post=first, question="Why?", answer="Because.")
    made("hidden", category=seo, noindex=True, authors=[bob])
    made("elsewhere", canonical_url="https://example.org/x", category=local)
    made("soon", category=seo, tags=["shared"], authors=[ada], date_published=SOON)
    made("soon-there", kind="guide", category=local, tags=["rare"], date_published=SOON)
    made("draft", status="draft", category=local, tags=["shared"], body="Words.")
    made("gone", category=seo, status="gone", date_published=NOON, first_public=NOON)
    for post, step in ((first, "service-0"), (pillar, "soon")):
        post.next_step = Post.objects.get(slug=step)
        post.save()
    for topic, slug in ((seo, "pillar"), (local, "soon-there")):
        topic.pillar = Post.objects.get(slug=slug)
        topic.save()
    rows = {post.slug: post for post in Post.objects.all()}
    for score, other in enumerate(["plain-3", "soon", "town-1", "plain-9", "hidden"]):
        Related.objects.create(post=first, other=rows[other], score=0.9 - score / 10)
    Related.objects.create(post=rows["town-1"], other=first, score=0.5)
    Redirect.objects.create(from_path="/old", to_post=first)
    MenuItem.objects.create(label="Blog", target="/blog")
    Crawler.objects.get_or_create(token="OneBot", defaults={"purpose": "training"})


class Edit(NamedTuple):
    name: str
    do: Callable[[], object]
    needless: int
    at: datetime


EDITS: dict[str, Edit] = {}


def edit(needless: int = 8, at: datetime = TODAY):
    def register(do):
        EDITS[do.__name__] = Edit(do.__name__, do, needless, at)
        return do

    return register


def post(slug: str = "first") -> Post:
    return Post.objects.get(slug=slug)


def change(row, **fields):
    """As an editor does, through full_clean()."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()


def publish(row: Post, **fields) -> None:
    """As the desk does, with all that hangs on the post."""
    publishing.publish(row, publishing.snapshot_of(row) | fields)


@edit()
def the_text_of_a_post():
    publish(post(), body="Other words, and [a town](/blog/town-1).")


@edit()
def the_title_of_a_post():
    publish(post(), title="Another title")


@edit()
def the_title_of_a_guide():
    publish(post("chapter-1"), title="Another chapter")


@edit()
def the_title_of_a_service():
    publish(post("service-0"), title="Another service")


@edit()
def the_summary_of_a_post():
    publish(post(), description="What else it answers.")


@edit()
def the_search_title_of_a_page():
    publish(post("page-1"), seo_title="Found as this")


@edit()
def the_address_of_a_post():
    publishing.change_slug(post(), "the-first", by=None)


@edit()
def the_address_of_a_page():
    publishing.change_slug(post("page-0"), "another-page", by=None)


@edit()
def the_date_of_a_post():
    earlier = NOON - timedelta(days=380)
    change(post("plain-4"), date_published=earlier, date_modified=earlier)


@edit()
def the_date_of_update():
    publishing.publish(post(), update_date=True, note="All of it.")


@edit()
def the_topic_of_a_post():
    publish(post("plain-2"), category=Category.objects.get(slug="local").pk)


@edit()
def the_topic_of_a_guide():
    publish(post("chapter-1"), category=Category.objects.get(slug="local").pk)


@edit()
def the_place_of_a_chapter():
    publish(post("chapter-0"), chapter=9)


@edit()
def the_kind_of_a_post():
    change(post("plain-7"), kind="page")


@edit()
def the_picture_of_a_post():
    publish(post("plain-1"), image=Image.objects.get(source__contains="drop").pk)


@edit(10)
def hidden_from_search_engines():
    change(post("plain-3"), noindex=True)


@edit(9)
def shown_to_search_engines():
    change(post("hidden"), noindex=False)


@edit(10)
def cited_from_elsewhere():
    change(post("town-0"), canonical_url="https://example.org/town")


@edit(13)
def the_next_step():
    publish(post(), next_step=post("service-1").pk, next_step_text="Go on")


@edit()
def the_tags_of_a_post():
    publish(post(), tags=["shared", "brand new"])


@edit()
def the_order_of_tags():
    set_tags(post(), ["rare", "shared"])


@edit()
def who_signs_a_post():
    publish(post(), authors=[Author.objects.get(slug="cy-deal").pk])


@edit()
def who_signs_what_nobody_signed():
    set_authors(post("loose-1"), [Author.objects.get(slug="bob-lund")])


@edit(11)
def a_question():
    publish(post(), questions=[{"question": "How?", "answer": "So.", "inline": False}])


@edit()
def the_price_of_a_service():
    said = publishing.snapshot_of(post("service-0"))["offer"]
    publish(post("service-0"), offer=said | {"price_from": "1200"})


@edit()
def a_draft_of_a_live_post():
    row = post()
    said = publishing.snapshot_of(row) | {"title": "Not yet"}
    publishing.save_draft(row, said, by=None, base=publishing.base_of(row))


@edit()
def published():
    publishing.publish(post("draft"))


@edit(11)
def published_as_of_long_ago():
    publishing.publish(post("draft"), at=NOON - timedelta(days=500))


@edit()
def a_new_page():
    make_post("new-page", kind="page", date_published=TODAY)


@edit()
def a_new_guide():
    make_post("new-guide", kind="guide", category="seo", chapter=2, date_published=TODAY)


@edit()
def a_new_service():
    make_post("new-service", kind="service", category="local", date_published=TODAY)


@edit()
def the_first_post_of_a_topic():
    make_post("new-post", category="new-topic", tags=["new tag"], date_published=TODAY)


@edit()
def the_first_post_of_a_topic_that_a_tag_is_named_after():
    make_post("new-post", category="shared", date_published=TODAY)


@edit()
def scheduled():
    publishing.publish(post("draft"), at=SOON + timedelta(days=1))


@edit()
def scheduled_for_another_moment():
    later = SOON + timedelta(days=1)
    change(post("soon"), date_published=later, date_modified=later)


@edit(at=SOON)
def the_moment_of_what_was_scheduled():
    """Nobody does anything."""


@edit()
def taken_down():
    publishing.take_down(post())


@edit(9)
def the_pillar_is_taken_down():
    publishing.take_down(post("pillar"))


@edit()
def a_chapter_is_taken_down():
    publishing.take_down(post("chapter-0"))


@edit()
def a_next_step_is_taken_down():
    publishing.take_down(post("service-0"), to_post=post("service-1"))


@edit()
def put_into_the_bin():
    publishing.delete(post("town-1"), by=None)


@edit()
def deleted_for_good():
    row = post("plain-9")
    publishing.delete(row, by=None)
    publishing.purge(row)


@edit()
def deleted_past_the_bin():
    Post.objects.filter(slug="plain-0").delete()


@edit(28)
def an_old_state_restored():
    row = post()
    publish(row, title="For a while")
    revision = row.revisions.order_by("number").first()
    publishing.restore(revision, by=None)
    publishing.publish(post())


@edit(34)
def the_name_of_a_topic():
    change(Category.objects.get(slug="seo"), name="Search")


@edit()
def the_address_of_a_topic():
    publishing.change_slug(Category.objects.get(slug="local"), "towns", by=None)


@edit()
def the_description_of_a_topic():
    change(Category.objects.get(slug="seo"), description="About being found.")


@edit()
def the_pillar_of_a_topic():
    change(Category.objects.get(slug="seo"), pillar=post("chapter-1"))


@edit()
def the_order_of_topics():
    change(Category.objects.get(slug="seo"), order=5)


@edit()
def a_topic_off_the_home_page():
    change(Category.objects.get(slug="seo"), on_home=False)


@edit()
def the_name_of_a_tag():
    publishing.rename_tag(Tag.objects.get(slug="shared"), "common", by=None)


@edit()
def tags_merged():
    tags = Tag.objects.filter(slug="rare")
    publishing.merge_tags(tags, Tag.objects.get(slug="shared"), by=None)


@edit()
def a_tag_deleted():
    Tag.objects.get(slug="rare").delete()


@edit(11)
def the_name_of_an_author():
    change(Author.objects.get(slug="ada-brandt"), name="Ada B.")


@edit()
def what_is_said_of_an_author():
    change(Author.objects.get(slug="ada-brandt"), bio="Writes a lot.", role="Chief")


@edit(44)
def the_photo_of_an_author():
    change(Author.objects.get(slug="bob-lund"), photo=make_image("bob.png", size=(30, 30)))


@edit(66)
def the_name_of_the_site():
    change(SiteSettings.load(), name="Iron")


@edit()
def the_words_of_the_home_page():
    change(SiteSettings.load(), headline="Read on", intro="Welcome.")


@edit()
def what_to_read_first():
    change(SiteSettings.load(), lead=post("page-1"))


@edit(90)
def the_logo():
    change(SiteSettings.load(), logo=make_image("new-logo.png", size=(44, 44)))


@edit()
def summaries_in_feeds():
    change(SiteSettings.load(), feed_summaries=True)


@edit()
def no_hub():
    change(SiteSettings.load(), hub="")


@edit()
def the_key_of_indexnow():
    change(SiteSettings.load(), indexnow_key="another-key-1234")


@edit()
def the_policy_for_crawlers():
    change(SiteSettings.load(), refused_purposes=["training"])


@edit()
def a_rule_for_a_crawler():
    change(Crawler.objects.get(token="OneBot"), rule="refused")


@edit(92)
def nobody_signs_by_default():
    change(SiteSettings.load(), default_author=None)


@edit(151)
def no_list_of_what_links_here():
    change(SiteSettings.load(), links_here=False)


@edit()
def a_setting_that_no_page_shows():
    change(SiteSettings.load(), require_mfa=True)


@edit()
def the_menu():
    MenuItem.objects.create(label="Guides", target="/guides")


@edit()
def an_entry_of_the_menu_deleted():
    MenuItem.objects.all().delete()


@edit(16)
def a_picture_replaced():
    make_image("drop.png", size=(33, 22), source=Image.objects.get(source__contains="drop").source)


@edit(31)
def the_alt_text_of_a_picture():
    change(Image.objects.get(source__contains="drop"), alt="Another drop")


@edit(31)
def renditions_made():
    publishing.finish_picture(Image.objects.get(source__contains="drop"))


@edit()
def a_picture_deleted():
    Image.objects.get(source__contains="drop").delete()


@edit()
def drawn():
    publishing.draw(post("plain-0"))


@edit()
def related_anew():
    publishing.relate(list(Post.objects.values_list("pk", flat=True)))


@edit()
def a_redirect():
    Redirect.objects.create(from_path="/older", to_post=post("plain-0"))


@edit()
def a_link_that_finds_its_page():
    make_post("nowhere", body="Words.", date_published=TODAY)


@edit()
def a_page_links_to_another():
    publish(post("plain-1"), body="Leads to [a page](/blog/first) and [one](/blog/town-2).")


@edit()
def published_with_a_link_that_was_planned():
    planned.plan(post("draft"), post("plain-1"), "Words", by=None)
    publishing.publish(post("draft"))


@edit()
def imported():
    """One post that is new, one that was there."""
    with TemporaryDirectory() as folder:
        for slug in ("plain-6", "from-afar"):
            head = f"title: Come from afar\nslug: {slug}\ndate: {NOON:%Y-%m-%d}\ntags: [rare]"
            Path(folder, f"{slug}.md").write_text(f"---\n{head}\n---\nOther words.")
        assert not Importer(Path(folder), UTC).run().refused


@edit()
def links_measured():
    measuring.measure()
