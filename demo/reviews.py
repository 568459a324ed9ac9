"""Who of the demo clinic has read what the public reads, and stands for it."""

from assessments.actions import review_article
from assessments.actions.exercises import review_exercise
from assessments.exercises.library import EXERCISES
from assessments.shelf import shelf
from clinic.models import Practitioner
from demo.people import CLINICIAN_SLUG


def add_reviews() -> None:
    """Have a running specialist stand by each article and each exercise, as of today."""
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    for slug, entry in shelf().items():
        review_article(slug=slug, mark=entry.working.text.mark, practitioner=practitioner)
    for exercise in EXERCISES.values():
        review_exercise(exercise=exercise, practitioner=practitioner)
