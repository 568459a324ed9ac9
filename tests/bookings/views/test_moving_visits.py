"""Moving a visit on the desk's grid: shown first, refused where it cannot be, undone in time."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bookings.actions import book_appointment, move_appointment
from bookings.mail.planning import UNDO_TIME
from bookings.models import Appointment
from clinic.delivery import deliver_due
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    bookable,
)
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)


@pytest.fixture
def visit():
    service, _ = bookable(practitioners=2)
    patient = PatientFactory(name="Ada Vale", email="ada@example.org", phone="604-555-0100")
    return book_appointment(service=service, patient=patient, starts_at=NINE)


@pytest.fixture
def desk(client):
    client.force_login(FrontDeskFactory())
    return client


def path(visit):
    return f"/desk/visits/{visit.reference}/move/"


def place(visit, **other):
    shown = {
        "day": "2026-12-01",
        "time": "11:00",
        "minutes": "60",
        "practitioner": visit.practitioner.slug,
        "revision": visit.revision,
    }
    return shown | other


def stands(visit):
    current = Appointment.objects.get(pk=visit.pk)
    return current.starts_at, current.ends_at - current.starts_at


def test_the_change_and_what_the_patient_will_be_told_are_shown_first(desk, visit):
    deliver_due()

    answer = desk.get(path(visit), place(visit), headers=HTMX)

    at = timezone.localtime(timezone.now() + UNDO_TIME)
    preview = answer.context["preview"]
    assert [(change.label, change.now, change.before) for change in preview.changes] == [
        (
            "When",
            "Tuesday 1 December 2026 at 11:00, Vancouver time",
            "Tuesday 1 December 2026 at 09:00, Vancouver time",
        )
    ]
    assert preview.told == (
        f"A mail to ada@example.org at {at:%H:%M}: the visit is moved to "
        "Tuesday 1 December 2026 at 11:00, Vancouver time."
    )
    assert stands(visit) == (NINE, HOUR)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"time": "10:30"}, "Booked from 11:00 to 12:00 Vancouver time."),
        ({"time": "16:30"}, "Outside working hours."),
        ({"time": "09:00", "minutes": "150"}, "Booked from 11:00 to 12:00 Vancouver time."),
        ({"day": "2026-11-01"}, "That is past."),
        ({"time": "14:00"}, "They have another visit at that time."),
    ],
)
def test_what_stands_in_the_way_is_said_before_and_refused_after(desk, visit, typed, why):
    AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE + 2 * HOUR)
    AppointmentFactory(patient=visit.patient, starts_at=NINE + 5 * HOUR)

    shown = desk.get(path(visit), place(visit, **typed), headers=HTMX)
    sent = desk.post(path(visit), place(visit, **typed), headers=HTMX)

    assert (shown.context["preview"].refusal, sent.status_code in (409, 422)) == (why, True)
    assert stands(visit) == (NINE, HOUR)


def test_a_visit_is_moved_made_longer_and_put_back_and_nobody_is_mailed(desk, visit):
    deliver_due()
    mail.outbox.clear()

    moved = desk.post(path(visit), place(visit, minutes="90"), headers=HTMX)
    then = stands(visit)
    back = desk.post(path(visit), moved.context["undo"] | {"undoes": "1"}, headers=HTMX)
    deliver_due(timezone.now() + UNDO_TIME)

    assert (moved.headers["HX-Trigger"], moved.headers["HX-Retarget"]) == (
        "desk:moved",
        "#desk-undo",
    )
    assert (then, stands(visit)) == ((NINE + 2 * HOUR, timedelta(minutes=90)), (NINE, HOUR))
    assert back.context["may_undo"] is False
    assert mail.outbox == []


@pytest.mark.parametrize("mark", ["conflict_since", "kept_at"])
def test_what_was_moved_out_of_a_closed_time_is_not_put_back(desk, visit, mark):
    reason = "Away." if mark == "conflict_since" else ""
    Appointment.objects.update(**{mark: timezone.now(), "conflict_reason": reason})

    moved = desk.post(path(visit), place(visit), headers=HTMX)

    assert (stands(visit), moved.context["may_undo"]) == ((NINE + 2 * HOUR, HOUR), False)


def test_a_visit_may_last_as_long_as_its_service_does(desk):
    visit = book_appointment(
        service=bookable(duration_min=32)[0], patient=PatientFactory(), starts_at=NINE
    )

    shown = desk.get(path(visit), place(visit, minutes=32), headers=HTMX)
    moved = desk.post(path(visit), place(visit, minutes=32), headers=HTMX)
    back = desk.post(path(visit), moved.context["undo"] | {"undoes": "1"}, headers=HTMX)

    assert [change.label for change in shown.context["preview"].changes] == ["When"]
    assert (back.status_code, stands(visit)) == (200, (NINE, timedelta(minutes=32)))


@pytest.mark.parametrize(("minutes", "is_promised"), [(6, False), (7, True)])
def test_that_nobody_is_mailed_yet_is_said_where_it_is_so(desk, visit, clock, minutes, is_promised):
    clock.move_to(NINE + 2 * HOUR - timedelta(minutes=minutes))
    Appointment.objects.filter(pk=visit.pk).update(
        starts_at=NINE + 3 * HOUR, ends_at=NINE + 4 * HOUR
    )

    moved = desk.post(path(visit), place(visit), headers=HTMX)

    assert "the visit is moved to" in moved.text
    assert ("nobody is mailed before" in moved.text) is is_promised


def test_a_visit_is_moved_over_another_for_a_reason_and_back(desk, visit):
    rival = AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE + 2 * HOUR)

    shown = desk.get(path(visit), place(visit), headers=HTMX).context["preview"]
    sent = desk.post(path(visit), place(visit, overbook="He limps"), headers=HTMX)

    moved = Appointment.objects.get(pk=visit.pk)
    assert (shown.may_overbook, shown.told != "") == (True, True)
    assert (moved.starts_at, moved.overbooked_reason) == (rival.starts_at, "He limps")
    desk.post(path(visit), sent.context["undo"] | {"undoes": "1"}, headers=HTMX)
    assert (*stands(visit), Appointment.objects.get(pk=visit.pk).overbooked) == (NINE, HOUR, False)


def test_an_undo_whose_time_was_taken_says_so(desk, visit):
    moved = desk.post(path(visit), place(visit), headers=HTMX)
    AppointmentFactory(practitioner=visit.practitioner, starts_at=NINE)

    back = desk.post(path(visit), moved.context["undo"] | {"undoes": "1"}, headers=HTMX)

    assert back.status_code == 409
    assert "Not put back: Booked from 09:00 to 10:00 Vancouver time." in as_read(
        back.content.decode()
    )


def test_a_grid_that_was_opened_an_hour_ago_is_told_and_draws_itself_anew(desk, visit):
    seen = place(visit)
    move_appointment(appointment=visit, starts_at=NINE + 4 * HOUR, booker=AT_THE_DESK)

    answer = desk.post(path(visit), seen, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Trigger"]) == (409, "desk:changed")
    shown = desk.get(path(visit), seen, headers=HTMX)
    for page in (answer, shown):
        preview = page.text.partition('id="move-preview"')[2]
        assert "This visit has just been changed by somebody else." in preview
    assert stands(visit) == (NINE + 4 * HOUR, HOUR)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"time": "25:00"}, "time"),
        ({"day": "31/12"}, "day"),
        ({"minutes": "4"}, "minutes"),
        ({"minutes": "7.5"}, "minutes"),
        ({"minutes": "-30"}, "minutes"),
        ({"minutes": "9999"}, "minutes"),
        ({"practitioner": "nobody"}, "practitioner"),
        ({"practitioner": ""}, "practitioner"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(desk, visit, typed, field):
    answer = desk.post(path(visit), place(visit, **typed), headers=HTMX)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_somebody_without_an_email_is_to_be_phoned(desk, visit):
    visit.patient.email = ""
    visit.patient.save()

    answer = desk.get(path(visit), place(visit), headers=HTMX)

    assert answer.context["preview"].told == "Nobody is mailed: no email is known. 604-555-0100"


def test_on_a_page_of_its_own_it_needs_no_script_and_leads_back_to_the_day(desk, visit):
    """Nothing there would swap in what is refused, or say what was done: forms and links do."""
    page, block = desk.get(path(visit)), desk.get(f"/desk/visits/{visit.reference}/block/")
    moved = desk.post(path(visit), place(visit))

    assert page.templates[0].name == "bookings/desk/dialog_page.html"
    assert "htmx.min.js" not in page.text
    assert re.findall(r"<(\w+)[^>]*data-close", page.text + block.text) == ["a", "a"]
    assert (moved.status_code, moved.url) == (302, f"/desk/?day=2026-12-01#visit-{visit.reference}")


def test_a_block_is_marked_where_it_is_opened(desk, visit, clock):
    clock.move_to(NINE)
    block = desk.get(f"/desk/visits/{visit.reference}/block/", headers=HTMX)
    press = {"mark": "arrived", "seen": "booked", "revision": 0, "day": "2026-12-01", "block": "1"}

    answer = desk.post(f"/desk/appointments/{visit.reference}/attendance/", press, headers=HTMX)

    assert block.context["row"].marks == ["arrived", "noshow"]
    assert answer.templates[0].name == "bookings/desk/_block.html"
    assert answer.context["row"].marks == ["fulfilled"]
