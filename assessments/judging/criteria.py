"""What a rule and a threshold are. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.judging.shapes import Judge

TITLES = {
    "G1": "Pelvic drop",
    "G2": "Knee angle, running",
    "G3": "Knee angle, single-leg squat",
    "G4": "Knee angle, landing on one leg",
    "G5": "Hip adduction",
    "G6": "Trunk lean",
    "G7": "Feet on or across the midline",
    "G8": "Heel angle",
    "G9": "Shank angle at contact",
    "G11": "Step rate",
    "G12": "Knee bend at midstance",
    "G13": "Vertical bounce",
    "G15": "Trendelenburg test",
    "G16": "Hip-abductor strength against the norm",
    "G17": "Limb symmetry",
    "G18": "Side bridge",
    "G19": "Pain during the run",
    "G20": "Longest session against the month before",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One threshold that a clinic may set; `code` is unique among all rules."""

    code: str
    name: str
    default: Decimal
    unit: str
    source: str
    words: tuple[str, ...] = ()  # of one that is chosen: what 0, 1 … stand for

    def in_words(self, number: Decimal) -> str:
        """Return a value as it is read, without its unit: a plain number, or what was chosen."""
        return self.words[int(number)] if self.words else f"{number.normalize():f}"

    @property
    def spaced_unit(self) -> str:
        """The unit as it follows a number: what is a sign stands close up, a word apart."""
        if self.words:
            return ""
        return self.unit if self.unit in ("°", "%", "/10") else f"\u00a0{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. Without `judge` the measure is shown and never graded, for the reason in `note`."""

    code: str
    measure: str
    strength: str
    settings: tuple[Setting, ...] = ()
    judge: Judge | None = None
    only_for: str = ""  # "female" or "male", where the limits differ
    note: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.code]


def setting(
    code: str, name: str, default: str, unit: str, source: str, words: tuple[str, ...] = ()
) -> Setting:
    return Setting(code, name, Decimal(default), unit, source, words)
