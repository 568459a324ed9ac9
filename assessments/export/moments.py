"""An instant as the file of somebody's data has it."""

from datetime import datetime

from clinic.zones import clinic_zone


def at(instant: datetime | None, *, timespec: str = "minutes") -> str | None:
    """Return an instant by the clinic's clock, with the offset of that day."""
    return instant and instant.astimezone(clinic_zone()).isoformat(timespec=timespec)
