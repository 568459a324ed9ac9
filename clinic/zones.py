"""The clinic's one time zone and how it is named to a person."""

from zoneinfo import ZoneInfo

from django.conf import settings


def clinic_zone() -> ZoneInfo:
    """Return the clinic's zone, by the pinned rules."""
    return ZoneInfo(settings.TIME_ZONE)


def zone_name() -> str:
    """Return what stands beside every time: “Vancouver time”."""
    return f"{settings.TIME_ZONE.rsplit('/', 1)[-1].replace('_', ' ')} time"
