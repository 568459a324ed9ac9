"""The people of the clinic's files: who they are, how they are reached, what mail they want."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from bookings.exceptions import ContactChanged, PersonMayBeKnown, TooManyPeople
from bookings.locks import retry_deadlocks, wait_for_turn
from bookings.mail import planning
from bookings.mail.replanning import replan_reminders_of
from bookings.models import Appointment, OfferStatus, WaitlistEntry, WaitlistOffer
from bookings.people.person_search import people_named
from clinic import outbox
from clinic.accounts import verified_emails
from clinic.marks import mark_of
from clinic.models import DropReason, Message, MessageState, Patient, User
from clinic.outbox import Plan

MOST_LOOKED_AFTER = 12


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
def add_looked_after(
    *,
    user: User,
    name: str,
    phone: str = "",
    birth_date: date | None = None,
    contact_name: str = "",
    submission: UUID,
) -> Patient:
    """Open a file that an account looks after, mailed where the account is.

    `contact_name` is who books for them, if not they themselves. A repeated `submission` returns
    the file that the first made. Raises TooManyPeople.
    """
    wait_for_turn(f"account:{user.pk}")
    if made := user.patients.filter(reference=submission).first():
        return made
    if user.patients.kept().count() >= MOST_LOOKED_AFTER:
        raise TooManyPeople
    is_proven = user.email.lower() in verified_emails(user)
    patient = Patient.objects.create(
        reference=submission,
        name=name,
        email=user.email,
        email_proven_at=timezone.now() if is_proven else None,
        phone=phone,
        birth_date=birth_date,
        contact_name=contact_name,
    )
    patient.looked_after_by.add(user)
    return patient


@retry_deadlocks
@transaction.atomic
def choose_messages(
    *,
    patient: Patient,
    reminders_wanted: bool | None = None,
    offers_wanted: bool | None = None,
    questions_wanted: bool | None = None,
) -> None:
    """Write which mail a person wants, in all of their files; reminders follow at once.

    What is not chosen stays as it is.
    """
    choices = {
        "reminders_wanted": reminders_wanted,
        "offers_wanted": offers_wanted,
        "questions_wanted": questions_wanted,
    }
    chosen = {name: wanted for name, wanted in choices.items() if wanted is not None}
    files = Patient.objects.of_person(patient)
    for file in files.select_for_update(no_key=True).order_by("pk"):
        for name, wanted in chosen.items():
            setattr(file, name, wanted)
        file.save(update_fields=list(chosen))
    replan_reminders_of(files, timezone.now())


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
    email is unproven, and goes to the joined files that had the old one too. Where another one
    reaches the person from now on, the keys that were mailed until now end. Without one nothing
    more is mailed; another, or a first one, gets what their visits ahead and wishes have to say.
    """
    of_person = Patient.objects.of_people([patient.pk]).with_person().order_by("pk")
    files = {file.pk: file for file in of_person.select_for_update(of=["self"], no_key=True)}
    current = files[patient.pk]
    if seen is not None and seen != contact_mark(current):
        raise ContactChanged
    before = {file.pk: _emails_of(file) for file in files.values()}
    had = current.email.lower()
    current.name, current.phone, current.birth_date = name, phone, birth_date
    for file in files.values():
        if file.email.lower() == had:
            if email.lower() != had:
                file.email_proven_at = None
            file.email = email
    if had and email.lower() != had:
        current.email_version += 1
    for file in files.values():
        file.save()
    _follow_emails(current, before, timezone.now())
    return current


def _emails_of(file):
    """Return a file's own email, and the one that reaches its person."""
    return file.email.lower(), file.reached_by.email.lower()


def contact_mark(patient: Patient) -> str:
    """Return what tells these contact details from any others."""
    return mark_of(patient.name, patient.email, patient.phone, patient.birth_date)


def _follow_emails(current: Patient, before: dict, now: datetime) -> None:
    """End the keys that another email has, and plan the mail for the one of now, if there is one.

    `before` are the emails by file as they were; the keys of `current` are ended.
    """
    for file in Patient.objects.filter(pk__in=before).with_person().order_by("pk"):
        if _emails_of(file) == before[file.pk]:
            continue
        if file != current and any(before[file.pk]):
            file.email_version += 1
            file.save(update_fields=["email_version"])
        if file.reached_by.email:
            _plan_mail_again(file, now)
        else:
            Message.objects.filter(recipient=file).planned().update(
                state=MessageState.DROPPED, dropped_reason=DropReason.NO_EMAIL
            )


def _plan_mail_again(file, now):
    """Tell of the visits ahead, of what is waited for and of what is on offer."""
    for visit in Appointment.objects.filter(patient=file).still_ahead(now).with_person():
        planning.plan_again(visit, now=now)
        _revive_dropped(visit, now)
    wishes = WaitlistEntry.objects.filter(patient=file).waiting()
    offers = WaitlistOffer.objects.filter(
        entry__in=wishes, status=OfferStatus.OFFERED, expires_at__gt=now
    )
    told = [("waitlist_joined", "joined", row) for row in wishes]
    told += [("waitlist_offer", "offer", row) for row in offers]
    for kind, occasion, row in told:
        outbox.drop_planned(about=row, reason=DropReason.SUPERSEDED)
        again = Plan(kind=kind, occasion=f"{occasion}:e{file.email_version}", send_at=now)
        outbox.plan_all([again], about=row, recipient=file)
    outbox.nudge()


def _revive_dropped(visit: Appointment, now: datetime) -> None:
    dropped = Message.objects.about(visit).filter(
        state=MessageState.DROPPED, dropped_reason=DropReason.NO_EMAIL, send_at__gt=now
    )
    dropped.update(state=MessageState.PLANNED, dropped_reason="")
