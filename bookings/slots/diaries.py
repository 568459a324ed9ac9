"""The slot engine's values, read from the tables in three statements.

They are written in SQL because building them through the ORM takes several times as long as
running them, and every page of times, every booking and every call of the API waits for them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from bookings.models import BLOCKING, Service
from bookings.models.schedule import ScheduleEffect
from bookings.slots import prepared
from bookings.slots.availability import Busy, ClinicDays, Closure, Diary, WeeklyPeriod
from bookings.slots.holidays import statutory_holidays, whole_day
from bookings.slots.intervals import Interval
from clinic.zones import clinic_zone

LONGEST_VISIT = timedelta(hours=12)  # with its buffers; Service bounds the parts
ONE_DAY = timedelta(days=1)

WEEKLY_HOURS = """
SELECT practitioner_id, weekday, opens, closes, effective_from, effective_until
FROM bookings_workinghours AS hours
WHERE practitioner_id = ANY(%(people)s)
  AND (NOT EXISTS (SELECT FROM bookings_workinghours_services AS kept
                   WHERE kept.workinghours_id = hours.id)
       OR EXISTS (SELECT FROM bookings_workinghours_services AS kept
                  WHERE kept.workinghours_id = hours.id AND kept.service_id = %(service)s))
"""

EXCEPTIONS = """
SELECT practitioner_id, equipment_id, effect, starts_at, ends_at, reason
FROM bookings_scheduleexception
WHERE starts_at < %(until)s AND ends_at > %(since)s
  AND (practitioner_id = ANY(%(people)s) OR equipment_id = ANY(%(units)s)
       OR (practitioner_id IS NULL AND equipment_id IS NULL))
ORDER BY starts_at, id
"""

# Touching visits with like buffers come back as one run, so that a full fortnight of ten people is
# few rows, not two thousand. A hold that has run out takes no time, even before it is swept.
# Seconds since 1970 are read several times faster than timestamps.
BUSY = """
SELECT '{owner}', owner, buffer_before_min, buffer_after_min,
       extract(epoch FROM lower(run))::float8, extract(epoch FROM upper(run))::float8
FROM (SELECT {owner}_id AS owner, buffer_before_min, buffer_after_min,
             unnest(range_agg(tstzrange(starts_at, ends_at))) AS run
      FROM bookings_appointment
      WHERE {owner}_id = ANY(%({keys})s)
        AND starts_at > %(since)s AND starts_at < %(until)s
        AND status = ANY(%(blocking)s) AND NOT (status = 'held' AND hold_expires_at <= %(now)s)
        AND id <> ALL(%(ignoring)s::bigint[])
      GROUP BY {owner}_id, buffer_before_min, buffer_after_min) AS runs
"""
BUSY_PEOPLE = BUSY.format(owner="practitioner", keys="people")
BUSY_UNITS = BUSY.format(owner="equipment", keys="units")


@dataclass(frozen=True)
class Diaries:
    """What binds the clinic as a whole, and the diaries of its practitioners and units by key."""

    clinic: ClinicDays
    practitioners: dict[int, Diary]
    equipment: dict[int, Diary]


def load_diaries(
    service: Service,
    people: list[int],
    units: list[int],
    *,
    first: date,
    last: date,
    now: datetime,
    ignoring: Collection[int] = (),
) -> Diaries:
    """Return all that decides when `service` can be given from `first` to `last`.

    `ignoring` are the keys of visits whose time is free: one that is moved, a session's own holds.
    """
    zone = clinic_zone()
    wanted = {
        "service": service.pk,
        "people": people,
        "units": units,
        "since": whole_day(first, zone).start - LONGEST_VISIT,
        "until": whole_day(last, zone).end + LONGEST_VISIT,
        "blocking": BLOCKING,
        "now": now,
        "ignoring": list(ignoring),
    }
    weekly = _weekly_hours(wanted)
    exceptions = _exceptions(wanted)
    busy = _busy(wanted)
    return Diaries(
        clinic=ClinicDays(
            holidays=statutory_holidays(
                first=first, last=last + ONE_DAY, province=settings.CLINIC_PROVINCE, zone=zone
            ),
            opened=exceptions["clinic", None, ScheduleEffect.OPEN],
            closed=exceptions["clinic", None, ScheduleEffect.CLOSED],
        ),
        practitioners={
            key: Diary(
                weekly=tuple(weekly[key]),
                opened=exceptions["practitioner", key, ScheduleEffect.OPEN],
                closed=exceptions["practitioner", key, ScheduleEffect.CLOSED],
                busy=tuple(busy["practitioner", key]),
            )
            for key in people
        },
        equipment={
            key: Diary(
                closed=exceptions["equipment", key, ScheduleEffect.CLOSED],
                busy=tuple(busy["equipment", key]),
                always_open=True,
            )
            for key in units
        },
    )


def _weekly_hours(wanted):
    periods = defaultdict(list)
    for key, *period in prepared.rows(WEEKLY_HOURS, wanted):
        periods[key].append(WeeklyPeriod(*period))
    return periods


def _exceptions(wanted):
    """Return openings and closures by (of what, key, effect): openings plain, closures with why."""
    found = defaultdict(tuple)
    for practitioner, unit, effect, starts_at, ends_at, reason in prepared.rows(EXCEPTIONS, wanted):
        of = "practitioner" if practitioner else "equipment" if unit else "clinic"
        interval = Interval(starts_at, ends_at)
        entry = interval if effect == ScheduleEffect.OPEN else Closure(interval, reason)
        found[of, practitioner or unit, effect] += (entry,)
    return found


def _busy(wanted):
    """Return the busy time by (of what, key)."""
    statement = f"{BUSY_PEOPLE} UNION ALL {BUSY_UNITS}" if wanted["units"] else BUSY_PEOPLE
    busy = defaultdict(list)
    for of, key, before, after, start, end in prepared.rows(statement, wanted):
        run = Interval(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        busy[of, key].append(Busy(run, timedelta(minutes=before), timedelta(minutes=after)))
    return busy
