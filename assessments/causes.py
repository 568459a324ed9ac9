"""Weak, tired or technique: which factor the findings suggest. Pure.

Section 4.6 of the evidence base. The clinic's own logic, not a validated classifier: a suggestion
that the clinician accepts or changes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`factors` by their codes; `plain` is how a patient reads it."""

    factors: tuple[str, ...]
    plain: str
    is_fatigue_assessed: bool = True


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


def suggest(*, drops_fresh: bool, is_weak: bool, worse_tired: bool | None) -> Suggestion:
    """Return the suggestion; `worse_tired` is None when the end of the run was not measured."""
    factors, plain = SUGGESTIONS[drops_fresh, is_weak, bool(worse_tired)]
    return Suggestion(factors, plain, worse_tired is not None)
