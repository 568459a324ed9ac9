"""How this clinic writes a time of day: by 12 hours or 24, as this process read its profile last.

Who reads the profile says it here (`ClinicProfileManager`), so that whatever writes a time, deep in
a sentence, asks the database nothing.
"""

from datetime import datetime, time

from clinic.identity.times_of_day import BY_24, written


class Face:
    """The one face of the clinic's clocks."""

    hours = BY_24


face = Face()


def time_of_day(at: datetime | time) -> str:
    """Return “14:05” or “2:05 pm”, as the clinic has it; an instant is told by its own zone."""
    return written(at, face.hours)
