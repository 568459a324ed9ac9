"""How a shown value is judged against settings: the shapes that the grading rules have. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TYPICAL, MILD, MARKED = "typical", "mild", "marked"
Settings = Mapping[str, Decimal]


class Way(StrEnum):
    """Which way a value lies: the code is kept with the grade, `sentences` has the words."""

    VARUS = "varus"
    VALGUS = "valgus"
    VERTICAL = "vertical"
    EXTENDED = "extended"
    FLEXED = "flexed"
    LESS_FLEXED = "less flexed"
    MORE_FLEXED = "more flexed"
    LOW = "low"
    LOWER = "lower"
    HIGHER = "higher"
    NEGATIVE = "negative"
    DELAYED = "delayed"
    IMMEDIATE = "immediate"
    LEFT_WEAKER = "left weaker"
    RIGHT_WEAKER = "right weaker"
    LEFT_SHORTER = "left shorter"
    RIGHT_SHORTER = "right shorter"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A grade and, where the rule has one, which way the value lies."""

    grade: str
    label: Way | str = ""


Judge = Callable[[Decimal, Settings], Judgement]


def up_to(typical: str, marked_above: str) -> Judge:
    """More is further from typical: typical up to one limit, marked above the other."""

    def judge(value, settings):
        if value <= settings[typical]:
            return Judgement(TYPICAL)
        return Judgement(MARKED if value > settings[marked_above] else MILD)

    return judge


def up_to_a_step(typical: str, step: str) -> Judge:
    """As `up_to`, where marked lies a step above typical: beyond what error could explain."""

    def judge(value, settings):
        if value <= settings[typical]:
            return Judgement(TYPICAL)
        return Judgement(MARKED if value > settings[typical] + settings[step] else MILD)

    return judge


def at_least(typical: str, marked_below: str) -> Judge:
    """Less is further from typical: typical from one limit, marked below the other."""

    def judge(value, settings):
        if value >= settings[typical]:
            return Judgement(TYPICAL)
        return Judgement(MARKED if value < settings[marked_below] else MILD)

    return judge


def from_on(typical: str) -> Judge:
    """Less is outside, and there is one limit alone."""

    def judge(value, settings):
        return Judgement(TYPICAL if value >= settings[typical] else MILD)

    return judge


def within(lowest: str, highest: str, below: Way, above: Way) -> Judge:
    """Both ways are outside: typical between the limits, both included, and mild elsewhere."""

    def judge(value, settings):
        if value < settings[lowest]:
            return Judgement(MILD, below)
        return Judgement(MILD, above) if value > settings[highest] else Judgement(TYPICAL)

    return judge


def squat(value: Decimal, settings: Settings) -> Judgement:
    typical = settings["g3_typical_max_deg"]
    if value < -typical:
        return Judgement(MILD, Way.VARUS)
    if value <= typical:
        return Judgement(TYPICAL)
    return Judgement(MARKED if value > settings["g3_marked_above_deg"] else MILD, Way.VALGUS)


def hip_adduction(value: Decimal, settings: Settings) -> Judgement:
    if value <= settings["g5_typical_max_deg"]:
        return Judgement(TYPICAL)
    return Judgement(MARKED if value >= settings["g5_marked_from_deg"] else MILD)


def shank(value: Decimal, settings: Settings) -> Judgement:
    limit = settings["g9_vertical_within_deg"]
    if abs(value) <= limit:
        return Judgement(TYPICAL, Way.VERTICAL)
    return Judgement(MILD, Way.EXTENDED) if value > 0 else Judgement(TYPICAL, Way.FLEXED)


def step_rate(value: Decimal, settings: Settings) -> Judgement:
    is_low = value <= settings["g11_low_up_to_spm"]
    return Judgement(MILD, Way.LOW) if is_low else Judgement(TYPICAL)


def trendelenburg(value: Decimal, settings: Settings) -> Judgement:
    if value >= settings["g15_held_s"]:
        return Judgement(TYPICAL, Way.NEGATIVE)
    return Judgement(MILD, Way.DELAYED) if value > 0 else Judgement(MARKED, Way.IMMEDIATE)


def strength_z(value: Decimal, settings: Settings) -> Judgement:
    if value > settings["g16_typical_above_sd"]:
        return Judgement(TYPICAL)
    is_marked = value <= settings["g16_marked_up_to_sd"]
    return Judgement(MARKED if is_marked else MILD, Way.LOW)


def crossing_feet(feet: Decimal, settings: Settings) -> Judgement:
    """Judge how many feet land on or across the midline."""
    return Judgement({0: TYPICAL, 1: MILD, 2: MARKED}[int(feet)])
