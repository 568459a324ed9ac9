"""The people of the clinic's files, as the desk keeps them: who they are, how they are reached."""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bookings import messages
from bookings.actions.guards import retry_deadlocks, wait_for_turn
from bookings.exceptions import ContactChanged, PersonMayBeKnown
from bookings.models import Appointment, AppointmentStatus
from bookings.person_search import people_named
from clinic import outbox
from clinic.models import Message, MessageState, Patient

NO_EMAIL = "There is no email any more."


@retry_deadlocks
@transaction.atomic
def add_patient(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    birth_date: date | None = None,
    is_somebody_else: bool = False,
    submission: UUID | None = None,
) -> Patient:
    """Open a file; a repeated `submission` returns the one that the first made.

    Raises PersonMayBeKnown for a name that has a file, unless the person `is_somebody_else`.
    """
    if submission:
        wait_for_turn(f"patient:{submission}")
        if made := Patient.objects.filter(reference=submission).first():
            return made
    if not is_somebody_else and people_named(name).exists():
        raise PersonMayBeKnown
    return Patient.objects.create(
        reference=submission or uuid4(),
        name=name,
        email=email,
        phone=phone,
        birth_date=birth_date,
    )


@retry_deadlocks
@transaction.atomic
def change_contact(
    *,
    patient: Patient,
    name: str,
    email: str,
    phone: str,
    birth_date: date | None,
    seen: str | None = None,
) -> Patient:
    """Write how a person is called and reached; what is mailed from now on follows.

    `seen` is the `contact_mark` of what was looked at; raises ContactChanged if it is older. A new
    email is unproven. Without one nothing more is mailed; a first one gets what their visits
    ahead have to say.
    """
    current = Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    if seen is not None and seen != contact_mark(current):
        raise ContactChanged
    had, has = current.email, email
    if has.lower() != had.lower():
        current.email_proven_at = None
    current.name, current.email = name, email
    current.phone, current.birth_date = phone, birth_date
    current.save(update_fields=["name", "email", "phone", "birth_date", "email_proven_at"])
    if bool(had) != bool(has):
        _follow_email(current, timezone.now())
    return current


def contact_mark(patient: Patient) -> str:
    """Return what tells these contact details from any others."""
    details = (patient.name, patient.email, patient.phone, patient.birth_date)
    return sha256(repr(details).encode()).hexdigest()


def _follow_email(patient: Patient, now: datetime) -> None:
    """Plan the mail of the visits ahead, or drop what is planned, now that there is (no) email."""
    ahead = Appointment.objects.filter(
        patient=patient, status=AppointmentStatus.BOOKED, starts_at__gt=now
    )
    for visit in ahead.select_related("patient"):
        if patient.email:
            messages.plan_for(visit, now=now)
            _revive_dropped(visit, now)
        else:
            outbox.drop_planned(about=visit, reason=NO_EMAIL)


def _revive_dropped(visit: Appointment, now: datetime) -> None:
    dropped = Message.objects.about(visit).filter(
        state=MessageState.DROPPED, dropped_reason=NO_EMAIL, send_at__gt=now
    )
    dropped.update(state=MessageState.PLANNED, dropped_reason="")
