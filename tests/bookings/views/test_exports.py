"""Lists that administrators take out: what is in them, and that it is kept who took them."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions
from bookings.mail.planning import plan_for
from clinic.csv_cells import cell, read_cell
from clinic.models import AccountEvent, Message
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    EquipmentFactory,
    PatientFactory,
    PrivacyOfficerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


def take_out(client, **typed):
    response = client.post("/desk/exports/", typed)
    assert (response.status_code, response.streaming) == (200, True)
    return list(csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig"))))


@pytest.fixture
def administrator(client):
    user = AdministratorFactory(email="agnes@example.org")
    client.force_login(user)
    return user


def test_people_are_taken_out_with_cells_that_no_program_runs(client, administrator):
    person = PatientFactory(
        name="=SUM(A1)",
        email="rob@example.org",
        phone="+1 604 555 0100",
        birth_date=date(1980, 3, 4),
    )
    PatientFactory(merged_into=person)

    (row,) = take_out(client, what="people")

    assert row | {"reference": "", "file_opened_at": ""} == {
        "reference": "",
        "name": "'=SUM(A1)",
        "email": "rob@example.org",
        "phone": "'+1 604 555 0100",
        "birth_date": "1980-03-04",
        "contact_name": "",
        "email_proven_at": "",
        "wants_reminders": "yes",
        "wants_offers": "yes",
        "wants_questions": "yes",
        "file_opened_at": "",
    }


def test_visits_are_taken_out_by_the_days_of_the_clinic(client, administrator):
    visit = AppointmentFactory(
        patient__name="Rob Vale", practitioner__name="Ana Reed", service__name="First visit",
        equipment=EquipmentFactory(name="Treadmill 1"),
        starts_at=NINE + timedelta(hours=14, minutes=30),  # the next day in UTC
        ends_at=NINE + timedelta(hours=14, minutes=45),
    )  # fmt: skip
    AppointmentFactory(starts_at=NINE + timedelta(hours=15))

    (row,) = take_out(client, what="visits", first="2026-12-01", last="2026-12-01")

    told = ("date", "starts", "ends", "zone", "status", "patient", "practitioner", "service")
    assert [row[name] for name in (*told, "equipment", "reference")] == [
        *("2026-12-01", "23:30", "23:45", "America/Vancouver", "Booked", "Rob Vale", "Ana Reed"),
        *("First visit", "Treadmill 1", str(visit.reference)),
    ]


def test_why_a_visit_was_cancelled_is_taken_out_in_the_words_of_the_clinic_alone(
    client, administrator
):
    cancelled = [("clinic", "We are closed."), ("patient", "My knee is sore")]
    for hour, (side, reason) in enumerate(cancelled):
        visit = AppointmentFactory(starts_at=NINE + timedelta(hours=hour))
        actions.cancel_appointment(appointment=visit, side=side, reason=reason)

    rows = take_out(client, what="visits")

    assert [(row["cancelled_by"], row["reason"]) for row in rows] == [
        *(("By the clinic", "We are closed."), ("By the patient", "")),
    ]


def test_messages_are_taken_out_without_what_they_say(client, administrator):
    visit = AppointmentFactory(patient__name="Rob Vale", patient__email="rob@example.org")
    plan_for(visit, now=MONDAY_MORNING)
    Message.objects.update(body_text="secret", subject="secret")
    Message.objects.create(
        kind="login_code", occasion="x", is_private=True, send_at=NINE, due_at=NINE
    )

    (row,) = take_out(client, what="messages")

    assert {name: row[name] for name in ("kind", "person", "email", "state", "attempts")} == {
        "kind": "Confirmation",
        "person": "Rob Vale",
        "email": "rob@example.org",
        "state": "Planned",
        "attempts": "0",
    }
    assert "secret" not in str(row)


def test_whoever_takes_a_list_out_is_kept_and_the_privacy_officer_told(client, administrator):
    PrivacyOfficerFactory(email="officer@example.org")

    take_out(client, what="visits", first="2026-12-01")

    event = AccountEvent.objects.watched().get()
    assert (event.act, event.by, event.detail) == (
        *("list_exported", administrator, "visits 2026-12-01"),
    )
    assert Message.objects.get(kind="privacy_alert").recipient_email == "officer@example.org"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "what"),
        ({"what": "notes"}, "what"),
        ({"what": "visits", "first": "2026-12-02", "last": "2026-12-01"}, "last"),
        ({"what": "visits", "first": "9999-99-99"}, "first"),
        ({"what": "people", "last": "2026-12-01"}, "last"),
    ],
)
def test_a_list_that_cannot_be_is_refused_beside_its_field(client, administrator, typed, field):
    response = client.post("/desk/exports/", typed)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not AccountEvent.objects.filter(act="list_exported").exists()


@pytest.mark.parametrize("what", ["people", "visits", "messages"])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(client, administrator, what):
    counts = []
    for days in range(3):
        plan_for(AppointmentFactory(starts_at=NINE + timedelta(days=days)), now=MONDAY_MORNING)
        with CaptureQueriesContext(connection) as asked:
            take_out(client, what=what)
        counts.append(len(asked))

    assert len(set(counts)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1 604", "-2", "@x", " =x", "'t Hooft", "'", "Ana", ""])
def test_a_cell_is_read_back_as_it_was(text):
    assert read_cell(cell(text)) == text
