"""The safety questions before a visit, and what the answers ask the clinic to do. Pure.

The items, groups and actions are those of evidence base 2.11. A mark stands beside each: V is
verified in the source named, U is general knowledge that a physiotherapist of the clinic approves.
The words for patients are ours; where they give an example of a sign, the example is U.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps

from bookings import advice
from bookings.advice import LEVELS, Level

VERSION = 1  # raise it with every change of an item, a group or the score
YES, NO, UNSURE = "yes", "no", "unsure"
EMERGENCY, URGENT, BONE_STRESS, LOW_ENERGY = "emergency", "urgent", "bone_stress", "low_energy"
BORDERS = "NHS-Borders, V"
FEMORAL_NECK = "FNSF-17, V"
LOW_ENERGY_SOURCE = "U as a screen; risk noted in FNSF-case, V"
GENERAL = "U"


@dataclass(frozen=True)
class Group:
    """Questions that ask for the same to be done."""

    code: str
    title: str  # for patients
    clinician_title: str
    action: str  # for clinicians, the default of evidence base 2.11
    level: Level  # how soon, and what the patient is told whatever the sign
    why: str = ""  # what the patient reads of the sign, where it is said

    @property
    def advice_title(self) -> str:
        return self.level.advice_title

    @property
    def advice(self) -> str:
        return f"{self.why} {self.level.advice}".strip()

    @property
    def is_emergency(self) -> bool:
        return self.level.is_emergency


@dataclass(frozen=True)
class Item:
    """One question; any “yes” stops."""

    code: str
    group: str
    question: str
    source: str


@dataclass(frozen=True)
class ScoreItem:
    """A question that adds to the bone stress score; it stops nothing by itself."""

    code: str
    question: str
    points: int


GROUPS = {
    group.code: group
    for group in (
        Group(
            EMERGENCY,
            "Signs that cannot wait",
            "Emergency or same day",
            "Emergency advice shown; no running assessment can be booked online.",
            LEVELS[advice.EMERGENCY],
        ),
        Group(
            URGENT,
            "Signs that we want to talk about first",
            "Urgent",
            "Call the patient before the visit.",
            LEVELS[advice.URGENT],
        ),
        Group(
            BONE_STRESS,
            "Pain in or near a bone",
            "Suspected bone stress injury",
            "No running test; refer for an imaging decision.",
            LEVELS[advice.NO_RUNNING],
            "Your answers could mean that a bone is under too much stress.",
        ),
        Group(
            LOW_ENERGY,
            "Eating, energy and recovery",
            "Low energy availability",
            "A clinician reviews this before the visit.",
            LEVELS[advice.REVIEW],
            "It may be that your body gets less energy than it needs. That is worth a quiet talk.",
        ),
    )
}

ITEMS = (
    Item(
        "saddle_numbness",
        EMERGENCY,
        "Is the area between your legs, where you would sit on a saddle, numb?",
        BORDERS,
    ),
    Item(
        "bladder_bowel",
        EMERGENCY,
        "Do you have new trouble with your bladder or your bowels?",
        BORDERS,
    ),
    Item(
        "hot_swollen_joint",
        EMERGENCY,
        "Do you have a hot, swollen joint together with a fever?",
        BORDERS,
    ),
    Item(
        "fracture_dislocation",
        EMERGENCY,
        "Could a bone be broken, or a joint be out of place?",
        BORDERS,
    ),
    Item(
        "blood_clot",
        EMERGENCY,
        "Do you have signs of a blood clot in a leg, such as one calf that is newly swollen and "
        "painful?",
        BORDERS,
    ),
    Item(
        "limb_infection",
        EMERGENCY,
        "Do you have a new infection in an arm or a leg?",
        BORDERS,
    ),
    Item(
        "exertion",
        EMERGENCY,
        "When you exert yourself: do you get chest pain, collapse, or get unusually short of "
        "breath?",
        GENERAL,
    ),
    Item(
        "tense_leg",
        EMERGENCY,
        "After exercise, is a leg tense and painful in a way that does not settle?",
        GENERAL,
    ),
    Item(
        "no_weight",
        URGENT,
        "After a fall or another injury: are you unable to put weight on a leg?",
        BORDERS,
    ),
    Item(
        "nerve_loss",
        URGENT,
        "Are you quickly losing strength or feeling, or does one foot drop when you walk?",
        BORDERS,
    ),
    Item(
        "cancer_arthritis",
        URGENT,
        "Do you or your doctor suspect cancer, or an inflammatory arthritis?",
        BORDERS,
    ),
    Item(
        "unwell",
        URGENT,
        "Do you feel unwell with a fever, or are you losing weight?",
        BORDERS,
    ),
    Item(
        "night_pain",
        URGENT,
        "Does pain at night keep you from sleeping, and is it getting worse?",
        BORDERS,
    ),
    Item(
        "bone_tender",
        BONE_STRESS,
        "Is there one very sore spot on a bone?",
        FEMORAL_NECK,
    ),
    Item(
        "pain_lingers",
        BONE_STRESS,
        "Is there a pain that rises while you run and stays afterwards?",
        FEMORAL_NECK,
    ),
    Item(
        "rest_pain",
        BONE_STRESS,
        "Does it hurt at rest or at night?",
        FEMORAL_NECK,
    ),
    Item(
        "groin_pain",
        BONE_STRESS,
        "Do you get pain in the groin when you exercise?",
        FEMORAL_NECK,
    ),
    Item(
        "missed_periods",
        LOW_ENERGY,
        "If you have periods: have you been missing them?",
        LOW_ENERGY_SOURCE,
    ),
    Item(
        "eating",
        LOW_ENERGY,
        "Is eating hard for you at the moment, or have you had an eating disorder?",
        LOW_ENERGY_SOURCE,
    ),
    Item(
        "recurrent_bsi",
        LOW_ENERGY,
        "Have you had more than one stress fracture or other bone stress injury?",
        LOW_ENERGY_SOURCE,
    ),
)

# Where it hurts: the score holds below the knee and at the lower end of the thigh bone alone.
SITE = "pain_site"
SITE_QUESTION = "Where does it hurt most?"
SITES = {
    "nowhere": "Nowhere",
    "lower_leg": "Just above the knee, or anywhere below it",
    "hip_pelvis": "Hip, groin or pelvis",
    "elsewhere": "Somewhere else",
}
SITE_OF_SCORE = "lower_leg"
TENDER = "bone_tender"
TENDER_POINTS = 3
SCORE_ITEMS = (
    ScoreItem("prior_bsi", "Have you had a stress fracture or other bone stress injury before?", 2),
    ScoreItem("high_arches", "Do you have high arches (pes cavus)?", 2),
    ScoreItem("more_volume", "Have you walked or run more than usual lately?", 1),
)
SCORE_LIMIT = 3
SCORE_SOURCE = (
    "BSI-CPR, V: 778 military trainees; from 3 points sensitivity 97.5 %, specificity 54.2 %"
)
ANSWER_WORDS = {YES: "Yes", NO: "No", UNSURE: "Not sure", **SITES}


@dataclass(frozen=True)
class BoneStressScore:
    """The score's points, and which of its questions were not answered with yes or no."""

    points: int
    unknown: tuple[str, ...] = ()

    @property
    def asks_for_imaging(self) -> bool:
        return self.points >= SCORE_LIMIT

    @property
    def reading(self) -> str:
        """What a clinician reads; a low score rules nothing out."""
        if self.asks_for_imaging:
            return "3 points or more: consider imaging."
        if self.unknown:
            return "Below 3 points so far, with questions left open. This rules nothing out."
        return "Below 3 points. This rules nothing out."


