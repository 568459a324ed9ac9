"""The same booking sent twice through the API: one visit, one answer."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client

from bookings.models import Appointment, IdempotentRequest
from tests.bookings.api.calls import ADA, PATH, bearer, invalid, post
from tests.factories import bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "unlimited")]


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False


@pytest.fixture
def offer():
    """One service, one practitioner, a start each hour on Tuesdays from nine to five."""
    service, [practitioner] = bookable(slot_grid_min=60)
    return {"service": service.slug, "practitioner": practitioner.slug}


def test_a_repeat_with_the_same_key_gets_the_same_answer_and_no_second_visit(client):
    service, _ = bookable(practitioners=2)
    wish = ADA | {"service": service.slug, "practitioner": "any"}

    first = post(client, wish, key="one")
    again = post(client, dict(reversed(wish.items())), key="one")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert Appointment.objects.count() == 1


def test_a_repeat_gets_the_same_answer_whatever_became_of_visit_and_service(client, offer, clock):
    first = post(client, offer | ADA, key="one").json()
    visit = Appointment.objects.get()
    client.delete(f"{PATH}/{visit.reference}", headers=bearer(visit))
    visit.service.is_active = False
    visit.service.save()
    clock.shift(timedelta(hours=23))

    again = post(client, offer | ADA, key="one")

    assert (again.status_code, again.json()) == (201, first)


def test_a_key_with_another_body_is_a_422(client, offer):
    post(client, offer | ADA, key="one")

    response = post(client, offer | ADA | {"name": "Ben"}, key="one")

    assert response.status_code == 422
    reused = "This key was already used for another request. Please make a new one."
    assert response.json() == invalid(**{"Idempotency-Key": reused})


def test_a_key_is_kept_for_24_hours(client, offer, clock):
    post(client, offer | ADA, key="one")
    clock.shift(timedelta(hours=24, seconds=1))

    response = post(client, offer | ADA | {"starts_at": "2026-12-01T10:00:00-07:00"}, key="one")

    assert response.status_code == 201
    assert Appointment.objects.count() == 2
    assert IdempotentRequest.objects.get().appointment == Appointment.objects.last()


def test_a_key_is_free_again_when_the_booking_failed(client, offer):
    statuses = [
        post(client, offer | ADA | change, key="one").status_code
        for change in ({"name": ""}, {"starts_at": "2026-12-01T08:00:00-07:00"}, {})
    ]

    assert statuses == [422, 409, 201]


def test_the_token_is_not_kept(client, offer):
    answer = post(client, offer | ADA, key="one").json()

    kept = IdempotentRequest.objects.get().answer
    assert kept == {name: text for name, text in answer.items() if name != "token"}


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b"])
def test_a_key_that_cannot_be_kept_is_a_422(client, offer, key):
    response = post(client, offer | ADA, key=key)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["Idempotency-Key"]
    assert Appointment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_once_make_one_visit():
    service, _ = bookable(practitioners=2)
    wish = ADA | {"service": service.slug, "practitioner": "any"}

    rounds = [
        at_once(wish | {"starts_at": f"2026-12-01T{hour}:00:00-07:00"}, key=hour)
        for hour in ("09", "11", "13", "15")
    ]

    assert [(len(answers), len(set(answers)), answers[0][0]) for answers in rounds] == [
        (2, 1, 201)
    ] * 4
    assert Appointment.objects.count() == 4


def at_once(wish, key):
    """Return what two callers get who send the same at the same time."""
    start = Barrier(2)
    answers = []

    def book():
        client = Client()
        start.wait()
        response = post(client, wish, key=key)
        answers.append((response.status_code, response.content))
        connections.close_all()

    callers = [Thread(target=book) for _ in range(2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(timeout=10)
    return answers


def test_a_key_of_another_client_is_another_key(client, offer):
    wish = offer | ADA
    first = post(client, wish, key="one")
    elsewhere = Client(REMOTE_ADDR="192.0.2.99")

    same = post(elsewhere, wish, key="one")
    other = post(elsewhere, wish | {"name": "Ben", "email": "ben@example.org"}, key="two")

    assert first.status_code == 201
    assert (same.status_code, "token" in same.json()) == (409, False)
    assert other.status_code == 409  # the time is taken, not the key
    assert {len(row.key) for row in IdempotentRequest.objects.all()} == {64}
