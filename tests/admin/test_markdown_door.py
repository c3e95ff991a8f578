import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Author, Category, FAQEntry, Post
from blog.publishing import autosave, base_of, delete, document_of, save_draft, snapshot_of
from blog.transfer.exporter import export
from tests.build import make_author, make_category, make_image, make_person, make_post

pytestmark = pytest.mark.django_db
NEW = "/admin/blog/post/markdown/"
KEY = "5f0c1f6e-3c55-4e8e-9a3f-2f6a3e3f0001"


def door(post):
    return f"/admin/blog/post/{post.pk}/markdown/"


def show(client, address, text, **fields):
    return client.post(address, {"text": text, "_show": "1", **fields})


def apply(client, address, text, **fields):
    """Look, and then save what was shown."""
    page = show(client, address, text, **fields).text
    hidden = dict(re.findall(r'name="(base|shown|key)" value="([^"]*)"', page))
    return client.post(address, {"text": text, "_apply": "1", **hidden, **fields})


def test_a_post_comes_out_as_the_export_writes_it(client, eve, tmp_path):
    post = make_post(
        "whole",
        body="Some *words*.\n",
        tags=["b", "a"],
        category="seo",
        authors=[make_author("ada-brandt"), make_author("kim")],
        image=make_image("cover.png"),
        faq=True,
        next_step=make_post("next"),
        extra={"layout": "wide"},
    )
    FAQEntry.objects.create(post=post, question="Why?", answer="Because.")
    export(tmp_path)
    assert (
        client.get(door(post) + "?download=1").content
        == (tmp_path / "blog" / "whole.md").read_bytes()
    )


def test_a_post_comes_out_with_the_changes_that_wait(client, eve):
    post = make_post("live", body="Old words.\n", tags=["old"])
    changed = {
        **snapshot_of(post),
        "body": "New words.\n",
        "tags": ["new"],
        "faq": True,
        "questions": [{"question": "Why?", "answer": "So.", "inline": False}],
    }
    save_draft(post, changed, by=eve)
    text = client.get(door(post) + "?download=1").content.decode()
    assert "New words." in text
    assert "tags: [new]" in text
    assert 'question: "Why?"' in text


def test_what_is_pasted_is_shown_as_a_diff_and_not_applied(client, eve):
    post = make_post("live", title="Old title", body="First line.\nOld line.\n")
    text = client.get(door(post)).context["door"].text
    changed = text.replace("Old title", "New title").replace("Old line.", "New line.")
    page = show(client, door(post), changed)
    assert [c.label for c in page.context["door"].changes] == ["Title", "Text"]
    assert re.search(r"<ins>.*New</ins>", page.text)
    assert not post.revisions.exists()


def test_applied_it_is_a_draft_and_readers_see_the_live_text(client, eve):
    post = make_post("live", body="Old words.\n")
    text = client.get(door(post)).context["door"].text.replace("Old words.", "New words.")
    response = apply(client, door(post), text)
    assert response.url == f"/admin/blog/post/{post.pk}/change/"
    post.refresh_from_db()
    assert document_of(post)["body"] == "New words.\n"
    assert "Old words." in client.get("/blog/live").text


def test_a_post_that_comes_back_as_it_went_changes_nothing(client, eve):
    post = make_post(
        "whole",
        kind="service",
        body="## Why?\n\nBecause.\n",
        tags=["b", "a"],
        category="seo",
        authors=[make_author("ada-brandt")],
        image=make_image("cover.png"),
        faq=True,
        extra={"layout": "wide"},
    )
    FAQEntry.objects.create(post=post, question="Why?", answer="Because.", inline=True)
    text = client.get(door(post)).context["door"].text.replace("\n", "\r\n")
    page = show(client, door(post), text)
    assert "Nothing changes" in page.text
    assert page.context["door"].reading.notes == []


