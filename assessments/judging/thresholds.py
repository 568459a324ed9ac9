"""Every number a clinic may set: limits of rules, errors, steps to ask for, plans. Pure.

Each has its default with its source and mark. A value that was judged keeps the limits of its day.
"""

from decimal import Decimal

from assessments.biomechanics.metrics import (
    FOOT_STRIKE_ANGLE,
    KNEE_FLEXION_IC,
    METRICS,
    NOISY_SD_DEG,
    STEPS_FOR_A_STABLE_MEAN,
    with_minus,
)
from assessments.judging import plan_limits, rules
from assessments.judging.criteria import Setting, setting
from assessments.judging.shapes import Settings
from clinic.marks import mark_of

OUTDOORS, SAME_RATER = "mdc_foot_strike_angle_outdoors", "mdc_knee_flexion_ic_same_rater"
FORCE_PCT = "hip_abd_force_mdc_pct"

OTHERS = (
    setting(
        "alike_up_to_deg",
        "Left and right count as alike up to",
        "3.0",
        "°",
        "204 healthy athletes differ by up to 3° (Stiffler 2021, verified).",
    ),
    setting(
        "noisy_sd_deg",
        "Ask for more steps above a spread of",
        str(NOISY_SD_DEG),
        "°",
        "A rule of this clinic (unverified).",
    ),
    setting(
        "stable_steps",
        "Steps a side for a stable mean",
        str(STEPS_FOR_A_STABLE_MEAN),
        "steps",
        "6.3 ± 0.3 steps (Dingenen 2018, verified).",
    ),
    setting(
        "click_sd_px",
        "Click error of a point on the magnified view",
        "1.0",
        "px",
        "Our assumption: a clinic may measure its own (unverified).",
    ),
    setting(
        "rpe_for_fatigue",
        "Effort at the end that makes a real fatigue comparison",
        "7",
        "/10",
        "A suggestion; an easy run changed nothing (Foch 2020, verified).",
    ),
    setting(
        OUTDOORS,
        "Foot angle at contact, outdoors: the change that error alone can make",
        "6.9",
        "°",
        "Computed from a typical error of 2.5° (Murray 2019).",
    ),
    setting(
        SAME_RATER,
        "Knee bend at contact, same rater and set-up: the change that error alone can make",
        "9",
        "°",
        "The lower limit between days, 9–14° (Damsted 2015, verified).",
    ),
    setting(
        FORCE_PCT,
        "Change of abductor force that error can make",
        "14",
        "%",
        "Computed from an error of 5 % (Thorborg 2010, verified).",
    ),
)


def error_code(metric: str) -> str:
    """Return the code of a measure's detectable change among the thresholds."""
    return f"mdc_{metric}"


def _errors() -> tuple[Setting, ...]:
    return tuple(
        Setting(
            error_code(metric.code),
            f"{metric.plain_name}: the change that error alone can make",
            metric.mdc,
            metric.unit,
            metric.error_source,
        )
        for metric in METRICS.values()
        if metric.mdc is not None
    )


ERRORS = _errors()
# Of each pair the first stays below the second.
ORDERED = (
    ("g3_typical_max_deg", "g3_marked_above_deg"),
    ("g4_female_typical_max_deg", "g4_female_marked_above_deg"),
    ("g4_male_typical_max_deg", "g4_male_marked_above_deg"),
    ("g5_typical_max_deg", "g5_marked_from_deg"),
    ("g12_lowest_deg", "g12_highest_deg"),
    ("g13_lowest_cm", "g13_highest_cm"),
    ("g16_marked_up_to_sd", "g16_typical_above_sd"),
    ("g17_marked_below_pct", "g17_typical_from_pct"),
    ("g19_typical_max", "g19_marked_above"),
    ("g20_typical_max", "g20_marked_above"),
    (plan_limits.UP_PAIN_MAX, plan_limits.DOWN_PAIN_ABOVE),
)
# What a setting of each unit may be: the bounds are included.
BOUNDS = {
    "°": ("0.1", "90"),
    "s": ("1", "300"),
    "%": ("1", "100"),
    "SD": ("-5", "5"),
    "cm": ("0.1", "30"),
    "steps/min": ("1", "230"),
    "/10": ("0", "10"),
    "×": ("1", "10"),
    "px": ("0.1", "20"),
    "steps": ("3", "50"),
    "sessions": ("1", "10"),
    "days": ("1", "60"),
    "weeks": ("1", "26"),
    "choice": ("0", "1"),
}
WHOLE = ("/10", "steps", "sessions", "days", "weeks", "choice")  # units that are counted


def bounds_of(setting: Setting) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value that a setting may have."""
    lowest, highest = BOUNDS[setting.unit]
    return Decimal(lowest), Decimal(highest)


def out_of_order(settings: Settings) -> list[tuple[str, str]]:
    """Return each pair, lower first, whose first is not below its second."""
    return [(low, high) for low, high in ORDERED if not settings[low] < settings[high]]


def all_settings() -> list[Setting]:
    """Return every setting: of the rules in their order, errors, the others, and of plans."""
    of_rules = [each for rule in rules.RULES for each in rule.settings]
    return [*of_rules, *ERRORS, *OTHERS, *plan_limits.PLAN]


def setting_of(code: str) -> Setting | None:
    """Return the setting of this code; None for one of an earlier version of the rules."""
    return next((each for each in all_settings() if each.code == code), None)


def settings_mark(settings: Settings) -> str:
    """Return what tells these values from any others, for a page that is saved later."""
    return mark_of(*((code, f"{settings[code].normalize():f}") for code in sorted(settings)))


def defaults() -> dict[str, Decimal]:
    """Return every default by its code."""
    return {each.code: each.default for each in all_settings()}


def mdc_of(
    metric: str, settings: Settings, *, is_outdoors: bool = False, same_rater: bool = False
) -> Decimal | None:
    """Return the change of a measure that error alone can make, in its unit; None: not published.

    `is_outdoors` for a run filmed outdoors; `same_rater` for values that one person measured in the
    same set-up, as fresh and end of one run are. Evidence base 4.2.
    """
    if is_outdoors and metric == FOOT_STRIKE_ANGLE.code:
        return settings[OUTDOORS]
    if same_rater and metric == KNEE_FLEXION_IC.code:
        return settings[SAME_RATER]
    return settings.get(error_code(metric))


def in_words(code: str, number: Decimal | str) -> str:
    """Return a threshold with its name, as “Pelvic drop, typical up to 5.0°”."""
    known = setting_of(code)
    if known is None:
        return f"{code.removesuffix('_deg').replace('_', ' ')} {number}"
    if known.words:
        return f"{known.name}: {known.in_words(Decimal(number)).lower()}"
    return with_minus(f"{known.name} {number}{known.spaced_unit}")


def change_in_words(code: str, before: Decimal | None, after: Decimal) -> str:
    """Return what was changed, as “5° → 4.5°”; without `before` the default was in force."""
    known = setting_of(code)
    if known and known.words:
        return known.in_words(after)
    unit = known.spaced_unit if known else ""
    start = known.default if before is None and known else before
    return " → ".join(
        with_minus(f"{number.normalize():f}{unit}")
        for number in (start, after)
        if number is not None
    )
