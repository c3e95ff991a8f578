"""Addresses as people write them, in a form or a file: one spelling, or the reason against it."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from .address import is_fixed, normal_path
from .fields import validate_line
from .following import SECTION, path_of

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
# Below these the site's own programs answer: a rule would catch what they refuse.
NO_SECTIONS = frozenset("admin api feeds healthz media preview search static webmention".split())
is_web_address = URLValidator(["https", "http"])


def own_part(text: str, hosts: Collection[str]) -> str:
    """Return what follows the host if the address is one of this site, or else the address.

    Raises ValidationError for what a browser would not open, or would open elsewhere than it says.
    """
    if "\\" in text:  # browsers read a slash, and two of them leave the site
        raise ValidationError("Write a path with /, and not with \\.")
    if text.startswith("//"):
        raise ValidationError("Write https:// in front of an address elsewhere.")
    if text[:1] in {"=", "+", "-", "@"}:
        raise ValidationError("This is a formula or a note, and no address.")
    if not SCHEME.match(text):
        return text
    if not text.lower().startswith(("https://", "http://")):
        raise ValidationError("Write a path, or an address with https:// or http://.")
    is_web_address(text)
    parts = urlsplit(text)
    if parts.username is not None:
        raise ValidationError("Write the address without a name in front of the host.")
    own = urlsplit(settings.SITE_URL)
    if parts.hostname not in hosts or parts.port not in {None, 80, 443, own.port}:
        return text
    return parts._replace(scheme="", netloc="").geturl() or "/"


def old_address(text: str, hosts: Collection[str]) -> str:
    """Return the path that a redirect starts at; "/name/*" for a rule.

    Raises ValidationError also where the site itself answers. Whether a page does: see Redirect.
    """
    text = own_part(text, hosts)
    if SCHEME.match(text):
        raise ValidationError("This address is on another site.")
    if "?" in text:
        raise ValidationError(
            "Leave out the ? and what follows: the address answers with any of it."
        )
    section = text.removesuffix(SECTION)
    path = normal_path(section or "/")
    if "*" in path:  # also as %2A
        raise ValidationError("A star stands at the end alone, behind a slash: /old-blog/*.")
    if section == text:
        if is_fixed(path):
            raise ValidationError("The site itself answers at this address.")
        return path
    first = path.split("/")[1]
    if not first:
        raise ValidationError("A rule for the whole site would hide every mistake: name a section.")
    if first in NO_SECTIONS:
        raise ValidationError("The site itself answers in this section.")
    if len(path + SECTION) > 255:
        raise ValidationError("Write at most 255 characters.")
    return path + SECTION


def target(text: str, hosts: Collection[str], *, rule: bool) -> str:
    """Return where a redirect leads, as it is stored. rule: whether /* may keep the rest."""
    text = own_part(text, hosts) if text else ""
    validate_line(text)
    if text.endswith(SECTION) and not rule:
        raise ValidationError("Only a rule for a section (/old-blog/*) can keep the rest.")
    if not text or SCHEME.match(text):
        return text
    keeps = text.endswith(SECTION)
    path = path_of(text.removesuffix(SECTION))
    normal = normal_path(path or "/")
    if "*" in normal:  # also as %2A
        raise ValidationError("A star stands at the end alone, behind a slash: /blog/*.")
    if keeps:
        return normal.rstrip("/") + SECTION
    return normal + text[len(path) :]
