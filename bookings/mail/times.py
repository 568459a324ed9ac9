"""An instant as people read it."""

from datetime import datetime

from django.utils.formats import date_format

from clinic.clock_face import time_of_day
from clinic.zones import clinic_zone, zone_name


def clinic_time(instant: datetime) -> str:
    """Return an instant as a person reads it: by the clinic's clock, with the zone named."""
    local = instant.astimezone(clinic_zone())
    return f"{date_format(local, 'l j F Y')} at {time_of_day(local)}, {zone_name()}"
