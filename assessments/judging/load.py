"""How a run compares with those of the month before it: for the clinician, never a risk. Pure.

Source: Frandsen 2025 (5205 runners), figures seen second-hand, the paper itself not.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SOURCE = "Frandsen 2025, Br J Sports Med (cohort; figures seen second-hand)"
HUNDREDTH = Decimal("0.01")
BANDS = (  # (up to, included; what the study calls it)
    (Decimal("1.10"), "Within about 10 % of the longest run of the month: the study's base."),
    (Decimal("1.30"), "Between 10 and 30 % longer than the longest run of the month."),
    (Decimal("2.00"), "Between 30 and 100 % longer than the longest run of the month."),
    (None, "More than twice the longest run of the month."),
)


@dataclass(frozen=True)
class SessionSpike:
    """One session against the longest of the 30 days before it."""

    ratio: Decimal
    band: str


def session_spike(
    session_km: Decimal | None, longest_before_km: Decimal | None
) -> SessionSpike | None:
    """Return `session_spike_ratio` with its band; None without a run to compare with.

    The band is that of the ratio as it is shown, to a hundredth, so that the two never disagree.
    """
    if session_km is None or not longest_before_km:
        return None
    ratio = Decimal(session_km) / Decimal(longest_before_km)
    shown = ratio.quantize(HUNDREDTH, ROUND_HALF_UP)
    band = next(text for most, text in BANDS if most is None or shown <= most)
    return SessionSpike(shown, band)
