"""Calling first: a visit stays, and its patient changes nothing online until a clinician says so.

Why is another app's to know, and a clinician's alone.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bookings.locks import lock, retry_deadlocks, wait_for_joins
from bookings.mail import planning
from bookings.models import Appointment
from clinic.models import Patient


@retry_deadlocks
@transaction.atomic
def hold_for_review(*, appointment: Appointment) -> Appointment:
    """Mark a visit as one to call about first, and have its clinician told; the visit stays.

    Once more tells the clinician again, at most once an hour.
    """
    current = _locked(appointment)
    now = timezone.now()
    if current.under_review_since is None:
        current.under_review_since = now
        current.save(update_fields=["under_review_since"])
    planning.plan_review(current, now=now)
    return current


@retry_deadlocks
@transaction.atomic
def end_review(*, appointment: Appointment) -> Appointment:
    """Let the patient move and book online again; again changes nothing."""
    current = _locked(appointment)
    if current.under_review_since is not None:
        current.under_review_since = None
        current.save(update_fields=["under_review_since"])
    return current


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
