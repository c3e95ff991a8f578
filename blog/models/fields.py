"""What several models share: validators, and Markdown that is rendered when it is saved."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.dispatch import Signal
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from blog import rendering
from blog.rendering import bounded

validate_slug = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use lower case letters, digits and single hyphens."
)


rendered_anew = Signal()  # row: its text was not changed, and its HTML may be another


def validate_text(value: str) -> None:
    if found := rendering.UNPRINTABLE.search(value):
        line = value.count("\n", 0, found.start()) + 1
        raise ValidationError(
            f"Line {line} holds the control character U+{ord(found[0]):04X}; take it out."
        )


def validate_line(value: str) -> None:
    validate_text(value)
    if "\n" in value or "\r" in value:
        raise ValidationError("Write this on one line.")


def validate_lines(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError("Write one entry a line.")
    for item in value:
        validate_line(item)


def validate_addresses(value: object) -> None:
    validate_lines(value)
    is_address = URLValidator(["http", "https"])
    for item in value if isinstance(value, list) else []:
        try:
            is_address(item)
        except ValidationError:
            raise ValidationError(f"{item[:80]!r} is no http:// or https:// address.") from None


def renderer() -> str:
    """What made a text's HTML: the version of the renderer, and the language of its own words."""
    return f"{rendering.VERSION}-{settings.LANGUAGE_CODE}"


def labels() -> rendering.Labels:
    """The words that rendering adds: in the site's language, whatever the one at work speaks."""
    with translation.override(settings.LANGUAGE_CODE):
        return rendering.Labels(
            link=gettext("Link to “{}”"),
            table=gettext("Table {}"),
            back=gettext("Back to the text, note {}"),
            elsewhere=gettext("Picture on {}"),
        )


class StaleQuerySet(models.QuerySet):
    def stale(self):
        """Rows whose HTML an older renderer made."""
        return self.exclude(rendered_with=renderer())

    def one(self):
        """Return the row that there is at most, or None.

        first() would sort it, and to write that for the database takes as long as all the rest.
        """
        return next(iter(self.order_by()), None)


class MarkdownModel(models.Model):
    """A row with one Markdown field, named by MARKDOWN, and its HTML in `<field>_html`.

    The HTML is made by full_clean(), where a text that cannot be rendered is an error at its
    field, or else by save(), which raises rendering.RenderError; never twice for one text.
    """

    MARKDOWN: str

    rendered_with = models.CharField(max_length=20, editable=False, default="")

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is None or self.MARKDOWN in update_fields:
            self.render()
            if update_fields is not None:
                update_fields = {*update_fields, *self.rendered_fields()}
        super().save(update_fields=update_fields, **kwargs)

    def clean(self) -> None:
        super().clean()
        try:
            self.render()
        except rendering.RenderError as error:
            raise ValidationError({self.MARKDOWN: str(error)}) from error

    def render(self) -> None:
        """Renew the HTML from the Markdown, unless this instance has just done so.

        What changes around the text (a picture, a setting) is seen by a new instance.
        """
        if getattr(self, "_rendered", None) != self._key():
            self.accept(bounded.render(self.markdown_source, self.rendering_context()))

    def accept(self, rendered: rendering.Rendered) -> None:
        """Take what rendering the present text in its context gave."""
        self.take(rendered)
        self._rendered = self._key()

    def _key(self) -> tuple[str, str]:
        return self.markdown_source, self.text_name

    def take(self, rendered: rendering.Rendered) -> None:
        setattr(self, f"{self.MARKDOWN}_html", rendered.html)
        self.rendered_with = renderer()

    def store_rendering(self) -> None:
        """Write the HTML and what goes with it, unless the text was changed in the meantime."""
        same = type(self)._base_manager.filter(pk=self.pk, **{self.MARKDOWN: self.markdown_source})
        if same.update(**{name: getattr(self, name) for name in self.rendered_fields()}):
            rendered_anew.send(type(self), row=self)

    @property
    def markdown_source(self) -> str:
        return getattr(self, self.MARKDOWN)

    def rendered_fields(self) -> set[str]:
        return {f"{self.MARKDOWN}_html", "rendered_with"}

    def rendering_context(self) -> rendering.Context:
        return rendering.Context(
            name=self.text_name, hosts=(settings.SITE_HOST,), linkable=False, labels=labels()
        )

    @property
    def text_name(self) -> str:
        """Sets footnotes apart where several texts share a page."""
        return f"{self._meta.model_name}-{self.pk or 'new'}"

    @property
    def shown_html(self) -> str:
        """What readers get."""
        return getattr(self, f"{self.MARKDOWN}_html")

    @property
    def safe_html(self) -> SafeString:
        """The one mark_safe() for content: the HTML has been through rendering.sanitize()."""
        return mark_safe(self.shown_html)  # noqa: S308


class LinkingModel(MarkdownModel):
    """A Markdown text whose links are rows: what leads to a page that is not written yet is no
    link for readers. The HTML of the text keeps it, and is what the rows are read from."""

    public_html = models.TextField(
        editable=False,
        blank=True,
        help_text="What readers get, where that is not the HTML of the text itself.",
    )

    class Meta:
        abstract = True

    def take(self, rendered: rendering.Rendered) -> None:
        super().take(rendered)
        self.public_html = ""  # publishing.links says what it is, in the same transaction

    def rendered_fields(self) -> set[str]:
        return super().rendered_fields() | {"public_html"}

    @property
    def linked_html(self) -> str:
        """With all its links."""
        return super().shown_html

    @property
    def shown_html(self) -> str:
        return self.public_html or self.linked_html
