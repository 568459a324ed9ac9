"""What was measured, beside what it was held to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured thing; `kept` is None where no bound is set."""

    what: str
    measured: str
    bound: str = ""
    kept: bool | None = None

    @property
    def verdict(self) -> str:
        return {None: "", True: "ok", False: "MISSED"}[self.kept]


def at_most(what: str, value: float, bound: float, unit: str = "", detail: str = "") -> Line:
    """Return the line of a number that has an upper bound."""
    digits = 0 if isinstance(value, int) else 2
    return Line(what, f"{value:.{digits}f}{unit}{detail}", f"≤ {bound:g}{unit}", value <= bound)


def print_table(title: str, lines: list[Line]) -> None:
    rows = [("", "measured", "bound", "")]
    rows += [(line.what, line.measured, line.bound, line.verdict) for line in lines]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    print(f"\n{title}")
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print(f"  {'  '.join(cells)}".rstrip(), flush=True)
