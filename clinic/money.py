"""The currencies a clinic may name its prices in, and how a sum is written. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency's name, and what stands before a sum in it."""

    name: str
    sign: str


CURRENCIES = {
    "CAD": Currency("Canadian dollar", "$"),
    "USD": Currency("US dollar", "$"),
    "AUD": Currency("Australian dollar", "$"),
    "NZD": Currency("New Zealand dollar", "$"),
    "EUR": Currency("Euro", "€"),
    "GBP": Currency("Pound sterling", "£"),
    "CHF": Currency("Swiss franc", "CHF "),
}


def sum_in_words(amount: Decimal, currency: str) -> str:
    """Return a sum as people read it: $165, $1,165.50."""
    exact = amount.quantize(CENT, ROUND_HALF_UP)
    return f"{CURRENCIES[currency].sign}{exact:,}".removesuffix(".00")
