"""What a value's error is: of one click, of several steps, and of a test repeated. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import degrees, hypot, sqrt
from statistics import fmean, stdev

CLICK_SD_PX = 1.0  # of each coordinate, on a magnified view; a clinic may measure its own


@dataclass(frozen=True, slots=True)
class Spread:
    """Several steps of one side: `sd` and `se` need two values."""

    mean: float
    sd: float | None
    se: float | None
    n: int


def spread(values: Sequence[float]) -> Spread:
    """Return mean, standard deviation (n − 1) and standard error. Raises ValueError for none."""
    if not values:
        raise ValueError("A mean needs a value.")
    if len(values) == 1:
        return Spread(values[0], None, None, 1)
    sd = stdev(values)
    return Spread(fmean(values), sd, sd / sqrt(len(values)), len(values))


def line_sd_deg(length_px: float, *, click_sd_px: float = CLICK_SD_PX) -> float:
    """Return the click error of a line's angle, as a standard deviation in degrees.

    √2 · σ / L, of two ends that err independently: 81.0·σ/L. Evidence base 3.4.
    """
    return degrees(sqrt(2) * click_sd_px / length_px)


def bend_sd_deg(upper_px: float, lower_px: float, *, click_sd_px: float = CLICK_SD_PX) -> float:
    """Return the click error of the angle between two segments that share a point, in degrees.

    57.3·σ·√(1/L1² + 1/L2² + (1/L1 + 1/L2)²). Evidence base 3.4.
    """
    return degrees(click_sd_px * hypot(1 / upper_px, 1 / lower_px, 1 / upper_px + 1 / lower_px))


def sem(*, sd: float, icc: float) -> float:
    """Return the standard error of measurement, SD·√(1 − ICC). Weir 2005, verified."""
    if not 0 <= icc <= 1:
        raise ValueError("An intraclass correlation lies between 0 and 1.")
    return sd * sqrt(1 - icc)


def mdc95(*, sd: float, icc: float) -> float:
    """Return the change that 95 of 100 repeats stay under by error alone: 1.96·√2·SEM."""
    return 1.96 * sqrt(2) * sem(sd=sd, icc=icc)


def mdc90(*, sd: float, icc: float) -> float:
    """Return the same for 90 of 100: 1.645·√2·SEM."""
    return 1.645 * sqrt(2) * sem(sd=sd, icc=icc)