def test_a_new_post_is_made_from_a_file(client, eve, seed_post):
    make_category("seo")
    upload = SimpleUploadedFile("seed.md", seed_post.read_bytes(), "text/markdown")
    page = client.post(NEW, {"file": upload, "_show": "1"})
    assert "This will be the new post" in page.text
    assert not Post.objects.exists()
    text = page.context["door"].text
    apply(client, NEW, text)
    post = Post.objects.get()
    assert (post.status, post.category.slug, post.created_by) == ("draft", "seo", eve)
    assert [row.tag.name for row in post.tagged.all()][:2] == ["seo", "backlinks"]
    out = client.get(door(post) + "?download=1").content.decode()
    assert out.replace("draft: true\n", "").partition("---\n\n")[2] == text.partition("---\n\n")[2]


def test_the_form_sent_twice_makes_one_post(client, eve):
    text = '---\ntitle: "Once"\n---\n\nText.\n'
    for _ in range(2):
        apply(client, NEW, text, key=KEY)
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no front matter", "Line 1: front matter: missing"),
        ('---\ntitle: "A"\ntitle: "B"\n---\n\nText.', "Line 3: title: stands twice"),
        ("---\ndescription: x\n---\n\nText.", "title: is missing"),
        ('---\ntitle: "A"\ndatePublished: soon\n---\n', "Line 3: datePublished: is no date"),
        ('---\ntitle: "A"\n\ncanonicalUrl: "javascript:x"\n---\n', "Line 4: canonicalUrl: Enter"),
        (f'---\ntitle: "{"x" * 10_000}"\n---\n', "Line 2: title: "),
        (f'---\ntitle: "A"\ntags: {[f"t{n}" for n in range(300)]}\n---\n', "Line 3: tags: "),
        ('---\ntitle: "A"\npriceFrom: 9\n---\n', "Line 3: priceFrom: only a service has a price"),
        ('---\ntitle: "A"\ncategory: "…"\n---\n', "Line 3: category: "),
        ('---\ntitle: "A"\n---\n\n' + "<div>" * 3_000, "body: "),
        ('---\ntitle: "A"\n---\n\n' + "x" * 600_000, "limit is 512 KB"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_field_and_stays_in_the_field(
    client, eve, text, message
):
    response = show(client, NEW, text)
    assert message in response.context["door"].error
    assert response.context["door"].text == text
    client.post(NEW, {"text": text, "_apply": "1", "shown": response.context["door"].digest})
    assert not Post.objects.exists()
    assert not Category.objects.exists()


def test_a_file_that_is_no_text_or_too_large_is_refused(client, eve):
    for content, message in ((b"\xff\xfe\x00", "NUL"), (b"x" * 1_100_000, "limit of 1024 KB")):
        upload = SimpleUploadedFile("x.md", content)
        page = client.post(NEW, {"file": upload, "text": "typed before", "_show": "1"})
        assert message in page.context["door"].error
        assert "typed before" in page.text


def test_a_text_that_was_changed_after_the_look_is_shown_again(client, eve):
    text = '---\ntitle: "One"\n---\n\nText.\n'
    shown = show(client, NEW, text).context["door"].digest
    page = client.post(NEW, {"text": text + "More.", "_apply": "1", "shown": shown})
    assert "not the one you saw" in page.text
    assert not Post.objects.exists()


def test_what_somebody_else_saved_in_the_meantime_is_not_overwritten(client, eve):
    post = make_post("live", body="Old words.\n")
    page = client.get(door(post)).context["door"]
    ana = make_person("ana", "Editor")
    text = page.text.replace("Old words.", "Mine.")
    digest = show(client, door(post), text).context["door"].digest
    save_draft(post, {**snapshot_of(post), "body": "Hers.\n"}, by=ana)
    fields = {"text": text, "_apply": "1", "base": page.base, "shown": digest}
    response = client.post(door(post), fields)
    assert "ana saved this post in the meantime" in response.text
    assert re.search(r"<del>.*Hers.</del>", response.text)
    assert document_of(post)["body"] == "Hers.\n"
    assert response.context["door"].base == base_of(post)


def test_topics_and_authors_that_nobody_has_are_named_and_made_for_an_editor(client, eve):
    text = '---\ntitle: "A"\ncategory: "Steel"\nauthor: "Dana Kessler"\n---\n\nText.\n'
    page = show(client, NEW, text)
    assert "The topic “Steel” is new, and is made." in page.context["door"].reading.notes
    changes = {c.label: c.after for c in page.context["door"].changes}
    assert (changes["Topic"], changes["Authors"]) == ("Steel", "Dana Kessler")
    assert not Category.objects.exists()
    apply(client, NEW, text)
    post = Post.objects.get()
    assert (post.category.name, post.authors.get().name) == ("Steel", "Dana Kessler")


def test_an_author_makes_no_topics_and_opens_no_foreign_post(client):
    ana = make_person("ana", "Author")
    client.force_login(ana)
    text = '---\ntitle: "A"\ncategory: "Steel"\n---\n\nText.\n'
    assert "there is no topic “Steel”" in show(client, NEW, text).text
    foreign = make_post("foreign", title="Foreign words")
    assert client.get(door(foreign)).status_code == 404
    assert apply_blind(client, foreign).status_code == 404
    assert not Author.objects.exists()


def apply_blind(client, post):
    return client.post(door(post), {"text": "---\ntitle: x\n---\n", "_apply": "1"})


def test_what_is_not_read_here_is_said(client, eve):
    post = make_post("live")
    text = '---\ntitle: "Live"\nslug: other\ndraft: true\nlayout: wide\nimage: "x.png"\n---\n\n'
    notes = " ".join(show(client, door(post), text).context["door"].reading.notes)
    for words in ("slug: ", "draft: not read here", "layout", "x.png is not in the library"):
        assert words in notes


def test_markup_in_the_text_stays_text_on_the_page(client, eve):
    text = '---\ntitle: "<b>x</b>"\n---\n\n</textarea><script>alert(1)</script>\n'
    page = show(client, NEW, text).text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_the_chapter_comes_in_through_the_door(client, eve):
    post = make_post("a-guide", kind="guide", category="seo", chapter=1)
    text = client.get(door(post) + "?download=1").text
    apply(client, door(post), text.replace("chapter: 1", "chapter: 4"))
    assert document_of(Post.objects.get())["chapter"] == 4


FILE = '---\ntitle: "From a file"\n---\n\nThe text of the file.\n'


def write_on(post, by):
    said = document_of(post) | {"body": "The text of the file, and an hour of writing."}
    autosave(post, said, by=by, base=base_of(post))


def test_a_file_sent_twice_leaves_what_was_written_since(client, ana):
    apply(client, NEW, FILE, key=KEY)
    write_on(Post.objects.get(), ana)
    response = apply(client, NEW, FILE, key=KEY)
    assert response.url == f"/admin/blog/post/{Post.objects.get().pk}/change/"
    assert document_of(Post.objects.get())["body"].endswith("an hour of writing.")


def test_another_text_in_a_form_that_has_made_its_post_is_refused_and_kept(client, ana):
    apply(client, NEW, FILE, key=KEY)
    page = apply(client, NEW, FILE.replace("The text", "Another text"), key=KEY)
    assert "has made “From a file” already" in page.context["door"].error
    assert "Another text of the file." in page.context["door"].text
    assert document_of(Post.objects.get())["body"] == "The text of the file.\n"


def test_a_file_sent_again_does_not_write_into_the_bin(client, ana):
    apply(client, NEW, FILE, key=KEY)
    delete(Post.objects.get(), by=ana)
    page = apply(client, NEW, FILE, key=KEY)
    assert "is in the bin" in page.context["door"].error
    assert Post.objects.get().status == "deleted"


def test_a_file_that_cannot_be_saved_leaves_no_topic_and_no_author_behind(client, eve, monkeypatch):
    def taken(*args, **options):
        raise ValidationError("Somebody took the address.")

    monkeypatch.setattr("blog.admin.markdown_door.publishing.save_draft", taken)
    text = "---\ntitle: New\ncategory: Brand new\nauthors: [New Person]\n---\n\nText.\n"
    page = apply(client, NEW, text)
    assert "took the address" in page.context["door"].error
    assert not (Post.objects.exists() or Category.objects.exists() or Author.objects.exists())
