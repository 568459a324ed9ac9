"""Somebody new: no visit before their first day, and patients see them from that day on."""

from datetime import date, time, timedelta
from functools import partial

import pytest

from bookings.actions import book_appointment, set_weekly_hours, weigh
from bookings.exceptions import BookingError, SlotUnavailable
from bookings.models import WorkingHours
from bookings.slots.search import search_for
from bookings.slots.weekly_hours import Dates, Period
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]
WEEK = timedelta(days=7)
FIRST_DAY = date(2026, 12, 8)  # a Tuesday, a week after NINE
PUBLIC = ["/", "/team/", "/book/", "/book/physio/", "/book/embed/", "/api/v1/practitioners"]


@pytest.fixture
def new():
    service, [new, _] = bookable(slug="physio", practitioners=2)
    new.name, new.slug, new.starts_on = "Noor Newcomer", "noor", FIRST_DAY
    new.save()
    return service, new


def starts(service, person, *, by_staff):
    search = search_for(service.slug, now=NINE - WEEK, by_staff=by_staff)
    schedule = search.schedule(NINE.date(), FIRST_DAY)
    keys = [slot.practitioner for slot in schedule.slots()]
    return keys.count(person.pk)


def where_shown(client):
    return [path for path in PUBLIC if "Noor" in client.get(path).content.decode()]


def test_patients_see_somebody_new_from_their_first_day_on(client, new, clock):
    before = where_shown(client), client.get("/book/?practitioner=noor").status_code

    clock.move_to(NINE + WEEK)

    assert before == ([], 404)
    assert (where_shown(client), client.get("/book/?practitioner=noor").status_code) == (
        PUBLIC,
        200,
    )


def test_staff_book_somebody_new_from_their_first_day_on(new):
    service, noor = new
    asked = {"service": service, "practitioner": noor, "booker": AT_THE_DESK}

    with pytest.raises(SlotUnavailable):
        book_appointment(patient=PatientFactory(), starts_at=NINE, **asked)
    visit = book_appointment(patient=PatientFactory(), starts_at=NINE + WEEK, **asked)

    assert visit.practitioner == noor
    search = search_for("physio", now=NINE - WEEK, by_staff=True, practitioner="noor")
    assert search.around(NINE).why_not(NINE).text == "Noor Newcomer starts on December 8, 2026."
    assert (starts(service, noor, by_staff=True), starts(service, noor, by_staff=False)) == (
        25,  # one Tuesday from nine to five, without the visit
        0,
    )


def test_the_desk_reads_from_when_somebody_new_is_there(client, new):
    client.force_login(FrontDeskFactory())

    page = client.get("/book/physio/?practitioner=noor&from=2026-12-01")

    assert "Physiotherapy, from 8 December" in as_read(page.text)


def test_hours_of_somebody_new_are_weighed_as_patients_will_have_them(new):
    _, noor = new
    noon = {Period(1, time(9), time(12))}

    weighed = weigh(
        change=partial(
            set_weekly_hours, practitioner=noor, periods=noon, dates=Dates(FIRST_DAY, None)
        ),
        practitioner=noor,
        since=FIRST_DAY,
    )

    assert (weighed.impact.added, weighed.impact.removed) == (0, 4 * (29 - 9))


def test_a_patient_books_nobody_who_has_not_begun(new):
    service, noor = new
    asked = {"service": service, "patient": PatientFactory(), "starts_at": NINE + WEEK}

    with pytest.raises(SlotUnavailable):
        book_appointment(practitioner=noor, **asked)
    WorkingHours.objects.exclude(practitioner=noor).delete()
    with pytest.raises(BookingError):
        book_appointment(**asked)
