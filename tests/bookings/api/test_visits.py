"""Looking at a visit and cancelling it through the API, by its token."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bookings.models import Appointment
from tests.bookings.api.calls import ADA, NOT_FOUND, PATH, PROBLEM, bearer, conflict, post
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


def shown(visit, status):
    return {
        "reference": str(visit.reference),
        "service": visit.service.slug,
        "practitioner": visit.practitioner.slug,
        "starts_at": "2026-12-01T09:00:00-07:00",
        "ends_at": "2026-12-01T10:00:00-07:00",
        "status": status,
        "free_until": "2026-11-30T09:00:00-07:00",
        "late_fee": "",
        "cancelled_by": "patient" if status == "cancelled" else "",
    }


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_visit_is_shown_to_whoever_has_its_token(client, scheme, django_assert_num_queries):
    visit = AppointmentFactory()

    with django_assert_num_queries(1):
        response = client.get(f"{PATH}/{visit.reference}", headers=bearer(visit, scheme))

    assert response.status_code == 200
    assert response.json() == shown(visit, "booked")


@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer \xff", "Bearer a\x00b", "Basic eDp5"],
)
def test_a_visit_is_not_there_without_its_token(client, method, authorization):
    visit = AppointmentFactory()
    headers = {} if authorization is None else {"Authorization": authorization}

    response = getattr(client, method)(f"{PATH}/{visit.reference}", headers=headers)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == NOT_FOUND
    assert Appointment.objects.get().status == "booked"


@pytest.mark.parametrize("method", ["get", "delete"])
def test_the_token_of_another_visit_opens_nothing(client, method):
    visit = AppointmentFactory()
    other = AppointmentFactory(practitioner=visit.practitioner, starts_at=visit.ends_at)

    responses = [
        getattr(client, method)(f"{PATH}/{visit.reference}", headers=bearer(other)),
        getattr(client, method)(f"{PATH}/{uuid4()}", headers=bearer(other)),
    ]

    assert [response.json() for response in responses] == [NOT_FOUND, NOT_FOUND]
    assert set(Appointment.objects.values_list("status", flat=True)) == {"booked"}


@pytest.mark.parametrize(("hours_before", "late"), [(48, False), (3, True)])
def test_cancelling_says_whether_it_was_late_and_twice_is_as_once(
    client, clock, hours_before, late
):
    visit = AppointmentFactory()
    clock.move_to(NINE - timedelta(hours=hours_before))

    first = client.delete(f"{PATH}/{visit.reference}", headers=bearer(visit))
    clock.move_to(NINE + timedelta(hours=1))
    again = client.delete(f"{PATH}/{visit.reference}", headers=bearer(visit))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json() == {**shown(visit, "cancelled"), "late": late}
    assert Appointment.objects.get().revision == 1


def test_a_cancelled_visit_is_still_shown_and_its_time_is_free_again(client, offer):
    post(client, offer | ADA)
    visit = Appointment.objects.get()
    client.delete(f"{PATH}/{visit.reference}", headers=bearer(visit))

    seen = client.get(f"{PATH}/{visit.reference}", headers=bearer(visit))
    booked_again = post(client, offer | ADA)

    assert seen.json() == shown(visit, "cancelled")
    assert booked_again.status_code == 201


def test_a_visit_that_has_begun_cannot_be_cancelled(client, clock):
    visit = AppointmentFactory()
    clock.move_to(NINE)

    response = client.delete(f"{PATH}/{visit.reference}", headers=bearer(visit))

    assert response.status_code == 409
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == conflict("This visit has already begun. Please call the clinic.")
    assert Appointment.objects.get().status == "booked"
