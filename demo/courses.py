"""Each demo patient's visits, counted in days from the day on which the clinic is seeded."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a visit once it is booked; a visit that came to nothing special is kept."""

    KEPT = "kept"
    MISSED = "missed"
    MOVED = "moved"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PlannedVisit:
    """A visit wished for `day`; it is booked on the nearest day with a slot on offer."""

    day: int
    service: str
    practitioner: str
    fate: Fate = Fate.KEPT
    reason: str = ""  # of a cancellation


ASSESS = "running-assessment"
FIRST = "initial-physiotherapy"
FOLLOW = "follow-up-physiotherapy"
KINES = "kinesiology-session"
RUN = "running-technique-strength"

MAREN = "maren-oakhurst"
TOMAS = "tomas-brightwater"
ANJALI = "anjali-fernhill"
ELISE = "elise-winterbourne"
GIDEON = "gideon-larkspur"
NOOR = "noor-cedarbrook"

COURSES = {
    "juniper-hale": [
        PlannedVisit(-14, FIRST, MAREN),
        PlannedVisit(-10, ASSESS, MAREN),
        PlannedVisit(-5, RUN, GIDEON),
        PlannedVisit(0, FOLLOW, MAREN),
        PlannedVisit(5, RUN, GIDEON),
        PlannedVisit(13, ASSESS, MAREN),
    ],
    "robin-hale": [
        PlannedVisit(-7, FIRST, ELISE),
        PlannedVisit(4, FOLLOW, ELISE),
        PlannedVisit(11, FOLLOW, ELISE),
    ],
    "otis-thistlewood": [
        PlannedVisit(-13, FIRST, TOMAS),
        PlannedVisit(-9, FOLLOW, TOMAS),
        PlannedVisit(-6, KINES, NOOR),
        PlannedVisit(-2, FOLLOW, TOMAS),
        PlannedVisit(2, KINES, NOOR),
        PlannedVisit(14, FOLLOW, TOMAS),
    ],
    "saffron-quill": [
        PlannedVisit(-12, ASSESS, ANJALI),
        PlannedVisit(-8, RUN, GIDEON),
        PlannedVisit(-3, RUN, GIDEON, Fate.MISSED),
        PlannedVisit(1, RUN, GIDEON),
        PlannedVisit(8, RUN, GIDEON, Fate.MOVED),
        PlannedVisit(12, ASSESS, ANJALI),
    ],
    "desmond-appleyard": [
        PlannedVisit(-11, FIRST, TOMAS),
        PlannedVisit(-4, FOLLOW, TOMAS),
        PlannedVisit(0, FOLLOW, TOMAS),
        PlannedVisit(7, KINES, NOOR, Fate.CANCELLED, "Grandchildren are visiting."),
        PlannedVisit(14, FOLLOW, TOMAS),
    ],
    "imogen-starling": [
        PlannedVisit(-14, FOLLOW, MAREN),
        PlannedVisit(-7, FOLLOW, MAREN),
        PlannedVisit(0, RUN, GIDEON),
        PlannedVisit(3, RUN, GIDEON),
        PlannedVisit(10, RUN, NOOR),
    ],
    "rafael-silverstream": [
        PlannedVisit(-10, ASSESS, GIDEON),
        PlannedVisit(-6, RUN, NOOR),
        PlannedVisit(-1, RUN, NOOR),
        PlannedVisit(3, FOLLOW, MAREN),
        PlannedVisit(9, ASSESS, GIDEON, Fate.MOVED),
    ],
    "linnea-foxglove": [
        PlannedVisit(-9, FIRST, ANJALI),
        PlannedVisit(-2, FOLLOW, ANJALI),
        PlannedVisit(2, ASSESS, MAREN),
        PlannedVisit(6, FOLLOW, ANJALI, Fate.CANCELLED, "Away for work, I will book again."),
        PlannedVisit(12, FOLLOW, ANJALI),
    ],
    "kaito-riverstone": [
        PlannedVisit(-13, RUN, NOOR),
        PlannedVisit(-6, RUN, NOOR),
        PlannedVisit(0, KINES, NOOR),
        PlannedVisit(4, ASSESS, ANJALI),
        PlannedVisit(11, RUN, NOOR),
    ],
    "beatrix-pemberfield": [
        PlannedVisit(-11, KINES, GIDEON),
        PlannedVisit(-5, FOLLOW, ELISE, Fate.MISSED),
        PlannedVisit(-1, KINES, GIDEON),
        PlannedVisit(1, FOLLOW, ELISE),
        PlannedVisit(6, KINES, GIDEON),
        PlannedVisit(13, KINES, GIDEON),
    ],
    "amara-goldfinch": [
        PlannedVisit(-3, FIRST, MAREN),
        PlannedVisit(1, ASSESS, MAREN, Fate.CANCELLED, "A cold."),
        PlannedVisit(8, ASSESS, MAREN),
        PlannedVisit(13, FOLLOW, MAREN),
    ],
    "wendell-moss": [
        PlannedVisit(-12, FIRST, ELISE),
        PlannedVisit(-8, KINES, NOOR),
        PlannedVisit(-1, FOLLOW, ELISE),
        PlannedVisit(5, KINES, NOOR),
        PlannedVisit(9, FOLLOW, ELISE),
    ],
}
