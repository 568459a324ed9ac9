"""What the demo clinic's clinician has read and stands by: all the articles that ship."""

from assessments.actions import review_article
from assessments.shelf import shelf
from clinic.models import Practitioner
from demo.people import CLINICIAN_SLUG


def add_reviews() -> None:
    """Have a clinician review each article, so that everybody may read it."""
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    for slug, entry in shelf().items():
        review_article(slug=slug, mark=entry.working.text.mark, practitioner=practitioner)
