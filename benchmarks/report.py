"""What was measured, beside what it was held to."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Line:
    """One measured thing; `kept` is None where no bound is set."""

    what: str
    measured: str
    bound: str = ""
    kept: bool | None = None
    peers: str = ""

    @property
    def verdict(self) -> str:
        return {None: "", True: "ok", False: "MISSED"}[self.kept]


def at_most(
    what: str, value: float, bound: float, unit: str = "", detail: str = "", peers: str = ""
) -> Line:
    """Return the line of a number that has an upper bound."""
    digits = 0 if isinstance(value, int) else 2
    measured = f"{value:.{digits}f}{unit}{detail}"
    return Line(what, measured, f"≤ {bound:g}{unit}", value <= bound, peers)


def within(what: str, drift: float, bound: float) -> Line:
    """Return the line of a change that has a bound to either side."""
    return Line(what, f"{drift:+.1%}", f"± {bound:.0%}", abs(drift) <= bound)


def slower(what: str, drift: float, bound: float) -> Line:
    """Return the line of a change that may be for the better."""
    return Line(what, f"{drift:+.1%}", f"≤ {bound:.0%}", drift <= bound)


def machine() -> str:
    """Return what the figures were measured on, for they say little without it."""
    about = Path("/proc/cpuinfo")
    named = about.read_text().splitlines() if about.exists() else []
    model = next((row.partition(":")[2].strip() for row in named if "model name" in row), "")
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def print_table(title: str, lines: list[Line]) -> None:
    rows = [("", "measured", "bound", "", "elsewhere" if any(x.peers for x in lines) else "")]
    rows += [(line.what, line.measured, line.bound, line.verdict, line.peers) for line in lines]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    print(f"\n{title}")
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print(f"  {'  '.join(cells)}".rstrip(), flush=True)
