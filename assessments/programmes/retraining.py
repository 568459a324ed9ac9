"""Gait retraining: one's own step rate as a metronome's numbers, and feedback that fades. Pure.

E24 and E25 of evidence base 5. No number here is a goal for everybody: it is +5 to +10 % of one's
own rate, never 180 (evidence base 2.4).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

STEP_RATE, FEEDBACK = "E24", "E25"
CODES = (STEP_RATE, FEEDBACK)
LESS, MORE = Decimal("1.05"), Decimal("1.10")  # of one's own rate (Bramah 2019, verified)
SLOWEST_SPM, FASTEST_SPM = 120, 230  # as evidence base 2.4 allows a step rate to be
SESSIONS, FADED_FROM = 8, 5  # 8 sessions, feedback faded in the last 4 (Willy 2012, verified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metronome:
    """Beats a minute, one for each step of either foot: one's own, 5 and 10 % more."""

    own: int
    slower: int
    faster: int


def metronome(own_spm: Decimal, *, is_gentle: bool = False) -> Metronome:
    """Return whole beats for a step rate; a gentle change stays at 5 % (calf, Achilles pain)."""
    return Metronome(
        own=_beats(own_spm),
        slower=_beats(own_spm * LESS),
        faster=_beats(own_spm * (LESS if is_gentle else MORE)),
    )


def _beats(rate):
    return int(rate.quantize(Decimal(1), ROUND_HALF_UP))


def metronome_in_words(beats: Metronome) -> str:
    """Return what to set a metronome to, and where that comes from."""
    rise = f"{beats.slower}" if beats.slower == beats.faster else f"{beats.slower}–{beats.faster}"
    share = "5 %" if beats.slower == beats.faster else "5 to 10 %"
    return (
        f"Metronome at {rise} steps a minute: {share} more than the {beats.own} of your own "
        "running, at the same speed."
    )


def schedule_in_words(stop_above: int) -> str:
    """Return how the sessions with a mirror or video go, and when one of them ends (E25)."""
    return (
        f"{SESSIONS} sessions. In the first {FADED_FROM - 1} watch the mirror or video all the "
        f"time; in the last {SESSIONS - FADED_FROM + 1} look away for longer each time. Stop a "
        f"session when your pain rises by more than {stop_above} points."
    )


def feedback_in_words(session: int) -> str:
    """Return how much one looks at the mirror or video in one of the sessions, from one on."""
    if session < FADED_FROM:
        return "Watch the mirror or video all the time."
    if session <= SESSIONS:
        return "Look away for longer than last time, then check."
    return "Run without the mirror or video, and check now and then."
