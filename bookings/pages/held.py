"""Until when a time is held, as the desk reads it."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from bookings.models import Appointment
from clinic.clock_face import time_of_day


def held_until(hold: Appointment, now: datetime) -> str:
    """Return until when, with the day where that is not today: what is offered by mail lasts."""
    until = timezone.localtime(hold.hold_expires_at)
    is_today = until.date() == timezone.localdate(now)
    at = time_of_day(until)
    return at if is_today else f"{date_format(until, 'D j M')}, {at}"
