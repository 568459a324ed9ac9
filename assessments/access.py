"""Who may open clinical content, on what ground, and the event that each look leaves."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.exceptions import NoAccess, ReasonNeeded, TooManyFiles
from bookings.locks import wait_for_turn
from bookings.models import Appointment
from bookings.slots.holidays import whole_day
from clinic import witness
from clinic.models import (
    AccessBasis,
    AccessEvent,
    AccountAct,
    AccountEvent,
    ClinicProfile,
    Patient,
    User,
)
from clinic.zones import clinic_zone

BREAK_GLASS = "break_glass"  # what an event calls the giving of a reason
SAVES_FOR = timedelta(hours=12)  # a page that stays open over a long day


def looks_after(user: User, patient: Patient) -> bool:
    """Say whether this is the account of the patient, or of whoever acts for them."""
    return Patient.objects.of_account(user).filter(pk=patient.pk).exists()


def treats(user: User, patient: Patient, now: datetime) -> bool:
    """Say whether a clinician treats a patient: from the booking until some time after a visit.

    Whoever supervises the visit's practitioner answers for the treatment, and so treats as well.
    """
    if not user.is_clinician:
        return False
    since = now - timedelta(days=ClinicProfile.objects.current().treated_for_days)
    visits = Appointment.objects.of_person(patient).taking_place()
    treating = Q(practitioner__user=user) | Q(practitioner__supervisor__user=user)
    return visits.filter(treating, ends_at__gte=since).exists()


def reason_given(user: User, patient: Patient, since: datetime) -> str:
    """Return the reason that a clinician gave lately; "" when they gave none."""
    given = AccessEvent.objects.filter(
        user=user, patient=patient, what=BREAK_GLASS, occurred_at__gt=since
    ).first()
    return given.reason if given else ""


def ground_for(
    user: User, patient: Patient, now: datetime, *, saves: bool = False
) -> tuple[AccessBasis, str]:
    """Return why a clinician may open a file, with the reason given.

    What was typed into a page may be saved from it for longer than a reason opens the file: the
    answer shows nothing else. Raises ReasonNeeded, or NoAccess for anybody who is no clinician.
    """
    if not user.is_clinician:
        raise NoAccess
    patient = patient.person
    if treats(user, patient, now):
        return AccessBasis.TREATING, ""
    minutes = timedelta(minutes=ClinicProfile.objects.current().break_glass_minutes)
    if reason := reason_given(user, patient, now - (SAVES_FOR if saves else minutes)):
        return AccessBasis.BREAK_GLASS, reason
    raise ReasonNeeded


def open_file(
    user: User, patient: Patient, *, what: str, now: datetime, reference: UUID | None = None
) -> AccessEvent:
    """Leave the event of a clinician's look; raise ReasonNeeded or NoAccess."""
    basis, reason = ground_for(user, patient, now)
    return AccessEvent.objects.create(
        user=user,
        patient=patient.person,
        what=what,
        reference=reference,
        basis=basis,
        reason=reason,
        occurred_at=now,
    )


def note_look(
    user: User, patient: Patient, *, page: str, what: str, reference: UUID, now: datetime
) -> None:
    """Leave the event of what belongs to a page, unless opening the page has left one.

    Raises ReasonNeeded or NoAccess.
    """
    ground_for(user, patient, now)
    if not _has_looked(user, page, reference, now):
        open_file(user, patient, what=what, reference=reference, now=now)


def note_own_look(
    user: User, patient: Patient, *, page: str, what: str, reference: UUID, now: datetime
) -> None:
    """Leave the event of what belongs to a page that was shared, as `note_look` does."""
    if not _has_looked(user, page, reference, now):
        open_own(user, patient, what=what, reference=reference, now=now)


def _has_looked(user, page, reference, now):
    opened = AccessEvent.objects.filter(
        user=user, what=page, reference=reference, occurred_at__gte=now - SAVES_FOR
    )
    return opened.exists()


def break_glass(
    user: User, patient: Patient, *, reason: str, now: datetime, address: str = ""
) -> AccessEvent:
    """Open a file for a short while to a clinician who does not treat the patient.

    The privacy officer is told. So they are, once a day, of a clinician who has opened as many
    files that day as the clinic allows, and wants another. Raises NoAccess, or TooManyFiles then.
    """
    if not user.is_clinician:
        raise NoAccess
    with transaction.atomic():
        wait_for_turn(f"break glass:{user.pk}")
        allowed = ClinicProfile.objects.current().break_glass_per_day
        done = {"account": user, "by": user, "patient": patient, "address": address, "now": now}
        if _is_one_too_many(user, patient, allowed, now):
            refused = _of_today(user, now).filter(act=AccountAct.FILE_REFUSED)
            is_news = not refused.exists()
            witness.record(AccountAct.FILE_REFUSED, alerts=is_news, **done)
            look = None
        else:
            look = AccessEvent.objects.create(
                user=user,
                patient=patient,
                what=BREAK_GLASS,
                basis=AccessBasis.BREAK_GLASS,
                reason=reason,
                occurred_at=now,
            )
            witness.record(AccountAct.FILE_OPENED, look=look, **done)
    if look is None:
        raise TooManyFiles(allowed)
    return look


def _is_one_too_many(user, patient, allowed, now):
    """Say whether the day's files are opened; one of them may be opened again."""
    opened = _of_today(user, now).filter(act=AccountAct.FILE_OPENED)
    files = set(opened.values_list("patient", flat=True))
    return patient.pk not in files and len(files) >= allowed


def _of_today(user, now):
    today = whole_day(timezone.localdate(now), clinic_zone())
    return AccountEvent.objects.filter(
        account=user, occurred_at__gte=today.start, occurred_at__lt=today.end
    )


def open_own(
    user: User, patient: Patient, *, what: str, now: datetime, reference: UUID
) -> AccessEvent:
    """Leave the event of a look at what was shared; raise NoAccess at a stranger's."""
    if not looks_after(user, patient):
        raise NoAccess
    return AccessEvent.objects.create(
        user=user,
        patient=patient.person,
        what=what,
        reference=reference,
        basis=AccessBasis.OWN,
        occurred_at=now,
    )


def open_by_link(patient: Patient, *, what: str, now: datetime, reference: UUID) -> AccessEvent:
    """Leave the event of a look through the link in a mail; nobody is known by it."""
    return AccessEvent.objects.create(
        patient=patient.person,
        what=what,
        reference=reference,
        basis=AccessBasis.LINK,
        occurred_at=now,
    )
