"""The disclaimer of evidence base 6, and whether an account has read it as it stands."""

from functools import cache

from django.template.loader import render_to_string

from assessments.models import DisclaimerAcceptance
from clinic.marks import mark_of
from clinic.models import User


@cache
def disclaimer() -> str:
    """Return the text that every page has."""
    return " ".join(render_to_string("components/_disclaimer.html").split())


def is_accepted_by(user: User) -> bool:
    """Say whether the account has read today's text: who read an earlier one is asked again."""
    mark = mark_of(disclaimer())
    return DisclaimerAcceptance.objects.filter(user=user, mark=mark).exists()
