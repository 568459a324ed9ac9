"""A clinic of fifty practitioners whose diaries are filled by SQL, within every constraint."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import psycopg
from django.db import connection
from django.utils import timezone

from bookings.models import Appointment, AppointmentSource, Service, WorkingHours
from bookings.slots.intervals import first_instant_at
from clinic.models import ClinicProfile, Discipline, Practitioner
from clinic.zones import clinic_zone

PRACTITIONERS = 50
MEASURED = 10  # of them offer the service that is measured
DAYS = 14
PATIENTS = 2_000
VISIT_MIN = 30
OPENS, CLOSES = time(9), time(17)
PLACES = 16  # for visits of half an hour, from opening to closing
VISITS_A_DAY = PLACES - 2
SERVICE = "measured"
RACED_SERVICE = "raced"
RACER = "raced-practitioner"  # whose diary holds nothing but what the races leave there


@dataclass(frozen=True)
class Measured:
    """What the requests ask for: from tomorrow on, all ten work every day."""

    first: date
    last: date
    practitioner: str = "practitioner-1"  # fully open on `empty_day`, busy on all others
    service: str = SERVICE

    @property
    def empty_day(self) -> date:
        """Return a day that stays free, so that only the size of the table differs."""
        return self.first

    @property
    def busy_day(self) -> date:
        return self.first + timedelta(days=1)


def open_clinic() -> Measured:
    """Add the practitioners with their hours, the service and the patients; no visit."""
    ClinicProfile.objects.create(name="Measured clinic", cancellation_policy="Be kind.")
    slugs = [f"practitioner-{number}" for number in range(1, PRACTITIONERS + 1)]
    people = Practitioner.objects.bulk_create(
        Practitioner(name=slug.title(), slug=slug, discipline=Discipline.PHYSIOTHERAPY)
        for slug in [*slugs, RACER]
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(practitioner=person, weekday=weekday, opens=OPENS, closes=CLOSES)
        for person in people
        for weekday in range(7)
    )
    for slug, offering in ((SERVICE, people[:MEASURED]), (RACED_SERVICE, people[-1:])):
        service = Service.objects.create(
            name=slug.title(),
            slug=slug,
            disciplines=[Discipline.PHYSIOTHERAPY],
            duration_min=VISIT_MIN,
            notice_hours=0,
        )
        service.practitioners.set(offering)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clinic_patient (reference, name, email, phone, contact_name,"
            " reminders_wanted, offers_wanted, created_at)"
            " SELECT gen_random_uuid(), 'Patient ' || n, 'patient' || n || '@bench.example', '',"
            " '', true, true, now() FROM generate_series(1, %s) n",
            [PATIENTS],
        )
    first = timezone.localdate() + timedelta(days=7)
    return Measured(first, first + timedelta(days=DAYS - 1))


def copies(sizes: Sequence[int], measured: Measured) -> dict[int, str]:
    """Return the address of a copy of the database for each size, filled with so many visits."""
    name = connection.settings_dict["NAME"]
    connection.close()  # a template has no connections
    url = os.environ["DATABASE_URL"]
    urls = {size: url.replace(f"/{name}?", f"/{name}_{size}?") for size in sizes}
    with psycopg.connect(url.replace(f"/{name}?", "/postgres?"), autocommit=True) as server:
        for size in sizes:
            server.execute(f"DROP DATABASE IF EXISTS {name}_{size} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}_{size} TEMPLATE {name}")
    for size in sizes:
        with psycopg.connect(urls[size], autocommit=True) as copy:
            fill(copy, measured, size)
    return urls


def fill(copy: psycopg.Connection, measured: Measured, visits: int) -> None:
    """Add that many visits, the last of them in the days that are measured.

    Each practitioner has fourteen half hours a day, two places stay free, and a patient is with one
    practitioner at a time. Triggers are off: the history of made-up rows is of no interest. Indexes
    and constraints are made anew afterwards, which takes minutes less for a million rows.
    """
    days = visits // (PRACTITIONERS * VISITS_A_DAY) + 2
    instants = [
        first_instant_at(measured.last - timedelta(days=back), OPENS, clinic_zone())
        for back in range(days)
    ]
    values = {
        "instants": instants,
        "patients": PATIENTS,
        "places": PLACES,
        "minutes": VISIT_MIN,
        "service": SERVICE,
        "racer": RACER,
        "open_person": measured.practitioner,
        "open_from": first_instant_at(measured.empty_day, time.min, clinic_zone()),
        "visits": visits,
    }
    with copy.transaction():
        copy.execute("SET LOCAL session_replication_role = replica")
        copy.execute("SET LOCAL maintenance_work_mem = '256MB'")
        drop, make = zip(*copy.execute(INDEXES).fetchall(), strict=True)
        copy.execute(";".join(drop))
        others = of_a_dull_visit()
        as_a_rule = ", ".join(f"%({column})s" for column in others)
        copy.execute(FILL.format(others=", ".join(others), as_a_rule=as_a_rule), values | others)
        copy.execute(";".join(make))
    copy.execute("VACUUM ANALYZE")


def of_a_dull_visit() -> dict[str, object]:
    """Return by its name each other column that may not be empty, with what it holds as a rule."""
    named = ("reference", "patient_id", "practitioner_id", "service_id", "starts_at", "ends_at")
    return {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in Appointment._meta.concrete_fields
        if not (field.null or field.primary_key or field.column in named)
    } | {"source": AppointmentSource.ONLINE.value}


# The statements that drop, and make again, what slows down the filling.
INDEXES = """
SELECT format('ALTER TABLE bookings_appointment DROP CONSTRAINT %I', conname),
       format('ALTER TABLE bookings_appointment ADD CONSTRAINT %I %s', conname,
              pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = 'bookings_appointment'::regclass AND contype IN ('x', 'u')
UNION ALL
SELECT format('DROP INDEX %I', relname), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = 'bookings_appointment'::regclass AND NOT indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('x', 'u'))
"""
FILL = """
WITH person AS (
    SELECT id, slug, row_number() OVER (ORDER BY id) - 1 AS number FROM clinic_practitioner
    WHERE slug <> %(racer)s
), patient AS (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM clinic_patient LIMIT %(patients)s
), day AS (
    SELECT opens, ordinality AS number FROM unnest(%(instants)s::timestamptz[]) WITH ORDINALITY
        AS days (opens)
), visit AS (
    SELECT person.id AS practitioner_id,
           (person.number + 50 * (day.number * %(places)s + place)) %% %(patients)s AS patient,
           day.opens + make_interval(mins => (place * %(minutes)s)::int) AS starts_at
    FROM day, person, generate_series(0, %(places)s - 1) AS place
    WHERE place <> (person.number + day.number) %% %(places)s
      AND place <> (person.number + day.number + 7) %% %(places)s
      AND NOT (person.slug = %(open_person)s AND day.opens >= %(open_from)s
               AND day.opens < %(open_from)s + interval '1 day')
    ORDER BY day.number, place, person.number
    LIMIT %(visits)s
)
INSERT INTO bookings_appointment (
    reference, patient_id, practitioner_id, service_id, starts_at, ends_at, {others}
)
SELECT gen_random_uuid(), patient.id, practitioner_id,
       (SELECT id FROM bookings_service WHERE slug = %(service)s),
       starts_at, starts_at + make_interval(mins => %(minutes)s), {as_a_rule}
FROM visit JOIN patient ON patient.number = visit.patient
"""
