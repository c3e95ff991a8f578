"""Rules for whole sections: what they cover, what comes before them, and no circles."""

import pytest
from django.core.exceptions import ValidationError

from blog.models import Redirect, SiteSettings
from blog.models.redirect import MOST_RULES
from tests.build import make_post
from tests.reading import get

pytestmark = pytest.mark.django_db


def add(old: str, new: str = "") -> Redirect:
    redirect = Redirect(from_path=old, to_url=new)
    redirect.full_clean()
    redirect.save()
    return redirect


def led(path: str) -> str:
    response = get(path)
    assert response.status_code == 301, f"{path} answered {response.status_code}"
    return response.headers["Location"]


def reasons(old: str, new: str = "") -> str:
    with pytest.raises(ValidationError) as error:
        add(old, new)
    return str(error.value)


def test_a_rule_keeps_what_follows():
    add("/old-blog/*", "/blog/*")
    assert led("/old-blog/2019/name") == "/blog/2019/name"


def test_a_rule_leads_all_to_one_address():
    add("/old-blog/*", "/archive")
    assert led("/old-blog/a") == led("/old-blog/a/b") == "/archive"


def test_a_rule_stands_for_the_section_itself():
    add("/old-blog/*", "/blog/*")
    assert led("/old-blog") == led("/old-blog/") == "/blog"


def test_a_rule_covers_no_address_that_only_begins_alike():
    add("/old/*", "/blog/*")
    assert get("/older/x").status_code == 404


def test_the_longest_rule_wins():
    add("/old/*", "/blog/*")
    add("/old/help/*", "/guides/*")
    assert led("/old/help/x") == "/guides/x"
    assert led("/old/helper") == "/blog/helper"


def test_the_redirect_of_the_very_address_comes_before_a_rule():
    add("/old/*", "/blog/*")
    add("/old/x", "/services")
    assert led("/old/x") == "/services"


def test_a_live_page_comes_before_a_rule():
    make_post("new")
    add("/blog/*", "/archive")
    assert get("/blog/new").status_code == 200
    assert led("/blog/other") == "/archive"


def test_what_was_taken_down_is_gone_whatever_rule_covers_it():
    post = make_post("was")
    post.status = "gone"
    post.save()
    add("/blog/*", "/archive")
    assert get("/blog/was").status_code == 410


def test_a_rule_without_a_target_says_gone():
    add("/shop/*")
    assert get("/shop/anything").status_code == 410


def test_a_rule_may_lead_to_another_site():
    add("/shop/*", "https://shop.example/old/*")
    assert led("/shop/a%20b?x=1") == "https://shop.example/old/a%20b?x=1"


def test_a_rule_and_what_it_leads_to_are_one_hop():
    post = make_post("now")
    Redirect.objects.create(from_path="/blog/then", to_post=post)
    add("/old/*", "/blog/*")
    assert led("/old/then") == "/blog/now"


def test_an_address_whose_target_a_rule_covers_is_one_hop():
    add("/start", "/old/x")
    add("/old/*", "/blog/*")
    assert led("/start") == "/blog/x"


def test_a_rule_on_the_way_hides_no_live_page():
    make_post("now")
    add("/old/*", "/blog/*")
    add("/blog/*", "/news/*")
    assert led("/old/now") == "/blog/now"
    assert led("/old/else") == "/news/else"


