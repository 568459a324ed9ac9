"""The desk's day as a grid: columns, lanes, what is shut, blocks with their state, few queries."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Appointment, ScheduleException
from bookings.pages.day_grid import Filters, as_json, load_days
from clinic.models import Patient
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    WorkingHoursFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
HOUR = timedelta(hours=1)
DAY = "/desk/?day=2026-12-01"
MOST_QUERIES = 25


@pytest.fixture
def mia():
    mia = PractitionerFactory(name="Mia Chen", slug="mia")
    WorkingHoursFactory(practitioner=mia, opens=time(9), closes=time(12))
    return mia


def grid(filters=None, *, days=1, show=""):
    first = timezone.localdate(NINE)
    last = first + timedelta(days=days - 1)
    user, now = FrontDeskFactory(), timezone.now()
    return as_json(load_days(user, first, last, now, filters or Filters(), show=show), now)


def test_a_day_is_drawn_by_the_clinics_clocks(mia):
    unit = EquipmentFactory(name="Treadmill")
    visit = AppointmentFactory(
        practitioner=mia,
        equipment=unit,
        service=ServiceFactory(name="Running assessment"),
        patient=PatientFactory(name="Ada Vale"),
        confirmed_at=NINE - 48 * HOUR,
    )
    ScheduleException.objects.create(
        practitioner=mia, starts_at=NINE + 2 * HOUR, ends_at=NINE + 3 * HOUR, reason="Training"
    )

    drawn = grid()

    facts = {
        "reference": str(visit.reference),
        "revision": 0,
        "service": "Running assessment",
        "who": "Mia Chen",
        "status": "booked",
        "word": "Booked",
        "marks": [("new", "New"), ("confirmed", "Confirmed")],
        "isDimmed": False,
    }
    times = {"start": "2026-12-01T09:00", "end": "2026-12-01T10:00", "title": "Ada Vale"}
    column, lane = {"resourceIds": ["p-mia"]}, {"resourceIds": [f"u-{unit.reference}"]}
    key = str(visit.reference)
    assert drawn == {
        "view": "resourceTimeGridDay",
        "date": "2026-12-01",
        "now": "2026-11-23T09:00",
        "slotMinTime": "08:00",
        "slotMaxTime": "18:00",
        "resources": [
            {"id": "p-mia", "title": "Mia Chen", "slug": "mia"},
            {"id": f"u-{unit.reference}", "title": "Treadmill"},
        ],
        "events": [
            {**times, **column, "id": key, "extendedProps": facts, "editable": True},
            {**times, **lane, "id": f"lane-{key}", "extendedProps": facts, "editable": False},
        ],
        "shut": [
            {"start": f"2026-12-01T{start}", "end": f"2026-12-01T{end}", "title": why}
            | column
            | {"display": "background"}
            for start, end, why in [("08:00", "09:00", ""), ("11:00", "18:00", "Training")]
        ],
    }


def test_what_is_filtered_leaves_its_columns_and_what_is_counted_dims_the_rest(mia):
    noah = PractitionerFactory(name="Noah", slug="noah", discipline="kinesiology")
    AppointmentFactory(practitioner=noah)
    AppointmentFactory(practitioner=mia, status="arrived")

    of_mia = grid(Filters(practitioner="mia"))
    arrived = grid(show="arrived")

    assert [column["id"] for column in of_mia["resources"]] == ["p-mia"]
    assert [block["resourceIds"] for block in of_mia["events"]] == [["p-mia"]]
    assert {
        block["resourceIds"][0]: block["extendedProps"]["isDimmed"] for block in arrived["events"]
    } == {"p-mia": False, "p-noah": True}


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (Filters(), ["p-mia", "p-noah", "lane"]),
        (Filters(service="other"), ["p-mia", "p-noah", "lane"]),
        (Filters(practitioner="mia"), ["p-mia"]),
        (Filters(discipline="kinesiology"), ["p-noah"]),
    ],
)
@pytest.mark.parametrize("days", [1, 7])
def test_what_is_drawn_is_of_who_is_asked_for(mia, clock, filters, shown, days):
    """A lane says that its unit is free: it has no gap where somebody else is on it."""
    noah = PractitionerFactory(name="Noah", slug="noah", discipline="kinesiology")
    unit = EquipmentFactory()
    for person in (mia, noah):
        AppointmentFactory(practitioner=person, starts_at=NINE + HOUR)
        Appointment.objects.create(
            practitioner=person,
            equipment=unit if person == noah else None,
            service=ServiceFactory(),
            starts_at=NINE,
            ends_at=NINE + HOUR,
            status="held",
            hold_token=uuid4(),
            hold_expires_at=timezone.now() + timedelta(minutes=9),
        )

    drawn = grid(filters, days=days)

    names = {f"u-{unit.reference}": "lane"}
    assert [names.get(each["id"], each["id"]) for each in drawn["resources"]] == shown
    columns = [column for column in shown if column != "lane"]
    assert sorted(each["resourceIds"][0] for each in drawn["events"]) == sorted(2 * columns)


def test_a_visit_of_another_service_keeps_its_place_and_is_not_counted(mia, client):
    meant = AppointmentFactory(practitioner=mia, service=ServiceFactory(slug="meant"))
    other = AppointmentFactory(practitioner=mia, starts_at=NINE + HOUR)
    client.force_login(FrontDeskFactory())

    shown = client.get(f"{DAY}&service=meant").context

    assert [row.visit for row in shown["board"].rows] == [meant]
    assert {
        block["id"]: block["extendedProps"]["isDimmed"] for block in shown["grid"]["events"]
    } == {str(meant.reference): False, str(other.reference): True}


def test_a_week_of_one_practitioner_has_its_days(mia):
    AppointmentFactory(practitioner=mia)
    AppointmentFactory(practitioner=mia, starts_at=NINE + 24 * HOUR)

    drawn = grid(Filters(practitioner="mia"), days=7)

    assert (drawn["view"], [block["start"] for block in drawn["events"]]) == (
        "timeGridWeek",
        ["2026-12-01T09:00", "2026-12-02T09:00"],
    )


def test_what_is_kept_is_shown_until_it_runs_out(mia, clock):
    for starts_at, lasts in ((NINE, timedelta(minutes=9)), (NINE + HOUR, timedelta(hours=23))):
        AppointmentFactory(
            practitioner=mia,
            patient=None,
            starts_at=starts_at,
            status="held",
            hold_token=uuid4(),
            hold_expires_at=MONDAY_MORNING + lasts,
        )

    kept = [(block["title"], block["extendedProps"]["word"]) for block in grid()["events"]]
    clock.shift(timedelta(minutes=10))

    a_caller, offered = ("Held", "Held until 09:09"), ("Held", "Held until Tue 24 Nov, 08:00")
    assert kept == [a_caller, offered]
    assert [block["start"] for block in grid()["events"]] == ["2026-12-01T10:00"]


def test_a_holiday_is_shut_with_its_name():
    WorkingHoursFactory(weekday=4)
    christmas = timezone.localdate(NINE).replace(day=25)

    days = load_days(FrontDeskFactory(), christmas, christmas, timezone.now(), Filters())

    assert [
        (shade["start"], shade["title"]) for shade in as_json(days, timezone.now())["shut"]
    ] == [("2026-12-25T08:00", "Christmas Day")]


def test_the_page_asks_as_few_queries_for_a_full_clinic_as_for_one(client):
    client.force_login(FrontDeskFactory())

    def queries(people, visits):
        for _ in range(people):
            person = PractitionerFactory()
            WorkingHoursFactory(practitioner=person)
            for number in range(visits):
                start = NINE + number * timedelta(minutes=20)
                AppointmentFactory(
                    practitioner=person,
                    equipment=EquipmentFactory() if number == 0 else None,
                    starts_at=start,
                    ends_at=start + timedelta(minutes=20),
                )
        client.get(DAY)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(DAY).status_code == 200
        return len(captured)

    one = queries(1, 1)
    many = queries(11, 18)

    assert Appointment.objects.count() == 199
    assert one == many < MOST_QUERIES


def test_a_page_that_asks_again_is_told_when_nothing_is_another(client, mia):
    visit = AppointmentFactory(practitioner=mia)
    client.force_login(FrontDeskFactory())
    seen = client.get(DAY).headers["ETag"]

    same = client.get(DAY, headers={"If-None-Match": seen})
    Appointment.objects.filter(pk=visit.pk).update(confirmed_at=NINE)
    other = client.get(DAY, headers={"If-None-Match": seen})

    assert (same.status_code, other.status_code) == (304, 200)


def test_a_page_that_asks_again_is_told_of_what_its_list_alone_shows(client, mia, clock):
    """A visit begins, and “Done” may be pressed; a number was corrected."""
    clock.move_to(NINE - timedelta(minutes=10))
    visit = AppointmentFactory(practitioner=mia, status="arrived")
    client.force_login(FrontDeskFactory())
    before = client.get(DAY)
    clock.move_to(NINE)

    begun = client.get(DAY, headers={"If-None-Match": before.headers["ETag"]})
    Patient.objects.filter(pk=visit.patient.pk).update(phone="604-555-0199")
    corrected = client.get(DAY, headers={"If-None-Match": begun.headers["ETag"]})

    assert [answer.context["board"].rows[0].marks for answer in (before, begun)] == [
        [],
        ["fulfilled"],
    ]
    assert "604-555-0199" in corrected.text


def test_a_page_asks_for_the_day_that_it_shows_with_its_counter(client, mia):
    client.force_login(FrontDeskFactory())

    page = client.get("/desk/?show=arrived")

    links = re.findall(r'(?:data-url|id="board-refresh"\s+href)="([^"]+)"', page.text)
    assert links == ["?day=2026-11-24&amp;show=arrived"] * 2


@pytest.mark.parametrize(
    ("has_a_visit", "opened"), [(False, "2026-11-24"), (True, "2026-11-23")], ids=["closed", "busy"]
)
def test_the_desk_opens_on_the_next_day_on_which_somebody_works(client, mia, has_a_visit, opened):
    """It is a Monday, and Mia works on Tuesdays."""
    if has_a_visit:
        AppointmentFactory(practitioner=mia, starts_at=NINE - 8 * 24 * HOUR)
    client.force_login(FrontDeskFactory())

    assert client.get("/desk/").context["day"].isoformat() == opened


@pytest.mark.parametrize(
    ("starts_on", "columns", "opened"),
    [
        ("2026-12-01", ["Mia Chen", "Sam"], "2026-11-24"),
        ("2026-12-02", ["Mia Chen"], "2026-11-24"),
        (None, ["Mia Chen", "Sam"], "2026-11-23"),
    ],
)
def test_nobody_has_a_column_before_their_first_day(client, mia, starts_on, columns, opened):
    """Sam works on Mondays, and on one Tuesday as well; it is a Monday."""
    sam = PractitionerFactory(name="Sam", starts_on=starts_on)
    WorkingHoursFactory(practitioner=sam, weekday=0)
    ScheduleException.objects.create(
        practitioner=sam, starts_at=NINE, ends_at=NINE + HOUR, effect="open"
    )
    client.force_login(FrontDeskFactory())

    assert [column["title"] for column in grid()["resources"]] == columns
    assert client.get("/desk/").context["day"].isoformat() == opened


@pytest.mark.parametrize("asked", ["day=x", "span=year", "show=a b", "discipline=magic"])
def test_a_query_that_nobody_could_ask_is_refused(client, asked):
    client.force_login(FrontDeskFactory())

    assert client.get(f"/desk/?{asked}").status_code == 400
