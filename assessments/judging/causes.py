"""Weak, tired or technique: which factor the findings suggest. Pure.

Evidence base 4.6. The clinic's own logic, not a validated classifier: a suggestion
that the clinician accepts or changes. What was not looked at is never taken for well.
"""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`factors` by their codes; `plain` is how a patient reads it."""

    factors: tuple[str, ...]
    plain: str
    is_fatigue_assessed: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three questions with the facts that answer it; None: it was not looked at."""

    is_so: bool | None
    facts: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return {True: "Yes", False: "No", None: "Not assessed"}[self.is_so]


# By (drop when fresh, weak, worse when tired).
SUGGESTIONS = {
    (True, True, False): (("weakness",), "not yet strong enough"),
    (False, False, True): (("fatigue",), "tires during the run"),
    (True, True, True): (
        ("weakness", "fatigue"),
        "not yet strong enough, and tires during the run",
    ),
    (False, True, True): (("fatigue", "weakness"), "tires during the run; strength comes first"),
    (True, False, False): (("technique",), "strong enough, moves this way"),
    (True, False, True): (
        ("technique", "fatigue"),
        "strong enough, moves this way, and tires during the run",
    ),
    (False, True, False): (("weakness",), "strength is low, without a sign in running: watch"),
    (False, False, False): ((), "none found: look at load"),
}
UNSURE = "too little was looked at to tell"
EITHER = (False, True)


def suggest(
    *, drops_fresh: bool | None, is_weak: bool | None, worse_tired: bool | None
) -> Suggestion:
    """Return the suggestion; None is what was not looked at.

    Without the end of the run the rest is suggested, and said to leave fatigue open. Without one of
    the other two only what holds either way is suggested.
    """
    possible = [
        SUGGESTIONS[answers]
        for answers in product(
            EITHER if drops_fresh is None else (drops_fresh,),
            EITHER if is_weak is None else (is_weak,),
            (bool(worse_tired),),
        )
    ]
    if len(possible) == 1:
        factors, plain = possible[0]
        return Suggestion(factors, plain, worse_tired is not None)
    shared = tuple(
        factor for factor in possible[0][0] if all(factor in factors for factors, _ in possible)
    )
    plain = SUGGESTIONS[False, False, True][1] if shared == ("fatigue",) else UNSURE
    return Suggestion(shared, plain, worse_tired is not None)
