"""What a page depends on, as short texts: a row by its kind and key, a list by its name.

"post:12", "topic:3", "tag:7", "author:2", "image:9". Other pages show some of a row only, and so
depend on that alone:

    post:12         all that its own page says, in whatever form: HTML, Markdown, JSON, a feed
    post:12:item    what a feed says of it
    post:12:link    its title and address
    post:12:card    these, and the summary, picture, dates and place that a list shows
    post:12:around  what stands around its text and changes with other posts
    post:12:linked  which pages link to it
    topic:3         its name and address; the same of a tag and, with the portrait, an author
    topic:3:about   its description; of an author what else is said of the person
    topic:3:pillar  the page to read first
    topic:3:posts   which posts its page lists; topic:3:guides: which guides, in which order
    topic:3:named   which of its posts search engines may name
    topic:3:feed    which posts its feed holds; topic:3:feed:2024:7: of a month, for the archive

The lists and files of the site have plain names: "site" (its name and the like) and "menu" on every
HTML page, "home", "posts", "guides", "services", "articles" (posts and guides by their dates),
"titles:2024" (of these in the archive), "named" (all that search engines may name), "named:page",
"topics" and "authors" (those with texts), "feed" as above, "feeds" (their settings), "robots",
"indexnow", "llms", "texts" (of llms-full.txt), "sitemap" (the index), "sitemap:lists", "sitemap:4".
"""

from typing import Any
from zlib import crc32

SLOTS = 65_536
EVERYTHING = "everything"  # what every page depends on without saying so
OTHER_NAMES = {"category": "topic"}  # by what readers and addresses call it


def key_of(thing: Any) -> str:
    """Return the key of a row, or of a list: a text is its own."""
    if isinstance(thing, str):
        return thing
    name = thing._meta.model_name
    return f"{OTHER_NAMES.get(name, name)}:{thing.pk}"


def key_in(row: Any, *aspect: object) -> str:
    """Return the key of an aspect of a row, or of what belongs to no row (None): a list."""
    parts = [key_of(row)] if row is not None else []
    return ":".join([*parts, *map(str, aspect)])


def slot_of(key: str) -> int:
    """Return where the stamp of a key lies. Two keys in one slot cost a needless build."""
    return crc32(key.encode()) % SLOTS
