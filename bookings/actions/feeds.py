"""Calendar feeds: to make a link, to end it for another one, to end it for good."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from bookings.locks import lock, retry_deadlocks
from bookings.models import CalendarFeed, Equipment
from clinic.models import Practitioner, User


@retry_deadlocks
@transaction.atomic
def renew_feed(*, of: Practitioner | Equipment, by: User) -> CalendarFeed:
    """Give a diary a feed with a new link; the link that it had ends."""
    whose = _locked(of)
    feed = CalendarFeed.objects.filter(**whose).first() or CalendarFeed(**whose)
    feed.secret, feed.made_by, feed.made_at = uuid4(), by, timezone.now()
    feed.save()
    return feed


@retry_deadlocks
@transaction.atomic
def remove_feed(*, of: Practitioner | Equipment) -> None:
    """Take a diary's feed away, and so its link; once it is gone this changes nothing."""
    CalendarFeed.objects.filter(**_locked(of)).delete()


def _locked(of):
    """Lock whose diary it is, so that two presses take turns, and return the row's column."""
    if isinstance(of, Practitioner):
        lock(practitioners=[of.pk], equipment=[], patients=[])
        return {"practitioner": of}
    lock(practitioners=[], equipment=[of.pk], patients=[])
    return {"equipment": of}
