"""The slot engine's values, read from the tables in one statement.

It is written in SQL because building it through the ORM takes several times as long as
running it, and every page of times, every booking and every call of the API waits for them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

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

# One statement, for each way to the server and back costs a page of times as much as its rows.
# Whose: a practitioner, else a unit, else the clinic; then numbers, instants, wall-clock times,
# dates and words, where the kind of row has them.
HOURS = """
SELECT 'hours' AS kind, practitioner_id AS person, NULL::bigint AS unit,
       weekday::int AS number, NULL::int AS other,
       NULL::float8[] AS starts, NULL::float8[] AS ends, opens, closes,
       effective_from AS first, effective_until AS last, '' AS why
FROM bookings_workinghours AS hours
WHERE practitioner_id = ANY(%(people)s)
  AND (NOT EXISTS (SELECT FROM bookings_workinghours_services AS kept
                   WHERE kept.workinghours_id = hours.id)
       OR EXISTS (SELECT FROM bookings_workinghours_services AS kept
                  WHERE kept.workinghours_id = hours.id AND kept.service_id = %(service)s))
"""

EXCEPTIONS = """
SELECT effect, practitioner_id, equipment_id, NULL, NULL,
       ARRAY[extract(epoch FROM starts_at)::float8], ARRAY[extract(epoch FROM ends_at)::float8],
       NULL, NULL, NULL, NULL, reason
FROM (SELECT * FROM bookings_scheduleexception
      WHERE starts_at < %(until)s AND ends_at > %(since)s
        AND (practitioner_id = ANY(%(people)s) OR equipment_id = ANY(%(units)s)
             OR (practitioner_id IS NULL AND equipment_id IS NULL))
      ORDER BY starts_at, id) AS exceptions
"""

# No day before somebody's first one is theirs to work, whatever their hours say.
STARTS = """
SELECT 'starts', id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, starts_on, NULL, name
FROM clinic_practitioner WHERE id = ANY(%(people)s) AND starts_on > %(first)s
"""

# Touching visits with like buffers come back as one run, so that a full fortnight of ten people is
# few rows, not two thousand. A hold comes with its end, and takes no time after it, swept or not.
# Seconds since 1970 are read several times faster than timestamps.
BUSY = """
SELECT 'busy', {person}, {unit}, before, after, starts, ends, NULL, NULL, NULL, NULL,
       coalesce(extract(epoch FROM held_until)::text, '')
FROM unnest(%({keys})s::bigint[]) AS owner
CROSS JOIN LATERAL (
    SELECT buffer_before_min AS before, buffer_after_min AS after,
           CASE status WHEN 'held' THEN hold_expires_at END AS held_until,
           range_agg(tstzrange(starts_at, ends_at)) AS runs
    FROM bookings_appointment
    WHERE {column} = owner AND starts_at > %(since)s AND starts_at < %(until)s
      AND status = ANY(%(blocking)s) AND NOT (status = 'held' AND hold_expires_at <= %(now)s)
      AND id <> ALL(%(ignoring)s::bigint[])
    GROUP BY 1, 2, 3) AS visits
CROSS JOIN LATERAL (
    SELECT array_agg(extract(epoch FROM lower(run))::float8) AS starts,
           array_agg(extract(epoch FROM upper(run))::float8) AS ends
    FROM unnest(runs) AS run) AS times
"""
PEOPLE = " UNION ALL ".join(
    [
        HOURS,
        EXCEPTIONS,
        STARTS,
        BUSY.format(person="owner", unit="NULL", keys="people", column="practitioner_id"),
    ]
)
PEOPLE_AND_UNITS = " UNION ALL ".join(
    [PEOPLE, BUSY.format(person="NULL", unit="owner", keys="units", column="equipment_id")]
)


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
        "first": first,
        "since": whole_day(first, zone).start - LONGEST_VISIT,
        "until": whole_day(last, zone).end + LONGEST_VISIT,
        "blocking": BLOCKING,
        "now": now,
        "ignoring": list(ignoring),
    }
    weekly, exceptions, busy = _read(wanted)
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


def _read(wanted):
    """Return weekly hours by practitioner; openings, and closures with why, and busy time by whose.

    Exceptions are by (of what, key, effect), busy time by (of what, key).
    """
    weekly, exceptions, busy = defaultdict(list), defaultdict(tuple), defaultdict(list)
    statement = PEOPLE_AND_UNITS if wanted["units"] else PEOPLE
    for kind, person, unit, number, other, starts, ends, *hours, why in prepared.rows(
        statement, wanted
    ):
        if kind == "hours":
            weekly[person].append(WeeklyPeriod(number, *hours))
            continue
        if kind == "starts":
            first_day = hours[2]
            before = Interval(wanted["since"], whole_day(first_day, clinic_zone()).start)
            why = f"{why} starts on {first_day:%B %-d, %Y}"
            exceptions["practitioner", person, ScheduleEffect.CLOSED] += (Closure(before, why),)
            continue
        of = "practitioner" if person else "equipment" if unit else "clinic"
        intervals = map(_interval, starts, ends)
        if kind == "busy":
            before, after = timedelta(minutes=number), timedelta(minutes=other)
            until = datetime.fromtimestamp(float(why), UTC) if why else None
            busy[of, person or unit] += [Busy(each, before, after, until) for each in intervals]
        else:
            [interval] = intervals
            entry = interval if kind == ScheduleEffect.OPEN else Closure(interval, why)
            exceptions[of, person or unit, kind] += (entry,)
    return weekly, exceptions, busy


# The same times come again in every diary and every answer: half of what reading them costs.
@lru_cache(maxsize=32_768)
def _interval(starts, ends):
    return Interval(datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC))
