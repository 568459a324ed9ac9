"""Finding the looks at files that stand out, and signing off what was found."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from bookings.exceptions import LookSignedOff, OwnLook
from bookings.locks import wait_for_turn
from bookings.models import Appointment
from bookings.models.waitlist import WaitlistEntry
from bookings.people.person_search import folded
from bookings.people.unusual_looks import AN_HOUR, Looked, Span, family_names, oddities
from clinic.models import (
    AccessBasis,
    AccessEvent,
    ClinicProfile,
    LookOutcome,
    LookReview,
    Patient,
    UnusualLook,
    User,
)
from clinic.models.access import STAFF_BASES
from clinic.models.people import PERSON_OF_PATIENT

# A look is judged once an hour has passed: who opens a file to book a visit has booked it then.
SETTLES_AFTER = AN_HOUR
LOOKED_BACK = timedelta(days=7)  # beat is silent for no longer unnoticed


@transaction.atomic
def find_unusual_looks(*, now: datetime) -> list[UnusualLook]:
    """Keep the looks of the last days that stand out; what was found before stays as it is."""
    wait_for_turn("unusual looks")
    until = now - SETTLES_AFTER
    events = list(_looks_between(until - LOOKED_BACK - AN_HOUR, until))
    profile = ClinicProfile.objects.current()
    odd = oddities(
        [_looked(event) for event in events],
        _spans_of({event.patient.person_id for event in events}, now),
        period=timedelta(days=profile.treated_for_days),
        files_per_hour=profile.files_per_hour,
    )
    known = set(UnusualLook.objects.filter(look__in=odd).values_list("look", flat=True))
    return UnusualLook.objects.bulk_create(
        UnusualLook(look_id=key, oddities=why, found_at=now)
        for key, why in odd.items()
        if key not in known
    )


@transaction.atomic
def sign_off_looks(
    *,
    unusual: Collection[int],
    by: User,
    outcome: LookOutcome,
    note: str,
    now: datetime,
) -> list[LookReview]:
    """Sign what somebody found who asked about these looks, all of them or none.

    Raises OwnLook, or LookSignedOff where somebody else has been quicker.
    """
    looks = list(
        UnusualLook.objects.select_related("look")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk__in=unusual)
        .order_by("pk")
    )
    if any(unusual.look.user_id == by.pk for unusual in looks):
        raise OwnLook
    is_signed = LookReview.objects.filter(unusual__in=looks).exists()
    if is_signed or len(looks) != len(set(unusual)):
        raise LookSignedOff
    return LookReview.objects.bulk_create(
        LookReview(unusual=one, reviewed_by=by, outcome=outcome, note=note, reviewed_at=now)
        for one in looks
    )


def _looks_between(since, until):
    looks = AccessEvent.objects.filter(
        basis__in=STAFF_BASES, occurred_at__gte=since, occurred_at__lt=until
    )
    return looks.select_related("user", PERSON_OF_PATIENT)


def _looked(event):
    person = event.patient.person
    own = family_names(folded(event.user.name))
    return Looked(
        key=event.pk,
        user=event.user_id,
        person=person.pk,
        at=event.occurred_at,
        for_a_reason=event.basis == AccessBasis.BREAK_GLASS,
        same_name=not own.isdisjoint(family_names(folded(person.name))),
    )


def _spans_of(people, now):
    """Return when each of these people had, or has, a visit or a wish; three queries."""
    files = {file.pk: file.person_id for file in Patient.objects.of_people(people)}
    spans = defaultdict(list)
    visits = Appointment.objects.ever_booked().filter(patient__in=files)
    for patient, starts_at, ends_at in visits.values_list("patient", "starts_at", "ends_at"):
        spans[files[patient]].append(Span(starts_at, ends_at))
    wishes = WaitlistEntry.objects.filter(patient__in=files)
    for patient, begins, ends in wishes.values_list("patient", "created_at", "closed_at"):
        spans[files[patient]].append(Span(begins, ends or now))
    return spans
