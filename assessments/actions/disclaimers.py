"""Keeping that somebody has read the disclaimer."""

from datetime import datetime

from assessments.models import DisclaimerAcceptance
from clinic.marks import mark_of
from clinic.models import User


def accept_disclaimer(*, user: User, text: str, now: datetime) -> None:
    """Keep that this account has read the text; again changes nothing."""
    DisclaimerAcceptance.objects.get_or_create(
        user=user, mark=mark_of(text), defaults={"text": text, "accepted_at": now}
    )
