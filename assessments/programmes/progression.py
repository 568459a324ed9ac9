"""When an exercise of a plan goes one level up or down, and when the clinician is told. Pure.

Evidence base 5: up when the top of the range is reached in all sets on two sessions in a row with
little pain and good control; down after much pain, or when it is worse the next day. The limits are
clinic settings (`assessments/judging/plan_limits.py`), and a plan keeps those of its day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from assessments.exercises.doses import Dose
from assessments.judging import plan_limits
from assessments.judging.shapes import Settings


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class Rule(StrEnum):
    """Which part of the rule moves an exercise."""

    TOP_OF_RANGE = "top_of_range"
    PAIN = "pain"
    WORSE_NEXT_DAY = "worse_next_day"


class AlertKind(StrEnum):
    """What a clinician is told of, once for each occasion."""

    SILENCE = "silence"
    PAIN = "pain"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a plan moves on by."""

    sessions: int
    up_pain_max: int
    down_pain_above: int
    days_between: int
    effort_from: int
    silence_days: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Return the limits among all settings."""
        return cls(
            sessions=int(settings[plan_limits.SESSIONS_IN_A_ROW]),
            up_pain_max=int(settings[plan_limits.UP_PAIN_MAX]),
            down_pain_above=int(settings[plan_limits.DOWN_PAIN_ABOVE]),
            days_between=int(settings[plan_limits.DAYS_BETWEEN_LEVELS]),
            effort_from=int(settings[plan_limits.EFFORT_FROM]),
            silence_days=int(settings[plan_limits.SILENCE_DAYS]),
        )

    @property
    def between(self) -> timedelta:
        return timedelta(days=self.days_between)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One exercise on one day, as it was logged; `log` is the key by which it was sent.

    None is what was not answered: without pain and control it never counts for a step up.
    """

    log: UUID
    day: date
    exercise: str
    reached_top: bool
    pain: int | None = None
    good_control: bool | None = None
    worse_next_day: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step that was decided: made `on` a day, or declined. Its causes are used up by it."""

    direction: Direction
    on: date
    causes: frozenset[UUID] = frozenset()
    is_made: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One level up or down, by which part of the rule, and the logs that say so."""

    direction: Direction
    rule: Rule
    causes: tuple[UUID, ...]


def reached_top(done: Sequence[int], dose: Dose | None) -> bool:
    """Say whether the top of the range was reached in all sets; where sets have a range, its top.

    What has no dose in numbers has no top.
    """
    if dose is None:
        return False
    return len(done) >= (dose.sets_most or dose.sets) and all(count >= dose.most for count in done)


def decide(
    exercise: str,
    sessions: Iterable[Session],
    moves: Sequence[Move],
    *,
    today: date,
    limits: Limits,
    has_easier: bool = True,
    has_harder: bool = True,
) -> Decision | None:
    """Return the step that the rule asks for, of an exercise that stands at `exercise` today.

    `sessions` and `moves` are those of its place in the plan, whichever exercise stood there. A log
    that is given twice counts once. Never two levels of one way within the days between levels, and
    never up so soon after a step down; what hurts within them counts once they have passed.
    """
    once = {session.log: session for session in sessions if session.day <= today}
    known = sorted(once.values(), key=lambda session: (session.day, str(session.log)))
    down = _down(exercise, known, moves, today, limits) if has_easier else None
    return down or (_up(exercise, known, moves, today, limits) if has_harder else None)


def is_painful(session: Session, limits: Limits) -> bool:
    return session.pain is not None and session.pain > limits.down_pain_above


def may_move(direction: Direction, moves: Sequence[Move], *, today: date, limits: Limits) -> bool:
    """Say whether enough days have passed since the steps that were made: of this way, to go down;
    of either, to go up.
    """
    before = [
        move.on
        for move in moves
        if move.is_made and (direction == Direction.UP or move.direction == direction)
    ]
    return not before or today >= max(before) + limits.between


def _down(exercise, sessions, moves, today, limits):
    if not may_move(Direction.DOWN, moves, today=today, limits=limits):
        return None
    made = [move for move in moves if move.is_made]
    last = max(made, key=lambda move: move.on, default=None)
    has_left = last is not None and last.direction == Direction.DOWN  # what hurt there is answered
    since = today - limits.between + timedelta(days=1)
    used = _used(moves, Direction.DOWN)
    bad = [
        session
        for session in sessions
        if session.day >= since
        and session.log not in used
        and (session.exercise == exercise or not has_left)
        and (is_painful(session, limits) or session.worse_next_day)
    ]
    if not bad:
        return None
    rule = Rule.PAIN if any(is_painful(each, limits) for each in bad) else Rule.WORSE_NEXT_DAY
    return Decision(
        direction=Direction.DOWN, rule=rule, causes=tuple(session.log for session in bad)
    )


def _up(exercise, sessions, moves, today, limits):
    if not may_move(Direction.UP, moves, today=today, limits=limits):
        return None
    since = max((move.on for move in moves if move.is_made), default=date.min)
    here = [each for each in sessions if each.exercise == exercise and each.day >= since]
    days = sorted({session.day for session in here})[-limits.sessions :]
    if len(days) < limits.sessions:
        return None
    counted = [session for session in here if session.day >= days[0]]
    around = [session for session in sessions if session.day >= days[0]]
    is_good = all(_is_well_done(session, limits) for session in counted) and not any(
        session.worse_next_day or is_painful(session, limits) for session in around
    )
    if not is_good or _used(moves, Direction.UP) & {session.log for session in counted}:
        return None
    return Decision(
        direction=Direction.UP,
        rule=Rule.TOP_OF_RANGE,
        causes=tuple(session.log for session in counted),
    )


def _is_well_done(session, limits):
    return (
        session.reached_top
        and session.pain is not None
        and session.pain <= limits.up_pain_max
        and session.good_control is True
        and not session.worse_next_day
    )


def _used(moves, direction):
    return {cause for move in moves if move.direction == direction for cause in move.causes}


# --- What the clinician is told -------------------------------------------------------------------


def told_of(session: Session, effort: int | None, limits: Limits) -> list[AlertKind]:
    """Return what one session is told to the clinician for: pain, a worse next day, an effort."""
    kinds = []
    if is_painful(session, limits) or session.worse_next_day:
        kinds.append(AlertKind.PAIN)
    if effort is not None and effort >= limits.effort_from:
        kinds.append(AlertKind.EFFORT)
    return kinds


def silent_since(
    *, starts_on: date, ends_on: date, last_log: date | None, today: date, limits: Limits
) -> date | None:
    """Return the day since when nothing was logged of a plan that runs; None while all is well.

    The plan's own days count: from its first one, until its last.
    """
    since = max(starts_on, last_log) if last_log else starts_on
    is_running = starts_on <= today <= ends_on
    return since if is_running and today >= since + timedelta(days=limits.silence_days) else None
