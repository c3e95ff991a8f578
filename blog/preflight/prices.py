"""Prices in prose: `$990/month`, `1.200,50 € per project`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .page import Price

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
SIGN = r"[$€£¥]|(?<![A-Z])[A-Z]{3}(?![A-Za-z])"
PRICE = re.compile(
    rf"(?P<before>{SIGN})?\s?(?P<number>\d[\d.,']{{0,14}})\s?(?P<after>{SIGN})?"
    r"\s?(?:/\s?|per |an? |each )(?P<unit>month|year|week|hour|project)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Said:
    """text: as it stands there. currency: "" if only a sign of several says it."""

    amount: Decimal
    unit: str
    currency: str
    text: str


def prices_in(text: str) -> Iterator[Said]:
    for found in PRICE.finditer(text):
        sign = found["before"] or found["after"]
        if sign:
            currency = SIGNS.get(sign, sign)
            yield Said(amount_of(found["number"]), found["unit"], currency, found[0].strip())


def amount_of(number: str) -> Decimal:
    """`1,090` is 1090, and `990.50` and `990,50` are the same."""
    number = number.strip(".,'")
    whole, mark, cents = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", number).groups()  # type: ignore[union-attr]
    return Decimal(re.sub(r"\D", "", whole) + (f".{cents}" if mark else ""))


def said_by(said: Said, offer: Price) -> bool:
    """Whether the text names the price of this service. `$` is any dollar."""
    same_money = said.currency == offer.currency or (
        said.currency == "USD" and offer.currency.endswith("D")
    )
    return same_money and (said.amount, said.unit) == (offer.amount, offer.unit)
