"""How each run compares with those of the 30 days before it, and what each week adds up to. Pure.

Advice, never a risk: evidence base 2.9. The change from week to week is drawn and not judged, for
it was not linked with injury there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from assessments.judging.load import BANDS, SessionSpike, session_spike

DAYS_BEFORE = 30
TENTH = Decimal("0.1")
# What a patient reads of a run's ratio, band by band of the study.
BAND_WORDS = (
    "As long as your longest run of the 30 days before, within about 10 %.",
    "10 to 30 % longer than your longest run of the 30 days before.",
    "30 to 100 % longer than your longest run of the 30 days before.",
    "More than twice as long as your longest run of the 30 days before.",
)
SHORT_WORDS = ("within 10 %", "10–30 % longer", "30–100 % longer", "over twice")
SHORTER = "Shorter than your longest run of the 30 days before."
NOTHING_BEFORE = "No run is logged in the 30 days before, so there is nothing to compare it with."
NOTHING_NOW = "No run is logged in the last 30 days, so there is nothing to compare the next with."


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run as load sees it, with pain from 0 to 10 while running and the next morning."""

    on: date
    km: Decimal
    pain: int
    next_morning: int | None = None


@dataclass(frozen=True, slots=True)
class NextLongRun:
    """How far the next long run is advised to be at most, by the longest of 30 days."""

    longest_km: Decimal
    up_to_km: Decimal


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday: what was logged of them, and their worst pain."""

    monday: date
    km: Decimal
    runs: int
    worst_pain: int | None


def longest_before(runs: Sequence[PastRun], on: date) -> Decimal | None:
    """Return the longest of the 30 days before a day, without that day; None without a run."""
    first = on - timedelta(days=DAYS_BEFORE)
    return max((run.km for run in runs if first <= run.on < on), default=None)


def load_of(run: PastRun, runs: Sequence[PastRun]) -> SessionSpike | None:
    """Return a run against the longest of the 30 days before it; None without one."""
    return session_spike(run.km, longest_before(runs, run.on))


def in_words(spike: SessionSpike | None) -> str:
    """Return what a patient reads of it."""
    if spike is None:
        return NOTHING_BEFORE
    if spike.ratio < 1:
        return SHORTER
    return _of_its_band(spike, BAND_WORDS)


def in_short(spike: SessionSpike | None) -> str:
    """Return the band of a run's ratio in a few words; "" without one."""
    if spike is None:
        return ""
    if spike.ratio < 1:
        return "shorter"
    return _of_its_band(spike, SHORT_WORDS)


def _of_its_band(spike, each_words):
    bands = zip(BANDS, each_words, strict=True)
    return next(words for (most, _), words in bands if most is None or spike.ratio <= most)


def next_long_run(runs: Sequence[PastRun], today: date, usual_ratio: Decimal) -> NextLongRun | None:
    """Return the advice for the next long run; `usual_ratio` is the clinic's threshold of G20.

    None where no run of the last 30 days is known. The distance is rounded down.
    """
    longest = longest_before(runs, today + timedelta(days=1))
    if longest is None:
        return None
    up_to = (longest * usual_ratio).quantize(TENTH, ROUND_DOWN)
    return NextLongRun(longest, max(up_to, longest))


def weeks(runs: Sequence[PastRun], today: date, count: int) -> list[Week]:
    """Return the last weeks, this one last; a week without a run is 0 km."""
    this = today - timedelta(days=today.weekday())
    found = []
    for weeks_ago in range(count - 1, -1, -1):
        monday = this - timedelta(weeks=weeks_ago)
        own = [run for run in runs if monday <= run.on < monday + timedelta(days=7)]
        found.append(
            Week(
                monday=monday,
                km=sum((run.km for run in own), Decimal(0)),
                runs=len(own),
                worst_pain=max((run.pain for run in own), default=None),
            )
        )
    return found
