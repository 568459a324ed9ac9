"""Times of runs as people read them. Pure."""

from decimal import Decimal

FASTEST_S_PER_KM = 120  # nobody runs a kilometre in two minutes


def is_too_fast(seconds: int, km: Decimal) -> bool:
    """Say whether nobody runs as fast."""
    return seconds < km * FASTEST_S_PER_KM


def in_words(seconds: int) -> str:
    """Return a time as “52 min” or “1 h 05 min”."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}\u00a0h {minutes:02}\u00a0min" if hours else f"{minutes}\u00a0min"


def pace(seconds: int, km: Decimal) -> str:
    """Return the time of a kilometre as “5:12 min/km”."""
    minutes, rest = divmod(round(seconds / float(km)), 60)
    return f"{minutes}:{rest:02}\u00a0min/km"
