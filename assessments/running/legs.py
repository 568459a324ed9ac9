"""What is taken from a watch's file: for each leg its sport, times and distance. Pure.

No position is: a track says where somebody lives.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

CLOCK_SET_SINCE = datetime(2000, 1, 1, tzinfo=UTC)  # a watch that was never set begins before it
FEWEST_KM, MOST_KM = Decimal("0.1"), Decimal(300)
LONGEST_S = 48 * 3600
MOST_LEGS = 100  # of one file; a watch writes a handful
STEP_RATES = (30, 300)  # steps of both feet a minute; outside it something else was counted
RUNS = {"running", "run", "trail running", "treadmill running", "track running", "virtual run"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a file; what the watch did not give is None, and is not made up.

    `sport` is the file's own word, "" where it has none; `started_at` is None where the watch's
    clock was not set.
    """

    sport: str
    started_at: datetime | None = None
    distance_km: Decimal | None = None
    duration_s: int | None = None
    moving_s: int | None = None
    step_rate_spm: Decimal | None = None

    @property
    def says_nothing(self) -> bool:
        """Say whether nothing was recorded of it, such as of an empty track."""
        return (self.started_at, self.distance_km, self.duration_s) == (None, None, None)

    @property
    def is_run(self) -> bool:
        return self.sport in RUNS

    @property
    def may_be_run(self) -> bool:
        return self.is_run or not self.sport


def sport_in_words(text: object) -> str:
    """Return a sport as the file names it, in small letters and short."""
    return " ".join(str(text or "").replace("_", " ").lower().split())[:40]


def instant(value: object) -> datetime | None:
    """Return when something began, in UTC; None for no instant, or a clock that was not set.

    A time without a zone is UTC, as GPX and TCX have it.
    """
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= CLOCK_SET_SINCE else None


def number(value: object) -> float | None:
    """Return a number that is one: no text, no NaN, nothing below zero."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isfinite(found) and found >= 0 else None


def kilometres(metres: float | None) -> Decimal | None:
    """Return a distance to ten metres; None where it is none that somebody runs."""
    if metres is None or not metres <= 1000 * int(MOST_KM):  # before it is rounded: 1e40 is not
        return None
    km = (Decimal(metres) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return km if FEWEST_KM <= km <= MOST_KM else None


def seconds(value: float | None) -> int | None:
    """Return a time in whole seconds; None where nobody runs as long."""
    if value is None or not 0.5 <= value <= LONGEST_S:
        return None
    return round(value)


def step_rate(strides_per_min: float | None) -> Decimal | None:
    """Return the steps of both feet a minute from the strides of one; None where none were counted.

    Unit: steps a minute. A stride is one foot's contact to its next, so two steps.
    """
    if strides_per_min is None or not strides_per_min <= STEP_RATES[1]:
        return None
    steps = Decimal(2 * strides_per_min).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return steps if STEP_RATES[0] <= steps <= STEP_RATES[1] else None
