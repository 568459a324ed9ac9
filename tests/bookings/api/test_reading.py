"""Reading through the API: services, practitioners and slots."""

from datetime import timedelta
from itertools import product

import pytest

from clinic.models import ClinicProfile, Discipline
from tests.bookings.api.calls import PROBLEM, invalid, slot
from tests.factories import (
    NINE,
    AppointmentFactory,
    PractitionerFactory,
    ServiceFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "unlimited")]

DAY = {"from": "2026-12-01", "to": "2026-12-01"}


@pytest.fixture
def unlimited(settings):
    settings.RATE_LIMITS = False


def slots(client, **query):
    return client.get("/api/v1/slots", query)


# --- Services and practitioners -------------------------------------------------------------------


def test_services_are_listed_with_what_a_booking_site_shows(client):
    ClinicProfile.objects.create(cancellation_policy="A day's notice, please.")
    ServiceFactory(slug="desk-only", is_bookable_online=False)
    ServiceFactory(slug="retired", is_active=False)
    ServiceFactory(
        slug="running-assessment",
        name="Running assessment",
        summary="How you run.",
        disciplines=[Discipline.PHYSIOTHERAPY, Discipline.KINESIOLOGY],
        duration_min=90,
        price="180",
        currency="CAD",
        late_fee_percent=50,
        notice_hours=12,
    )

    response = client.get("/api/v1/services")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == [
        {
            "slug": "running-assessment",
            "name": "Running assessment",
            "summary": "How you run.",
            "discipline": "physiotherapy",
            "disciplines": ["physiotherapy", "kinesiology"],
            "duration_min": 90,
            "price": "$180",
            "notice_hours": 12,
            "horizon_days": 90,
            "cancellation_window_hours": 24,
            "cancellation_policy": (
                "A day's notice, please.\n\n"
                "You can move or cancel this visit freely until 24 hours before it begins, and in "
                "any case for an hour after you book. After that, cancelling costs $90."
            ),
            "late_fee": "$90",
            "grace_min": 60,
        }
    ]


def test_practitioners_are_those_of_a_service_or_all_who_take_bookings(client):
    ada = PractitionerFactory(slug="ada", name="Ada", is_running_specialist=True)
    PractitionerFactory(slug="ben", name="Ben")
    PractitionerFactory(slug="gone", name="Gone", is_active=False)
    ServiceFactory(slug="run", practitioners=[ada])

    of_service = client.get("/api/v1/practitioners", {"service": "run"}).json()
    everybody = client.get("/api/v1/practitioners").json()

    shown = {
        "slug": "ada",
        "name": "Ada",
        "discipline": "physiotherapy",
        "is_running_specialist": True,
    }
    assert of_service == [shown]
    assert everybody == [
        shown,
        {
            "slug": "ben",
            "name": "Ben",
            "discipline": "physiotherapy",
            "is_running_specialist": False,
        },
    ]


@pytest.mark.parametrize("slug", ["nobody", "", "desk-only"])
def test_practitioners_of_a_service_that_is_not_offered_are_a_422(client, slug):
    ServiceFactory(slug="desk-only", is_bookable_online=False)

    response = client.get("/api/v1/practitioners", {"service": slug})

    assert response.status_code == 422
    assert response.json() == invalid(service="There is no such service.")


# --- Slots ----------------------------------------------------------------------------------------


def test_slots_are_shown_with_the_offset_of_the_clinic(client):
    service, [person] = bookable(slot_grid_min=60)

    response = slots(client, service=service.slug, practitioner=person.slug, **DAY)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.json() == {
        "zone": "America/Vancouver",
        "slots": [slot(hour, person.slug) for hour in range(9, 17)],
    }


def test_slots_of_any_practitioner_come_by_start_then_slug(client):
    service, [first, second] = bookable(practitioners=2, slot_grid_min=60)
    first.slug, second.slug = "zoe", "ann"
    first.save()
    second.save()
    AppointmentFactory(practitioner=first, service=service, starts_at=NINE)

    found = slots(client, service=service.slug, practitioner="any", **DAY).json()["slots"]

    assert found[:3] == [slot(9, "ann"), slot(10, "ann"), slot(10, "zoe")]
    assert len(found) == 15


