"""The feeds in real readers: they take every post, with its words, and fetch nothing twice."""

import os
import sqlite3
import subprocess
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import feedparser
import pytest

from blog.models import SiteSettings

from ..build import NOON, make_author, make_image, make_post
from .conftest import program

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = ["Plain", "A & B < C ]]>", "Ünï©ödé 🟠 “quoted”"]
in_xml = pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])


@pytest.fixture
def site(live_server, settings):
    """The address of a running site with three posts, the last of TITLES the newest."""
    settings.SITE_URL = live_server.url
    SiteSettings(pk=1, name="Rust & Co", description="We read links.").save()
    image = make_image(alt="A drop")
    for n, title in enumerate(TITLES):
        make_post(
            f"post-{n}",
            title=title,
            body=f"Text {n} with [a link](/blog), ![drop]({image.file.url}) and a note.[^1]\n\n"
            "[^1]: The note.\n",
            description=f"Summary {n}.",
            category="seo",
            tags=["links"],
            image=image,
            authors=[make_author("zoe-quist"), make_author("ada-brandt")],
            date_published=NOON + timedelta(hours=n),
        )
    return live_server.url


def run(*command, **options):
    return subprocess.run(command, capture_output=True, check=True, timeout=60, **options)


@in_xml
@pytest.mark.parametrize("below", ["", "/topics/seo", "/tags/links", "/authors/ada-brandt"])
def test_newsboat_reads_every_post(site, file, below, tmp_path):
    newsboat = program("newsboat")
    (tmp_path / "urls").write_text(f"{site}{below}/{file}\n")
    (tmp_path / "config").touch()
    own = ("-C", tmp_path / "config", "-u", tmp_path / "urls", "-c", tmp_path / "cache.db")
    run(newsboat, *own, "-x", "reload")
    assert run(newsboat, *own, "-x", "print-unread").stdout == b"3 unread articles\n"
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute(
            "select title, author, url, pubDate, content from rss_item order by pubDate"
        ).fetchall()
    cache.close()
    assert [row[0] for row in rows] == TITLES
    for n, (_title, author, address, date, content) in enumerate(rows):
        assert "Ada Brandt" in author
        assert address == f"{site}/blog/post-{n}"
        assert date == (NOON + timedelta(hours=n)).timestamp()
        assert f"Text {n} with" in content
        assert f'href="{site}/blog"' in content


@in_xml
def test_sfeed_reads_every_post(site, file):
    fetched = run(program("curl"), "--silent", "--fail", f"{site}/{file}").stdout
    lines = run(program("sfeed"), input=fetched).stdout.decode().splitlines()
    rows = [line.split("\t") for line in lines]
    assert [row[1] for row in rows] == TITLES[::-1]
    for n, row in zip((2, 1, 0), rows, strict=True):
        assert int(row[0]) == (NOON + timedelta(hours=n)).timestamp()
        assert row[2] == row[5] == f"{site}/blog/post-{n}"
        assert f"Text {n} with" in row[3]
        assert "Zoe Quist" in row[6]
        assert row[7].endswith(".png")  # the enclosure
        assert "links" in row[8]


@in_xml
def test_rss2email_sends_each_post_once(site, file, tmp_path):
    r2e, mails = program("r2e"), tmp_path / "mails"
    for folder in ("new", "cur", "tmp"):
        (mails / folder).mkdir(parents=True)
    home = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    environment = {**os.environ, **home, "HOME": str(tmp_path)}
    run(r2e, "new", "me@example.com", env=environment)
    settings = tmp_path / "rss2email.cfg"
    changed = settings.read_text().replace("email-protocol = sendmail", "email-protocol = maildir")
    changed = changed.replace("maildir-path = ~/Maildir", f"maildir-path = {mails}")
    settings.write_text(changed.replace("maildir-mailbox = INBOX", "maildir-mailbox = ."))
    run(r2e, "add", "site", f"{site}/{file}", env=environment)
    for _ in range(2):
        run(r2e, "run", env=environment)
    sent = [path for path in mails.rglob("*") if path.is_file()]
    read = [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in sent]
    assert sorted(mail["Subject"] for mail in read) == sorted(TITLES)
    for mail in read:
        text = mail.get_body(("plain", "html")).get_content()
        assert "with" in text
        assert f"{site}/blog" in text


@in_xml
def test_feedparser_is_sent_a_feed_once(site, file):
    for below in ("", "/topics/seo"):
        first = feedparser.parse(f"{site}{below}/{file}")
        assert not first.bozo, first.bozo_exception
        assert [entry.title for entry in first.entries] == TITLES[::-1]
        for asked in ({"etag": first.etag}, {"modified": first.modified}):
            again = feedparser.parse(f"{site}{below}/{file}", **asked)
            assert (again.status, again.entries) == (304, [])
        assert first.headers["content-encoding"] == "gzip"
        assert not first.etag.startswith('"')  # weak, as its bytes were packed on the way


def test_feedparser_follows_a_feed_to_where_its_page_moved(site):
    from blog.models import Category

    topic = Category.objects.get(slug="seo")
    topic.slug = "search"
    topic.save()
    found = feedparser.parse(f"{site}/topics/seo/rss.xml")
    assert (found.status, found.href) == (301, f"{site}/topics/search/rss.xml")
    assert len(found.entries) == 3
