"""Where an old address leads: the one walk along redirects, and along rules for whole sections."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.urls import Resolver404, resolve

from .address import Addressed, normal_path

if TYPE_CHECKING:
    from .post import Post
    from .redirect import Redirect

Row = TypeVar("Row", bound=Addressed)
T = TypeVar("T")
SECTION = "/*"  # ends the old address of a rule: for the section itself and all that lies below it
AT_ONCE = 500
MOST_HOPS = 10  # more than any editor means; the walk of a request ends there


class Answer(NamedTuple):
    """What an old address leads to: a post, or an address. With neither it is gone."""

    post: "Post | None"
    url: str
    redirect: int  # the key of the row that was asked for


def path_of(target: str) -> str:
    return re.split("[?#]", target)[0]


def read_path(target: str) -> str:
    """Return the path that a request for this address of the site asks for, or ""."""
    try:
        return normal_path(unquote(path_of(target)), decode=False)
    except ValidationError:
        return ""


def answers(path: str) -> bool:
    """Whether readers find something at this path of the site now."""
    from .author import Author
    from .category import Category
    from .post import Post
    from .site import SiteSettings
    from .tag import Tag

    try:
        match = resolve(path)
    except Resolver404:
        return False
    lists: dict[str, Any] = {"topic": Category, "tag": Tag, "author": Author}
    if model := lists.get(str(match.url_name).removesuffix("-detail")):
        row = model._default_manager.filter(slug=match.kwargs["slug"]).first()
        return row is not None and row.was_public()
    if key := match.kwargs.get("key"):  # any /name.txt has the form of one
        return SiteSettings.objects.filter(indexnow_key=key).exists()
    return "slug" not in match.kwargs or Post.objects.published().filter(path=path).exists()


def sections_of(path: str) -> Iterator[str]:
    """The old addresses of the rules that could cover a path, the longest first."""
    while path.strip("/"):
        yield path + SECTION
        path = path.rpartition("/")[0]


def nearest(path: str, by_old: Mapping[str, T]) -> T | None:
    """Return what stands for the very address, or else for the nearest section with a rule."""
    return next((by_old[old] for old in (path, *sections_of(path)) if old in by_old), None)


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def rules(self) -> "RedirectQuerySet":
        return self.filter(from_path__endswith=SECTION)

    def followed(self, day: date, counts: dict[int, int]) -> None:
        """Add {key: times} to what was asked for."""
        by_times: dict[int, list[int]] = {}
        for pk, times in counts.items():
            by_times.setdefault(times, []).append(pk)
        for times, pks in by_times.items():
            for start in range(0, len(pks), AT_ONCE):
                rows = self.filter(pk__in=pks[start : start + AT_ONCE])
                rows.update(hits=F("hits") + times, last_hit=day)

    def covering(self, path: str) -> "Redirect | None":
        """Return the redirect of this very address, or else the rule of the nearest section."""
        rows = self.select_related("to_post").filter(from_path__in=[path, *sections_of(path)])
        return nearest(path, {row.from_path: row for row in rows})

    def answer(self, path: str) -> Answer | None:
        """Return what an old address leads to, in one hop however many redirects lie between.

        A post that was taken down hands on to what its own address leads to; one that answers
        nothing any more is gone, and so is what leads round in a circle. None: no such address,
        or a post nobody may know of. A rule never hides a page that answers.
        """
        from .post import Post

        first, url, known = None, "", False
        seen: set[str] = set()
        while path not in seen and len(seen) < MOST_HOPS:
            row = self.covering(path)
            if row is None or (first and row.is_rule and answers(path)):
                return Answer(None, url, first.pk) if first else None
            first = first or row
            seen.add(path)
            rest = url[len(path_of(url)) :]
            if post := row.to_post:
                if post.is_live():
                    return (
                        Answer(None, post.path + rest, first.pk)
                        if rest
                        else Answer(post, "", first.pk)
                    )
                if not post.was_public():  # the address of a draft is nobody's business
                    known = known or Post.objects.once_public().filter(path=path).exists()
                    return Answer(None, "", first.pk) if known else None
                url, path, known = "", post.path, True
                continue
            url = row.leads(path)
            url += rest if path_of(url) == url else ""
            if not url.startswith("/") or not (path := read_path(url)):
                return Answer(None, url, first.pk)
        return Answer(None, "", first.pk) if first else None


class RedirectManager(models.Manager.from_queryset(RedirectQuerySet)):  # type: ignore[misc]
    def point(self, old: str, target: Addressed, origin: str = "auto") -> "Redirect":
        """Let the old address lead to the target for good, in one hop."""
        from .post import Post

        new = target.get_absolute_url()
        if isinstance(target, Post):
            to = {"to_post": target, "to_url": ""}
        else:
            to = {"to_post": None, "to_url": new}
        self.filter(to_url=old).update(**to)
        self.filter(from_path=new).delete()
        redirect, _ = self.update_or_create(from_path=old, defaults={**to, "origin": origin})
        return redirect

    def moved(self, model: type[Row], slug: str) -> Row | None:
        """Return the topic, tag or author that had this slug before it moved."""
        before, _, _ = (old := model(slug=slug).get_absolute_url()).rpartition("/")
        new = self.filter(from_path=old).values_list("to_url", flat=True).first() or ""
        folder, _, now = new.rpartition("/")
        return model._default_manager.filter(slug=now).first() if folder == before else None

    def gone(self, old: str) -> None:
        """Let the address answer 410, and those that led to it as well."""
        self.filter(to_url=old).update(to_url="")
        self.update_or_create(
            from_path=old, defaults={"to_post": None, "to_url": "", "origin": "auto"}
        )