@dataclass(frozen=True)
class Screening:
    """What the answers say: which groups fired, the score, and whether a clinician looks first."""

    fired: tuple[str, ...]
    score: BoneStressScore | None = field(default=None)

    @property
    def stops(self) -> bool:
        return bool(self.fired)


def levels(fired: Iterable[str]) -> list[str]:
    """Return how soon each group that fired asks for help, as codes."""
    return [GROUPS[code].level.code for code in fired]


def outcome(answers: Mapping[str, str]) -> Screening:
    """Return what the answers ask for. Any “yes” stops; so does a score that asks for imaging."""
    score = bone_stress_score(answers)
    fired = {item.group for item in ITEMS if answers.get(item.code) == YES}
    if score and score.asks_for_imaging:
        fired.add(BONE_STRESS)
    return Screening(tuple(code for code in GROUPS if code in fired), score)


def bone_stress_score(answers: Mapping[str, str]) -> BoneStressScore | None:
    """Return the score of a pain below the knee or just above it; None elsewhere."""
    if answers.get(SITE) != SITE_OF_SCORE:
        return None
    worth = {TENDER: TENDER_POINTS} | {item.code: item.points for item in SCORE_ITEMS}
    return BoneStressScore(
        points=sum(points for code, points in worth.items() if answers.get(code) == YES),
        unknown=tuple(code for code in worth if answers.get(code) not in (YES, NO)),
    )


def as_asked(answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Return each question in the words it was asked in, with its answer: what is stored.

    What adds to the score alone may have been left unasked.
    """
    asked = [(item.code, item.group, item.question) for item in ITEMS]
    asked.append((SITE, "score", SITE_QUESTION))
    asked += [(item.code, "score", item.question) for item in SCORE_ITEMS if item.code in answers]
    return [
        {
            "code": code,
            "group": group,
            "question": question,
            "answer": answers[code],
            "shown": ANSWER_WORDS[answers[code]],
        }
        for code, group, question in asked
    ]


def fingerprint(asked: list[dict[str, str]]) -> str:
    """Return what tells these questions and answers from any others."""
    return sha256(dumps(asked, sort_keys=True).encode()).hexdigest()
