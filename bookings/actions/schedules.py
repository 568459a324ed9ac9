"""Changing the schedule: hours, closures and what is offered, weighed before they are saved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from bookings import queries
from bookings.actions.conflicts import settle_conflicts
from bookings.actions.overbooking import settle_overbooked
from bookings.exceptions import AccountTaken, HoursOverlap, NameTaken, NoSupervisor, OverAlready
from bookings.freed_times import record_freed
from bookings.locks import lock, retry_deadlocks, wait_for_turn
from bookings.models import Equipment, EquipmentKind, ScheduleException, Service, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.slots.holidays import whole_day
from bookings.slots.impact import Impact, impact_between, snapshot
from bookings.slots.weekly_hours import Dates, Period, conflicts
from clinic import witness
from clinic.models import AccountAct, Discipline, Practitioner, User
from clinic.zones import clinic_zone

RESERVED_SLUGS = {"any", "closures", "embed", "new", "order"}  # paths and answers of their own
LONGEST_SLUG = 50
ALWAYS = Dates(None, None)
DECIDING = {  # of a service, what decides when it is free; notice and horizon free nothing
    *("duration_min", "buffer_before_min", "buffer_after_min", "slot_grid_min"),
    *("equipment_kind", "disciplines", "requires_running_specialist", "is_active"),
}


@dataclass(frozen=True)
class Weighed:
    """What a change does, and whether it was saved."""

    impact: Impact
    is_saved: bool


@retry_deadlocks
@transaction.atomic
def weigh(
    *,
    change: Callable[[], object],
    practitioner: Practitioner | None = None,
    since: date,
    confirmed: str = "",
) -> Weighed:
    """Run a change and keep it only if its impact is the `confirmed` one, by its mark.

    `practitioner` is whom alone the change touches; `since` is its first day.
    """
    take_turn(practitioner)
    moment = {
        "practitioner": practitioner.pk if practitioner else None,
        "since": since,
        "now": timezone.now(),
    }
    before = snapshot(**moment)
    change()
    impact = impact_between(before, snapshot(**moment))
    is_saved = impact.mark == confirmed
    if not is_saved:
        transaction.set_rollback(True)
    return Weighed(impact, is_saved)


@retry_deadlocks
@transaction.atomic
def find_conflicts() -> None:
    """Settle what no change of ours brings about: a new version's holidays, holds that ran out."""
    take_turn()
    settle_conflicts()
    settle_overbooked()


def take_turn(practitioner: Practitioner | None = None) -> None:
    """Let one change of the schedule happen at a time, and no booking that it touches meanwhile."""
    wait_for_turn("schedule")
    if practitioner:
        lock(practitioners=[practitioner.pk], equipment=[])
    else:
        lock(
            practitioners=list(Practitioner.objects.values_list("pk", flat=True)),
            equipment=list(Equipment.objects.values_list("pk", flat=True)),
        )


@retry_deadlocks
@transaction.atomic
def set_weekly_hours(
    *, practitioner: Practitioner, periods: Iterable[Period], dates: Dates
) -> None:
    """Let these periods, all of them, be the practitioner's week on `dates`.

    What applied before and after stays. Raises HoursOverlap.
    """
    wanted = set(periods)
    if pairs := conflicts(wanted):
        raise HoursOverlap(f"{pairs[0][0]} overlaps {pairs[0][1]}.")
    take_turn(practitioner)
    rows = list(practitioner.working_hours.prefetch_related("services"))
    if wanted - {period_of(row) for row in rows if dates_of(row).covers(dates)}:
        time_may_be_free(practitioner.services.all(), dates)
    for row in rows:
        applied, period = dates_of(row), period_of(row)
        if period in wanted and applied.covers(dates):
            wanted.discard(period)
        elif (left := applied.outside(dates)) != [applied]:
            _keep_only(row, period, left)
    for period in wanted:
        _add_hours(practitioner, period, dates)
    settle_conflicts(practitioner=practitioner)


def time_may_be_free(offered, dates=ALWAYS):
    """Note that more may be free on `dates`, as far as patients book what is `offered` ahead."""
    now = timezone.now()
    today = timezone.localdate(now)
    ahead = offered.aggregate(days=Max("horizon_days"))["days"] or 0
    horizon = today + timedelta(days=ahead)
    first, last = max(dates.first or today, today), min(dates.last or horizon, horizon)
    if first <= last:
        zone = clinic_zone()
        record_freed(
            starts_at=whole_day(first, zone).start, ends_at=whole_day(last, zone).end, now=now
        )


def dates_of(row: WorkingHours) -> Dates:
    return Dates(row.effective_from, row.effective_until)


def period_of(row: WorkingHours) -> Period:
    services = frozenset(service.pk for service in row.services.all())
    return Period(row.weekday, row.opens, row.closes, services)


def _keep_only(row, period, left):
    if not left:
        row.delete()
        return
    row.effective_from, row.effective_until = left[0].first, left[0].last
    row.save()
    for dates in left[1:]:
        _add_hours(row.practitioner, period, dates)


def _add_hours(practitioner, period, dates):
    row = WorkingHours.objects.create(
        practitioner=practitioner,
        weekday=period.weekday,
        opens=period.opens,
        closes=period.closes,
        effective_from=dates.first,
        effective_until=dates.last,
    )
    row.services.set(period.services)


