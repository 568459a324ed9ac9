"""Write a plan for a patient, send it, change it by a new version, end it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments import plans
from assessments.actions.locking import (
    lock_draft,
    lock_person_of,
    lock_plan,
    lock_plan_and_person,
)
from assessments.catalogue import exercises_by_code
from assessments.exceptions import (
    NoPractitioner,
    NoSuchExercise,
    PlanClosed,
    PlanNotRunning,
)
from assessments.exercises.doses import Dose
from assessments.judging import plan_limits
from assessments.models import (
    Assessment,
    DoseDefault,
    Programme,
    ProgrammeItem,
    ProgrammeLine,
    ProgrammeStatus,
    ProgrammeVersion,
    RuleSetting,
    dose_columns,
)
from assessments.programmes import words
from assessments.programmes.cautions import Caution
from bookings.locks import retry_deadlocks
from clinic.models import Patient, Practitioner, User

MOST_ITEMS = 20  # exercises of one plan
COPIED = (
    *("line_id", "position", "exercise", "exercise_version", "shown", "days", "first_side"),
    *("extra_set", "reason", "source", "note", "own_spm", "is_gentle", "moved_by_id"),
    *("sets", "sets_most", "least", "most", "counted", "hold_s", "rest_s", "dose_words"),
)


@dataclass(frozen=True, kw_only=True)
class DraftItem:
    """One exercise as it is written; `line` is its place in the plan so far, None for a new one."""

    exercise: str
    line: int | None = None
    dose: Dose | None = None
    dose_words: str = ""
    days: tuple[int, ...] = ()
    first_side: str = ""
    extra_set: bool = False
    reason: str = ""
    source: str = ""
    note: str = ""
    own_spm: Decimal | None = None
    is_gentle: bool = False


@dataclass(frozen=True, kw_only=True)
class DraftPlan:
    """A whole version as it is written, its exercises in their order."""

    starts_on: date
    weeks: int
    retest_week: int | None = None
    note: str = ""
    load_advice: str = ""
    cautions: tuple[str, ...] = ()
    caution_note: str = ""
    moves_by_itself: bool = False
    items: tuple[DraftItem, ...] = ()


@retry_deadlocks
@transaction.atomic
def begin_programme(
    *,
    patient: Patient,
    practitioner: Practitioner | None,
    assessment: Assessment | None,
    by: User,
    now: datetime,
    known: tuple[Caution, ...] = (),
) -> Programme:
    """Begin a plan with an empty draft; one that is being written already is taken up again.

    `known` are the cautions that the intake tells. Raises NoPractitioner.
    """
    if practitioner is None:
        raise NoPractitioner
    lock_person_of(patient)
    if open_one := plans.draft_plan(patient):
        return open_one
    settings = RuleSetting.objects.current()
    programme = Programme.objects.create(
        patient=patient,
        practitioner=practitioner,
        assessment=assessment,
        created_by=by,
        created_at=now,
    )
    weeks = int(settings[plan_limits.WEEKS])
    ProgrammeVersion.objects.create(
        programme=programme,
        number=1,
        created_by=by,
        created_at=now,
        starts_on=timezone.localdate(now) + timedelta(days=1),
        weeks=weeks,
        retest_week=weeks,
        load_advice=words.load_advice(settings),
        cautions=[str(code) for code in known],
        moves_by_itself=settings[plan_limits.MOVES_BY_ITSELF] == plan_limits.BY_ITSELF,
    )
    return programme


@retry_deadlocks
@transaction.atomic
def begin_version(*, programme: Programme, by: User, now: datetime) -> ProgrammeVersion:
    """Begin the next version of a plan that runs, as the last one stands.

    A draft of the person that is open, a new plan's too, is kept. Raises PlanNotRunning.
    """
    programme = lock_plan_and_person(programme)
    if not programme.is_running:
        raise PlanNotRunning
    if open_one := plans.draft_plan(programme.patient):
        return open_one.draft
    last = programme.in_force
    draft = ProgrammeVersion.objects.create(
        programme=programme,
        number=last.number + 1,
        created_by=by,
        created_at=now,
        **{name: getattr(last, name) for name in VERSION_COPIED},
    )
    copy_items(last, draft)
    return draft


VERSION_COPIED = (
    *("starts_on", "weeks", "retest_week", "note", "load_advice"),
    *("cautions", "caution_note", "moves_by_itself"),
)


def copy_items(last: ProgrammeVersion, version: ProgrammeVersion) -> list[ProgrammeItem]:
    """Write a version's items once more, into another version."""
    return ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            version=version,
            programme_id=version.programme_id,
            **{name: getattr(item, name) for name in COPIED},
        )
        for item in last.items.order_by("position")
    )


