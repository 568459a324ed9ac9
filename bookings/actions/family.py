"""Who looks after whom, at the desk's word: a caller's children are booked in one call."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bookings.actions.people import MOST_LOOKED_AFTER
from bookings.exceptions import (
    FamilyTheOtherWay,
    LookedAfterThemselves,
    PersonMayBeKnown,
    SamePerson,
    TooManyPeople,
)
from bookings.locks import lock, retry_deadlocks, wait_for_joins, wait_for_turn
from bookings.models import FamilyTie
from bookings.people.families import family_of
from bookings.people.households import own_file, people_of
from bookings.people.person_search import folded, people_named
from clinic.models import Patient, User


@retry_deadlocks
@transaction.atomic
def add_dependant(
    *,
    carer: Patient,
    name: str,
    birth_date: date | None = None,
    is_somebody_else: bool = False,
    made_by: User,
    submission: UUID,
) -> Patient:
    """Find or open the file of somebody whom `carer` looks after, mailed where the carer is.

    Who is of the family under that name already is found. A new file is seen by the carer's own
    account too. A repeated `submission` returns the file that the first one made. Raises
    PersonMayBeKnown for a name that has a file elsewhere, unless it `is_somebody_else`, and
    LookedAfterThemselves or TooManyPeople.
    """
    accounts = [user for user in carer.looked_after_by.order_by("pk") if _is_own(user, carer)]
    for account in accounts:
        wait_for_turn(f"account:{account.pk}")
    wait_for_turn(f"patient:{submission}")
    if made := Patient.objects.filter(reference=submission).first():
        return made
    if carer.contact_name:
        raise LookedAfterThemselves
    if known := family_of(carer).named(name):
        tie_family(patient=known, looked_after_by=carer, made_by=made_by)
        return known
    if not is_somebody_else and people_named(name).exists():
        raise PersonMayBeKnown
    if any(account.patients.kept().count() >= MOST_LOOKED_AFTER for account in accounts):
        raise TooManyPeople
    reached = carer.reached_by
    patient = Patient.objects.create(
        reference=submission,
        name=name,
        email=reached.email,
        email_proven_at=reached.email_proven_at,
        phone=carer.phone,
        birth_date=birth_date,
        contact_name=carer.name,
    )
    patient.looked_after_by.add(*accounts)
    FamilyTie.objects.create(
        patient=patient, looked_after_by=carer, made_by=made_by, made_at=timezone.now()
    )
    return patient


def _is_own(user, carer):
    return own_file(user, people_of(user)) == carer


@retry_deadlocks
@transaction.atomic
def tie_family(*, patient: Patient, looked_after_by: Patient, made_by: User) -> FamilyTie:
    """Write down that one person looks after another; again changes nothing.

    No account sees more by it. Raises SamePerson, FamilyTheOtherWay or LookedAfterThemselves.
    """
    wait_for_joins()
    lock(practitioners=[], equipment=[], patients=[patient.pk, looked_after_by.pk])
    patient, carer = (
        Patient.objects.with_person().get(pk=file.pk).person for file in (patient, looked_after_by)
    )
    if patient == carer:
        raise SamePerson
    theirs, carers = (Patient.objects.of_person(one) for one in (patient, carer))
    if FamilyTie.objects.filter(patient__in=carers, looked_after_by__in=theirs).exists():
        raise FamilyTheOtherWay
    if carer.contact_name:
        raise LookedAfterThemselves
    if found := FamilyTie.objects.filter(patient__in=theirs, looked_after_by__in=carers).first():
        return found
    if not patient.contact_name:
        patient.contact_name = carer.name
        patient.save(update_fields=["contact_name"])
    return FamilyTie.objects.create(
        patient=patient, looked_after_by=carer, made_by=made_by, made_at=timezone.now()
    )


@retry_deadlocks
@transaction.atomic
def untie_family(*, tie: FamilyTie) -> None:
    """Take back that one person looks after another; again changes nothing.

    Who has nobody left, and is in nobody's account, books for themselves from now on, unless it is
    somebody else who books for them.
    """
    lock(practitioners=[], equipment=[], patients=[tie.patient_id])
    standing = FamilyTie.objects.select_related("looked_after_by").filter(pk=tie.pk).first()
    if standing is None:
        return
    FamilyTie.objects.filter(pk=tie.pk).delete()
    patient = Patient.objects.with_person().get(pk=tie.patient_id).person
    files = Patient.objects.of_person(patient)
    is_tied = FamilyTie.objects.filter(patient__in=files).exists()
    is_by_the_tie = folded(patient.contact_name) == folded(standing.looked_after_by.name)
    if is_by_the_tie and not (is_tied or patient.looked_after_by.exists()):
        patient.contact_name = ""
        patient.save(update_fields=["contact_name"])
