"""Booking a visit through the API."""

import json
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.links.visits import visit_key
from bookings.models import Appointment
from clinic.models import ClinicProfile, Patient, Practitioner
from tests.bookings.api.calls import ADA, PATH, PROBLEM, conflict, invalid, post, slot
from tests.factories import NINE, AppointmentFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "unlimited")]


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False


@pytest.fixture
def offer():
    """One service, one practitioner, a start each hour on Tuesdays from nine to five."""
    service, [practitioner] = bookable(slot_grid_min=60)
    return {"service": service.slug, "practitioner": practitioner.slug}


def test_a_booking_is_answered_with_the_visit_and_its_token(client, offer):
    ClinicProfile.objects.create(cancellation_policy="A day's notice, please.")

    response = post(client, offer | ADA)

    visit = Appointment.objects.get()
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "reference": str(visit.reference),
        "token": visit_key(visit),
        "service": offer["service"],
        "practitioner": offer["practitioner"],
        "starts_at": "2026-12-01T09:00:00-07:00",
        "ends_at": "2026-12-01T10:00:00-07:00",
        "status": "booked",
        "cancelled_by": "",
        "free_until": "2026-11-30T09:00:00-07:00",
        "late_fee": "",
    }
    assert (visit.starts_at, visit.source, visit.policy_text) == (
        NINE,
        "api",
        "A day's notice, please.\n\n"
        "You can move or cancel this visit freely until 24 hours before it begins, and in any case "
        "for an hour after you book.",
    )
    assert list(Patient.objects.values_list("name", "email", "phone", "email_proven_at")) == [
        ("Ada Runner", "ada@example.org", "604 555 0100", None)
    ]


def test_any_practitioner_is_whoever_has_the_fewest_visits_that_day(client):
    service, [busy, idle] = bookable(practitioners=2)
    AppointmentFactory(practitioner=busy, service=service, starts_at=NINE + timedelta(hours=3))

    response = post(client, ADA | {"service": service.slug, "practitioner": "any"})

    assert (response.status_code, response.json()["practitioner"]) == (201, idle.slug)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": None},
        {"phone": ""},
        {"starts_at": "2026-12-01T16:00:00Z"},
        {"starts_at": "2026-12-01T17:00+01:00"},
        {"surprise": "ignored"},
    ],
)
def test_a_booking_may_be_written_in_other_ways(client, offer, change):
    response = post(client, offer | ADA | change)

    assert (response.status_code, response.json()["starts_at"]) == (201, ADA["starts_at"])


@pytest.mark.parametrize(
    "name",
    ["  Ada  Runner ", "🏃‍♀️", "עדה רצה", "\u202eadA", "O'Brien-<b>", "x", "🏃" * 200],
)
def test_a_name_is_kept_exactly_as_it_was_typed(client, offer, name):
    response = post(client, offer | ADA | {"name": name})

    assert response.status_code == 201
    assert Patient.objects.get().name == name


@pytest.mark.parametrize(
    ("taken", "nearest"),
    [("09", [10, 11, 12, 13, 14]), ("13", [10, 11, 12, 14, 15]), ("16", [11, 12, 13, 14, 15])],
)
def test_a_slot_that_is_taken_is_a_409_with_the_nearest_others(client, offer, taken, nearest):
    wish = offer | ADA | {"starts_at": f"2026-12-01T{taken}:00:00-07:00"}
    post(client, wish)

    response = post(client, wish | {"name": "Ben"})

    assert response.status_code == 409
    assert response.headers["Content-Type"] == PROBLEM
    answer = response.json()
    assert "Please choose another" in answer["detail"]
    assert answer == conflict(
        answer["detail"], slots=[slot(hour, offer["practitioner"]) for hour in nearest]
    )
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "starts_at",
    [
        "2026-12-01T08:00:00-07:00",
        "2026-12-01T16:30:00-07:00",
        "2026-12-01T09:07:00-07:00",
        "2026-12-02T09:00:00-07:00",
        "2027-11-30T09:00:00-07:00",
        "9999-12-31T23:59:59Z",
    ],
    ids=["before opening", "past closing", "off the grid", "no day", "beyond the horizon", "end"],
)
def test_a_start_that_is_not_on_offer_is_a_409(client, offer, starts_at):
    response = post(client, offer | ADA | {"starts_at": starts_at})

    assert response.status_code == 409
    assert {slot["practitioner"] for slot in response.json()["slots"]} <= {offer["practitioner"]}
    assert Patient.objects.count() == 0


