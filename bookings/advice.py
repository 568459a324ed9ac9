"""How soon somebody is to speak with a patient, and what the patient reads meanwhile. Pure.

Why is another app's to know: nothing here names a sign, so that the desk may read a level, and the
visit's page may keep the advice. The levels are the groups of evidence base 2.11, and
`BEFORE_RUNNING` is its P18.
"""

from collections.abc import Iterable
from dataclasses import dataclass

EMERGENCY, URGENT, NO_RUNNING, REVIEW = "emergency", "urgent", "no_running", "review"
BEFORE_RUNNING = (
    "Call us before running again if you have pain at rest or at night, a very sore spot on a "
    "bone, groin pain that starts when you run, or you cannot put weight on the leg."
)


@dataclass(frozen=True)
class Level:
    """One level: `label` is for those who work here, the advice for the patient."""

    code: str
    label: str
    advice_title: str
    advice: str

    @property
    def is_emergency(self) -> bool:
        return self.code == EMERGENCY


LEVELS = {  # the gravest first
    level.code: level
    for level in (
        Level(
            EMERGENCY,
            "Emergency or same day",
            "Please get medical help now",
            "Something you answered should be looked at by a doctor today. Call your local "
            "emergency number or go to the nearest emergency department now; do not wait for your "
            "visit with us. Then call us, so that we know.",
        ),
        Level(
            URGENT,
            "Urgent",
            "We would like to speak with you before your visit",
            "One of our clinicians will read your answers and call you. If you would rather not "
            "wait, call us.",
        ),
        Level(
            NO_RUNNING,
            "No running yet",
            "Please call us before running again",
            "A clinician will read your answers before your visit and decide with you what to do "
            "first.",
        ),
        Level(
            REVIEW,
            "Before the visit",
            "A clinician will read your answers first",
            "A clinician will read your answers before your visit.",
        ),
    )
}


def gravest_first(codes: Iterable[str]) -> list[str]:
    """Return these levels, each once, in order."""
    wanted = set(codes)
    return [code for code in LEVELS if code in wanted]
