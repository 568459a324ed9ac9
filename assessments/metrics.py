"""What is measured in degrees: range, sign, error and source of each. Pure.

The codes and figures are those of the clinic's evidence base, with its marks: V means that the
source was read, B that a figure is borrowed from another task.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
STEPS_FOR_A_STABLE_MEAN = 7  # 6.3 ± 0.3 steps: Dingenen 2018, doi:10.1016/j.ptsp.2018.06.009
STEPS_FOR_A_GRADE = 3
NOISY_SD_DEG = Decimal(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One angle. A change of up to `mdc_deg` between two measurements can be error alone."""

    code: str
    name: str
    plain_name: str
    positive: str
    negative: str
    lowest_deg: Decimal
    highest_deg: Decimal
    mdc_deg: Decimal
    error_source: str
    method_source: str
    landmarks: tuple[str, ...]  # the limits and the error hold for these, seen so
    views: tuple[str, ...]
    counted: str = "steps"
    steps_for_change: int = STEPS_FOR_A_STABLE_MEAN

    @property
    def positive_way(self) -> str:
        """How a value that has grown is put: “2.9° lower on the swing side than fresh”."""
        return "lower on the swing side" if self.code == "cpd" else "further toward the midline"

    @property
    def negative_way(self) -> str:
        return "higher on the swing side" if self.code == "cpd" else "further from the midline"


CPD = Metric(
    code="cpd",
    name="Contralateral pelvic drop",
    plain_name="Pelvic drop",
    positive="the swing side is lower",
    negative="the swing side is higher",
    lowest_deg=Decimal(-20),
    highest_deg=Decimal(25),
    mdc_deg=Decimal("2.8"),
    error_source="Smallest detectable difference 2.7–2.8°, mean of at least 7 steps, healthy "
    "runners, between days (Dingenen 2018, verified).",
    method_source="2D drop tracked 3D drop in elite athletes (Dingenen 2018, verified).",
    landmarks=("psis", "asis"),
    views=("posterior", "anterior"),
)
FPPA_RUN = Metric(
    code="fppa_run",
    name="Knee frontal-plane projection angle, running",
    plain_name="Knee angle, running",
    positive="the knee points toward the midline (valgus)",
    negative="the knee points away from the midline (varus)",
    lowest_deg=Decimal(-45),
    highest_deg=Decimal(45),
    mdc_deg=Decimal("8.9"),
    error_source="Borrowed from squat and landing tests (Munro 2012, verified): no error is "
    "published for running.",
    method_source="In running it did not track 3D knee abduction (Dingenen 2018, verified): "
    "shown, never graded.",
    landmarks=("asis", "hip_centre"),
    views=("anterior", "posterior"),
)
FPPA_SLS = Metric(
    code="fppa_sls",
    name="Knee frontal-plane projection angle, single-leg squat",
    plain_name="Knee angle, single-leg squat",
    positive="the knee points toward the midline (valgus)",
    negative="the knee points away from the midline (varus)",
    lowest_deg=Decimal(-45),
    highest_deg=Decimal(60),
    mdc_deg=Decimal("8.9"),
    error_source="Smallest detectable difference 7.54–8.93° (Munro 2012, verified).",
    method_source="Women 8.4 ± 5.1°, with knee-cap pain 16.8 ± 5.4° (Herrington 2014, verified).",
    landmarks=("asis", "hip_centre"),
    views=("anterior",),
    counted="trials",
    steps_for_change=STEPS_FOR_A_GRADE,
)
METRICS = {metric.code: metric for metric in (CPD, FPPA_RUN, FPPA_SLS)}


def to_tenth(value: Decimal) -> Decimal:
    """Return the value as it is shown and graded: to 0.1°, halves away from zero, zero unsigned."""
    return value.quantize(TENTH, ROUND_HALF_UP) + Decimal("0.0")
