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
    """One question with the facts that answer it, and no others; None: it was not looked at.

    `note` is what to bear in mind with the answer.
    """

    is_so: bool | None
    facts: tuple[str, ...] = ()
    note: str = ""

    @property
    def word(self) -> str:
        return {True: "Yes", False: "No", None: "Not assessed"}[self.is_so]


# What tires, in the words of what showed it.
IN_THE_RUN, IN_A_HOLD = "tires during the run", "one leg tires sooner in a hold"
# By (drop when fresh, weak, tires).
SUGGESTIONS = {
    (True, True, False): (("weakness",), "not yet strong enough"),
    (False, False, True): (("fatigue",), "{tires}"),
    (True, True, True): (
        ("weakness", "fatigue"),
        "not yet strong enough, and {tires}",
    ),
    (False, True, True): (("fatigue", "weakness"), "{tires}; strength comes first"),
    (True, False, False): (("technique",), "strong enough, moves this way"),
    (True, False, True): (
        ("technique", "fatigue"),
        "strong enough, moves this way, and {tires}",
    ),
    (False, True, False): (("weakness",), "strength is low, without a sign in running: watch"),
    (False, False, False): ((), "none found: look at load"),
}
UNSURE = "too little was looked at to tell"
EITHER = (False, True)


def suggest(
    *,
    drops_fresh: bool | None,
    is_weak: bool | None,
    worse_tired: bool | None,
    tires_in_hold: bool | None = None,
) -> Suggestion:
    """Return the suggestion; None is what was not looked at.

    The end of the run and a hold that one leg gives up sooner suggest the same factor, each in its
    own words. Without either the rest is suggested, and said to leave fatigue open; a hold alone
    that is alike says nothing of a run. Without one of the other two only what holds either way is
    suggested.
    """
    tires = bool(worse_tired or tires_in_hold)
    is_fatigue_assessed = tires or worse_tired is not None
    words = IN_THE_RUN if worse_tired else IN_A_HOLD
    possible = [
        SUGGESTIONS[answers]
        for answers in product(
            EITHER if drops_fresh is None else (drops_fresh,),
            EITHER if is_weak is None else (is_weak,),
            (tires,),
        )
    ]
    if len(possible) == 1:
        factors, plain = possible[0]
        return Suggestion(factors, plain.format(tires=words), is_fatigue_assessed)
    shared = tuple(
        factor for factor in possible[0][0] if all(factor in factors for factors, _ in possible)
    )
    plain = words if shared == ("fatigue",) else UNSURE
    return Suggestion(shared, plain, is_fatigue_assessed)
