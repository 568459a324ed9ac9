"""What a runner reads first: what we saw, what it may mean, what comes next. Pure.

One sentence each, in the words of evidence base 6 (P5 to P16). None says more than was measured or
seen, none foretells an injury, and none calls anything good or bad.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.biomechanics.metrics import to_tenth
from assessments.sentences.measures import GRADE_WORDS, OTHER, SIDES, plain

OUTSIDE = ("mild", "marked")
RANK = ("", "typical", *OUTSIDE)
CAUTION = (
    "Runners with some common injuries have, on average, more drop than runners without. That does "
    "not mean your drop caused your pain, and many pain-free runners have it too."
)
OF_A_KNEE = (
    "When the knee drifts inward, the knee-cap and the outer side of the knee can take more load; "
    "in running we judge this by eye, and measure it in a slow single-leg squat."
)
NOT_TIRED = "We did not film you tired, so we cannot say how you move at the end of a long run."
HABIT = "; part of it looks like a running habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The pelvic drop of one stance leg; `value` is positive when the other side is lower.

    `grade` is "" where nothing was judged; `usual_up_to` is the limit of that day, where one was.
    """

    stance: str
    value: Decimal
    error: Decimal | None = None
    usual_up_to: Decimal | None = None
    grade: str = ""
    is_tired: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What was judged by eye of one stance leg: its pelvis or its knee."""

    stance: str
    part: str  # pelvis or knee
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The factors that the clinician chose, and what was found that bears on them.

    `is_weak` is None where no strength was tested; `grew_deg` is how much more the pelvis dropped
    at the end of the run, beyond error, None where it did not or was not measured.
    """

    factors: tuple[str, ...]
    is_weak: bool | None = None
    grew_deg: Decimal | None = None
    minutes: Decimal | None = None
    began_usual: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOut:
    """Which parts were judged, and found to be more than usual; `drop` fresh or at the end."""

    was_judged: bool = False
    drop: bool = False
    drop_fresh: bool = False
    knee: bool = False


