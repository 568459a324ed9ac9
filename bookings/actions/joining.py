"""Two files of one person: joined, and separated again. What is in them is never re-pointed."""

from django.db import transaction

from bookings.exceptions import (
    EmailUnproven,
    FamilyStaysApart,
    FileNotOffered,
    JoinedAlready,
    LookedAfterByAnother,
    SameFile,
)
from bookings.locks import lock, retry_deadlocks, wait_for_joins
from bookings.models import FROM_OUTSIDE, FamilyTie
from clinic.accounts import verified_emails
from clinic.models import Patient, User
from clinic.models.people import PERSON_ID


@retry_deadlocks
@transaction.atomic
def join_files(*, kept: Patient, joined: Patient) -> Patient:
    """Join a file into the one that is kept, with whatever was joined into it; return the kept one.

    A kept file that is itself joined stands for the file that it was joined into. Raises SameFile,
    JoinedAlready, FamilyStaysApart, EmailUnproven or LookedAfterByAnother.
    """
    kept, joined = _in_turn(kept, joined)
    _check_may_join(kept, joined)
    return _join(kept, joined)


@retry_deadlocks
@transaction.atomic
def separate_file(*, joined: Patient) -> Patient:
    """Make a joined file one of its own again; what was joined into it before stays where it is."""
    _, current = _in_turn(joined, joined)
    if current.is_joined:
        current.merged_into = None
        current.save(update_fields=["merged_into"])
    return current


@retry_deadlocks
@transaction.atomic
def add_guest_file(
    *, user: User, patient: Patient, joined_to: Patient | None = None, contact_name: str = ""
) -> Patient:
    """Give an account the file of a guest who booked with its email; return the file to book for.

    With `joined_to`, a file that the account looks after already, both are one person's;
    `contact_name` is who books for them, if not they themselves. Raises FileNotOffered for what
    `guest_files` does not offer, or what `join_files` raises.
    """
    kept, guest = _in_turn(joined_to or patient, patient)
    if not _is_offered(guest, user):
        raise FileNotOffered
    if joined_to:
        if not kept.looked_after_by.filter(pk=user.pk).exists():
            raise FileNotOffered
        _check_may_join(kept, guest)
        return _join(kept, guest)
    guest.looked_after_by.add(user)
    guest.contact_name = contact_name
    guest.save(update_fields=["contact_name"])
    return guest


@retry_deadlocks
@transaction.atomic
def decline_guest_file(*, user: User, patient: Patient) -> None:
    """Record that a guest's file is none of this account's, so that it is not offered again."""
    patient.declined_by.add(user)


def _in_turn(kept, joined):
    """Return the kept file's root and the joined one as they stand, one join at a time."""
    wait_for_joins()
    keys = {kept.pk, joined.pk}
    keys |= set(Patient.objects.filter(pk__in=keys).values_list(PERSON_ID, flat=True))
    lock(practitioners=[], equipment=[], patients=keys)
    current = {file.pk: file for file in Patient.objects.filter(pk__in=keys)}
    kept = current[kept.pk]
    return current.get(kept.person_id, kept), current[joined.pk]


def _check_may_join(kept, joined):
    if kept.pk in (joined.pk, joined.person_id):
        raise SameFile
    if joined.is_joined:
        raise JoinedAlready
    if FamilyTie.objects.files_tied_to(kept).filter(pk=joined.pk).exists():
        raise FamilyStaysApart
    if _may_be_a_strangers(joined) or _may_be_a_strangers(kept):
        raise EmailUnproven
    if joined.looked_after_by.exclude(pk__in=kept.looked_after_by.values("pk")).exists():
        raise LookedAfterByAnother


def _may_be_a_strangers(file):
    """Say whether anybody may have opened this file online, under any name and any email."""
    if not file.email or file.email_proven_at or file.looked_after_by.exists():
        return False
    booked = file.appointments.filter(source__in=FROM_OUTSIDE)
    wished = file.waitlist_entries.filter(created_at__lte=file.created_at)  # it opened the file
    return booked.exists() or wished.exists()


def _join(kept, joined):
    joined.merged_into = kept
    joined.save(update_fields=["merged_into"])
    for follower in joined.merged_from.exclude(pk=kept.pk):
        follower.merged_into = kept
        follower.save(update_fields=["merged_into"])
    return kept


def _is_offered(guest, user):
    return (
        not guest.is_joined
        and guest.email_proven_at is not None
        and guest.email.lower() in verified_emails(user)
        and not guest.looked_after_by.exists()
    )
