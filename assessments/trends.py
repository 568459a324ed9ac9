"""Where the points of a trend lie in its drawing, with their error bars. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

WIDTH, HEIGHT = 640.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 16.0, 16.0, 40.0
APART = 7.0  # left and right of one day, side by side
STEP_DEG = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one stance leg, with the change that could be error alone."""

    label: str
    side: str
    value_deg: float
    error_deg: float
    set_up: str = ""  # readings of another set-up cannot be compared, so no line joins them


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
    """One drawing: marks by side, lines through them, a scale of degrees, a label a day."""

    marks: dict[str, list[Mark]]
    lines: dict[str, list[str]]
    scale: list[tuple[int, float]]
    days: list[tuple[str, float]]


def trend(readings: Sequence[Reading]) -> Trend:
    """Return the drawing of readings that come by day, oldest first; equal steps a day."""
    days = list(dict.fromkeys(reading.label for reading in readings))
    lowest = min([0.0, *(reading.value_deg - reading.error_deg for reading in readings)])
    highest = max([5.0, *(reading.value_deg + reading.error_deg for reading in readings)])
    low, high = STEP_DEG * floor(lowest / STEP_DEG), STEP_DEG * ceil(highest / STEP_DEG)
    step = (WIDTH - LEFT - RIGHT) / len(days) if days else 0.0

    def across(label: str) -> float:
        return LEFT + step * (days.index(label) + 0.5)

    def down(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    marks: dict[str, list[Mark]] = {"L": [], "R": []}
    for reading in readings:
        marks[reading.side].append(
            Mark(
                reading=reading,
                x=across(reading.label) + (-APART if reading.side == "L" else APART),
                y=down(reading.value_deg),
                top=down(reading.value_deg + reading.error_deg),
                bottom=down(reading.value_deg - reading.error_deg),
            )
        )
    return Trend(
        marks=marks,
        lines={side: _lines(of_side) for side, of_side in marks.items()},
        scale=[(degree, down(degree)) for degree in range(low, high + 1, STEP_DEG)],
        days=[(label, across(label)) for label in days],
    )


def _lines(marks: list[Mark]) -> list[str]:
    """Return the points of each run of neighbours that share a set-up."""
    runs = groupby(marks, key=lambda mark: mark.reading.set_up)
    return [" ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in run) for _, run in runs]
