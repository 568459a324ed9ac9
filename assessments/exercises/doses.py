"""How much of an exercise: sets, and in each of them repetitions, steps or seconds. Pure.

The default doses are those of evidence base 5; a range is one that a runner works up through.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_SETS, MOST_COUNTED, MOST_SECONDS, MOST_REST_S = 10, 100, 300, 600


class Counted(StrEnum):
    """What a set counts."""

    REPETITIONS = "repetitions"
    STEPS = "steps"
    SECONDS = "seconds"  # a hold


class DoseError(ValueError):
    """A dose that nobody could do. `field` says which part of it, the text why."""

    def __init__(self, field: str, text: str):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Sets of a range of repetitions, steps or seconds; `hold_s` is held at each repetition.

    `sets_most` is more than `sets` where the evidence base gives a range of sets. What is counted
    is counted for each side, where the exercise has two.
    """

    sets: int = 1
    sets_most: int | None = None
    least: int
    most: int
    counted: Counted = Counted.REPETITIONS
    hold_s: int | None = None
    rest_s: int | None = None

    def __post_init__(self):
        for field, value, limit in (
            ("sets", self.sets, MOST_SETS),
            ("sets_most", self.sets_most, MOST_SETS),
            ("least", self.least, self.counts_to),
            ("most", self.most, self.counts_to),
            ("hold_s", self.hold_s, MOST_SECONDS),
            ("rest_s", self.rest_s, MOST_REST_S),
        ):
            if value is not None and not 1 <= value <= limit:
                raise DoseError(field, f"Give a whole number from 1 to {limit}.")
        if self.most < self.least:
            raise DoseError("most", f"Give {self.least} or more: it is the top of the range.")
        if self.sets_most is not None and self.sets_most < self.sets:
            raise DoseError("sets_most", f"Give {self.sets} or more: it is the top of the range.")
        if self.hold_s is not None and self.counted == Counted.SECONDS:
            raise DoseError("hold_s", "The seconds of a hold are what the set counts.")

    @property
    def counts_to(self) -> int:
        """Return the most that one set may count."""
        return MOST_SECONDS if self.counted == Counted.SECONDS else MOST_COUNTED
