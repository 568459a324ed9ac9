"""Reads of plans: whose is which, what an exercise is in one, and what a place in it has seen."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from assessments.catalogue import exercises_by_code
from assessments.exercises.doses import Dose
from assessments.exercises.exercise import Exercise
from assessments.models import (
    Assessment,
    DoseDefault,
    PainSite,
    PlanAlert,
    Programme,
    ProgrammeItem,
    ProgrammeLine,
    ProgrammeVersion,
    ProgressionStep,
    RuleSetting,
    SessionLog,
    Side,
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


# --- What a plan goes by --------------------------------------------------------------------------


def latest_findings(programme: Programme) -> Assessment | None:
    """Return the person's latest assessment that found something: what a plan goes by."""
    found = Assessment.objects.kept().of_person(programme.patient).filter(findings__isnull=False)
    return found.distinct().order_by("-performed_at", "-pk").first()


def places_of(assessment: Assessment) -> list[tuple[PainSite, Side]]:
    """Return where it hurt, each as its site and its side."""
    parts = (location.rpartition("_") for location in assessment.pain_locations)
    return [(PainSite(site), Side(side)) for site, _, side in parts]


def sites_of(assessment: Assessment | None) -> frozenset[PainSite]:
    """Return where it hurt on either side; nowhere without an assessment."""
    return frozenset(site for site, _ in places_of(assessment)) if assessment else frozenset()


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


def doses_of(exercises: Iterable[Exercise]) -> dict[str, tuple[Dose | None, str]]:
    """Return the dose that each exercise begins with, and its words, by its code.

    They are the clinic's default where it has saved one, or else the exercise's own.
    """
    own = {each.code: (each.dose, each.dose_words) for each in exercises}
    saved = DoseDefault.objects.filter(exercise__in=own)
    return own | {row.exercise: (row.dose, row.dose_words) for row in saved}


# --- What the rule goes by ------------------------------------------------------------------------


def rules_of(version: ProgrammeVersion) -> Mapping[str, Decimal]:
    """Return the settings that hold for a version: those it was sent with, or today's."""
    if version.is_sent:
        return {code: Decimal(value) for code, value in version.rules.items()}
    return RuleSetting.objects.current()


def limits_of(version: ProgrammeVersion) -> Limits:
    """Return the limits that a version moves on by: once it is sent, those its patient read."""
    return Limits.of(rules_of(version))


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
