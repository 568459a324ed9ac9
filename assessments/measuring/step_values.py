"""What the points of one step say, each value with the error that its clicks can make. Pure.

Points are levelled first, then the formulas of `biomechanics` apply; what they refuse is a problem
by its code (evidence base 3.3), and nothing is ever clamped.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from assessments.biomechanics import foot, knee, pelvis
from assessments.biomechanics.error import CLICK_SD_PX
from assessments.biomechanics.metrics import LATERAL_R, METRICS
from assessments.biomechanics.points import (
    FrontalView,
    GeometryError,
    LandmarkMissing,
    Leg,
    Point,
    SidesSwapped,
    facing,
    levelled,
)
from assessments.measuring.point_sets import PointSet

METHOD_VERSION = 1  # of formulas and rules alike; raised when one of them changes
IMPLAUSIBLE = "implausible"
NUDGE_PX = 0.01  # a click's error is taken as the slope of the formula over so little
THOUSANDTH = Decimal("0.001")
Points = Mapping[str, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the camera and the runner add to the points of a step.

    `side` is the stance leg; `roll_deg` the camera's, 0 where nobody marked the horizon;
    `incline_pct` the belt's; `click_sd_px` the error of one coordinate of one click.
    """

    view: str
    side: str
    width_px: int
    height_px: int
    mirrored: bool = False
    roll_deg: float = 0.0
    cm_per_px: float | None = None
    incline_pct: float = 0.0
    click_sd_px: float = CLICK_SD_PX

    @property
    def frontal(self) -> dict:
        """The view, leg and mirror as the formulas from behind and in front take them."""
        view, leg = FrontalView(self.view), Leg(self.side)
        return {"view": view, "leg": leg, "mirrored": self.mirrored}

    @property
    def facing(self) -> int:
        return facing(right=self.view == LATERAL_R, mirrored=self.mirrored)

    def shows(self, point: Point) -> bool:
        return 0 <= point.x <= self.width_px and 0 <= point.y <= self.height_px


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMeasure:
    """One measure of one step, or the code of why there is none with words that say so.

    `click_sd` is the standard deviation that the clicks' error alone gives the value, in its unit.
    """

    metric: str
    value: Decimal | None = None
    click_sd: Decimal | None = None
    problem: str = ""
    words: str = ""


def measure(point_set: PointSet, points: Points, sight: Sight) -> list[StepMeasure]:
    """Return every measure that the placed points make, in the set's order.

    `points` are raw pixels by name. A measure in centimetres needs the scale: without it there is
    none, and no problem. Measures of several steps, such as the step rate, are not among them.
    """
    codes = [
        code
        for code in point_set.metrics
        if code in FORMULAS and (METRICS[code].unit != "cm" or sight.cm_per_px)
    ]
    measures = [_measure(code, point_set, points, sight) for code in codes]
    swapped = next((each for each in measures if each.problem == SidesSwapped.code), None)
    if swapped:  # then the sign of every other one is wrong too
        return [replace(swapped, metric=code) for code in codes]
    return measures


def _measure(code, point_set, points, sight):
    try:
        _check_all_there(point_set, points, sight)
        level = {name: levelled(point, sight.roll_deg) for name, point in points.items()}
        value = FORMULAS[code](level, sight)
    except GeometryError as error:
        return StepMeasure(metric=code, problem=error.code, words=str(error))
    rounded = to_thousandth(value)
    metric = METRICS[code]
    if not metric.lowest <= rounded <= metric.highest:
        words = (
            f"{metric.plain_name} would be {rounded:.1f}{metric.spaced_unit}; "
            f"{metric.lowest} to {metric.highest} can be. Check the points."
        )
        return StepMeasure(metric=code, problem=IMPLAUSIBLE, words=words)
    error = click_sd(lambda moved: FORMULAS[code](moved, sight), level, sight.click_sd_px)
    return StepMeasure(metric=code, value=rounded, click_sd=to_thousandth(error))


def _check_all_there(point_set, points, sight):
    for place in point_set.places:
        if place.name not in points:
            raise LandmarkMissing(f"The point “{place.label}” is missing.")
        if not sight.shows(points[place.name]):
            raise LandmarkMissing(f"The point “{place.label}” lies outside the image.")


def to_thousandth(value: float) -> Decimal:
    """Return a computed value as it is stored: three decimals, halves away from zero, no −0."""
    return Decimal(repr(value)).quantize(THOUSANDTH, ROUND_HALF_UP) + Decimal("0.000")


