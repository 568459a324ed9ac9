"""The demo's day: full, with one visit in conflict and a gap for which three people wait."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from bookings.models import Appointment, WaitlistEntry
from bookings.slots.search import Search
from bookings.slots.services import bookable_services
from clinic.models import Message
from demo.days import GAP_OF, fill_days
from demo.people import add_people
from demo.regulars import REGULARS, add_regulars
from demo.schedule import add_exceptions, add_working_hours
from demo.services import add_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]


@pytest.fixture
def opened(clock):
    """Return a function that opens the clinic, without its records, at some moment."""

    def open_clinic(now):
        clock.move_to(now)
        add_people(now=now)
        add_regulars()
        add_services()
        add_working_hours(today=timezone.localdate(now))
        add_exceptions(today=timezone.localdate(now))
        fill_days(now=now, with_past=True)

    return open_clinic


def visits_on(day):
    visits = Appointment.objects.taking_place().select_related("practitioner")
    return [visit for visit in visits if timezone.localdate(visit.starts_at) == day]


@pytest.mark.parametrize(
    ("now", "full", "gap_on"),
    [
        (datetime(2026, 11, 30, 15, tzinfo=UTC), [0, 1], 0),  # Monday, 08:00
        (datetime(2026, 12, 1, 0, 30, tzinfo=UTC), [0, 1], 1),  # Monday, 17:30
        (datetime(2026, 11, 28, 20, tzinfo=UTC), [2, 3], 2),  # Saturday
        (datetime(2027, 1, 1, 17, tzinfo=UTC), [3, 4], 3),  # a holiday, and a Friday
        (datetime(2026, 12, 3, 15, tzinfo=UTC), [0, 1], 0),  # Thursday, 08:00
    ],
    ids=["morning", "evening", "weekend", "holiday", "late in the week"],
)
def test_the_day_it_is_started_on_and_the_next_are_full(opened, now, full, gap_on):
    opened(now)
    today = timezone.localdate(now)

    for day in full:
        number_of = Counter(visit.practitioner.slug for visit in visits_on(today + days(day)))
        assert len(number_of) == 6
        assert (min(number_of.values()), max(number_of.values())) >= (6, 6), number_of
        assert max(number_of.values()) <= 9
    planned = Message.objects.about_any(visits_on(today + days(full[1]))).planned()
    assert set(planned.values_list("kind", flat=True)) == {"reminder"}
    [conflict] = Appointment.objects.filter(conflict_since__isnull=False)
    assert timezone.localdate(conflict.starts_at) == today + days(gap_on)
    wishes = WaitlistEntry.objects.filter(practitioner__slug=GAP_OF)
    assert set(wishes.values_list("earliest_on", "latest_on")) == {(today + days(gap_on),) * 2}
    assert wishes.count() == 3
    follow_up = next(each for each in bookable_services() if "follow-up" in each.slug)
    search = Search(follow_up, [wishes[0].practitioner], now, by_staff=True)
    free = search.schedule(today + days(gap_on), today + days(gap_on)).slots()
    assert any(timezone.localtime(slot.interval.start).hour == 13 for slot in free)


def test_no_day_to_come_is_empty_and_today_has_every_state(opened):
    now = datetime(2026, 11, 30, 18, 40, tzinfo=UTC)  # Monday, 11:40
    opened(now)
    today = timezone.localdate(now)

    assert all(len(visits_on(today + days(number))) >= 8 for number in (2, 3, 4, 7, 8))
    assert {visit.status for visit in visits_on(today)} == {
        *("booked", "arrived", "fulfilled", "noshow"),
    }
    assert Appointment.objects.filter(status="cancelled").exists()
    assert Appointment.objects.filter(confirmed_at__isnull=False).exists()


def test_the_regulars_are_different_people_with_fictional_emails():
    assert len({person.key for person in REGULARS}) == len(REGULARS) == 64
    assert {person.email.rpartition(".")[2] for person in REGULARS if person.email} == {"example"}
    assert sum(not person.email for person in REGULARS) == 6


def days(number):
    return timedelta(days=number)
