from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext

from .fields import validate_line


def price_of(text: object) -> Decimal:
    """Return a price as it was typed. Raises InvalidOperation, for one of 10^40 digits as well."""
    price = Decimal(str(text))
    if not (price.is_finite() and -9 <= price.adjusted() <= 9):
        raise InvalidOperation
    return price


class Offer(models.Model):
    """The price of a service: the only place where a price is kept."""

    class Unit(models.TextChoices):
        MONTH = "month"
        YEAR = "year"
        PROJECT = "project"
        HOUR = "hour"

    post = models.OneToOneField("blog.Post", models.CASCADE, related_name="offer")
    price_from = models.DecimalField(
        max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Three capitals, such as USD or EUR.")],
    )
    billing_unit = models.CharField("per", max_length=7, choices=Unit, default=Unit.MONTH)
    scope_note = models.CharField(max_length=200, blank=True, validators=[validate_line])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price_from__gte=0), name="price_not_negative")
        ]

    def __str__(self) -> str:
        return f"from {self.amount} {self.currency} per {self.billing_unit}"

    def clean(self) -> None:
        if self.post_id and self.post.kind != "service":
            raise ValidationError("Only a service has a price.")

    @property
    def per(self) -> str:
        """`a month`, `an hour`, in the language of the page."""
        units: dict[str, str] = {
            self.Unit.MONTH: gettext("a month"),
            self.Unit.YEAR: gettext("a year"),
            self.Unit.PROJECT: gettext("a project"),
            self.Unit.HOUR: gettext("an hour"),
        }
        return units.get(self.billing_unit, "")

    @property
    def amount(self) -> str:
        """`990` or `990.50`: without the decimals when they are zero."""
        return f"{self.price_from:.2f}".removesuffix(".00")

    @property
    def said_amount(self) -> str:
        """The amount as the language of the page writes it: `990,50` in German."""
        return number_format(self.amount)
