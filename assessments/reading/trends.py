"""Where the points of a trend lie in its drawing, with their error bars. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

NARROWEST, OF_A_DAY, HEIGHT = 440.0, 92.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 16.0, 16.0, 40.0
APART = 8.0  # left and right of one day, side by side
NUDGE = {"L": -APART, "R": APART, "": 0.0}
STEPS = (1, 2, 5, 10, 20, 50, 100)
MOST_RULES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one stance leg, or of the runner, with the change that could be error alone.

    `error` is None where none is known: such a value has no bar, and the page says why.
    """

    label: str
    side: str
    value: float
    error: float | None
    set_up: str = ""  # readings of another set-up cannot be compared, so no line joins them
    shown: str = ""  # the value as the page writes it


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading as it is drawn; `top` and `bottom` are the ends of its error bar."""

    reading: Reading
    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Trend:
    """One drawing: marks by side, lines through them, a scale in the measure's unit, the days.

    It is wide when its days need more room than a phone has.
    """

    width: float
    marks: dict[str, list[Mark]]
    lines: dict[str, list[str]]
    scale: list[tuple[int, float]]
    days: list[tuple[str, float]]

    @property
    def is_wide(self) -> bool:
        return self.width > NARROWEST

    @property
    def right(self) -> float:
        """Where the lines of the scale end."""
        return self.width - RIGHT


def trend(readings: Sequence[Reading]) -> Trend:
    """Return the drawing of readings that come by day, oldest first; equal steps a day."""
    days = list(dict.fromkeys(reading.label for reading in readings))
    low, high, step = _scale(readings)
    width = max(NARROWEST, LEFT + RIGHT + OF_A_DAY * len(days))
    across_a_day = (width - LEFT - RIGHT) / len(days) if days else 0.0

    def across(label: str) -> float:
        return LEFT + across_a_day * (days.index(label) + 0.5)

    def down(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    marks: dict[str, list[Mark]] = {side: [] for side in NUDGE}
    for reading in readings:
        marks[reading.side].append(
            Mark(
                reading=reading,
                x=across(reading.label) + NUDGE[reading.side],
                y=down(reading.value),
                top=down(reading.value + (reading.error or 0.0)),
                bottom=down(reading.value - (reading.error or 0.0)),
            )
        )
    return Trend(
        width=width,
        marks=marks,
        lines={side: _lines(of_side) for side, of_side in marks.items()},
        scale=[(value, down(value)) for value in range(low, high + 1, step)],
        days=[(label, across(label)) for label in days],
    )


def _scale(readings):
    """Return the lowest and highest value drawn, and the step; zero is in it unless far off."""
    lowest = min((each.value - (each.error or 0.0) for each in readings), default=0.0)
    highest = max((each.value + (each.error or 0.0) for each in readings), default=5.0)
    if lowest < 3 * max(highest - lowest, 5.0):
        lowest, highest = min(0.0, lowest), max(5.0, highest)
    step = next((each for each in STEPS if (highest - lowest) / each <= MOST_RULES), STEPS[-1])
    low, high = step * floor(lowest / step), step * ceil(highest / step)
    return low, max(high, low + step), step


def _lines(marks: list[Mark]) -> list[str]:
    """Return the points of each run of neighbours that share a set-up."""
    runs = groupby(marks, key=lambda mark: mark.reading.set_up)
    return [" ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in run) for _, run in runs]
