"""One figure as it is shown, drawn and handed out as a table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NONE = "–"  # nothing to divide by


@dataclass(frozen=True)
class Line:
    """One line of a table: whose it is, its numbers, and how long its bar is, if it has one."""

    label: str
    numbers: tuple[int | Decimal | date | str | None, ...]
    bar: Decimal | None = None
    bar_label: str = ""

    @property
    def cells(self) -> list[str]:
        return [shown(number) for number in self.numbers]


@dataclass(frozen=True)
class Figure:
    """One number of how the clinic did, what it counts, and the same by line."""

    code: str
    title: str
    value: str  # of the whole period
    formula: str  # the numbers it is made of
    definition: str
    header: tuple[str, ...]
    lines: Sequence[Line]
    unit: str = "%"  # of the bars
    note: str = ""

    @property
    def has_bars(self) -> bool:
        return any(line.bar is not None for line in self.lines)

    @property
    def rows(self) -> list[Sequence]:
        """Return the table as it is handed out: numbers as they are, the unit in the header."""
        columns = zip(*(line.numbers for line in self.lines), strict=True)
        are_shares = [any(isinstance(one, Decimal) for one in column) for column in columns]
        first, *others = self.header
        words = [
            f"{word} (%)" if is_share else word
            for word, is_share in zip(others, are_shares or [False] * len(others), strict=True)
        ]
        return [[first, *words], *([line.label, *line.numbers] for line in self.lines)]


def percent(part: int, whole: int) -> Decimal | None:
    """Return a share in percent, to one place; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def in_percent(share: Decimal | None) -> str:
    return NONE if share is None else f"{share}\u00a0%"


def shown(number: int | Decimal | date | str | None) -> str:
    """Return a cell as it is read: thousands apart, nothing as a dash."""
    match number:
        case None:
            return NONE
        case Decimal():
            return in_percent(number)
        case int():
            return f"{number:,}".replace(",", "\u202f")
        case date():
            return f"{number:%a} {number.day} {number:%b %Y}"
    return number
