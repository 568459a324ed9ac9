"""The signed link to questions between visits; a key stands in for an account."""

from django.conf import settings

from assessments.models import FollowUp
from bookings.links.keys import is_key_for, key_for

FOLLOW_UP = "assessments.follow_up"  # a salt is for good


def follow_up_key(follow_up: FollowUp) -> str:
    """Return the key that opens these questions without an account."""
    return key_for(follow_up.link_name, salt=FOLLOW_UP)


def follow_up_key_is_valid(follow_up: FollowUp, key: str) -> bool:
    """Say whether `key` was made for these questions and the email of now, and has not ended."""
    is_its_key = is_key_for(follow_up.link_name, key, salt=FOLLOW_UP)
    return is_its_key and not follow_up.link_has_ended


def follow_up_url(follow_up: FollowUp) -> str:
    """Return the signed link that an email carries."""
    return f"{settings.SITE_URL}{follow_up.get_absolute_url()}?key={follow_up_key(follow_up)}"
