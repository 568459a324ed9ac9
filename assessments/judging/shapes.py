"""How a shown value is judged against settings: the shapes that the grading rules have. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

TYPICAL, MILD, MARKED = "typical", "mild", "marked"
Settings = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A grade and, where the rule has one, the word for which way it lies."""

    grade: str
    label: str = ""


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


def within(lowest: str, highest: str, below: str, above: str) -> Judge:
    """Both ways are outside: typical between the limits, both included, and mild elsewhere."""

    def judge(value, settings):
        if value < settings[lowest]:
            return Judgement(MILD, below)
        return Judgement(MILD, above) if value > settings[highest] else Judgement(TYPICAL)

    return judge


def squat(value: Decimal, settings: Settings) -> Judgement:
    typical = settings["g3_typical_max_deg"]
    if value < -typical:
        return Judgement(MILD, "varus")
    if value <= typical:
        return Judgement(TYPICAL)
    return Judgement(MARKED if value > settings["g3_marked_above_deg"] else MILD, "valgus")


def hip_adduction(value: Decimal, settings: Settings) -> Judgement:
    if value <= settings["g5_typical_max_deg"]:
        return Judgement(TYPICAL)
    return Judgement(MARKED if value >= settings["g5_marked_from_deg"] else MILD)


def shank(value: Decimal, settings: Settings) -> Judgement:
    limit = settings["g9_vertical_within_deg"]
    if abs(value) <= limit:
        return Judgement(TYPICAL, "vertical")
    return Judgement(MILD, "extended") if value > 0 else Judgement(TYPICAL, "flexed")


def step_rate(value: Decimal, settings: Settings) -> Judgement:
    is_low = value <= settings["g11_low_up_to_spm"]
    return Judgement(MILD, "low") if is_low else Judgement(TYPICAL)


def trendelenburg(value: Decimal, settings: Settings) -> Judgement:
    if value >= settings["g15_held_s"]:
        return Judgement(TYPICAL, "negative")
    return Judgement(MILD, "delayed") if value > 0 else Judgement(MARKED, "immediate")


def strength_z(value: Decimal, settings: Settings) -> Judgement:
    if value > settings["g16_typical_above_sd"]:
        return Judgement(TYPICAL)
    is_marked = value <= settings["g16_marked_up_to_sd"]
    return Judgement(MARKED if is_marked else MILD, "low")


def crossing_feet(feet: Decimal, settings: Settings) -> Judgement:
    """Judge how many feet land on or across the midline."""
    return Judgement({0: TYPICAL, 1: MILD, 2: MARKED}[int(feet)])
