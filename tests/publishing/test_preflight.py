"""The preflight of posts in the database: the worked cases, and what a page is compared with."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog import publishing
from blog.models import AuditEntry, Category, FAQEntry, Offer, Post, Redirect, SiteSettings
from blog.publishing import preflight
from blog.transfer.importer import Importer
from tests.build import (
    LATER,
    NOON,
    SUMMARY,
    make_author,
    make_category,
    make_image,
    make_person,
    make_post,
)
from tests.conftest import shared

pytestmark = pytest.mark.django_db


def found(report):
    return sorted({f.id for f in report.findings if f.blocks}), sorted(
        {f.id for f in report.findings if not f.blocks}
    )


def said(report, rule):
    return [f.message for f in report.findings if f.id == rule]


def cases():
    return json.loads(shared("domain", "preflight_cases.json").read_text())["cases"]


def sample(case, tmp_path):
    """The sample article in the site that a worked case describes."""
    if "/blog/seo" in case["live"]:
        Importer(shared("domain", "site"), ZoneInfo("UTC")).run()
    else:
        (tmp_path / "blog").mkdir()
        shutil.copy(shared("domain", "seed_post.md"), tmp_path / "blog" / "backlinks.md")
        Importer(tmp_path, ZoneInfo("UTC")).run()
    post = Post.objects.get(path=case["path"])
    if case["author"]:
        SiteSettings(pk=1, default_author=make_author()).save()
    if case["image"]:
        post.image = make_image()
        post.save()
    if not case["faq_entries"]:
        FAQEntry.objects.all().delete()
    return Post.objects.get(pk=post.pk)


@pytest.mark.parametrize("name", ["site", "empty", "next_year"])
def test_the_sample_article_raises_what_the_worked_cases_say(name, tmp_path):
    case = next(case for case in cases() if case["id"] == name)
    with time_machine.travel(datetime.fromisoformat(case["today"]).replace(hour=12, tzinfo=UTC)):
        post = sample(case, tmp_path)
        report = preflight.of_page(post)
    assert found(report) == (case["expected"]["block"], case["expected"]["warn"])
    values = case["expected"]["values"]
    assert [
        f.message.split(" leads to ")[1].split(",")[0] for f in report.blocks if f.id == "PF08"
    ] == values["dead"]
    assert str(values["description_length"]) in said(report, "PF04")[0]
    assert f"{values['words']:,}" in said(report, "PF17")[0]


def fit(slug="a", **fields):
    fields.setdefault("body", "Text.")
    return make_post(slug, description=SUMMARY, category="seo", **fields)


def report(post, **typed):
    """What is said of the post with these values in its form."""
    post = Post.objects.get(pk=post.pk)
    return preflight.of_typed(post, {**publishing.snapshot_of(post), **typed})


def test_a_post_of_one_word_has_a_report():
    assert report(make_post("a", body="Word.")).blocks
    assert preflight.of_typed(Post(), {}).blocks  # a form in which nothing is typed


def test_a_page_is_no_orphan_when_another_links_to_it_by_hand():
    post = fit()
    assert said(report(post), "PF11")
    make_post("unseen", status="draft", body="See [this place](/blog/a).")
    assert said(report(post), "PF11")
    make_post("b", body="See [this place](/blog/a).")
    assert said(report(post), "PF11") == []


def test_a_topic_without_a_pillar_asks_for_no_link_to_one():
    assert said(report(fit()), "PF12") == []
    pillar = fit("pillar")
    Category.objects.update(pillar=pillar)
    assert said(report(fit("b")), "PF12") == [
        "The page does not link to /blog/pillar, which opens its topic."
    ]
    assert said(report(pillar), "PF12") == []
    Post.objects.filter(pk=pillar.pk).update(status="draft")
    assert said(report(Post.objects.get(slug="b")), "PF12") == []


@pytest.mark.parametrize(
    ("href", "rule"),
    [
        ("/blog/nothing", "PF08"),
        ("/blog/gone", "PF08"),
        ("/blog/draft", "PF08"),
        ("/blog/later", "PF08"),
        ("/blog/old", "PF09"),
        ("/blog/there.md", "PF09"),
        ("http://www.example.com/blog/there", "PF09"),
        ("/blog/there#nowhere", "PF09"),
        ("#nowhere", "PF09"),
    ],
)
def test_a_link_is_followed_to_its_end(href, rule):
    there = fit("there", body="## Here\n\nWords.")
    make_post("gone", status="gone", date_published=NOON, first_public=NOON)
    make_post("draft", status="draft")
    make_post("later", date_published=LATER)
    Redirect.objects.create(from_path="/blog/old", to_post=there)
    post = fit(body="See [this place](/blog/there#here), [the top](#own).\n\n## Own\n\nWords.")
    assert said(report(post), "PF08") == said(report(post), "PF09") == []
    assert len(said(report(post, body=f"See [that]({href})."), rule)) == 1


def test_a_link_to_a_page_that_is_live_by_then_is_good():
    make_post("later", date_published=LATER)
    typed = {"body": "See [that](/blog/later)."}
    assert said(report(fit(status="draft"), **typed), "PF08")
    later = (LATER + timedelta(days=1)).isoformat()
    assert said(report(Post.objects.get(slug="a"), **typed, date_published=later), "PF08") == []


def test_the_links_of_questions_that_are_printed_count_too():
    questions = [{"question": "Why?", "answer": "See [it](/blog/nothing).", "inline": False}]
    post = fit()
    assert said(report(post, faq=True, questions=questions), "PF08")
    assert not said(report(post, faq=False, questions=questions), "PF08")


def test_an_answer_that_stands_in_the_text_is_compared_as_readers_see_it():
    post = fit(body="## Why?\n\nBecause it is *hot*.")
    inline = {"question": "Why?", "answer": "Because it is **hot**.", "inline": True}
    assert said(report(post, faq=True, questions=[inline]), "PF19") == []
    other = inline | {"answer": "Because."}
    assert said(report(post, faq=True, questions=[other | {"answer": "It is cold."}]), "PF19")


def test_titles_summaries_and_questions_are_those_of_one_page():
    other = fit("other", title="The same", seo_title="A title", faq=True)
    FAQEntry.objects.create(post=other, question="Why?", answer="So.")
    make_post("unseen", title="Unseen", description="Unseen", status="draft")
    post = fit(title="A TITLE")
    questions = [{"question": "why?", "answer": "So.", "inline": False}]
    found = report(post, faq=True, questions=questions)
    assert said(found, "PF27") == ["/blog/other has the same search title."]
    assert "/blog/other has the same summary." in said(found, "PF04")
    assert said(found, "PF19") == ["/blog/other asks “why?” as well."]
    found = report(post, title="Unseen", description="Unseen")
    assert said(found, "PF27") == [] and not any("same" in m for m in said(found, "PF04"))


def test_an_address_that_another_post_has_or_had_is_taken():
    other = fit("other")
    Redirect.objects.create(from_path="/blog/old", to_post=other)
    Redirect.objects.create(from_path="/blog/gone")
    post = make_post("a", status="draft")
    assert said(report(post, slug="other"), "PF02") == ["/blog/other is the address of “Other”."]
    assert len(said(report(post, slug="old"), "PF02")) == 1
    assert said(report(post, slug="gone"), "PF02") == []
    assert said(report(post, slug=""), "PF02") == []


def test_a_picture_that_is_marked_as_decorative_needs_no_alt_text():
    plain, image = make_image("plain.png"), make_image("b.png", size=(41, 30))
    plain.decorative = True
    plain.save()
    body = "![]({})\n\nText."
    assert said(report(fit("c", image=image)), "PF05")
    assert said(report(fit("d", image=plain)), "PF05") == []
    post = fit("e", image=plain)
    assert said(report(post, body=body.format(plain.file.url)), "PF05") == []
    assert said(report(post, body=body.format(image.file.url)), "PF05")


def test_a_page_that_reads_almost_the_same_is_named():
    words = " ".join(f"word{n}x" for n in range(400))
    other = fit("other", title="Iron", body=words)
    publishing.relate([other.pk])
    twin = fit("twin", title="Iron", body=words + " and a little more.")
    assert said(report(twin), "PF27")[0].startswith(
        "/blog/other reads almost the same (cosine 1.00)"
    )
    different = fit("b", body=" ".join(f"other{n}x" for n in range(400)) + " word1x word2x")
    assert not any("reads" in message for message in said(report(different), "PF27"))
    Post.objects.filter(pk=other.pk).update(status="draft")
    assert not any("reads" in message for message in said(report(twin), "PF27"))


def test_the_price_of_a_service_is_the_one_of_its_offer():
    service = make_post("seo", kind="service", title="Semantic SEO")
    Offer.objects.create(post=service, price_from=990)
    post = fit(body="It is from $990/month.")
    assert said(report(post), "PF23") == [
        "$990/month is the price of Semantic SEO: link to /services/seo."
    ]
    assert said(report(post, next_step=service.pk), "PF23") == []


def test_an_editor_moves_the_lines():
    SiteSettings(pk=1, thresholds={"words_of_a_post": 1}).save()
    assert said(report(fit()), "PF26") == []


def test_a_draft_is_looked_at_as_it_would_be_published():
    post = fit()
    publishing.save_draft(post, publishing.snapshot_of(post) | {"title": "w" * 111}, by=None)
    assert said(preflight.of_page(Post.objects.get()), "PF01") == []
    assert said(preflight.of_draft(Post.objects.get()), "PF01")


def publish(post, **typed):
    post = Post.objects.get(pk=post.pk)
    publishing.publish(post, {**publishing.snapshot_of(post), **typed}, checked=True)


def test_nothing_that_blocks_passes_the_gate_and_the_findings_stand_at_their_fields():
    post = fit(status="draft")
    with pytest.raises(publishing.Blocked) as refused:
        publish(post, description="", body="See [it](/nowhere).")
    assert set(refused.value.message_dict) == {"description", "body"}
    assert {finding.id for finding in refused.value.findings} == {"PF04", "PF08"}
    assert not Post.objects.get().is_live()


def test_warnings_pass_the_gate():
    post = fit(status="draft")
    assert report(post).warnings
    publish(post)
    assert Post.objects.get().is_live()


def test_the_gate_takes_the_date_that_is_set_with_publishing():
    make_post("later", date_published=LATER)
    post = fit(status="draft", body="See [that](/blog/later).")
    post = Post.objects.get(pk=post.pk)
    publishing.publish(post, at=LATER + timedelta(days=1), checked=True)
    assert Post.objects.get(pk=post.pk).state == "scheduled"


def test_what_comes_in_another_way_is_not_held_up():
    publishing.publish(make_post("bare", status="draft", body="Text."))
    assert Post.objects.get().is_live()


def test_a_warning_is_dismissed_for_a_reason_and_taken_back():
    person = make_person("eve", "Editor")
    post = fit()
    assert said(report(post), "PF26")
    preflight.dismiss(post, "PF26", "  It is\tshort on purpose. ", by=person)
    ((row, findings),) = report(post).dismissed
    assert (row.reason, row.by, findings[0].id) == ("It is short on purpose.", person, "PF26")
    assert "PF26" not in {f.id for f in report(post).warnings}
    assert "PF26" in {f.id for f in report(fit("b")).warnings}  # of this page alone
    preflight.undo_dismissal(post, "PF26", by=person)
    assert "PF26" in {f.id for f in report(post).warnings}
    acts = AuditEntry.objects.values_list("act", flat=True)
    assert set(acts) == {"dismissed a warning", "took back a dismissal"}


def test_the_newer_reason_counts():
    post = fit()
    for reason in ("One.", "Two."):
        preflight.dismiss(post, "PF26", reason, by=None)
    assert [row.reason for row in post.dismissals.all()] == ["Two."]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("PF26", ""),
        ("PF26", " \n"),
        ("PF26", "x" * 301),
        ("PF06", "No."),
        ("PF99", "No."),
        ("", "No."),
    ],
)
def test_nothing_is_dismissed_without_a_reason_or_that_blocks(rule, reason):
    with pytest.raises(ValidationError):
        preflight.dismiss(fit(), rule, reason, by=None)


def test_what_blocks_stays_though_the_rule_was_dismissed():
    post = fit()
    preflight.dismiss(post, "PF04", "Longer on purpose.", by=None)
    assert [f.id for f in report(post, description="").blocks] == ["PF04"]
    with pytest.raises(publishing.Blocked):
        publish(post, description="")


def test_a_report_asks_as_often_however_much_there_is():
    publishing.relate([make_post("there", body="See page.").pk])
    counts = []
    for number in (2, 40):
        service = make_post(f"service-{number}", kind="service")
        Offer.objects.create(post=service, price_from=number)
        topic = make_category(f"topic-{number}", pillar=make_post(f"pillar-{number}"))
        links = " ".join(f"See [page {n}](/blog/there), [{n}](/old/{n})." for n in range(number))
        for n in range(number):
            Redirect.objects.get_or_create(from_path=f"/old/{n}", to_url="/blog/there")
        authors = [make_author(f"author-{n}") for n in range(number)]
        post = make_post(f"p-{number}", body=links, authors=authors, faq=True, category=topic)
        for n in range(number):
            FAQEntry.objects.create(post=post, question=f"Question {n}?", answer=f"See [it](/{n}).")
        publishing.relate([post.pk])
        post = Post.objects.get(pk=post.pk)
        with CaptureQueriesContext(connection) as queries:
            preflight.of_page(post)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_links_repeat_the_phrases_that_their_target_wants_to_be_found_by():
    make_post("offers", title="What we sell", extra={"focusPhrases": ["link audits"]})
    post = make_post(body="[buy cheap link audits](/blog/offers)")
    assert said(preflight.of_page(post), "PF14") == [
        "The link “buy cheap link audits” is stuffed with search words."
    ]
