"""Who may stand by a health text of the clinic, and what a page says of the latest who did."""

from django.utils import timezone

from assessments import queries
from assessments.learning.articles import next_review_due
from clinic.models import Practitioner
from clinic.roles import REVIEW_ARTICLES


def reviewer(user) -> Practitioner | None:
    """Return the profile under which this person may stand for a text."""
    return queries.practitioner_of(user) if user.has_perm(REVIEW_ARTICLES) else None


def review_status(review) -> dict:
    """Return what a page says of the latest review of a version, if there is one."""
    if review is None:
        return {"review": None, "due_on": None, "is_due": False}
    due_on = next_review_due(review.reviewed_on)
    return {"review": review, "due_on": due_on, "is_due": due_on <= timezone.localdate()}
