"""What a value says, in a sentence that names the stance leg and carries its error. Pure."""

from decimal import Decimal

from assessments.biomechanics.metrics import METRICS, to_tenth, with_minus
from assessments.judging.shapes import Way

SIDES = {"L": "left", "R": "right", "": ""}
OTHER = {"L": "right", "R": "left", "": ""}
GRADE_WORDS = {
    "typical": "within the usual range",
    "mild": "a little more than usual",
    "marked": "clearly more than usual",
    "varus": "turned outward",
}
LESS_WORDS = {"mild": "a little less than usual", "marked": "clearly less than usual"}
LESS = (Way.LOW, Way.LOWER, Way.LESS_FLEXED)  # of what lies below its usual range
WAY_WORDS = {
    Way.VARUS: "varus",
    Way.VALGUS: "valgus",
    Way.VERTICAL: "vertical",
    Way.EXTENDED: "extended",
    Way.FLEXED: "flexed",
    Way.LESS_FLEXED: "less flexed",
    Way.MORE_FLEXED: "more flexed",
    Way.LOW: "low",
    Way.LOWER: "lower",
    Way.HIGHER: "higher",
    Way.NEGATIVE: "negative",
    Way.DELAYED: "delayed",
    Way.IMMEDIATE: "immediate",
    Way.LEFT_WEAKER: "left weaker",
    Way.RIGHT_WEAKER: "right weaker",
    Way.LEFT_SHORTER: "left shorter",
    Way.RIGHT_SHORTER: "right shorter",
}
UNKNOWN_ERROR = "its error is not known"
SPACE = "\u00a0"  # what it joins stays on one line
# By metric: what is said of a positive value, of a negative one, and of zero. `{amount}` is the
# value with its error, `{side}` the stance leg and `{other}` the leg in the air.
KNEE = (
    "the knee points {amount} toward the midline",
    "the knee points {amount} away from the midline",
    "the knee stays in line ({amount})",
)
HEEL = (
    "the {side} heel rolls inward {amount}",
    "the {side} heel rolls outward {amount}",
    "the {side} heel stays upright ({amount})",
)
SAID = {
    "cpd": (
        "Standing on the {side}, the {other} side drops {amount}",
        "Standing on the {side}, the {other} side rises {amount}",
        "Standing on the {side}, the pelvis stays level ({amount})",
    ),
    "fppa_run": tuple(f"Running on the {{side}} leg, {words}" for words in KNEE),
    "fppa_sls": tuple(f"Squatting on the {{side}} leg, {words}" for words in KNEE),
    "fppa_landing": tuple(f"Landing on the {{side}} leg, {words}" for words in KNEE),
    "hip_adduction": (
        "Standing on the {side}, the thigh leans {amount} inward under the pelvis",
        "Standing on the {side}, the thigh leans {amount} outward under the pelvis",
        "Standing on the {side}, the thigh stands square under the pelvis ({amount})",
    ),
    "femoral_adduction": (
        "Standing on the {side}, the thigh leans {amount} toward the midline",
        "Standing on the {side}, the thigh leans {amount} away from the midline",
        "Standing on the {side}, the thigh stands upright ({amount})",
    ),
    "trunk_lean_ipsi": (
        "Standing on the {side}, the trunk leans {amount} to the {side}",
        "Standing on the {side}, the trunk leans {amount} to the {other}",
        "Standing on the {side}, the trunk stays upright ({amount})",
    ),
    "rearfoot_to_vertical": tuple(f"At midstance, {words}" for words in HEEL),
    "rearfoot_to_shank": tuple(f"Against the lower leg, {words}" for words in HEEL),
    "step_width_cm": (
        "The feet land {amount} apart",
        "The feet cross by {amount}",
        "The feet land on one line ({amount})",
    ),
    "foot_placement_cm": (
        "The {side} heel lands {amount} to its own side of the midline",
        "The {side} heel lands {amount} across the midline",
        "The {side} heel lands on the midline ({amount})",
    ),
    "tibial_inclination": (
        "As the {side} foot lands, the shank leans {amount} with the ankle ahead of the knee",
        "As the {side} foot lands, the shank leans {amount} with the knee ahead of the ankle",
        "As the {side} foot lands, the shank is upright ({amount})",
    ),
    "foot_strike_angle": (
        "As the {side} foot lands, the toes point {amount} up",
        "As the {side} foot lands, the toes point {amount} down",
        "As the {side} foot lands, it is flat ({amount})",
    ),
    "knee_flexion_ic": (
        "As the {side} foot lands, the knee is bent {amount}",
        "As the {side} foot lands, the knee is bent backward {amount}",
        "As the {side} foot lands, the knee is straight ({amount})",
    ),
    "knee_flexion_ms": ("At midstance, the {side} knee bends {amount}",) * 3,
    "forward_trunk_lean": (
        "The trunk leans forward {amount}",
        "The trunk leans backward {amount}",
        "The trunk is upright ({amount})",
    ),
    "vertical_oscillation_cm": ("The body moves {amount} up and down with each step",) * 3,
    "cadence_spm": ("The step rate is {amount}",) * 3,
    "contact_time_ms": ("The {side} foot stays on the ground for {amount}",) * 3,
}


def amount(metric: str, value: Decimal, error: Decimal | None) -> str:
    """Return a shown value with its error and unit, as “8.3° ± 2.8°” or “6.0 cm”."""
    unit = METRICS[metric].spaced_unit
    shown = with_minus(f"{to_tenth(value)}")
    if error is None:
        return f"{shown}{unit}"
    repeated = unit if unit == "°" else ""  # a word is said once, at the end
    return f"{shown}{repeated}{SPACE}±{SPACE}{plain(error)}{unit}"


def count_words(metric: str, count: int | None) -> str:
    """Return of how many steps, trials or contacts a value is, as “8 steps”."""
    counted = METRICS[metric].counted
    return f"{counted.capitalize()} not counted" if count is None else f"{count} {counted}"


def grade_words(grade: str, label: str = "") -> str:
    """Return a grade in everyday words, by which way it lies; "" where there is none to tell."""
    words = LESS_WORDS if label in LESS else {}
    return words.get(grade) or GRADE_WORDS.get(grade, "")


def way_words(label: str) -> str:
    """Return the word for which way a value lies; what was seen by eye has its own."""
    return WAY_WORDS.get(label, label)


def plain(number: Decimal) -> str:
    """Return a number without the zeros that storing it added: “2.8” for 2.800."""
    return with_minus(f"{number.normalize():f}")


def sentence(metric: str, stance: str, mean: Decimal, error: Decimal | None) -> str:
    """Return one value as a sentence.

    `stance` is the leg on the ground, "L" or "R", or "" of the whole runner; `error` is the change
    that error alone can make, None where nobody has published it: then the sentence says so.
    """
    shown = to_tenth(mean)
    positive, negative, zero = SAID[metric]
    said = zero if shown == 0 else positive if shown > 0 else negative
    text = said.format(
        amount=amount(metric, abs(shown), error), side=SIDES[stance], other=OTHER[stance]
    )
    return f"{text}; {UNKNOWN_ERROR}." if error is None else f"{text}."
