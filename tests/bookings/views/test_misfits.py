"""Visits that the schedule has no room for any more: marked, listed, and who may close today."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, ScheduleException
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
LIST, CLOSE = "/desk/misfits/", "/desk/schedules/closures/new/"
TODAY = {
    "effect": "closed",
    "from_day": "2026-12-01",
    "from_time": "",
    "to_day": "",
    "to_time": "",
    "reason": "Ill",
}


@pytest.fixture
def desk(client, clock):
    clock.move_to(NINE - timedelta(hours=1))
    client.force_login(FrontDeskFactory())
    return client


@pytest.fixture
def ada():
    _, [ada] = bookable(slug="physio")
    ada.name, ada.slug = "Ada", "ada"
    ada.save()
    return ada


@pytest.fixture
def visit(ada):
    return Appointment.objects.create(
        service=ada.services.get(),
        practitioner=ada,
        patient=PatientFactory(),
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=1),
        status="booked",
    )


def needs(page):
    return [[need.text for need in row.needs] for row in page.context["board"].rows]


def listed(page):
    return [row.visit for _, rows in page.context["days"] for row in rows]


def close(client, **changes):
    """Check a closure, save what was shown, and return both answers."""
    typed = TODAY | {"whom": "practitioner:ada"} | changes
    checked = client.post(CLOSE, typed)
    if checked.status_code != 200:
        return checked, None
    typed |= {"confirmed": checked.context["impact"].mark}
    return checked, client.post(CLOSE, typed)


def test_a_visit_that_was_closed_over_is_marked_and_listed_until_it_is_handled(desk, ada, visit):
    before = (needs(desk.get("/desk/")), listed(desk.get(LIST)))

    _, saved = close(desk)

    assert before == ([[]], [])
    assert (saved.status_code, saved.url) == (302, LIST)
    assert listed(desk.get(LIST)) == [visit]
    assert needs(desk.get("/desk/")) == [["Does not fit: Ill"]]
    desk.post(f"/appointments/{visit.reference}/cancel/", {"revision": 0, "side": "clinic"})
    assert listed(desk.get(LIST)) == []


def test_the_desk_opens_again_what_it_closed_today(desk, ada, visit):
    close(desk)
    [row] = desk.get(LIST).context["closed_today"]
    remove = f"/desk/schedules/closures/{row.exception.pk}/delete/"

    shown = desk.post(remove)
    desk.post(remove, {"confirmed": shown.context["impact"].mark})

    assert ScheduleException.objects.count() == 0
    assert listed(desk.get(LIST)) == []


def test_the_desk_does_not_open_a_clinic_that_is_closed_today(desk, ada):
    whole = ScheduleException.objects.create(
        starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="Training"
    )

    assert desk.get(LIST).context["closed_today"] == []
    assert desk.post(f"/desk/schedules/closures/{whole.pk}/delete/").status_code == 403


def test_the_list_asks_the_same_queries_for_one_day_and_for_many(desk, ada, visit):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
        return len(captured)

    ada.working_hours.all().delete()
    desk.get(LIST)
    one = queries()
    for days in range(1, 4):
        AppointmentFactory(
            service=visit.service, practitioner=ada, starts_at=NINE + timedelta(days=days)
        )

    assert queries() == one
    assert len(desk.get(LIST).context["days"]) == 4


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"from_day": "2026-12-02"}, {"from_day", "to_day"}),
        ({"to_day": "2026-12-02"}, {"to_day"}),
        ({"whom": "clinic"}, {"whom"}),
        ({"effect": "open"}, {"effect"}),
    ],
)
def test_the_desk_closes_one_person_or_unit_for_today_and_no_more(desk, ada, changes, fields):
    answer, _ = close(desk, **changes)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert ScheduleException.objects.count() == 0


def test_the_desk_closes_a_unit_too(desk, ada):
    unit = EquipmentFactory(name="Treadmill")

    close(desk, whom=f"equipment:{unit.reference}")

    assert ScheduleException.objects.get().equipment == unit


def test_the_desk_removes_no_closure_of_another_day(desk, ada):
    tomorrow = datetime(2026, 12, 2, 17, tzinfo=UTC)
    away = ScheduleException.objects.create(
        practitioner=ada, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), reason="Away"
    )

    answer = desk.post(f"/desk/schedules/closures/{away.pk}/delete/")

    assert answer.status_code == 403
    assert ScheduleException.objects.get() == away


def test_an_administrator_closes_any_day(client, ada, clock):
    client.force_login(AdministratorFactory())

    _, saved = close(client, from_day="2026-12-03")

    assert saved.url == "/desk/schedules/closures/"


def test_nobody_else_closes_or_sees_the_list(client, ada):
    client.force_login(ClinicianFactory())

    assert [client.get(path).status_code for path in (LIST, CLOSE)] == [403, 403]