def click_sd(formula: Callable[[Points], float], points: Points, click_sd_px: float) -> float:
    """Return the standard deviation of a formula's value from the error of the clicks alone.

    Every coordinate errs by itself with `click_sd_px`; its error is σ·√Σ(∂value/∂coordinate)²,
    so points that two lines share count as they should. For one line this is 81.0·σ/L degrees,
    for a straight limb 57.3·σ·√(1/L1² + 1/L2² + (1/L1 + 1/L2)²): evidence base 3.4.
    """
    slopes = [_slope(formula, points, name, across) for name in points for across in (True, False)]
    return click_sd_px * sqrt(sum(slope**2 for slope in slopes))


def _slope(formula, points, name, across):
    """Return how fast the value changes with one coordinate; one-sided where a rule forbids one."""
    ends = []
    for nudge in (-NUDGE_PX, NUDGE_PX):
        point = points[name]
        moved = Point(point.x + nudge, point.y) if across else Point(point.x, point.y + nudge)
        try:
            ends.append((nudge, formula({**points, name: moved})))
        except GeometryError:
            ends.append((0.0, formula(points)))
    (low, value_low), (high, value_high) = ends
    return (value_high - value_low) / (high - low) if high > low else 0.0


# --- The formulas, of levelled points -------------------------------------------------------------


def _pelvic_drop(points, sight):
    return pelvis.contralateral_pelvic_drop_deg(
        points["stance_pelvis"], points["swing_pelvis"], **sight.frontal
    )


def _hip(points):
    """Return the top of the thigh: the hip where it was placed, or the stance pelvis landmark."""
    return points["hip"] if "hip" in points else points["stance_pelvis"]


def _femoral_adduction(points, sight):
    return pelvis.femoral_adduction_deg(_hip(points), points["knee"], **sight.frontal)


def _hip_adduction(points, sight):
    return _femoral_adduction(points, sight) + _pelvic_drop(points, sight)


def _fppa(points, sight):
    return knee.fppa_deg(_hip(points), points["knee"], points["ankle"], **sight.frontal)


def _trunk_lean(points, sight):
    middle = points["stance_pelvis"].middle(points["swing_pelvis"])
    return pelvis.trunk_lean_deg(middle, points["c7"], **sight.frontal)


def _rearfoot_to_vertical(points, sight):
    return foot.rearfoot_to_vertical_deg(points["heel_top"], points["heel_bottom"], **sight.frontal)


def _rearfoot_to_shank(points, sight):
    names = ("heel_top", "heel_bottom", "calf_upper", "calf_lower")
    return foot.rearfoot_to_shank_deg(*[points[name] for name in names], **sight.frontal)


def _foot_placement(points, sight):
    return foot.foot_placement_cm(
        points["heel"].x, points["midline"].x, cm_per_px=sight.cm_per_px, **sight.frontal
    )


def _tibial_inclination(points, sight):
    return foot.tibial_inclination_deg(points["knee"], points["ankle"], facing=sight.facing)


def _foot_strike_angle(points, sight):
    return foot.foot_strike_angle_deg(
        points["heel"], points["toe"], facing=sight.facing, incline_pct=sight.incline_pct
    )


def _knee_flexion(points, sight):
    limb = [points[name] for name in ("hip", "knee", "ankle")]
    return knee.knee_flexion_deg(*limb, facing=sight.facing)


def _forward_trunk_lean(points, sight):
    return foot.forward_trunk_lean_deg(points["hip"], points["shoulder"], facing=sight.facing)


FORMULAS: Mapping[str, Callable[[Points, Sight], float]] = {
    "cpd": _pelvic_drop,
    "hip_adduction": _hip_adduction,
    "femoral_adduction": _femoral_adduction,
    "fppa_run": _fppa,
    "fppa_sls": _fppa,
    "fppa_landing": _fppa,
    "trunk_lean_ipsi": _trunk_lean,
    "rearfoot_to_vertical": _rearfoot_to_vertical,
    "rearfoot_to_shank": _rearfoot_to_shank,
    "foot_placement_cm": _foot_placement,
    "tibial_inclination": _tibial_inclination,
    "foot_strike_angle": _foot_strike_angle,
    "knee_flexion_ic": _knee_flexion,
    "knee_flexion_ms": _knee_flexion,
    "forward_trunk_lean": _forward_trunk_lean,
}
# What is told first of several problems: a wrong label makes the others look wrong too.
FIRST_OF_PROBLEMS = (SidesSwapped.code, LandmarkMissing.code)


def first_problem(measures: list[StepMeasure]) -> StepMeasure | None:
    """Return the problem that a clinician mends first; None where every measure has its value."""
    problems = [each for each in measures if each.problem]
    for code in FIRST_OF_PROBLEMS:
        for each in problems:
            if each.problem == code:
                return each
    return problems[0] if problems else None
