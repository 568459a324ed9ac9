"""What a country decides: the numbers to call, in an emergency and for advice; its money. Pure.

Only what serves the whole country, and is certain, stands here; a clinic types what is missing.
"""

from dataclasses import dataclass

ELSEWHERE = "other"


@dataclass(frozen=True)
class Country:
    """A country's name, its numbers and its currency; "" is one that is not known here."""

    name: str
    emergency_number: str = ""
    advice_number: str = ""
    currency: str = ""


COUNTRIES = {
    "CA": Country("Canada", "911", "811", "CAD"),
    "US": Country("United States", "911", currency="USD"),
    "GB": Country("United Kingdom", "999", currency="GBP"),
    "IE": Country("Ireland", "112", currency="EUR"),
    "AU": Country("Australia", "000", currency="AUD"),
    "NZ": Country("New Zealand", "111", currency="NZD"),
    ELSEWHERE: Country("Another country"),
}
HOME = "CA"
