"""Articles as readers find them: reviewed."""

from assessments.actions import review_article
from assessments.shelf import shelf
from clinic.models import Practitioner


def stand_by(*slugs: str, practitioner: Practitioner) -> None:
    """Have a practitioner review what is worked on of these articles."""
    for slug in slugs:
        mark = shelf(slug)[slug].working.text.mark
        review_article(slug=slug, mark=mark, practitioner=practitioner)
