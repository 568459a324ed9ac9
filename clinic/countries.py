"""The numbers to call in an emergency, and for health advice, by country. Pure.

Only what serves the whole country, and is certain, stands here; a clinic types what is missing.
"""

from dataclasses import dataclass

ELSEWHERE = "other"


@dataclass(frozen=True)
class Country:
    """A country's name and its numbers; "" is one that is not known here."""

    name: str
    emergency_number: str = ""
    advice_number: str = ""


COUNTRIES = {
    "CA": Country("Canada", "911", "811"),
    "US": Country("United States", "911"),
    "GB": Country("United Kingdom", "999"),
    "IE": Country("Ireland", "112"),
    "AU": Country("Australia", "000"),
    "NZ": Country("New Zealand", "111"),
    ELSEWHERE: Country("Another country"),
}
HOME = "CA"
