"""A patient's log of runs: written once, corrected, removed; the history keeps all of it."""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions.plan_alerts import tell_of_run
from assessments.exceptions import RunChanged, RunIsRemoved, RunLoggedAlready, RunSentAlready
from assessments.models import Run, RunSource
from bookings.locks import wait_for_turn
from clinic.marks import mark_of
from clinic.models import Patient, User

SAME_START = timedelta(minutes=1)  # two programs round one start differently


@dataclass(frozen=True, kw_only=True)
class RunSaid:
    """What a patient says of a run; pain is from 0 to 10."""

    ran_on: date
    distance_km: Decimal
    duration_s: int | None
    nprs_during_max: int
    nprs_next_morning: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What a watch's file says of it as well, and which file, by its SHA-256; no position."""

    file_sha256: str
    leg: int
    started_at: datetime | None
    moving_s: int | None
    step_rate_spm: Decimal | None


@transaction.atomic
def log_run(
    *,
    patient: Patient,
    said: RunSaid,
    submission: UUID,
    by: User,
    now: datetime,
    recorded: Recorded | None = None,
) -> tuple[Run, bool]:
    """Return the run, and whether it is new: the same log sent five times is stored once.

    Raises RunSentAlready where the key came with something else, or RunLoggedAlready for a
    recording that is in the log.
    """
    wait_for_turn(f"run:{submission}")
    sent = mark_of(str(patient.reference), *astuple(said), *(astuple(recorded) if recorded else ()))
    if made := Run.objects.filter(submission=submission).first():
        if made.said != sent:
            raise RunSentAlready
        return made, False
    Patient.objects.select_for_update(no_key=True).get(pk=patient.person_id)
    if recorded:
        refuse_logged(patient, recorded)
    run = Run.objects.create(
        patient=patient,
        source=RunSource.WATCH if recorded else RunSource.TYPED,
        submission=submission,
        said=sent,
        logged_at=now,
        logged_by=by,
        **vars(said),
        **(vars(recorded) if recorded else {}),
    )
    tell_of_run(run, now=now)
    return run, True


def refuse_logged(patient: Patient, recorded: Recorded) -> None:
    """Raise RunLoggedAlready where the log has this recording, by its file or by its start."""
    runs = Run.objects.kept().of_person(patient)
    same_file = runs.filter(file_sha256=recorded.file_sha256, leg=recorded.leg).first()
    if same_file:
        raise RunLoggedAlready(
            same_file, f"This recording is in the log already: the run of {_day(same_file)}."
        )
    if recorded.started_at is None:
        return
    around = (recorded.started_at - SAME_START, recorded.started_at + SAME_START)
    if same_start := runs.filter(started_at__range=around).first():
        at = timezone.localtime(same_start.started_at)
        raise RunLoggedAlready(
            same_start,
            f"A run that began at the same time is in the log already: {_day(same_start)}, "
            f"{at:%H:%M}.",
        )


@transaction.atomic
def correct_run(*, run: Run, said: RunSaid, revision: int, now: datetime) -> Run:
    """Say of a run what holds; the history keeps what was said. Raises RunIsRemoved or RunChanged.

    `revision` is that of the page: what another page has saved since is not overwritten unseen.
    """
    run = _locked(run)
    if all(getattr(run, name) == value for name, value in vars(said).items()):
        return run
    if run.revision != revision:
        raise RunChanged
    for name, value in vars(said).items():
        setattr(run, name, value)
    run.revision += 1
    run.save(update_fields=[*vars(said), "revision"])
    tell_of_run(run, now=now)
    return run


@transaction.atomic
def add_next_morning(*, run: Run, pain: int, now: datetime) -> Run:
    """Add the pain of the next morning. Raises RunIsRemoved, or RunChanged where another stands."""
    run = _locked(run)
    if run.nprs_next_morning == pain:
        return run
    if run.nprs_next_morning is not None:
        raise RunChanged
    run.nprs_next_morning = pain
    run.revision += 1
    run.save(update_fields=["nprs_next_morning", "revision"])
    tell_of_run(run, now=now)
    return run


@transaction.atomic
def remove_run(*, run: Run, by: User, now: datetime) -> Run:
    """Take a run out of the log; the row stays. A second press changes nothing."""
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.removed_at is None:
        run.removed_at, run.removed_by = now, by
        run.revision += 1
        run.save(update_fields=["removed_at", "removed_by", "revision"])
    return run


def _locked(run):
    rows = Run.objects.select_related("patient").select_for_update(of=["self"], no_key=True)
    stored = rows.get(pk=run.pk)
    if stored.removed_at is not None:
        raise RunIsRemoved
    return stored


def _day(run):
    return date_format(run.ran_on, "j F Y")
