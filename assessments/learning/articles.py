"""What an article is, and those that ship with the software. Pure.

Ours are texts/<slug>.md: a head of names and values, a line of dashes, and the words in Markdown.
A clinic may write its own words over them; what is shown is decided in `assessments/shelf.py`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from clinic.marks import mark_of

TEXTS = Path(__file__).parent / "texts"
GLOSSARY = "glossary"
SLUGS = (  # of ours, in the order of the list
    "gluteus-medius",
    "drop-and-knee",
    "weak-or-tired",
    "three-exercises",
    "running-assessment",
    "longest-run",
    GLOSSARY,
)
NOT_SLUGS = {"new"}  # they are addresses of their own
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY, LONGEST_SLUG = 120, 300, 40_000, 50


class Books(StrEnum):
    """What kind of service an article leads to, whatever the clinic calls it."""

    RUNNING = "running"  # one that asks the runner's questions
    PAIN_WHEN_RUNNING = "pain_when_running"
    BETTER_TECHNIQUE = "better_technique"
    OTHER_INJURY = "other_injury"


@dataclass(frozen=True, kw_only=True)
class ArticleText:
    """All that an article says, whoever wrote it."""

    title: str
    summary: str
    body: str  # Markdown, see `assessments/learning/markdown.py`
    related: tuple[str, ...] = ()  # slugs
    exercises: tuple[str, ...] = ()  # codes of the library
    books: str = ""  # a Books, or nothing to book

    @property
    def mark(self) -> str:
        """Return what tells this text from any other."""
        return mark_of(
            self.title, self.summary, self.body, self.related, self.exercises, str(self.books)
        )


@dataclass(frozen=True)
class Shipped:
    """One of our articles; `version` is raised with every change of meaning."""

    slug: str
    version: int
    written_on: date
    text: ArticleText


def parse(slug: str, source: str) -> Shipped:
    """Return an article from its file's text."""
    head, _, body = source.partition("\n---\n")
    values = dict(line.split(": ", 1) for line in head.splitlines())
    return Shipped(
        slug=slug,
        version=int(values["version"]),
        written_on=date.fromisoformat(values["written"]),
        text=ArticleText(
            title=values["title"],
            summary=values["summary"],
            body=body.strip() + "\n",
            related=tuple(values.get("related", "").split()),
            exercises=tuple(values.get("exercises", "").split()),
            books=Books(values["books"]) if "books" in values else "",
        ),
    )


@cache
def shipped() -> dict[str, Shipped]:
    """Return our articles by their slugs, in order."""
    files = {slug: (TEXTS / f"{slug}.md").read_text(encoding="utf-8") for slug in SLUGS}
    return {slug: parse(slug, source) for slug, source in files.items()}


def next_review_due(reviewed_on: date) -> date:
    """Return the day a year later; after a 29 February that is 1 March."""
    try:
        return reviewed_on.replace(year=reviewed_on.year + 1)
    except ValueError:
        return date(reviewed_on.year + 1, 3, 1)