def standing_out(drops: list[Drop], seen: list[Seen]) -> StandsOut:
    """Return what of the pelvis and the knees is more than usual, measured or by eye."""
    by_eye = {each.part for each in seen if each.grade in OUTSIDE}
    measured = {each.is_tired for each in drops if each.grade in OUTSIDE}
    return StandsOut(
        was_judged=any(each.grade in RANK[1:] for each in [*drops, *seen]),
        drop="pelvis" in by_eye or bool(measured),
        drop_fresh="pelvis" in by_eye or False in measured,
        knee="knee" in by_eye,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was agreed on: how many exercises, on which days, and from when it is checked again.

    `load_advice` is what holds of the next long run, by the clinic's limit (P16).
    """

    load_advice: str
    exercises: int = 0
    days: str = ""
    check_from: date | None = None
    next_visit_on: date | None = None


# --- What we saw ----------------------------------------------------------------------------------


def most_telling(drops: list[Drop]) -> Drop | None:
    """Return the drop that stands out most; of those judged, a fresh one goes before a tired one.

    Without any that was judged it is the largest.
    """
    judged = [each for each in drops if each.grade]
    fresh = [each for each in judged or drops if not each.is_tired]
    return max(
        fresh or judged or drops,
        key=lambda each: (RANK.index(each.grade), each.value),
        default=None,
    )


def what_we_saw(drops: list[Drop], seen: list[Seen]) -> str:
    """Return the drop that stands out most, or else what was seen; a knee by eye is added."""
    knees = [each for each in seen if each.part == "knee" and each.grade in OUTSIDE]
    knee = f"by eye, {_knees(knees)}" if knees else ""
    if most := most_telling(drops):
        said = _measured(most, drops)
        return f"{said}; {knee}." if knee else f"{said}."
    pelvis = [each for each in seen if each.part == "pelvis" and each.grade in RANK]
    if any(each.grade in OUTSIDE for each in pelvis):
        most = max(pelvis, key=lambda each: RANK.index(each.grade))
        said = (
            f"By eye, the {OTHER[most.stance]} side of your pelvis drops "
            f"{GRADE_WORDS[most.grade]} while you stand on your {SIDES[most.stance]} leg"
        )
        return f"{said}; {knee}." if knee else f"{said}."
    if knee:
        return f"{knee[:1].upper()}{knee[1:]}."
    judged = [each for each in seen if each.part == "knee" and each.grade != "not_seen"]
    if pelvis:
        usual = all(each.grade == "typical" for each in judged)
        parts = "pelvis and knees" if judged and usual else "pelvis"
        return f"By eye, your {parts} moved within the usual range."
    return "We looked at how you run, and measured nothing of your pelvis this time."


def _measured(drop, drops):
    when = " at the end of your run" if drop.is_tired else ""
    shown = to_tenth(drop.value)
    off = (
        f", and our measurement can be off by about {plain(drop.error)}°"
        if drop.error is not None
        else ""
    )
    usual = f"our usual range is up to {plain(drop.usual_up_to)}°" if drop.usual_up_to else ""
    if shown <= 0:
        level = {
            each.stance
            for each in drops
            if each.is_tired == drop.is_tired and to_tenth(each.value) <= 0
        }
        leg = "either leg" if len(level) > 1 else f"your {SIDES[drop.stance]} leg"
        said = f"In your video your pelvis does not drop{when} while you stand on {leg}"
        return f"{said}: {usual}{off}" if usual else f"{said}{off}"
    said = (
        f"In your video the {OTHER[drop.stance]} side of your pelvis drops about {shown}°{when} "
        f"while you stand on your {SIDES[drop.stance]} leg"
    )
    if drop.grade in GRADE_WORDS and usual:
        return f"{said}, {GRADE_WORDS[drop.grade]}: {usual}{off}"
    return f"{said}; that was not judged against a usual range{off}"


def _knees(knees):
    most = max(knees, key=lambda each: RANK.index(each.grade))
    words = GRADE_WORDS[most.grade]
    if {each.stance for each in knees} == {"L", "R"}:
        return f"your knees drift inward {words}"
    return f"your {SIDES[most.stance]} knee drifts inward {words}"


# --- What it may mean -----------------------------------------------------------------------------


def what_it_may_mean(cause: Cause, stands_out: StandsOut) -> str:
    """Return the clinician's word for the cause, or what a finding alone does and does not say."""
    factors = set(cause.factors)
    if {"weakness", "fatigue"} <= factors:
        return (
            "The muscle at the side of your hip may not be strong enough yet, and it may get tired "
            "as the run goes on, so strength comes first and longer sets follow."
        )
    if "fatigue" in factors:
        return _tiring(cause)
    if "weakness" in factors:
        return _weak(cause, drops=stands_out.drop_fresh)
    if "technique" in factors:
        strong = "Your strength is fine, and this" if cause.is_weak is False else "This"
        return (
            f"{strong} looks like a running habit, so practice with feedback, for example slightly "
            "quicker steps, may help more than extra strength work."
        )
    if factors:
        return "Your clinician sees another reason behind it, and explains it to you."
    if stands_out.drop:
        return CAUTION.replace(". That", "; that")
    if stands_out.knee:
        return OF_A_KNEE
    if stands_out.was_judged:
        return (
            "Nothing that we judged of your pelvis and knees stands out, so we look at how much "
            "you run."
        )
    return "Too little was judged this time to say what may be behind it."


def _weak(cause, *, drops):
    habit = HABIT if "technique" in cause.factors else ""
    if not cause.is_weak:
        return (
            "The muscle at the side of your hip may not be strong enough yet, so we start with "
            f"strength{habit}."
        )
    was = "Your drop was there from the first minutes and your" if drops else "Your"
    return f"{was} strength test was lower than expected, so we start with strength{habit}."


def _tiring(cause):
    if cause.grew_deg is not None:
        began = "You started level and the drop" if cause.began_usual else "The drop"
        after = (
            f"after {plain(cause.minutes)} minutes" if cause.minutes else "by the end of the run"
        )
        said = f"{began} grew by {to_tenth(cause.grew_deg)}° {after}, which"
    else:
        said = "The muscle may be strong enough at first and get tired as you go on, which"
    habit = HABIT if "technique" in cause.factors else ""
    return (
        f"{said} points to endurance, so we train longer sets and build up distance in "
        f"steps{habit}."
    )


# --- What comes next ------------------------------------------------------------------------------


def what_comes_next(plan: Plan) -> str:
    """Return what to do until when; without a plan, what holds for everybody."""
    advice = f"{plan.load_advice[:1].lower()}{plan.load_advice[1:].rstrip('.')}"
    if plan.exercises:
        what = "exercise" if plan.exercises == 1 else f"{plan.exercises} exercises"
        days = f" on {plan.days}" if plan.days and plan.days != "every day" else f" {plan.days}"
        said = f"Do the {what} of your plan{days.rstrip()}"
        if plan.check_from:
            since = _day(plan.check_from)
            return f"{said}; we check again from {since}, in the same shoes and speed."
        return f"{said}, and {advice}."
    if plan.next_visit_on:
        return f"Until we see you on {_day(plan.next_visit_on)}, {advice}."
    return f"For now, {advice}."


def _day(day):
    return f"{day.day} {day:%B %Y}"