@retry_deadlocks
@transaction.atomic
def add_exception(
    *,
    effect: ScheduleEffect,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    practitioner: Practitioner | None = None,
    equipment: Equipment | None = None,
) -> ScheduleException:
    """Open or close a time for a practitioner, a unit or, with neither, the clinic.

    Visits booked then stay, in conflict until they are settled. Raises OverAlready.
    """
    now = timezone.now()
    if ends_at <= now:
        raise OverAlready
    take_turn(practitioner)
    if effect == ScheduleEffect.OPEN:
        record_freed(starts_at=starts_at, ends_at=ends_at, now=now)
    exception = ScheduleException.objects.create(
        effect=effect,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        practitioner=practitioner,
        equipment=equipment,
    )
    settle_conflicts(practitioner=practitioner)
    return exception


@retry_deadlocks
@transaction.atomic
def remove_exception(*, exception: ScheduleException) -> None:
    """Let the usual hours stand again; what is over stays. Raises OverAlready."""
    take_turn(exception.practitioner)
    now = timezone.now()
    if exception.ends_at <= now:
        raise OverAlready("That is over already, and stays as it was.")
    found = ScheduleException.objects.filter(pk=exception.pk)
    if exception.effect == ScheduleEffect.CLOSED and found.exists():
        record_freed(starts_at=exception.starts_at, ends_at=exception.ends_at, now=now)
    found.delete()
    settle_conflicts(practitioner=exception.practitioner)


@retry_deadlocks
@transaction.atomic
def save_service(
    *,
    service: Service | None = None,
    name: str,
    disciplines: list[Discipline],
    practitioners: Iterable[Practitioner],
    **details: object,
) -> Service:
    """Add a service as a draft, or change one; `details` are its other columns.

    A draft is offered once it is published. One that is no longer offered stays, with `is_active`
    off, for the visits that were booked.
    """
    take_turn()
    if service:
        row = Service.objects.get(pk=service.pk)
    else:
        row = Service(slug=_free_slug(Service, name), is_draft=True, is_active=False)
    if service and (
        set(practitioners) - set(service.practitioners.all())
        or _decides_otherwise(row, disciplines=disciplines, **details)
    ):
        time_may_be_free(Service.objects.filter(pk=service.pk))
    _set(row, name=name, disciplines=disciplines, **details)
    row.practitioners.set(practitioners)
    settle_conflicts()
    return row


def _decides_otherwise(service, **columns):
    """Say whether what decides when a service is free changes."""
    return any(
        getattr(service, name) != value for name, value in columns.items() if name in DECIDING
    )


@retry_deadlocks
@transaction.atomic
def save_equipment(
    *, equipment: Equipment | None = None, name: str, kind: EquipmentKind, is_active: bool
) -> Equipment:
    """Add a unit, change it, or take it out of use. Raises NameTaken."""
    take_turn()
    row = Equipment.objects.get(pk=equipment.pk) if equipment else Equipment()
    if Equipment.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise NameTaken
    time_may_be_free(Service.objects.filter(equipment_kind=kind))
    _set(row, name=name, kind=kind, is_active=is_active)
    settle_conflicts()
    return row


@retry_deadlocks
@transaction.atomic
def save_practitioner(
    *,
    practitioner: Practitioner | None = None,
    name: str,
    discipline: Discipline,
    is_running_specialist: bool,
    is_active: bool,
    bio: str,
    services: Iterable[Service],
    user: User | None = None,
    supervisor: Practitioner | None = None,
    starts_on: date | None = None,
    by: User | None = None,
    address: str = "",
) -> Practitioner:
    """Add somebody whom patients book, or change what they do; `user` is the account they use.

    Before `starts_on` they have no visit, and patients are not shown them.

    Whose account may open other files by that is told to the privacy officer, with who did it,
    `by`, and from where. What a supervised practitioner signs waits for their supervisor, who has
    none. Raises AccountTaken or NoSupervisor.
    """
    take_turn(practitioner)
    wait_for_turn("supervision")  # or two could be made each other's at once
    if practitioner:
        row = Practitioner.objects.get(pk=practitioner.pk)
    else:
        row = Practitioner(slug=_free_slug(Practitioner, name))
    if user and Practitioner.objects.filter(user=user).exclude(pk=row.pk).exists():
        raise AccountTaken
    if supervisor and not queries.possible_supervisors(row).filter(pk=supervisor.pk).exists():
        raise NoSupervisor
    time_may_be_free(Service.objects.filter(pk__in=[service.pk for service in services]))
    before = _who_opens_files_of(row)
    _set(
        row,
        name=name,
        discipline=discipline,
        is_running_specialist=is_running_specialist,
        is_active=is_active,
        bio=bio,
        user=user,
        supervisor=supervisor,
        starts_on=starts_on,
    )
    row.services.set(services)
    settle_conflicts(practitioner=row)
    for account in _who_opens_files_of(row) - before:
        witness.record(
            AccountAct.FILES_GIVEN,
            account=account,
            by=by,
            address=address,
            detail=f"practitioner:{row.slug}",
        )
    return row


def _who_opens_files_of(practitioner):
    """Return the accounts that treat whom a practitioner treats: their own, their supervisor's."""
    supervisor = practitioner.supervisor
    return {practitioner.user, supervisor and supervisor.user} - {None}


def _set(row, **columns):
    for column, value in columns.items():
        setattr(row, column, value)
    row.save()


def _free_slug(model, name):
    """Return a slug that no row has: a row keeps its first, for links are built on it."""
    stem = slugify(name)[: LONGEST_SLUG - 4].strip("-") or model._meta.model_name
    taken = set(model.objects.values_list("slug", flat=True)) | RESERVED_SLUGS
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
