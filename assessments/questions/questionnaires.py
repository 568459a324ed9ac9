"""Scores of questionnaires, and which change of a score means something. Pure.

The scorers alone: item texts belong to their authors. Nothing is scored with an item missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean

from assessments.biomechanics.metrics import to_tenth

VERSION = 1  # stored with every score


class CannotScore(ValueError):
    """An item is missing, or outside its range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """How answers make a score, and what of a change is error (`mdc`) or matters (`important`)."""

    code: str
    name: str
    items: tuple[int, int]  # the fewest and the most
    highest_of_item: tuple[int, ...]  # of each item, or one for all
    lowest_score: int
    highest_score: int
    better: str  # "higher" or "lower"
    mdc: Decimal | None
    mdc_sure: str  # how sure the limit makes one: "95 %", "90 %", or ""
    important: Decimal | None
    source: str
    anchors: str
    is_mean: bool = False

    @property
    def scale(self) -> str:
        """How it is answered and scored, in words."""
        fewest, most = self.items
        first, *last = sorted(set(self.highest_of_item))
        each = f"0 to {first}" + "".join(f", the last 0 to {highest}" for highest in last)
        if most == 1:
            return f"One number, {each}: {self.anchors}"
        things = f"{fewest} to {most} activities" if self.is_mean else f"{most} items"
        of_all = "Their mean" if self.is_mean else "The sum"
        span = f"{self.lowest_score} to {self.highest_score}"
        return f"{things}, {each} each. {of_all} is {span}, {self.better} is better: {self.anchors}"

    @property
    def change_words(self) -> str:
        """Which change of the score means something, in words."""
        if self.mdc is None:
            return "No error is published for this score: a change cannot be judged."
        sure = f" ({self.mdc_sure} sure)" if self.mdc_sure else ""
        said = f"Beyond measurement error: a change of {self.mdc} points or more{sure}."
        if self.important is None:
            return said
        return f"{said} What matters to patients: {self.important} points."


UWRI = Questionnaire(
    code="uwri",
    name="University of Wisconsin Running Injury and Recovery Index",
    items=(9, 9),
    highest_of_item=(4,),
    lowest_score=0,
    highest_score=36,
    better="higher",
    mdc=Decimal("4.1"),
    mdc_sure="95 %",
    important=Decimal(8),
    source="MDC95 4.1 from SEM 1.47, MCID 8 (Nelson 2020, verified).",
    anchors="36 is as before the injury.",
)
LEFS = Questionnaire(
    code="lefs",
    name="Lower Extremity Functional Scale",
    items=(20, 20),
    highest_of_item=(4,),
    lowest_score=0,
    highest_score=80,
    better="higher",
    mdc=Decimal(9),
    mdc_sure="90 %",
    important=Decimal(9),
    source="MDC90 9, MCID 9 (Binkley 1999, verified).",
    anchors="0 is extreme difficulty, 4 is none.",
)
PSFS = Questionnaire(
    code="psfs",
    name="Patient-Specific Functional Scale",
    items=(1, 5),
    highest_of_item=(10,),
    lowest_score=0,
    highest_score=10,
    better="higher",
    mdc=Decimal(2),
    mdc_sure="90 %",
    important=None,
    source="MDC90 2 for the mean, 3 for one activity (Stratford 1995, verified).",
    anchors="0 is unable, 10 as well as before.",
    is_mean=True,
)
NPRS = Questionnaire(
    code="nprs",
    name="Numeric pain rating",
    items=(1, 1),
    highest_of_item=(10,),
    lowest_score=0,
    highest_score=10,
    better="lower",
    mdc=Decimal(2),
    mdc_sure="",
    important=Decimal(2),
    source="2 points or 33 %: much better (Salaffi 2004, verified).",
    anchors="0 is no pain, 10 the worst.",
)
VISA_A = Questionnaire(
    code="visa_a",
    name="VISA-A",
    items=(8, 8),
    highest_of_item=(10, 10, 10, 10, 10, 10, 10, 30),
    lowest_score=0,
    highest_score=100,
    better="higher",
    mdc=None,
    mdc_sure="",
    important=None,
    source="0 to 100, 100 is perfect (Robinson 2001, verified); no change limit seen.",
    anchors="100 is perfect.",
)
QUESTIONNAIRES = {each.code: each for each in (UWRI, LEFS, PSFS, NPRS, VISA_A)}
ACTIVITIES_OFFERED = (  # what the muscles of the hip are needed for (seed item 8)
    "Pushing off when I walk",
    "Pushing off when I run",
    "Stepping up",
    "Jumping",
    "Turning on one leg",
    "Standing for long",
)
MDC_OF_ONE_ACTIVITY = Decimal(3)  # PSFS (Stratford 1995, verified)


def score(questionnaire: Questionnaire, answers: Sequence[int | None]) -> Decimal:
    """Return the score of all answers, to a tenth where it is a mean. Raises CannotScore."""
    fewest, most = questionnaire.items
    if not fewest <= len(answers) <= most or None in answers:
        raise CannotScore("Every item needs an answer.")
    highest = questionnaire.highest_of_item
    limits = highest * len(answers) if len(highest) == 1 else highest
    for answer, limit in zip(answers, limits, strict=True):
        if isinstance(answer, bool) or not 0 <= answer <= limit:
            raise CannotScore(f"An answer lies between 0 and {limit}.")
    total = fmean(answers) if questionnaire.is_mean else sum(answers)
    return to_tenth(Decimal(str(total))) if questionnaire.is_mean else Decimal(total)


def mdc_of(questionnaire: Questionnaire, items: int) -> Decimal | None:
    """Return the change that could be error alone, for a score of so many items."""
    if questionnaire is PSFS and items == 1:
        return MDC_OF_ONE_ACTIVITY
    return questionnaire.mdc


def change_in_words(
    questionnaire: Questionnaire, before: Decimal, after: Decimal, *, items: int
) -> list[str]:
    """Return what may be said of two scores: beyond error, and important to patients."""
    moved = after - before
    mdc = mdc_of(questionnaire, items)
    if mdc is None:
        return ["The change cannot be judged: no error is published for this score."]
    if abs(moved) < mdc or not moved:
        return [f"No change beyond measurement error ({mdc} points)."]
    way = "better" if (moved > 0) == (questionnaire.better == "higher") else "worse"
    sure = f", {questionnaire.mdc_sure} sure" if questionnaire.mdc_sure else ""
    apart = f"{Decimal(abs(moved)).normalize():f}"
    said = [f"{apart} points {way}: beyond measurement error ({mdc} points{sure})."]
    if questionnaire.important is not None:
        matters = abs(moved) >= questionnaire.important
        said.append(
            f"As large as what matters to patients ({questionnaire.important} points)."
            if matters
            else f"Smaller than what matters to patients ({questionnaire.important} points)."
        )
    return said
