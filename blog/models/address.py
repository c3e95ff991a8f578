"""Addresses: which are ours, and what becomes of one that moves."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from blog import afterwards

if TYPE_CHECKING:
    from .redirect import Redirect

# First-level addresses that the site itself uses. Those with a dot cannot be a page's slug.
RESERVED = frozenset(
    "admin api archive authors blog data feeds guides healthz media preview reports search services"
    " static tags topics webmention".split()
)
# sender: the model; before: the row as it was stored, None at first; after: as it is stored now.
row_saved = Signal()
LINE = re.compile("[^\x00-\x1f\x7f\ud800-\udfff]*")


@lru_cache(maxsize=4096)
def cached_reverse(view: str, *args: Any) -> str:
    """reverse() for lists: an article names some seven, and Django walks its patterns for each."""
    return reverse(f"blog:{view}", args=args)


def is_fixed(path: str) -> bool:
    """Whether the site itself answers there, whatever rows there are: a list, a feed, the desk."""
    first, _, rest = path[1:].partition("/")
    if rest and first not in RESERVED:
        return False  # spares a file of 100,000 rows the walk through every pattern
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return not match.kwargs or match.app_name == "admin"


def normal_path(path: str, *, decode: bool = True) -> str:
    """Return the one spelling of a path on this site: decoded, no empty part, no slash at the end.

    decode: False for what a request gave, which Django has decoded already.
    Raises ValidationError if it is no path of a page.
    """
    if decode:
        path = unquote(path.partition("#")[0].partition("?")[0])
    parts = [part for part in path.split("/") if part]
    normal = "/" + "/".join(parts)
    odd = ".." in parts or "\\" in path or not LINE.fullmatch(path)
    if not path.startswith("/") or odd or len(normal) > 255:
        raise ValidationError("Write a path such as /2019/05/old-name, at most 255 characters.")
    return normal


class Addressed(models.Model):
    """A row with a public address. Once public, an address answers for good: see Redirect."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def get_absolute_url(self) -> str: ...

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        with transaction.atomic(), afterwards.once():
            before = None if self._state.adding else self._as_stored()
            if before is not None:
                self.about_to_change(before)
            super().save(update_fields=update_fields, **kwargs)
            # What was saved in part may stand here beside what was not.
            after = self if before is None or update_fields is None else self._as_stored()
            if before is None:
                self.moved("", was_public=False)
            elif before.get_absolute_url() != after.get_absolute_url():
                self.moved(before.get_absolute_url(), was_public=before.was_public())
            row_saved.send(type(self), before=before, after=after)

    def about_to_change(self, before: Any) -> None:
        """Called in the transaction that saves the row. before: what is stored until then."""

    def clean(self) -> None:
        """An old address that leads on is not taken over, except by the row it leads to."""
        from .redirect import Redirect

        super().clean()
        try:
            path = self.get_absolute_url()
        except NoReverseMatch:
            return  # the slug has its own error
        redirect = Redirect.objects.filter(from_path=path).first()
        if redirect and not self.may_take_back(redirect):
            post = redirect.to_post
            told = f" ({redirect})" if post is None or post.is_live() else ""  # nobody's draft
            raise ValidationError(
                {"slug": f"{path} is an old address{told}; delete that redirect first."}
            )

    def may_take_back(self, redirect: "Redirect") -> bool:
        """Whether the old address is this row's own, or leads nowhere."""
        before = None if self._state.adding else self._as_stored()
        return not redirect.to_url or (
            before is not None and before.get_absolute_url() == redirect.to_url
        )

    def moved(self, old: str, *, was_public: bool) -> None:
        """Called in the transaction that gives this row a new address, or its first ("")."""
        from .redirect import Redirect

        Redirect.objects.filter(from_path=self.get_absolute_url()).delete()
        if was_public:
            Redirect.objects.point(old, self)

    def was_public(self) -> bool:
        """Whether readers may know the address. A list of drafts alone is nobody's business."""
        raise NotImplementedError

    def _as_stored(self):
        return type(self)._base_manager.filter(pk=self.pk).first()


class Listed(Addressed):
    """A topic, tag or author: its address is a list of posts."""

    known = models.BooleanField(
        default=False,
        editable=False,
        help_text="Readers have seen its list. Set when it might forget: its last post leaves.",
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        slug: models.SlugField

    def was_public(self) -> bool:
        return self.known or self.is_listed()

    def is_listed(self) -> bool:
        """Whether one of its posts has ever been public."""
        raise NotImplementedError

    def remember(self) -> None:
        """Call it before a post leaves the list: what readers have seen must not become a 404."""
        if not self.known and self.is_listed():
            self.known = True
            type(self)._base_manager.filter(pk=self.pk).update(known=True)
