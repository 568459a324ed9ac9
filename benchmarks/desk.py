"""The desk's day with twelve practitioners and two hundred visits: its queries, and how long."""

from datetime import date, time, timedelta
from statistics import median
from time import perf_counter

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from benchmarks.report import Line, at_most
from bookings.models import Appointment, Service, WorkingHours
from bookings.slots.intervals import first_instant_at
from clinic.models import Discipline, Patient, Practitioner, StaffRole, User
from clinic.zones import clinic_zone

PEOPLE, VISITS_EACH, VISIT = 12, 17, timedelta(minutes=25)
ROUNDS = 21
MOST_QUERIES, MOST_MS = 24, 800  # in this process, with all middleware and each row of the list


def lines(day: date) -> list[Line]:
    """Return the queries and the time of the page of a full day, which is made here."""
    client, path = Client(headers={"host": "localhost"}), f"/desk/?day={day}&discipline=kinesiology"
    with override_settings(DEMO=True):  # which needs no second factor
        client.force_login(_fill(day))
        _get(client, path)
        with CaptureQueriesContext(connection) as queries:
            _get(client, path)
            asked = len(queries)
        took = median(_get(client, path) for _ in range(ROUNDS))
    what = f"The desk's day, {PEOPLE} practitioners, {PEOPLE * VISITS_EACH} visits"
    return [
        at_most(f"{what}: queries", asked, MOST_QUERIES),
        at_most(f"{what}: p50", took * 1000, MOST_MS, " ms"),
    ]


def _get(client, path) -> float:
    began = perf_counter()
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return perf_counter() - began


def _fill(day) -> User:
    """Add the day's people and visits, and return somebody of the desk."""
    people = Practitioner.objects.bulk_create(
        Practitioner(name=f"Kin {number}", slug=f"kin-{number}", discipline=Discipline.KINESIOLOGY)
        for number in range(PEOPLE)
    )
    service = Service.objects.create(
        name="Kin", slug="kin", disciplines=[Discipline.KINESIOLOGY], duration_min=25
    )
    service.practitioners.set(people)
    for person in people:
        WorkingHours.objects.create(
            practitioner=person, weekday=day.weekday(), opens="08:00", closes="18:00"
        )
        begins = first_instant_at(day, time(8), clinic_zone())
        patients = Patient.objects.bulk_create(
            Patient(name=f"Seen {number}", email=f"seen{number}@bench.example")
            for number in range(VISITS_EACH)
        )
        Appointment.objects.bulk_create(
            Appointment(
                practitioner=person,
                service=service,
                patient=patient,
                starts_at=begins + number * VISIT,
                ends_at=begins + (number + 1) * VISIT,
            )
            for number, patient in enumerate(patients)
        )
    return User.objects.create(email="desk@bench.example", roles=[StaffRole.FRONT_DESK])
