"""Visits that the schedule has no room for any more: marked, cleared, kept all the same."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bookings.actions.releasing import release_offered_for, release_offered_for_any
from bookings.exceptions import AppointmentCancelled, AppointmentNotBooked, NoConflict
from bookings.locks import lock, retry_deadlocks
from bookings.mail.replanning import replan_reminders_of_visits
from bookings.models import Appointment, AppointmentStatus
from bookings.rules import check_unchanged
from bookings.slots.impact import HitVisit, hits_ahead
from clinic.models import Practitioner

LONGEST_REASON = 200


def settle_conflicts(*, practitioner: Practitioner | None = None) -> None:
    """Mark the visits that fit no more, of one practitioner or of all, and clear those that do.

    It ends the transaction of whatever changed the schedule, whose locks keep bookings, moves and
    cancellations of these visits away. Again it changes nothing, and it asks the same queries
    however many visits there are. What is kept is marked again once more stands against it.
    """
    now = timezone.now()
    hits = hits_ahead(practitioner.pk if practitioner else None, now)
    marked = Q(conflict_since__isnull=False) | Q(kept_at__isnull=False)
    found = Appointment.objects.filter(
        marked | Q(pk__in=hits), status=AppointmentStatus.BOOKED, ends_at__gt=now
    )
    if practitioner:
        found = found.filter(practitioner=practitioner)
    locked = found.with_person().order_by("pk").select_for_update(of=["self"], no_key=True)
    visits = list(locked)
    kept_against = _kept_against([visit.pk for visit in visits if visit.kept_at])
    changed = [
        visit
        for visit in visits
        if _settle(visit, hits.get(visit.pk), kept_against.get(visit.pk, ""), now)
    ]
    if changed:
        fit_again = [visit for visit in changed if visit.conflict_since is None]
        release_offered_for_any(fit_again, now=now)
        Appointment.objects.bulk_update(changed, ["conflict_since", "conflict_reason", "kept_at"])
        replan_reminders_of_visits(changed, now)


def end_conflict(appointment: Appointment) -> None:
    """Clear the marks of a visit that is being moved or cancelled; whoever does it saves it."""
    appointment.conflict_since, appointment.conflict_reason = None, ""
    appointment.kept_at = None


@retry_deadlocks
@transaction.atomic
def keep_visit(*, appointment: Appointment, revision: int | None = None) -> Appointment:
    """Let a visit in conflict take place all the same; again changes nothing.

    `revision` is the one that was looked at. Raises NoConflict, AppointmentChanged,
    AppointmentCancelled or AppointmentNotBooked.
    """
    lock(practitioners=[appointment.practitioner_id], equipment=[])
    rows = Appointment.objects.with_person().select_for_update(of=["self"], no_key=True)
    current = rows.get(pk=appointment.pk)
    if current.is_cancelled:
        raise AppointmentCancelled
    check_unchanged(current, appointment, revision)
    if current.status != AppointmentStatus.BOOKED:
        raise AppointmentNotBooked
    if current.kept_at:
        return current
    if current.conflict_since is None:
        raise NoConflict
    now = timezone.now()
    release_offered_for(current, now=now)
    end_conflict(current)
    current.kept_at = now
    current.save(update_fields=["conflict_since", "conflict_reason", "kept_at"])
    replan_reminders_of_visits([current], now)
    return current


def _settle(visit: Appointment, hit: HitVisit | None, kept_against: str, now: datetime) -> bool:
    """Set the marks as they should be, and say whether that changed any."""
    before = (visit.conflict_since, visit.conflict_reason, visit.kept_at)
    if hit is None:
        end_conflict(visit)
    elif not (visit.kept_at and _says_all(kept_against, hit)):
        visit.conflict_since = visit.conflict_since or now
        visit.conflict_reason = hit.why[:LONGEST_REASON]
        visit.kept_at = None
    return before != (visit.conflict_since, visit.conflict_reason, visit.kept_at)


def _says_all(kept_against, hit):
    """Say whether nothing stands against a visit that did not when it was kept."""
    is_the_same = kept_against == hit.why[:LONGEST_REASON]  # which may have been cut
    return is_the_same or all(
        re.search(rf"(^|\. ){re.escape(reason)}( |$)", kept_against) for reason in hit.reasons
    )


def _kept_against(keys):
    """Return what stood against each of these visits when it was kept: the history knows."""
    if not keys:
        return {}
    states = Appointment.pgh_event_model.objects.filter(pgh_obj__in=keys).exclude(
        conflict_reason=""
    )
    latest = states.order_by("pgh_obj", "-pgh_id").distinct("pgh_obj")
    return dict(latest.values_list("pgh_obj", "conflict_reason"))
