"""The articles that everyone may read: one entry here, one template, one drawing each. Pure.

The words are in templates/assessments/learning/articles/<slug>.html, the drawing beside them.
"""

from dataclasses import dataclass
from datetime import date

from assessments.learning.citations import CITATIONS, Citation


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    summary: str
    version: int  # raised with every change of meaning: a review is of one version
    written_on: date  # this version
    minutes: int  # to read
    sources: tuple[str, ...]  # keys of CITATIONS, as the text first cites them
    related: tuple[str, ...]  # slugs

    @property
    def template(self) -> str:
        return f"assessments/learning/articles/{self.slug}.html"

    @property
    def drawing(self) -> str:
        return f"assessments/learning/articles/_{self.slug}.svg"

    @property
    def citations(self) -> list[Citation]:
        return [CITATIONS[key] for key in self.sources]


ARTICLES = {
    article.slug: article
    for article in (
        Article(
            slug="gluteus-medius",
            title="What the gluteus medius does for a runner",
            summary=(
                "A fan of muscle on the outside of your hip helps to hold you level each time you "
                "land. What it does, and what a dropping pelvis or an inward knee can and cannot "
                "tell you."
            ),
            version=1,
            written_on=date(2026, 11, 21),
            minutes=4,
            sources=(
                "Lenhart-14",
                "Semciw-16",
                "Bramah-18",
                "Ceyssens-19",
                "Peterson-22",
                "Dingenen-TRT",
                "Noehren-13",
                "Dingenen-2D3D",
                "Munro-12",
            ),
            related=("weak-or-tired",),
        ),
        Article(
            slug="weak-or-tired",
            title="Weak or tired?",
            summary=(
                "Two runners can show the same dropping pelvis for different reasons. How we try "
                "to tell them apart, what we do in each case, and what to expect."
            ),
            version=1,
            written_on=date(2026, 11, 21),
            minutes=4,
            sources=(
                "TaylorHaas-14",
                "Schmitz-14",
                "Willy-11",
                "JAT-fatigue-20",
                "Foch-20",
                "Bramah-19",
                "Willy-12",
                "Frandsen-25",
                "Esculier-18",
                "NHS-Borders",
                "FNSF-17",
            ),
            related=("gluteus-medius",),
        ),
    )
}


def next_review_due(reviewed_on: date) -> date:
    """Return the day a year later; after a 29 February that is 1 March."""
    try:
        return reviewed_on.replace(year=reviewed_on.year + 1)
    except ValueError:
        return date(reviewed_on.year + 1, 3, 1)
