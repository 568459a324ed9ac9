"""An instant as people read it."""

from datetime import datetime

from django.utils.formats import date_format

from clinic import clock_face
from clinic.zones import clinic_zone, zone_name


def clinic_time(instant: datetime) -> str:
    """Return an instant as a person reads it: by the clinic's clock, with the zone named."""
    local = instant.astimezone(clinic_zone())
    return f"{date_format(local, 'l j F Y')} at {time_of_day(instant)}, {zone_name()}"


def short_time(instant: datetime) -> str:
    """Return an instant as a subject has it: “Tue 3 Mar at 14:00”."""
    local = instant.astimezone(clinic_zone())
    return f"{date_format(local, 'D j M')} at {time_of_day(instant)}"


def time_of_day(instant: datetime) -> str:
    """Return when that is on the clinic's clock, by 12 hours or 24 as it has them."""
    return clock_face.time_of_day(instant.astimezone(clinic_zone()))
