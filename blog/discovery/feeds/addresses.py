"""Where feeds are: the site's own, and those below the address of a topic, a tag or an author."""

from typing import NamedTuple

from blog.discovery.head import absolute
from blog.models import Listed

from .atom import AtomFeed
from .json_feed import JSONFeed
from .rss import RSSFeed
from .xml import DatedFeed


class Form(NamedTuple):
    """key: its name in code; name: what people call it; file: the last part of the address."""

    key: str
    name: str
    file: str
    generator: type[DatedFeed]

    @property
    def type(self) -> str:
        return self.generator.content_type.partition(";")[0]


FORMS = (
    Form("rss", "RSS", "rss.xml", RSSFeed),
    Form("atom", "Atom", "atom.xml", AtomFeed),
    Form("json", "JSON Feed", "feed.json", JSONFeed),
)


class FeedAddress(NamedTuple):
    """url: absolute, as it is pasted into a reader."""

    form: Form
    url: str


def feed_path(page: str, form: Form) -> str:
    """page: the address of the list that the feed follows; "" for the whole site."""
    return f"{page}/{form.file}"


def feeds_of(row: Listed | None = None) -> list[FeedAddress]:
    """Return the three feeds of a topic, tag or author, or of the site. Asks nothing."""
    page = row.get_absolute_url() if row else ""
    return [FeedAddress(form, absolute(feed_path(page, form))) for form in FORMS]
