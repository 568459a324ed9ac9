"""Reads of plans: whose is which, what an exercise is in one, and what a place in it has seen."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.catalogue import exercises_by_code
from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Exercise
from assessments.models import (
    DoseDefault,
    PlanAlert,
    Programme,
    ProgrammeItem,
    ProgrammeLine,
    ProgrammeVersion,
    ProgressionStep,
    SessionLog,
    StepState,
)
from assessments.programmes.progression import (
    Direction,
    Limits,
    Move,
    Session,
    reached_top,
)
from clinic.models import Patient, User

WITH_PERSON = Prefetch("programme", Programme.objects.with_person().select_related("practitioner"))
SHOWN = ("name", "summary", "position", "steps", "cues", "cautions", "level", "video_url")


def known_exercises() -> dict[str, Exercise]:
    """Return every exercise that a plan may hold, those that the clinic hides by now too."""
    return exercises_by_code(with_hidden=True)


def running_plan(patient: Patient) -> Programme | None:
    """Return the plan that a person follows, with its versions; None without one."""
    return Programme.objects.running().of_person(patient).with_versions().first()


def draft_plan(patient: Patient) -> Programme | None:
    """Return the person's plan that has a version being written; None without one."""
    plans = Programme.objects.of_person(patient).with_versions()
    return plans.filter(versions__sent_at=None, versions__isnull=False).first()


def plans_of(patient: Patient) -> list[Programme]:
    """Return all plans of a person that were ever sent, the latest first."""
    return list(Programme.objects.ever_sent().of_person(patient).with_versions())


def count_waiting(programme: Programme) -> int:
    """Return how much of a plan waits for a clinician: alerts, and steps that are proposed."""
    steps = programme.steps.filter(state=StepState.PROPOSED)
    return programme.alerts.unseen().count() + steps.count()


def alerts_for(user: User) -> QuerySet[PlanAlert]:
    """Return what was raised of the plans that a clinician, or whom they supervise, answers for."""
    alerts = PlanAlert.objects.unseen().filter(_answers_for("programme__practitioner", user))
    return alerts.prefetch_related(WITH_PERSON)


def proposals_for(user: User) -> QuerySet[ProgressionStep]:
    """Return the steps that wait for a clinician, or for whom they supervise."""
    steps = ProgressionStep.objects.filter(state=StepState.PROPOSED)
    steps = steps.filter(_answers_for("programme__practitioner", user))
    return steps.order_by("proposed_at", "pk").prefetch_related(WITH_PERSON)


def waiting_count(user: User) -> int:
    """Return how much of plans waits for a clinician; two queries."""
    if not (user.is_authenticated and user.is_clinician):
        return 0
    return alerts_for(user).count() + proposals_for(user).count()


def _answers_for(practitioner, user):
    return Q(**{f"{practitioner}__user": user}) | Q(**{f"{practitioner}__supervisor__user": user})


def has_plan(user: User) -> bool:
    """Say whether anybody whom an account looks after has, or had, a plan."""
    if not user.is_authenticated:
        return False
    own = Patient.objects.of_account(user)
    return Programme.objects.ever_sent().filter(patient__in=own).exists()


# --- An exercise as it stands in a plan -----------------------------------------------------------


def shown_of(exercise: Exercise) -> dict:
    """Return what a plan keeps of an exercise, as it was shown that day."""
    kept = {name: getattr(exercise, name) for name in SHOWN}
    kept |= {name: list(kept[name]) for name in ("steps", "cues", "cautions")}
    return kept | {
        "equipment": [str(each) for each in exercise.equipment],
        "laterality": str(exercise.laterality),
        "slug": exercise.slug,
    }


def dose_of(exercise: Exercise) -> Dose | None:
    """Return the dose that an exercise begins with: the clinic's default, or its own."""
    saved = DoseDefault.objects.filter(exercise=exercise.code).first()
    return saved.dose if saved else exercise.dose


def doses_of(codes: Iterable[str]) -> dict[str, Dose | None]:
    """Return the clinic's own default doses among these exercises."""
    return {row.exercise: row.dose for row in DoseDefault.objects.filter(exercise__in=codes)}


# --- What the rule goes by ------------------------------------------------------------------------


def limits_of(version: ProgrammeVersion) -> Limits:
    """Return the limits that a sent version moves on by: those that its patient read."""
    return Limits.of({code: int(value) for code, value in version.rules.items()})


def as_session(log: SessionLog) -> Session:
    """Return a log as the rule sees it; its item is fetched with it."""
    return Session(
        log=log.reference,
        day=log.done_on,
        exercise=log.item.exercise,
        reached_top=reached_top(log.done, log.item.dose),
        pain=log.pain,
        good_control=log.good_control,
        worse_next_day=log.worse_next_day,
    )


def sessions_of(line: ProgrammeLine) -> list[Session]:
    """Return what was logged at one place of a plan, whichever exercise stood there."""
    logs = SessionLog.objects.counting().filter(item__line=line).select_related("item")
    return [as_session(log) for log in logs]


def moves_of(line: ProgrammeLine) -> list[Move]:
    """Return the steps that were decided at one place, and where a clinician changed it by hand."""
    decided = ProgressionStep.objects.filter(
        line=line, state__in=[StepState.MADE, StepState.DECLINED]
    )
    moves = [
        Move(
            direction=Direction(step.direction),
            on=step.made_on or timezone.localdate(step.decided_at),
            causes=frozenset(step.causes),
            is_made=step.state == StepState.MADE,
        )
        for step in decided
    ]
    begun_on = _begun_on(line)
    return [*moves, Move(direction=Direction.UP, on=begun_on)] if begun_on else moves


def _begun_on(line) -> date | None:
    """Return the day a place was added to a plan that ran; None where it was there from the start.

    What a clinician puts in by hand counts as a level, so that no rule adds one in the same week.
    """
    items = ProgrammeItem.objects.filter(line=line, version__sent_at__isnull=False)
    first = items.select_related("version").order_by("version__number").first()
    if first is None:
        return None
    is_first = not ProgrammeVersion.objects.filter(
        programme=line.programme_id, sent_at__isnull=False, number__lt=first.version.number
    ).exists()
    return None if is_first else timezone.localdate(first.version.sent_at)


def last_log_day(programme: Programme) -> date | None:
    """Return the last day on which anything of a plan was logged."""
    logs = SessionLog.objects.counting().filter(programme=programme)
    return logs.order_by("-done_on").values_list("done_on", flat=True).first()
