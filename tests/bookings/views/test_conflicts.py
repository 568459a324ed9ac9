"""Visits that the schedule has no room for any more: marked, listed, and who may close today."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import find_conflicts
from bookings.models import Appointment, ScheduleException
from clinic.models import ClinicProfile
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    FrontDeskFactory,
    PatientFactory,
    UserFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
LIST, CLOSE = "/desk/conflicts/", "/desk/absences/new/"
TODAY = {"from_time": "", "to_day": "", "to_time": "", "reason": "Ill"}


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
    assert needs(desk.get("/desk/")) == [["Conflict: Ill."]]
    desk.post(
        f"/appointments/{visit.reference}/cancel/", {"revision": 0, "side": "clinic", "why": "away"}
    )
    assert listed(desk.get(LIST)) == []


def test_the_desk_opens_again_what_it_closed_today(desk, ada, visit):
    close(desk)
    [row] = desk.get(LIST).context["closed"]
    remove = f"/desk/schedules/closures/{row.exception.pk}/delete/"

    shown = desk.post(remove)
    desk.post(remove, {"confirmed": shown.context["impact"].mark})

    assert ScheduleException.objects.count() == 0
    assert listed(desk.get(LIST)) == []


def test_the_desk_does_not_open_a_clinic_that_is_closed_today(desk, ada):
    whole = ScheduleException.objects.create(
        starts_at=NINE, ends_at=NINE + timedelta(hours=1), reason="Training"
    )

    assert desk.get(LIST).context["closed"] == []
    assert desk.post(f"/desk/schedules/closures/{whole.pk}/delete/").status_code == 403


def test_the_list_asks_the_same_queries_for_one_day_and_for_many(desk, ada, visit):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
        return len(captured)

    ada.working_hours.all().delete()
    find_conflicts()
    desk.get(LIST)
    one = queries()
    for days in range(1, 4):
        AppointmentFactory(
            service=visit.service, practitioner=ada, starts_at=NINE + timedelta(days=days)
        )
    find_conflicts()

    assert queries() == one
    assert len(desk.get(LIST).context["days"]) == 4


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"to_day": "2026-12-16"}, {"to_day"}),  # two weeks and a day
        ({"to_day": "2026-11-30"}, {"to_day"}),
        ({"to_day": "2026-12-02", "to_time": "25:00"}, {"to_time"}),
        ({"from_time": "10:00", "to_time": "09:30"}, {"to_time"}),
        ({"whom": "clinic"}, {"whom"}),
        ({"reason": ""}, {"reason"}),
    ],
)
def test_what_is_no_absence_is_said_beside_its_field(desk, ada, changes, fields):
    answer, _ = close(desk, **changes)

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, fields)
    assert ScheduleException.objects.count() == 0


def test_an_absence_is_from_now_until_the_end_of_its_last_day(desk, ada):
    close(desk, to_day="2026-12-15")

    absence = ScheduleException.objects.get()
    assert absence.starts_at == NINE - timedelta(hours=1)
    assert absence.ends_at == datetime(2026, 12, 16, 7, tzinfo=UTC)


def test_the_desk_takes_back_what_it_closed_itself_on_any_day(desk, ada, visit):
    close(desk, to_day="2026-12-10")
    [row] = desk.get(LIST).context["closed"]
    remove = f"/desk/schedules/closures/{row.exception.pk}/delete/"
    desk.force_login(FrontDeskFactory())
    by_a_colleague = desk.post(remove).status_code

    assert (row.exception.practitioner, by_a_colleague) == (ada, 403)


def test_the_page_is_filled_in_for_whoever_was_pressed(desk, ada):
    form = desk.get(f"{CLOSE}?whom=practitioner:ada").context["form"]

    shown = {name: form[name].value() for name in ("whom", "to_day", "reason")}
    assert shown == {"whom": "practitioner:ada", "to_day": date(2026, 12, 1), "reason": "Away"}


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


def test_an_administrator_closes_for_as_long_as_it_takes(client, ada, clock):
    client.force_login(AdministratorFactory())

    _, saved = close(client, to_day="2027-03-01")

    assert saved.url == LIST


def test_nobody_else_closes_or_sees_the_list(client, ada):
    client.force_login(ClinicianFactory())

    assert [client.get(path).status_code for path in (LIST, CLOSE)] == [403, 403]


def test_the_desk_keeps_a_visit_and_is_led_back_to_where_it_was(desk, ada, visit):
    close(desk)
    keep = f"/desk/conflicts/{visit.reference}/keep/"

    stale = desk.post(keep, {"revision": 3, "back": "conflicts"})
    kept = desk.post(keep, {"revision": 0, "back": "conflicts"})

    assert (stale.status_code, kept.url) == (409, LIST)
    assert (listed(desk.get(LIST)), needs(desk.get("/desk/"))) == ([], [[]])
    assert desk.post(keep, {"back": "elsewhere"}).status_code == 400


def test_the_head_counts_the_conflicts_and_the_patient_reads_that_we_will_call(desk, ada, visit):
    ClinicProfile.objects.update_or_create(defaults={"phone": "604-555-0100"})
    account = UserFactory()
    visit.patient.looked_after_by.add(account)
    close(desk)
    counted = desk.get("/desk/people/").content.decode()
    own = desk.get(f"/appointments/{visit.reference}/").content.decode()

    desk.force_login(account)
    pages = [desk.get(f"/appointments/{visit.reference}/"), desk.get("/me/")]

    assert '<span class="nav-count">1<span class="visually-hidden">' in counted
    assert "Conflict: Ill." in own
    for page in pages:
        content = page.content.decode()
        assert "We will be in touch about this visit." in content
        assert "604-555-0100" in content
        assert "Ill" not in content.replace("Illu", "")
        assert "Yes, I will come" not in content
