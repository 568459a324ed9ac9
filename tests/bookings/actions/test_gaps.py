"""A gap that the desk fills: who is asked by mail, and who gets it on the phone."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from bookings.actions import (
    accept_offer,
    book_for_wish,
    decline_offer,
    leave_waitlist,
    offer_freed_times,
    offer_gap,
)
from bookings.exceptions import NoLongerWaiting, SlotUnavailable, TooSoonToOffer
from bookings.models import Appointment, FreedTime, WaitlistOffer
from bookings.pages.gaps import load_gap
from bookings.slots.intervals import Interval
from bookings.waiting import Gap
from clinic.models import ClinicProfile, Message
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
    PatientFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
GAP = Interval(NINE, NINE + HOUR)


@pytest.fixture
def service():
    """Somebody's hour from nine on Tuesday 1 December; a colleague is free all day."""
    return bookable(duration_min=60, slot_grid_min=60, practitioners=2)[0]


@pytest.fixture
def mia(service):
    return service.practitioners.order_by("pk").first()


def wish(service, name="Ada", **details):
    patient = details.pop("patient", None) or PatientFactory(name=name)
    return WaitlistEntryFactory(service=service, patient=patient, **details)


def asked(offers):
    return [(offer.entry.patient.name, offer.practitioner, offer.starts_at) for offer in offers]


def fitting(practitioner, time=GAP):
    page = load_gap(FrontDeskFactory(), Gap(practitioner.pk, time), timezone.now())
    return [(one.entry.patient.name, one.is_mailed, one.doubts) for one in page.candidates]


def test_the_first_three_are_asked_about_the_gap_itself(service, mia):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)

    offers = offer_gap(practitioner=mia, time=GAP)
    again = offer_gap(practitioner=mia, time=GAP)

    assert asked(offers) == [(name, mia, NINE) for name in ("Ada", "Ben", "Cho")]
    assert again == offers
    assert FreedTime.objects.count() == 1
    assert Message.objects.filter(kind="waitlist_offer").count() == 3


def test_the_next_are_asked_by_the_waves_when_the_first_have_answered(service, mia):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)

    for offer in offer_gap(practitioner=mia, time=GAP):
        decline_offer(offer=offer)
    offer_freed_times(now=timezone.now())

    last = WaitlistOffer.objects.order_by("pk").last()
    assert (last.entry.patient.name, last.practitioner, last.starts_at) == ("Dan", mia, NINE)


def test_nobody_is_asked_again_about_a_time_that_they_declined(service, mia):
    said_no = wish(service, "Ada")
    WaitlistOfferFactory(entry=said_no, practitioner=mia, status="declined")
    wish(service, "Ben")

    assert fitting(mia) == [("Ada", False, ["Said no to this time"]), ("Ben", True, [])]
    assert asked(offer_gap(practitioner=mia, time=GAP)) == [("Ben", mia, NINE)]


def test_whoever_joined_the_list_since_is_asked_at_the_next_press(service, mia):
    wish(service, "Ada")
    [offer] = offer_gap(practitioner=mia, time=GAP)
    decline_offer(offer=offer)
    wish(service, "Ben", created_at=timezone.now())

    assert asked(offer_gap(practitioner=mia, time=GAP)) == [("Ben", mia, NINE)]


def test_in_quiet_hours_the_gap_waits_for_their_end(service, mia, clock):
    ClinicProfile.objects.create(quiet_from=time(21), quiet_until=time(8))
    wish(service)
    clock.move_to(MONDAY_MORNING + timedelta(hours=13))  # 22:00

    at_night = offer_gap(practitioner=mia, time=GAP)
    clock.move_to(MONDAY_MORNING + timedelta(hours=23))  # 08:00
    offer_freed_times(now=timezone.now())

    assert (at_night, WaitlistOffer.objects.count()) == ([], 1)


def test_a_gap_that_begins_soon_is_for_the_phone(service, mia, clock):
    entry = wish(service)
    clock.move_to(NINE - 2 * HOUR)

    with pytest.raises(TooSoonToOffer):
        offer_gap(practitioner=mia, time=GAP)
    visit = book_for_wish(entry=entry, practitioner=mia, starts_at=NINE, by=FrontDeskFactory())

    assert (visit.patient, visit.source) == (entry.patient, "desk")


def test_who_fits_comes_in_the_order_of_the_waves_with_what_the_desk_should_know(service, mia):
    last = PatientFactory(name="No mail", email="")
    wish(service, patient=last, created_at=MONDAY_MORNING - HOUR)
    wish(service, "Afternoon", parts_of_day=["afternoon"])
    wish(service, "Another day", earliest_on=date(2026, 12, 2))
    wish(service, "Colleague", practitioner=service.practitioners.order_by("pk").last())
    busy = wish(service, "Busy")
    AppointmentFactory(patient=busy.patient, starts_at=NINE)
    wish(service, "Mia", practitioner=mia)
    wish(service, "First", put_first_at=MONDAY_MORNING)

    found = fitting(mia)

    assert found == [("First", True, []), ("Mia", True, []), ("No mail", False, ["No email"])]
    assert asked(offer_gap(practitioner=mia, time=GAP)) == [
        ("First", mia, NINE),
        ("Mia", mia, NINE),
    ]


def test_a_visit_that_is_longer_than_the_gap_does_not_fit(service, mia):
    wish(service)

    assert fitting(mia, Interval(NINE, NINE + HOUR / 2)) == []
    assert offer_gap(practitioner=mia, time=Interval(NINE, NINE + HOUR / 2)) == []


def test_a_wish_is_booked_once_on_the_phone_and_is_served(service, mia):
    entry, desk = wish(service), FrontDeskFactory()

    first, second = (
        book_for_wish(entry=entry, practitioner=mia, starts_at=NINE, by=desk) for _ in range(2)
    )
    entry.refresh_from_db()

    assert first == second
    assert (first.practitioner, first.starts_at, first.booked_by) == (mia, NINE, desk)
    assert entry.status == "served"


def test_a_wish_for_an_earlier_time_is_moved_there(service, mia):
    later = AppointmentFactory(service=service, practitioner=mia, starts_at=NINE + 3 * HOUR)
    entry = wish(service, patient=later.patient, appointment=later)
    desk = FrontDeskFactory()

    moved = book_for_wish(entry=entry, practitioner=mia, starts_at=NINE, by=desk)
    again = book_for_wish(entry=entry, practitioner=mia, starts_at=NINE, by=desk)
    entry.refresh_from_db()

    assert (moved, again, moved.starts_at) == (later, later, NINE)
    assert (Appointment.objects.count(), entry.status) == (1, "served")


def test_a_time_that_has_gone_is_given_to_nobody(service, mia):
    entry, other = wish(service), wish(service, "Ben")
    [offer, _] = offer_gap(practitioner=mia, time=GAP)
    accept_offer(offer=offer, accepts_policy=True)

    with pytest.raises(SlotUnavailable):
        book_for_wish(entry=other, practitioner=mia, starts_at=NINE, by=FrontDeskFactory())
    with pytest.raises(NoLongerWaiting):
        book_for_wish(entry=entry, practitioner=mia, starts_at=NINE + HOUR, by=FrontDeskFactory())


def test_who_left_the_list_is_booked_for_no_wish(service, mia):
    entry = leave_waitlist(entry=wish(service))

    with pytest.raises(NoLongerWaiting):
        book_for_wish(entry=entry, practitioner=mia, starts_at=NINE, by=FrontDeskFactory())