def test_a_rule_tells_nothing_of_a_draft():
    make_post("secret", status="draft")
    add("/old/*", "/blog/*")
    assert led("/old/secret") == led("/old/nothing").replace("nothing", "secret")
    assert get("/blog/secret").status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/a/*", "/a/b/*"),
        ("/a/*", "/a/*"),
        ("/a/*", "/a"),
        ("/a/*", "/a/b"),
        ("/a/b/*", "/a/b/c/*"),
    ],
)
def test_a_rule_that_leads_into_itself_is_refused(old, new):
    assert "lead back" in reasons(old, new)


def test_two_rules_that_lead_to_each_other_are_refused():
    add("/a/*", "/b/*")
    assert "lead back" in reasons("/b/*", "/a/*")


def test_a_redirect_that_a_rule_leads_back_is_refused():
    add("/a/*", "/x")
    assert "lead back" in reasons("/x", "/a/y")


def test_a_rule_may_lead_to_a_live_page_within_its_section():
    make_post("sum", kind="guide", category="seo")
    add("/guides/*", "/guides/seo/sum")
    assert led("/guides/2019") == "/guides/seo/sum"


def test_a_rule_whose_target_dies_within_its_section_is_gone_and_no_circle():
    Redirect.objects.create(from_path="/sum/*", to_url="/sum/x")
    assert get("/sum/y").status_code == 410


def test_redirects_that_lead_in_a_circle_answer_gone():
    for old, new in (("/a", "/b"), ("/b", "/c?x=1"), ("/c", "/a")):
        Redirect.objects.bulk_create([Redirect(from_path=old, to_url=new)])
    assert get("/a").status_code == 410


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("/*", "whole site"),
        ("/admin/*", "The site itself"),
        ("/media/*", "The site itself"),
        ("/preview/*", "The site itself"),
        ("/a*", "A star stands"),
        ("/a/*/b", "A star stands"),
        ("/a/*/*", "A star stands"),
        ("/%2A", "A star stands"),
        ("/media/%2a", "A star stands"),
        ("//evil.example/*", "https://"),
        ("/a/../*", "Write a path"),
        ("/a?b=c", "Leave out"),
        ("https://elsewhere.example/a", "another site"),
        ("javascript:alert(1)", "Write a path"),
        ("=cmd()", "formula"),
        ("/a\0/*", "Write a path"),
        ("/" + "a" * 254 + "/*", "255"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(old, said):
    assert said in reasons(old, "/blog")


def test_only_a_rule_keeps_what_follows():
    assert "Only a rule" in reasons("/a", "/b/*")
    assert "A star stands" in reasons("/a", "/b/%2A")


def test_an_address_with_our_host_is_taken_as_a_path():
    add("https://www.example.com/old/", "http://www.example.com/archive")
    assert led("/old") == "/archive"


@pytest.mark.parametrize(
    "new", ["data:text/html,x", "javascript:alert(1)", "//evil.example", "/\\evil.example", "@x"]
)
def test_a_target_that_leaves_the_site_unseen_is_refused(new):
    assert "to_url" in reasons("/a", new)


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/old//evil.example", "/blog/evil.example"),
        ("/old/%2F%2Fevil.example", "/blog/evil.example"),
        ("/old/a%3Fb%23c%25", "/blog/a%3Fb%23c%25"),
        ("/old/%C3%BCber", "/blog/%C3%BCber"),
        ("/old/a/?q=1&r=%2F", "/blog/a?q=1&r=%2F"),
        ("/old/*", "/blog/%2A"),
    ],
)
def test_what_follows_cannot_leave_the_site(asked, led_to):
    add("/old/*", "/blog/*")
    assert led(asked) == led_to


def test_what_follows_cannot_become_a_host():
    add("/old/*", "/blog/*")
    Redirect.objects.update(to_url="/*")
    assert led("/old//evil.example") == "/evil.example"


@pytest.mark.parametrize("asked", ["/old/%00", "/old/..%2Fadmin", "/old/%5Cevil", "/OLD/x"])
def test_what_is_no_path_of_a_page_is_not_found(asked):
    add("/old/*", "/blog/*")
    assert get(asked).status_code == 404


def test_an_address_of_3000_letters_is_not_found():
    add("/old/*", "/blog/*")
    assert get("/old/" + "a/" * 1500).status_code == 404


def test_a_text_file_of_old_leads_on_and_the_key_of_indexnow_does_not():
    SiteSettings(pk=1, indexnow_key="a-key-for-indexnow").save()
    add("/notes.txt", "/archive")
    assert led("/notes.txt") == "/archive"
    assert "A live page" in reasons("/a-key-for-indexnow.txt", "/archive")


def test_there_are_only_so_many_rules():
    Redirect.objects.bulk_create(
        Redirect(from_path=f"/section-{n}/*", to_url="/blog") for n in range(MOST_RULES)
    )
    assert "as many as may be" in reasons("/one-more/*", "/blog")
    add("/one-more", "/archive")