def test_slots_include_both_dates(client):
    service, [person] = bookable(slot_grid_min=240)
    for weekday in (2, 3):
        WorkingHoursFactory(practitioner=person, weekday=weekday)

    found = slots(
        client,
        service=service.slug,
        practitioner=person.slug,
        **{"from": "2026-12-01", "to": "2026-12-02"},
    ).json()["slots"]

    assert [text["starts_at"][:13] for text in found] == [
        "2026-12-01T12",
        "2026-12-01T16",
        "2026-12-02T12",
        "2026-12-02T16",
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-01", "2026-11-22"),
        ("2027-03-01", "2027-03-31"),
        ("0001-01-01", "0001-01-31"),
        ("9999-12-01", "9999-12-31"),
    ],
    ids=["past", "beyond the horizon", "first of all days", "last of all days"],
)
def test_slots_outside_what_can_be_booked_are_none(client, first, last):
    service, _ = bookable()

    response = slots(
        client, service=service.slug, practitioner="any", **{"from": first, "to": last}
    )

    assert response.status_code == 200
    assert response.json() == {"zone": "America/Vancouver", "slots": []}


def test_slots_may_be_asked_for_31_days_and_no_more(client):
    service, _ = bookable()
    wish = {"service": service.slug, "practitioner": "any", "from": "2026-12-01"}

    month = slots(client, **wish, to="2026-12-31")
    longer = slots(client, **wish, to="2027-01-01")

    assert month.status_code == 200
    assert longer.status_code == 422
    assert longer.json() == invalid(to="Ask for at most 31 days at once.")


NOT_A_DAY = "Give a date as YYYY-MM-DD."
NO_CONTROL = "Leave out line breaks and control characters."


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"from": "2026-12-02"}, {"to": "This date comes before “from”."}),
        ({"from": "2026-12-1"}, {"from": NOT_A_DAY}),
        ({"from": "2026-02-30"}, {"from": NOT_A_DAY}),
        ({"from": "1764547200"}, {"from": NOT_A_DAY}),
        ({"from": "2026-12-01T00:00:00"}, {"from": NOT_A_DAY}),
        ({"from": "2026-W49-2"}, {"from": NOT_A_DAY}),
        ({"to": "tomorrow"}, {"to": NOT_A_DAY}),
        ({"to": ""}, {"to": NOT_A_DAY}),
        ({"from": None, "to": None}, {"from": "Field required", "to": "Field required"}),
        ({"service": None}, {"service": "Field required"}),
        ({"service": "nothing"}, {"service": "There is no such service."}),
        ({"service": "x" * 51}, {"service": "String should have at most 50 characters"}),
        ({"service": "a\nb"}, {"service": NO_CONTROL}),
        ({"practitioner": None}, {"practitioner": "Field required"}),
        (
            {"practitioner": "nobody"},
            {"practitioner": "There is no such practitioner for this service."},
        ),
        (
            {"practitioner": "elsewhere"},
            {"practitioner": "There is no such practitioner for this service."},
        ),
    ],
)
def test_slots_refuse_a_query_they_cannot_use(client, change, errors):
    service, _ = bookable()
    PractitionerFactory(slug="elsewhere")
    query = {"service": service.slug, "practitioner": "any", **DAY} | change

    response = slots(client, **{name: text for name, text in query.items() if text is not None})

    assert response.status_code == 422
    assert response.headers["Content-Type"] == PROBLEM
    assert response.json() == invalid(**errors)


# --- Work done ------------------------------------------------------------------------------------


@pytest.mark.parametrize("equipment", [0, 2])
@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("booked", [False, True])
def test_slots_take_two_queries_however_much_is_booked(
    client, django_assert_num_queries, people, booked, equipment
):
    service, practitioners = bookable(practitioners=people, equipment=equipment)
    if booked:
        for person, hour in product(practitioners, (1, 3, 5)):
            AppointmentFactory(
                practitioner=person, service=service, starts_at=NINE + timedelta(hours=hour)
            )
    fortnight = {"from": "2026-11-24", "to": "2026-12-07"}

    with django_assert_num_queries(2):
        one = slots(client, service=service.slug, practitioner=practitioners[0].slug, **DAY)
    with django_assert_num_queries(2):
        first_available = slots(client, service=service.slug, practitioner="any", **fortnight)

    assert (one.status_code, first_available.status_code) == (200, 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_services_and_practitioners_take_the_same_queries_for_one_and_for_three(
    client, django_assert_num_queries, rows
):
    service, _ = bookable(practitioners=rows)
    ServiceFactory.create_batch(rows - 1)

    with django_assert_num_queries(2):
        services = client.get("/api/v1/services").json()
    with django_assert_num_queries(1):
        people = client.get("/api/v1/practitioners", {"service": service.slug}).json()

    assert (len(services), len(people)) == (rows, rows)


def test_reading_makes_no_session_and_sets_no_cookie(client):
    response = client.get("/api/v1/services")

    assert response.cookies == {}
