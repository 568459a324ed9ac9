"""Bars as numbers that an SVG is made of: text keeps its size, lengths are shares of the width.

Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bookings.pages.figures.values import Line

LINE_HEIGHT, TEXT_AT, BAR_AT, BAR_HEIGHT = 44, 15, 22, 12
LONGEST_LABEL = 30  # letters beside a value on a narrow phone; the table has all of them
STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Bar:
    label: str
    value: str
    width: Decimal  # in percent of the drawing; 0 to 100
    text_y: int
    bar_y: int


@dataclass(frozen=True)
class Drawing:
    """All the bars, how high the drawing is, what a whole bar is worth, and it all in words."""

    bars: tuple[Bar, ...]
    height: int
    whole: int
    words: str
    bar_height: int = BAR_HEIGHT


def draw(lines: Sequence[Line]) -> Drawing:
    """Return the bars of these lines, one below the other."""
    whole = whole_bar(max((line.bar for line in lines if line.bar is not None), default=0))
    bars = tuple(
        Bar(
            label=_cut(line.label),
            value=line.bar_label,
            width=_width(line.bar, whole),
            text_y=place * LINE_HEIGHT + TEXT_AT,
            bar_y=place * LINE_HEIGHT + BAR_AT,
        )
        for place, line in enumerate(lines)
    )
    words = "; ".join(f"{line.label}: {line.bar_label}" for line in lines)
    return Drawing(bars, len(bars) * LINE_HEIGHT, whole, words)


def whole_bar(longest: Decimal | int) -> int:
    """Return the round number that the longest bar fits in."""
    for step in STEPS:
        if longest <= step:
            return step
    return int((Decimal(longest) / 100).to_integral_value(ROUND_CEILING)) * 100


def _width(value, whole):
    if value is None:
        return Decimal(0)
    return (100 * Decimal(value) / whole).quantize(Decimal("0.1"))


def _cut(label):
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
