"""What an exercise is: how it is done, for whom it is not, and what is known of it. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.exercises.doses import Dose


class Laterality(StrEnum):
    """Both sides, the weaker first; or two legs together (evidence base 5)."""

    EACH = "each"
    BOTH = "both"


class Aim(StrEnum):
    """What the dose is for, which decides how it goes on."""

    STRENGTH = "strength"
    ENDURANCE = "endurance"
    CONTROL = "control"
    RETRAINING = "retraining"


class Equipment(StrEnum):
    BAND = "band"
    STEP = "step"
    MAT = "mat"
    CHAIR = "chair"
    WEIGHT = "weight"
    MIRROR = "mirror"
    WALL = "wall"
    TREADMILL = "treadmill"
    METRONOME = "metronome"


class Mark(StrEnum):
    """How a value was seen (evidence base, “How to read the evidence marks”)."""

    VERIFIED = "V"
    RECORD = "R"
    SECOND_HAND = "S"
    UNVERIFIED = "U"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emg:
    """What a study says of the gluteus medius here: a share of its maximal effort, or words.

    The percentages are the lowest and the highest mean that `text` names, without their spread.
    """

    text: str
    source: str  # a key of evidence base 7; "" where none is known
    mark: Mark
    least_percent: int | None = None
    most_percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise; `version` is raised with every change of meaning.

    `easier` and `harder` are codes: where progression and regression lead (evidence base 5).
    """

    code: str  # E01 … E25, or C and a number for one of the clinic's own
    slug: str
    name: str
    summary: str  # one sentence for the list
    level: int  # 1 no weight on the leg … 5 hops and running drills
    aim: Aim
    laterality: Laterality
    position: str
    equipment: tuple[Equipment, ...] = ()
    optional_equipment: tuple[Equipment, ...] = ()
    steps: tuple[str, ...]
    cues: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    dose: Dose | None  # None where a session, not a set, is the dose
    dose_words: str = ""  # where `dose` is None, and what a number cannot say
    dose_source: str  # "seed", "ours", or a key of evidence base 7
    emg: tuple[Emg, ...] = ()
    easier: tuple[str, ...] = ()
    harder: tuple[str, ...] = ()
    needs: str = ""  # what must come first, such as another exercise done well
    is_single_limb: bool = False
    sources: tuple[str, ...] = ()  # keys of CITATIONS
    video_url: str = ""
    picture: str = ""  # the reference of an uploaded one; ours are drawn (`drawing.py`)
    picture_alt: str = ""
    seed_item: int | None = None
    version: int = 1
    written_on: date

    @property
    def is_own(self) -> bool:
        """Say whether the clinic added it."""
        return self.code.startswith("C")
