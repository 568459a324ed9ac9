"""A patient's log of runs: written once, corrected, removed; the history keeps all of it."""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from assessments.actions.plan_alerts import tell_of_run
from assessments.exceptions import RunChanged, RunIsRemoved, RunLoggedAlready, RunSentAlready
from assessments.models import Run, RunSource
from bookings.locks import wait_for_turn
from clinic.clock_face import time_of_day
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
    if refusal := why_logged(patient, [recorded])[0]:
        raise refusal


def why_logged(patient: Patient, recordings: list[Recorded]) -> list[RunLoggedAlready | None]:
    """Return of each recording why it is in the log already, None where it is not; one query."""
    known = Q(pk__in=[])
    for each in recordings:
        known |= Q(file_sha256=each.file_sha256, leg=each.leg)
        if each.started_at:
            known |= Q(
                started_at__range=(each.started_at - SAME_START, each.started_at + SAME_START)
            )
    runs = list(Run.objects.kept().of_person(patient).filter(known))
    return [_why_logged(each, runs) for each in recordings]


def _why_logged(recorded, runs):
    mark = (recorded.file_sha256, recorded.leg)
    if run := next((run for run in runs if (run.file_sha256, run.leg) == mark), None):
        return RunLoggedAlready(
            run, f"This recording is in the log already: the run of {_day(run)}."
        )
    began = recorded.started_at
    at_times = [run for run in runs if began and run.started_at]
    if run := next((run for run in at_times if abs(run.started_at - began) <= SAME_START), None):
        at = timezone.localtime(run.started_at)
        return RunLoggedAlready(
            run,
            "A run that began at the same time is in the log already: "
            f"{_day(run)}, {time_of_day(at)}.",
        )
    return None


@transaction.atomic
def correct_run(*, run: Run, said: RunSaid, revision: int, now: datetime) -> Run:
    """Say of a run what holds; the history keeps what was said. Raises RunIsRemoved or RunChanged.

    `revision` is that of the page: what another page has saved since is not overwritten unseen. On
    another day it did not start when the watch said.
    """
    run = _locked(run)
    if all(getattr(run, name) == value for name, value in vars(said).items()):
        return run
    if run.revision != revision:
        raise RunChanged
    before = {name: getattr(run, name) for name in vars(said)}
    if run.ran_on != said.ran_on:
        run.started_at = None
    for name, value in vars(said).items():
        setattr(run, name, value)
    run.revision += 1
    run.save(update_fields=[*vars(said), "started_at", "revision"])
    tell_of_run(run, now=now, before=before)
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
    tell_of_run(run, now=now, before={"nprs_during_max": run.nprs_during_max})
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
