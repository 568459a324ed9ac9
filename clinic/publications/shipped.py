"""The texts that ship: texts/<kind>.md, values, a line of dashes, Markdown. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
LONGEST_TEXT = 40_000
TITLES = {  # by kind, in the order of every list of them
    "privacy": "Privacy policy",
    "terms": "Terms of use",
    "cookies": "Cookies",
    "care": "Consent to care",
    "video": "Consent to video",
}
PRIVACY, TERMS, VIDEO = "privacy", "terms", "video"


@dataclass(frozen=True)
class Shipped:
    """One of our texts; `version` is raised with every change of meaning."""

    kind: str
    version: int
    written_on: date
    text: str


@cache
def shipped(kind: str) -> Shipped:
    head, _, text = (TEXTS / f"{kind}.md").read_text(encoding="utf-8").partition("\n---\n")
    values = dict(line.split(": ", 1) for line in head.splitlines())
    return Shipped(
        kind, int(values["version"]), date.fromisoformat(values["written"]), text.strip() + "\n"
    )
