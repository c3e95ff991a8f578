"""What the keys of front matter mean: plain data in, a Fields out, no model needed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from .entities import decoded, unmarked
from .front_matter import Document, FrontMatterError, plain

# The first spelling is ours and is the one that export writes.
SPELLINGS = {
    "title": ["title"],
    "seo_title": ["seoTitle", "seo_title"],
    "description": ["description", "summary", "excerpt"],
    "date_published": ["datePublished", "date"],
    "date_modified": ["dateModified", "lastmod", "updated"],
    "category": ["category", "categories"],
    "chapter": ["chapter"],
    "authors": ["authors", "author"],
    "image": ["image"],
    "image_alt": ["imageAlt", "image_alt"],
    "social_image": ["socialImage"],
    "tags": ["tags"],
    "faq": ["faq"],
    "slug": ["slug"],
    "draft": ["draft"],
    "gone": ["gone"],
    "noindex": ["noindex"],
    "canonical_url": ["canonicalUrl", "canonical_url"],
    "next_step": ["nextStep"],
    "next_step_text": ["nextStepText"],
    "price_from": ["priceFrom"],
    "currency": ["currency"],
    "billing_unit": ["billingUnit"],
    "scope_note": ["scopeNote"],
}
# One of these stands in each post that we wrote, and in each page that has a date.
OURS = {"faq", "datePublished"}
# Read as old addresses of the post, and kept as unknown keys are.
OLD_ADDRESSES = ["redirect_from", "aliases"]
# Fields that are addresses, or part of one: read to the letter.
ADDRESSES = {"image", "social_image", "slug", "canonical_url", "next_step"}
TRUE, FALSE = {"true", "yes", "on"}, {"false", "no", "off", ""}
MOMENT = yaml.constructor.SafeConstructor()


@dataclass
class Question:
    question: str
    answer: str
    inline: bool = False


@dataclass
class Fields:
    """Names as in the model. faq: True asks for proposals.

    image, social_image: the address as written.
    """

    title: str = ""
    seo_title: str = ""
    description: str = ""
    date_published: datetime | None = None
    date_modified: datetime | None = None
    category: str = ""
    chapter: int | None = None
    authors: list[str] = field(default_factory=list)
    image: str = ""
    image_alt: str = ""
    social_image: str = ""
    tags: list[str] = field(default_factory=list)
    faq: bool | list[Question] = False
    slug: str = ""
    draft: bool = False
    gone: bool = False
    noindex: bool = False
    canonical_url: str = ""
    next_step: str = ""
    next_step_text: str = ""
    price_from: Decimal | None = None
    currency: str = "USD"
    billing_unit: str = "month"
    scope_note: str = ""
    old_addresses: dict[str, str] = field(default_factory=dict)  # {address: the key it stands at}
    permalink: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # {field: the key it was read from}


class Reader:
    """One document's data, read key by key; raises FrontMatterError at the key that is wrong."""

    def __init__(self, document: Document, zone: tzinfo) -> None:
        self.document, self.zone = document, zone
        self.left = dict(document.data)

    def fail(self, key: str, reason: str) -> FrontMatterError:
        return FrontMatterError(reason, self.document.lines.get(key, 1), key)

    def read(self) -> Fields:
        fields = Fields()
        for name, spellings in SPELLINGS.items():
            key = next((k for k in spellings if k in self.left), None)
            if key is None:
                continue
            fields.keys[name] = key
            value = self.left.pop(key)
            if value is not None:
                setattr(fields, name, self.convert(name, key, value))
        if len(both := self.names("categories", self.document.data.get("categories"))) > 1:
            fields.tags += [c for c in both[1:] if c not in fields.tags]
        for key in OLD_ADDRESSES:
            fields.old_addresses |= dict.fromkeys(self.listed(key, self.left.get(key)), key)
        if isinstance(permalink := self.left.get("permalink"), str):
            fields.permalink = permalink
        fields.extra = plain(self.left)
        return fields

    def convert(self, name: str, key: str, value: Any) -> Any:
        if name in {"date_published", "date_modified"}:
            return self.moment(key, value)
        if name in {"draft", "gone", "noindex"}:
            return self.truth(key, value)
        if name in {"authors", "tags"}:
            return self.names(key, value)
        if name == "category":
            return next(iter(self.names(key, value)), "")
        if name == "faq":
            return self.questions(key, value) if isinstance(value, list) else self.truth(key, value)
        if name == "chapter":
            return self.chapter(key, value)
        if name == "price_from":
            return self.price(key, value)
        if name == "description" and OURS.isdisjoint(self.document.data):
            return decoded(unmarked(self.text(key, value))).strip()
        return self.text(key, value) if name in ADDRESSES else self.words(key, value)

    def words(self, key: str, value: Any) -> str:
        """Return text for people, which is not HTML with us."""
        return decoded(self.text(key, value)).strip()

    def text(self, key: str, value: Any) -> str:
        if isinstance(value, bool | list | dict):
            raise self.fail(key, "must be text; put it in quotes")
        return "" if value is None else str(plain(value)).strip()

    def truth(self, key: str, value: Any) -> bool:
        word = str(value).lower()
        if word not in TRUE | FALSE:
            raise self.fail(key, f"must be true or false, not {str(value)[:40]!r}")
        return word in TRUE

    def names(self, key: str, value: Any) -> list[str]:
        return self.listed(key, value, self.words)

    def listed(self, key: str, value: Any, one: Callable[..., str] | None = None) -> list[str]:
        """Return a list of texts, each read by `one`; a text alone is split at its commas."""
        if value is False:
            return []
        items = value if isinstance(value, list) else self.text(key, value).split(",")
        texts = [(one or self.text)(key, item) for item in items]
        return list({text.casefold(): text for text in texts if text}.values())

    def moment(self, key: str, value: Any) -> datetime:
        """Return the moment in UTC, to the millisecond; without a zone it is the site's."""
        if isinstance(value, str):
            value = self._parsed(key, value.strip())
        if type(value) is date:
            value = datetime.combine(value, time())
        if not isinstance(value, datetime):
            raise self.fail(key, f"is no date: {str(value)[:40]!r}")
        try:
            moment = (value if value.tzinfo else value.replace(tzinfo=self.zone)).astimezone(UTC)
        except OverflowError:
            raise self.fail(key, "is out of range") from None
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def _parsed(self, key: str, text: str) -> date | datetime:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
        try:  # the forms of YAML: "2015-01-05 9:00:00 -5"
            return MOMENT.construct_yaml_timestamp(yaml.ScalarNode("", text))
        except (ValueError, AttributeError, TypeError):
            raise self.fail(key, f"is no date: {text[:40]!r}; write 2026-03-10 or more") from None

    def chapter(self, key: str, value: Any) -> int:
        said = str(value)
        if isinstance(value, bool) or not re.fullmatch("[1-9][0-9]{0,2}", said, re.ASCII):
            raise self.fail(key, f"must be a whole number from 1 to 999, not {said[:40]!r}")
        return int(said)

    def price(self, key: str, value: Any) -> Decimal:
        try:
            price = Decimal(str(value))
        except InvalidOperation:
            price = Decimal("NaN")
        if not (price.is_finite() and -9 <= price.adjusted() <= 9):
            raise self.fail(key, f"is no price: {str(value)[:40]!r}")
        return price

    def questions(self, key: str, value: list[Any]) -> list[Question]:
        found = []
        for entry in value:
            if not isinstance(entry, dict) or not {"question", "answer"} <= entry.keys():
                raise self.fail(key, "each entry needs a question and an answer")
            inline = self.truth(key, entry.get("inline", False))
            question = self.words(key, entry["question"])
            answer = self.text(key, entry["answer"])
            if not question or not answer:
                raise self.fail(key, "each entry needs a question and an answer")
            found.append(Question(question, answer, inline))
        return found


def read(document: Document, zone: tzinfo) -> Fields:
    return Reader(document, zone).read()


def old_addresses(pattern: str, fields: Fields, slug: str, day: date | None) -> list[str]:
    """Fill `/:year/:month/:day/:slug/` for one post; the day of the file's name and of its date.

    Jekyll goes by the date in the front matter, links often by the file's name.
    """
    published = fields.date_published
    days: list[date | None] = [d for d in (day, published.date() if published else None) if d]
    filled = []
    for each in days or [None]:
        parts = {"slug": slug, "title": slug, "category": fields.category}
        if each:
            parts |= {"year": f"{each:%Y}", "month": f"{each:%m}", "day": f"{each:%d}"}
        address = re.sub(r":(\w+)", lambda m: parts.get(m[1], m[0]), pattern)  # noqa: B023
        if not re.search(r":(year|month|day|slug|title|category)\b", address):
            filled += [address, address.lower()]
    return list(dict.fromkeys(filled))
