"""Until when a time is held, as the desk reads it."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from bookings.models import Appointment


def held_until(hold: Appointment, now: datetime) -> str:
    """Return until when, with the day where that is not today: what is offered by mail lasts."""
    until = timezone.localtime(hold.hold_expires_at)
    is_today = until.date() == timezone.localdate(now)
    return date_format(until, "H:i" if is_today else "D j M, H:i")