@retry_deadlocks
@transaction.atomic
def save_draft(
    *, version: ProgrammeVersion, revision: int, plan: DraftPlan, now: datetime
) -> ProgrammeVersion:
    """Store a draft as it is written, its exercises in the order given.

    Raises PlanChanged where another page has saved since, PlanClosed or NoSuchExercise.
    """
    draft = lock_draft(version, revision)
    for name in (*VERSION_COPIED,):
        value = getattr(plan, name)
        setattr(draft, name, list(value) if isinstance(value, tuple) else value)
    draft.revision += 1
    draft.save()
    _write_items(draft, plan.items)
    return draft


def _write_items(draft, items):
    known = exercises_by_code(with_hidden=True)  # one that is in a plan stays
    moved_by = {
        (item.line.number, item.exercise): item.moved_by_id
        for item in draft.items.select_related("line")
    }
    free = {line.number: line for line in draft.programme.lines.all()}
    stands_at = _exercises_in_force(draft)
    draft.items.all().delete()
    for position, item in enumerate(items, start=1):
        exercise = known.get(item.exercise)
        if exercise is None:
            raise NoSuchExercise
        line = free.pop(item.line, None)
        if line is None or stands_at.get(line.pk, item.exercise) != item.exercise:
            line = _new_line(draft.programme)  # another exercise by hand begins a place of its own
        ProgrammeItem.objects.create(
            version=draft,
            programme_id=draft.programme_id,
            line=line,
            position=position,
            exercise=exercise.code,
            exercise_version=exercise.version,
            shown=plans.shown_of(exercise),
            days=list(item.days),
            first_side=item.first_side,
            extra_set=item.extra_set,
            reason=item.reason,
            source=item.source,
            note=item.note,
            own_spm=item.own_spm,
            is_gentle=item.is_gentle,
            moved_by_id=moved_by.get((line.number, exercise.code)),
            dose_words=item.dose_words,
            **dose_columns(item.dose),
        )


def _exercises_in_force(draft):
    last = draft.programme.in_force
    return {item.line_id: item.exercise for item in last.items.all()} if last else {}


def _new_line(programme):
    last = programme.lines.order_by("-number").first()
    return ProgrammeLine.objects.create(programme=programme, number=last.number + 1 if last else 1)


@retry_deadlocks
@transaction.atomic
def discard_draft(*, version: ProgrammeVersion, by: User, now: datetime) -> None:
    """Put a draft away: it was never sent. Once it is gone, again changes nothing."""
    programme = lock_plan(version.programme)
    draft = ProgrammeVersion.objects.filter(pk=version.pk).first()
    if draft is None:
        return
    if draft.is_sent:
        raise PlanClosed
    draft.items.all().delete()
    draft.delete()
    if programme.status == ProgrammeStatus.DRAFT:
        programme.status = ProgrammeStatus.DISCARDED
        programme.ended_at, programme.ended_by = now, by
        programme.save(update_fields=["status", "ended_at", "ended_by"])


@transaction.atomic
def save_dose(*, exercise: str, dose: Dose, words: str, by: User, now: datetime) -> DoseDefault:
    """Keep a dose as the clinic's default of an exercise, for plans that are written from now on.

    Raises NoSuchExercise.
    """
    if exercise not in exercises_by_code():
        raise NoSuchExercise
    values = dose_columns(dose) | {"dose_words": words, "changed_at": now, "changed_by": by}
    saved, _ = DoseDefault.objects.update_or_create(exercise=exercise, defaults=values)
    return saved
