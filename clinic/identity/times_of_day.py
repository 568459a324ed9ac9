"""A time of day as it is written and typed, by 12 hours or by 24. Pure."""

import re
from datetime import datetime, time

BY_24, BY_12 = 24, 12
TYPED = re.compile(
    r"(\d{1,2})(?:[:.h]?(\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?:([ap])\.?\s?m?\.?)?", re.IGNORECASE
)


def written(at: datetime | time, hours: int) -> str:
    """Return “14:05” or “2:05 pm”."""
    if hours == BY_24:
        return f"{at.hour:02}:{at.minute:02}"
    return f"{at.hour % 12 or 12}:{at.minute:02} {'pm' if at.hour >= 12 else 'am'}"


def understood(typed: str) -> time:
    """Return the time that somebody typed, whichever way: “14:05”, “1405”, “2 pm”, “2:05 p.m.”.

    Raises ValueError.
    """
    found = TYPED.fullmatch(typed.strip())
    if not found:
        raise ValueError(typed)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(typed)
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)
