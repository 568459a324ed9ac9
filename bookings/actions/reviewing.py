"""Calling first: a visit stays, and its patient changes nothing online until a clinician says so.

Why is another app's to know, and a clinician's alone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bookings.advice import gravest_first
from bookings.locks import lock, retry_deadlocks, wait_for_joins
from bookings.mail import planning
from bookings.models import Appointment
from clinic.models import Patient


@retry_deadlocks
@transaction.atomic
def hold_for_review(*, appointment: Appointment, levels: Iterable[str]) -> Appointment:
    """Mark a visit as one to call about first, and have its clinician told; the visit stays.

    `levels` say how soon, and stay with those that are marked already. Once more tells the
    clinician again, at most once an hour unless it is graver.
    """
    current = _locked(appointment)
    now = timezone.now()
    current.under_review_since = current.under_review_since or now
    current.review_levels = gravest_first([*current.review_levels, *levels])
    current.save(update_fields=["under_review_since", "review_levels"])
    planning.plan_review(current, now=now)
    return current


@retry_deadlocks
@transaction.atomic
def end_review(*, appointment: Appointment) -> Appointment:
    """Let the patient move and book online again; again changes nothing."""
    current = _locked(appointment)
    if current.under_review_since is not None:
        current.under_review_since, current.review_levels = None, []
        current.save(update_fields=["under_review_since", "review_levels"])
    return current


@retry_deadlocks
@transaction.atomic
def leave_phone(*, appointment: Appointment, phone: str) -> None:
    """Keep a number in the file of a patient who had none, and tell it whoever was alerted.

    A number that is known stays: whoever has the visit's link changes nobody's.
    """
    current = _locked(appointment)
    if current.patient.phone or not phone:
        return
    current.patient.phone = phone
    current.patient.save(update_fields=["phone"])
    if current.under_review_since is not None:
        planning.plan_review(current, now=timezone.now())


@transaction.atomic
def note_form_filled(*, appointment: Appointment) -> None:
    """Record that the questions before the visit are answered; the first time counts."""
    Appointment.objects.filter(pk=appointment.pk, form_filled_at=None).update(
        form_filled_at=timezone.now()
    )


@transaction.atomic
def note_unsigned(*, appointment: Appointment, since: datetime | None) -> None:
    """Mark a visit whose note was begun and waits for a signature; `None` clears the mark.

    The visit is locked until the end of the transaction, marked before or not.
    """
    current = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk)
    if since is None or current.note_unsigned_since is None:
        current.note_unsigned_since = since
        current.save(update_fields=["note_unsigned_since"])


def lock_person(appointment: Appointment) -> None:
    """Lock all the files of the visit's patient: what is asked and booked for them takes turns."""
    wait_for_joins()
    file = Patient.objects.get(pk=appointment.patient_id)  # as it is joined now
    files = Patient.objects.of_person(file)
    lock(practitioners=[], equipment=[], patients=list(files.values_list("pk", flat=True)))


def _locked(appointment):
    lock_person(appointment)
    visits = Appointment.objects.select_related("practitioner__user", "patient")
    return visits.select_for_update(of=["self"], no_key=True).get(pk=appointment.pk)
