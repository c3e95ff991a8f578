import json
import random
from io import StringIO

import pytest
from django.core.management import call_command

from blog import publishing
from blog.models import Link, Post, Redirect, SitePage, Tag
from tests.build import make_author, make_category, make_post

pytestmark = pytest.mark.django_db


def said(*args) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue().strip()


def test_relink_reads_what_was_written_past_all_signals():
    make_post("seo")
    post = make_post()
    Post.objects.filter(pk=post.pk).update(body_html='<p><a href="/blog/seo">SEO</a></p>')
    with pytest.raises(SystemExit):
        said("relink", "--check")
    assert not Link.objects.exists()
    assert said("relink").endswith("1 rows of links written, 5 pages measured")
    assert said("relink", "--check") == "0 rows of links differ in 2 pages"


def test_no_sequence_of_edits_leaves_a_row_that_a_rebuild_would_change():
    """Whatever editors do to ten posts, a topic, a tag and some redirects, in any order."""
    chance = random.Random(7)
    topic, ada = make_category("seo"), make_author()
    paths = ["/topics/seo", "/tags/iron", "/authors/ada-brandt", "/old", "/old/x", "/", "/nowhere"]
    for n in range(10):
        post = make_post(
            f"p{n}",
            kind=chance.choice(["post", "guide", "service"]),
            category=topic,
            authors=[ada],
            tags=["iron"],
            status=chance.choice(["draft", "published"]),
        )
        paths.append(post.path)

    def text() -> str:
        links = (f"[w{n}]({chance.choice(paths)}{chance.choice(['', '#x'])})" for n in range(4))
        return "\n\n".join(["## x", *links])

    def edit(post: Post) -> None:
        snapshot = publishing.snapshot_of(post) | {"body": text(), "faq": True}
        snapshot["next_step"] = chance.choice(
            [None, *Post.objects.values_list("pk", flat=True)[:1]]
        )
        snapshot["questions"] = [{"question": "Why?", "answer": text(), "inline": False}]
        save = publishing.publish if chance.random() < 0.6 else publishing.save_draft
        save(post, snapshot, by=None)

    def address(post: Post) -> None:
        publishing.change_slug(post, f"s{chance.randrange(10**6)}", by=None)
        paths.append(post.path)

    def redirect(post: Post) -> None:
        for old in ("/old", "/old/*", "/nowhere"):
            Redirect.objects.filter(from_path=old).delete()
        row = Redirect(from_path=chance.choice(["/old", "/old/*", "/nowhere"]))
        row.to_url = chance.choice(["/blog/p1", "/topics/seo", "https://x.example/", ""])
        row.save()

    def tag(post: Post) -> None:
        for each in Tag.objects.all():
            publishing.rename_tag(each, f"Iron {chance.randrange(99)}", by=None)

    acts = [
        edit,
        edit,
        edit,
        address,
        redirect,
        tag,
        lambda post: publishing.take_down(post, by=None, to_url=chance.choice(["", "/"])),
        lambda post: publishing.delete(post, by=None),
        lambda post: publishing.undelete(post, by=None),
        lambda post: publishing.change_slug(topic, f"t{chance.randrange(99)}", by=None),
        lambda post: post.delete() if chance.random() < 0.2 else None,
    ]
    for _ in range(60):
        post = Post.objects.order_by("pk")[chance.randrange(Post.objects.count())]
        chance.choice(acts)(post)
        topic.refresh_from_db()
        assert said("relink", "--check").startswith("0 rows")
        kept = SitePage.objects.filter(post__isnull=False).values_list("path", "post__path")
        assert all(path == own for path, own in kept)


def test_the_report_says_what_was_measured_as_json_and_as_a_table():
    make_post("seo", body="[a](/blog/one) [b](/blog/unwritten)")
    make_post("one")
    by_path = {row["path"]: row for row in json.loads(said("link_report", "--json"))}
    seo, one = by_path["/blog/seo"], by_path["/blog/one"]
    assert (seo["outlinks"], seo["demand"], seo["orphan"]) == (1, 1, True)
    assert (one["inlinks"], one["depth"], one["steps_to_offer"]) == (1, 1, None)
    table = said("link_report", "--csv").splitlines()
    assert table[0].startswith("path,inlinks,outlinks,nofollow_in,depth")
    assert len(table) == 1 + len(by_path)