NO_OFFSET = "Give a date and time with its offset, such as 2026-12-01T09:00:00-07:00."
NO_CONTROL = "Leave out line breaks and control characters."
NO_POLICY = "The cancellation policy has to be accepted."
NO_EMAIL = "Enter a valid email address."
TOO_SOON = "That time is too soon to be booked. Please choose a later one."
NOT_TEXT = "Input should be a valid string"


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("starts_at", "2026-12-01T09:00:00", NO_OFFSET),
        ("starts_at", "2026-12-01", NO_OFFSET),
        ("starts_at", "tomorrow at nine", NO_OFFSET),
        ("starts_at", "", NO_OFFSET),
        ("starts_at", 1796140800, NO_OFFSET),
        ("starts_at", "1796140800", NO_OFFSET),
        ("starts_at", None, NO_OFFSET),
        ("starts_at", "0001-01-01T00:00:00+14:00", NO_OFFSET),
        ("starts_at", "2026-12-01T09:00:00-07:00" + "0" * 10_000, NO_OFFSET),
        ("starts_at", "0001-01-02T00:00:00Z", TOO_SOON),
        ("starts_at", "2026-11-17T09:00:00-07:00", TOO_SOON),
        ("name", "", "String should have at least 1 character"),
        ("name", " \u3000 ", "Enter a name."),
        ("name", "x" * 201, "String should have at most 200 characters"),
        ("name", "x" * 10_000, "String should have at most 200 characters"),
        ("name", "Ada\x00", NO_CONTROL),
        ("name", "Ada\nBcc: x@example.org", NO_CONTROL),
        ("name", 7, NOT_TEXT),
        ("name", None, NOT_TEXT),
        ("name", ["Ada"], NOT_TEXT),
        ("email", "ada", NO_EMAIL),
        ("email", "", NO_EMAIL),
        ("email", "ada@example.org\x00", NO_CONTROL),
        ("email", "ada@example.org\n", NO_CONTROL),
        ("email", "a" * 10_000 + "@example.org", "String should have at most 254 characters"),
        ("phone", "5" * 41, "String should have at most 40 characters"),
        ("phone", "5\x00", NO_CONTROL),
        ("accepts_policy", False, NO_POLICY),
        ("accepts_policy", None, NO_POLICY),
        ("accepts_policy", 1, NO_POLICY),
        ("accepts_policy", "true", NO_POLICY),
        ("service", "nothing", "There is no such service."),
        ("service", "a\x00b", NO_CONTROL),
        ("service", "x" * 10_000, "String should have at most 50 characters"),
        ("practitioner", "nobody", "There is no such practitioner for this service."),
        ("practitioner", "", "There is no such practitioner for this service."),
    ],
)
def test_a_field_that_cannot_be_used_is_a_422_that_names_it(client, offer, field, text, message):
    response = post(client, offer | ADA | {field: text})

    assert response.status_code == 422
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == invalid(**{field: message})
    assert Patient.objects.count() == 0


def test_every_missing_field_is_named(client):
    response = post(client, {})

    required = ["service", "practitioner", "starts_at", "name", "email", "accepts_policy"]
    assert response.json() == invalid(**dict.fromkeys(required, "Field required"))


def test_a_start_inside_the_notice_is_a_422(client, clock):
    service, [person] = bookable(notice_hours=24)
    clock.move_to(NINE - timedelta(hours=23))

    response = post(client, ADA | {"service": service.slug, "practitioner": person.slug})

    assert response.status_code == 422
    assert response.json() == invalid(starts_at=TOO_SOON)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 100_000, 400),
        (b'{"name": ' + b"9" * 5_000 + b"}", 400),
        (b"", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b" " * 1_000_001, 413),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(client, body, status):
    response = client.post(PATH, body, content_type="application/json")

    assert response.status_code == status
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json()["status"] == status


def test_half_a_character_is_a_422(client, offer):
    body = json.dumps(offer | ADA).replace("Ada", "Ada \\ud800")

    response = client.post(PATH, body, content_type="application/json")

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["name"]


def test_a_booking_takes_as_many_queries_in_a_full_diary_as_in_an_empty_one(client):
    counts = []
    ContentType.objects.get_for_model(Appointment)  # a process asks for it once
    for visits in (0, 3):
        service, [person] = bookable()
        for hour in range(1, visits + 1):
            AppointmentFactory(
                practitioner=person, service=service, starts_at=NINE + timedelta(hours=hour)
            )
        with CaptureQueriesContext(connection) as queries:
            response = post(client, ADA | {"service": service.slug, "practitioner": person.slug})
        assert response.status_code == 201
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_more_bookings_than_allowed_from_one_address_are_a_429(client, offer, settings):
    cache.clear()
    settings.RATE_LIMITS = True
    settings.RATE_LIMIT_API_BOOKINGS = "2/h"

    statuses = [post(client, offer | ADA).status_code for _ in range(3)]
    refused = post(client, {})

    assert statuses == [201, 409, 429]
    assert refused.headers["Content-Type"] == PROBLEM
    assert 3590 <= int(refused.headers["Retry-After"]) <= 3600


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("booked", [0, 5])
def test_a_booking_takes_eleven_statements_and_its_transaction_however_much_is_booked(
    client, django_assert_num_queries, offer, booked
):
    post(client, offer | ADA)  # content types are looked up once a process
    for hour in range(booked):
        at = NINE + timedelta(days=7, hours=hour)
        AppointmentFactory(
            starts_at=at, practitioner=Practitioner.objects.get(slug=offer["practitioner"])
        )
    wish = offer | ADA | {"starts_at": "2026-12-08T15:00:00-07:00", "email": "bo@example.org"}

    with django_assert_num_queries(13):
        assert post(client, wish).status_code == 201
