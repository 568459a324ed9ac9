"""Races for one freed time: threads and separate connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from bookings.actions import (
    accept_offer,
    book_appointment,
    decline_offer,
    leave_waitlist,
    offer_freed_times,
)
from bookings.exceptions import NoLongerWaiting, OfferTaken, SlotUnavailable
from bookings.locks import is_free_turn
from bookings.models import Appointment, WaitlistEntry, WaitlistOffer
from tests.factories import (
    NINE,
    FreedTimeFactory,
    PatientFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.races import kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


def three_offers(service):
    [practitioner] = service.practitioners.all()
    freed = FreedTimeFactory()
    return [
        WaitlistOfferFactory(
            entry=WaitlistEntryFactory(service=service),
            freed_time=freed,
            practitioner=practitioner,
            offered_at=timezone.now(),
        )
        for _ in range(3)
    ]


@pytest.mark.parametrize("round_number", range(5))
def test_of_three_who_accept_at_once_one_has_the_time(round_number):
    service, _ = bookable()
    offers = three_offers(service)

    outcomes, _, _, deadlocks = race(
        *[lambda offer=offer: accept_offer(offer=offer) for offer in offers * 2]
    )

    winner = Appointment.objects.get()
    assert kinds(outcomes) == {Appointment: 2, OfferTaken: 4}
    assert {outcome.pk for outcome in outcomes if isinstance(outcome, Appointment)} == {winner.pk}
    assert sorted(WaitlistOffer.objects.values_list("status", flat=True)) == [
        "accepted",
        "withdrawn",
        "withdrawn",
    ]
    assert sorted(WaitlistEntry.objects.values_list("status", flat=True)) == [
        "served",
        "waiting",
        "waiting",
    ]
    assert deadlocks == 0


@pytest.mark.parametrize("round_number", range(5))
def test_an_acceptance_a_booking_and_the_waves_meet_without_a_deadlock(round_number):
    service, _ = bookable()
    offers = three_offers(service)
    served = offers[0].entry.patient

    outcomes, _, _, deadlocks = race(
        *[lambda offer=offer: accept_offer(offer=offer) for offer in offers],
        lambda: book_appointment(service=service, patient=PatientFactory(), starts_at=NINE),
        lambda: book_appointment(service=service, patient=served, starts_at=NINE),
        *[lambda: offer_freed_times(now=timezone.now())] * 3,
    )

    assert Appointment.objects.count() == 1
    assert kinds(outcomes)[Appointment] == 1
    assert set(kinds(outcomes)) <= {
        Appointment,
        OfferTaken,
        NoLongerWaiting,
        SlotUnavailable,
        type(None),
    }
    assert deadlocks == 0


def test_several_beats_at_once_make_one_wave():
    service, _ = bookable()
    for _ in range(7):
        WaitlistEntryFactory(service=service)
    FreedTimeFactory()

    outcomes, *_ = race(*[lambda: offer_freed_times(now=timezone.now())] * 6)

    assert outcomes == [None] * 6
    assert WaitlistOffer.objects.count() == 3


def test_a_run_leaves_the_work_to_one_that_is_under_way():
    service, _ = bookable()
    WaitlistEntryFactory(service=service)
    FreedTimeFactory()
    running, done = Event(), Event()

    def run():
        try:
            with transaction.atomic():
                is_free_turn("waitlist")
                running.set()
                done.wait(timeout=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(run)
        running.wait(timeout=10)
        offer_freed_times(now=timezone.now())
        done.set()
        other.result()

    assert WaitlistOffer.objects.count() == 0


def test_a_wish_that_is_being_changed_is_left_for_the_next_run():
    service, _ = bookable()
    entry = WaitlistEntryFactory(service=service)
    FreedTimeFactory()
    changing, done = Event(), Event()

    def change():
        try:
            with transaction.atomic():
                leave_waitlist(entry=entry)
                changing.set()
                done.wait(timeout=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        leaving = pool.submit(change)
        changing.wait(timeout=10)
        offer_freed_times(now=timezone.now())
        waited_for_nobody = not leaving.done()
        done.set()
        leaving.result()

    assert waited_for_nobody
    assert WaitlistOffer.objects.count() == 0


def test_yes_and_no_at_once_is_one_answer():
    service, _ = bookable()
    offer = three_offers(service)[0]

    outcomes, *_ = race(
        *[lambda: accept_offer(offer=offer)] * 3, *[lambda: decline_offer(offer=offer)] * 3
    )

    offer.refresh_from_db()
    visits = Appointment.objects.count()
    assert (offer.status, visits) in {("accepted", 1), ("declined", 0)}
    assert len(outcomes) == 6
