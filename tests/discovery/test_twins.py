"""The Markdown twins of pages, and what lists them: llms.txt and llms-full.txt."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from blog import publishing
from blog.discovery.llms import changed_last
from blog.discovery.twins import with_absolute_links, without_comments
from blog.models import Post, Redirect, SiteSettings
from blog.transfer import front_matter
from blog.transfer.importer import Importer

from ..build import LATER, NOON, make_author, make_category, make_post
from ..reading import get, page_at, text

pytestmark = pytest.mark.django_db

SITE = "https://www.example.com"


def test_the_twin_of_the_sample_article_is_its_file_with_two_lines_more(sample_site):
    Importer(sample_site, ZoneInfo("UTC")).run()
    author = make_author("sample-author")
    SiteSettings(pk=1, default_author=author).save()
    source = (sample_site / "blog" / "backlinks.md").read_text()
    twin = get("/blog/backlinks.md").content.decode()
    added = f'---\nurl: "{SITE}/blog/backlinks"\nauthor: "Sample Author"\n'
    assert twin == source.replace("---\n", added, 1)


def test_a_twin_says_what_it_is_and_where_its_page_is():
    make_post(body="Words.")
    answer = get("/blog/a-post.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Link"] == f'<{SITE}/blog/a-post>; rel="canonical"'
    link = "//link[@rel='alternate'][@type='text/markdown']/@href"
    assert text(page_at("/blog/a-post"), link) == "/blog/a-post.md"


@pytest.mark.parametrize("kind", Post.Kind)
def test_every_kind_of_page_has_a_twin(kind):
    post = make_post(kind=kind, category="seo", body="Words of it.")
    assert get(f"{post.path}.md").content.decode().endswith("\n---\n\nWords of it.")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/markdown", "text/markdown"),
        ("text/markdown, text/html;q=0.9", "text/markdown"),
        ("text/html;q=0.5, text/markdown", "text/markdown"),
        ("text/html, text/markdown", "text/html"),
        ("text/html, text/markdown;q=0.9, */*;q=0.1", "text/html"),
        ("*/*", "text/html"),
        ("text/*", "text/html"),
        ("", "text/html"),
        ("image/png", "text/html"),
        ("text/markdown;q=0", "text/html"),
        ("text/markdown;q=nonsense", "text/markdown"),
        (";;;,,,/;q=;", "text/html"),
        ("text/markdown" * 2000, "text/html"),
        ("\x80\xff🔥", "text/html"),
    ],
)
def test_a_page_answers_in_what_is_asked_for(accept, kind):
    make_post()
    answer = Client().get("/blog/a-post", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert "Accept" in answer["Vary"]


def test_the_page_in_markdown_is_its_twin():
    make_post(body="Words.")
    answer = Client().get("/blog/a-post", headers={"accept": "text/markdown"})
    assert answer.content == get("/blog/a-post.md").content


def test_a_twin_moves_and_goes_with_its_page():
    Redirect.objects.create(from_path="/old", to_post=make_post())
    taken = make_post("taken")
    publishing.take_down(taken)
    assert get("/old.md").headers["Location"] == "/blog/a-post.md"
    assert get("/blog/taken.md").status_code == 410
    assert get("/blog/never.md").status_code == 404


def test_what_readers_cannot_see_stays_out_of_the_twin():
    step = make_post("step", kind="service", date_published=LATER)
    body = "One. <!-- secret -->\n\nTwo <!-- of\nsecrets --> lines.\n\n```\n<!-- shown -->\n```\n"
    make_post(body=body, extra={"note": "secret"}, next_step=step)
    twin = get("/blog/a-post.md").content.decode()
    assert "secret" not in twin and "step" not in twin
    assert twin.endswith("One. \n\nTwo  lines.\n\n```\n<!-- shown -->\n```\n")


@pytest.mark.parametrize("body", ["a <!-- b", "--> a <!-- b", "a --> b", "<!--" * 3, ""])
def test_what_is_no_comment_stays(body):
    assert without_comments(body) == body


def test_a_long_row_of_beginnings_takes_no_time():
    assert without_comments("<!--" * 100_000 + "-->") == ""
    assert len(without_comments("<!--\n" * 100_000)) == 500_000


def test_a_twin_of_a_page_that_is_not_for_search_engines_says_so():
    make_post(noindex=True)
    assert get("/blog/a-post.md")["X-Robots-Tag"] == "noindex"


def test_a_title_of_any_kind_can_be_read_again():
    title = "]]> </script> \"quoted\" 'and' #: 🔥 {x} [y]"
    make_post(title=title)
    assert front_matter.load(get("/blog/a-post.md").content).data["title"] == title


def test_links_become_absolute_where_the_text_stands_elsewhere():
    source = (
        "[a](/b) [c](d#e) [f](#g) ![h](</i j.png>) [k](https://example.org/)\n\n[l]: /m\n\n"
        '<img src="n.png">\n\n```\n[o](/p)\n```\n'
    )
    assert with_absolute_links(source, f"{SITE}/blog/post") == (
        f"[a]({SITE}/b) [c]({SITE}/blog/d#e) [f]({SITE}/blog/post#g) ![h](<{SITE}/i j.png>) "
        f"[k](https://example.org/)\n\n[l]: {SITE}/m\n\n"
        f'<img src="{SITE}/blog/n.png">\n\n```\n[o](/p)\n```\n'
    )


# llms.txt


def test_llms_txt_lists_topics_with_pillar_guides_and_posts_then_services_and_authors():
    SiteSettings(pk=1, name="Iron Goo", description="Hot metal.").save()
    ada = make_author(role="Smith")
    topic = make_category("seo", name="SEO")
    make_post("old", category="seo", title="Old [one]", authors=[ada])
    make_post("guide", kind="guide", category="seo")
    topic.pillar = make_post("pillar", category="seo", description="Read it first.")
    topic.save()
    make_post("work", kind="service")
    assert get("/llms.txt").content.decode() == (
        "# Iron Goo\n\n> Hot metal.\n\n"
        "## SEO\n\n"
        f"- [Pillar]({SITE}/blog/pillar.md): Read it first.\n"
        f"- [Guide]({SITE}/guides/seo/guide.md)\n"
        f"- [Old \\[one\\]]({SITE}/blog/old.md)\n\n"
        f"## Services\n\n- [Work]({SITE}/services/work.md)\n\n"
        f"## Optional\n\n- [Ada Brandt]({SITE}/authors/ada-brandt): Smith\n"
        f"- [Every page]({SITE}/sitemap.xml)\n"
    )


def test_of_a_large_site_the_newest_are_listed(monkeypatch):
    monkeypatch.setattr("blog.discovery.llms.MOST_POSTS", 2)
    for n in range(3):
        make_post(f"post-{n}", date_published=NOON + timedelta(days=n), category="seo")
    listed = get("/llms.txt").content.decode()
    assert "post-2.md" in listed and "post-1.md" in listed and "post-0.md" not in listed


def test_of_many_guides_those_that_changed_last_are_listed_in_chapter_order(monkeypatch):
    monkeypatch.setattr("blog.discovery.llms.MOST_OF_A_KIND", 2)
    for n, chapter in enumerate([None, 2, 1]):
        at = NOON + timedelta(days=n)
        make_post(f"guide-{n}", kind="guide", category="seo", chapter=chapter, date_published=at)
    listed = get("/llms.txt").content.decode()
    assert listed.index("guide-2.md") < listed.index("guide-1.md")
    assert "guide-0.md" not in listed


def test_an_index_leads_to_the_guides_that_llms_txt_lists():
    """Not the dates of all posts: a site may have 100,000, and no guide."""
    make_post("guide", kind="guide", category="seo")
    guides = changed_last(Post.objects.indexable(), "guide")
    if connection.vendor == "sqlite":  # PostgreSQL has statistics, and of one row reads that
        assert "post_changed_by_kind (kind=? AND status=?" in guides.explain()
    assert [post.slug for post in guides] == ["guide"]


def test_llms_full_holds_the_twins_in_the_same_order():
    make_post("one", category="seo", body="First [link](/two).")
    make_post("two", kind="service", body="Second.")
    full = get("/llms-full.txt").content.decode()
    assert f'First [link]({SITE}/two).\n\n---\n\n---\nurl: "{SITE}/services/two"\n' in full
    assert full.endswith("Second.\n\n")


def test_llms_full_is_cut_at_its_limit_between_two_texts(monkeypatch):
    monkeypatch.setattr("blog.discovery.llms.FULL_LIMIT", 400)
    for n in range(3):
        make_post(f"post-{n}", body="word " * 40)
    full = get("/llms-full.txt").content.decode()
    assert full.count("url: ") == 1
    assert full.endswith(f"---\n\nCut here: {SITE}/llms.txt lists the rest.\n")


def test_what_may_not_be_indexed_is_in_neither():
    make_post(noindex=True)
    make_post("elsewhere", canonical_url="https://example.org/")
    assert b"/blog/" not in get("/llms.txt").content + get("/llms-full.txt").content
