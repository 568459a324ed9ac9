"""Joining, leaving, accepting: what each does to the list, and what frees a time."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from bookings.actions import (
    MOST_WISHES,
    NewPatient,
    WantedTimes,
    accept_offer,
    add_exception,
    book_appointment,
    cancel_appointment,
    decline_offer,
    join_waitlist,
    leave_waitlist,
    move_appointment,
    offer_freed_times,
    put_back,
    put_first,
    remove_exception,
    set_weekly_hours,
    wait_for_earlier,
)
from bookings.exceptions import (
    AlreadyWaiting,
    AppointmentHasBegun,
    DatesPast,
    ForReturningPatients,
    NoLongerWaiting,
    OfferOver,
    OfferTaken,
    PatientAlreadyBooked,
    PractitionerNotOffered,
    ServiceNotOffered,
    TooManyWishes,
)
from bookings.models import Appointment, FreedTime, WaitlistEntry, WaitlistOffer
from bookings.models.schedule import ScheduleEffect
from bookings.slots.weekly_hours import Dates, Period
from clinic.models import Message
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AT_THE_DESK,
    NINE,
    AppointmentFactory,
    FreedTimeFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
    WaitlistEntryFactory,
    WaitlistOfferFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
DAYS = WantedTimes(date(2026, 12, 1), date(2026, 12, 14))


@pytest.fixture
def service():
    return bookable()[0]


@pytest.fixture
def offer(service):
    """An open offer of nine o'clock on 1 December."""
    return offer_to(service)


def offer_to(service, **entry):
    return WaitlistOfferFactory(
        entry=WaitlistEntryFactory(service=service, **entry),
        practitioner=service.practitioners.first(),
        offered_at=timezone.now(),
    )


def freed():
    return list(FreedTime.objects.values_list("starts_at", "ends_at"))


# --- Joining --------------------------------------------------------------------------------------


def test_a_guest_on_the_list_has_a_file_of_their_own_with_an_unproven_email(service):
    PatientFactory(email="ada@example.org")

    entry = join_waitlist(service=service, patient=NewPatient("Ada", "ada@example.org"), times=DAYS)

    assert (entry.status, entry.patient.name, entry.patient.email_proven_at) == (
        "waiting",
        "Ada",
        None,
    )
    assert (entry.practitioner, entry.weekdays, entry.parts_of_day) == (None, [], [])
    [mail] = Message.objects.filter(kind="waitlist_joined")
    assert (mail.about, mail.recipient) == (entry, entry.patient)


def test_the_same_submission_again_is_the_same_wish(service):
    wish = {"service": service, "patient": PatientFactory(), "submission": uuid4(), "times": DAYS}

    assert join_waitlist(**wish) == join_waitlist(**wish)
    assert WaitlistEntry.objects.count() == 1


def test_a_person_waits_for_five_times_at_once_and_no_more(service):
    patient = PatientFactory()
    for _ in range(MOST_WISHES):
        last = join_waitlist(service=service, patient=patient, times=DAYS)

    with pytest.raises(TooManyWishes):
        join_waitlist(service=service, patient=patient, times=DAYS)
    leave_waitlist(entry=last)
    assert join_waitlist(service=service, patient=patient, times=DAYS).status == "waiting"


def test_a_guests_wishes_count_by_email_and_stop_no_account(service):
    for _ in range(MOST_WISHES):
        join_waitlist(service=service, patient=NewPatient("Ada", "Ada@example.org"), times=DAYS)

    with pytest.raises(TooManyWishes):
        join_waitlist(service=service, patient=NewPatient("Ada", "ada@example.org"), times=DAYS)
    known = PatientFactory(email="ada@example.org")
    assert join_waitlist(service=service, patient=known, times=DAYS).patient == known


def test_what_cannot_be_booked_cannot_be_waited_for(service):
    stranger = PractitionerFactory()
    hidden = bookable(is_bookable_online=False)[0]
    follow_up = bookable(for_new_patients=False)[0]
    wish = {"patient": PatientFactory(), "times": DAYS}

    with pytest.raises(PractitionerNotOffered):
        join_waitlist(service=service, **wish | {"times": replace(DAYS, practitioner=stranger)})
    with pytest.raises(ServiceNotOffered):
        join_waitlist(service=hidden, **wish)
    with pytest.raises(ForReturningPatients):
        join_waitlist(service=follow_up, **wish)
    past = {"times": WantedTimes(date(2026, 1, 1), date(2026, 2, 1))}
    with pytest.raises(DatesPast):
        join_waitlist(service=service, **wish | past)
    assert join_waitlist(service=hidden, booker=AT_THE_DESK, **wish).service.pk == hidden.pk


def earlier(visit, **details):
    wish = {"earliest_on": date(2026, 11, 23), "latest_on": date(2026, 12, 1), **details}
    return wait_for_earlier(appointment=visit, times=WantedTimes(**wish))


def test_a_visit_has_one_wish_for_an_earlier_time(service):
    visit = AppointmentFactory(service=service)

    entry = earlier(visit)

    assert (entry.appointment, entry.patient, entry.service_id) == (
        visit,
        visit.patient,
        service.pk,
    )
    with pytest.raises(AlreadyWaiting):
        earlier(visit)


def test_no_earlier_time_is_waited_for_once_the_visit_has_begun(service):
    visit = AppointmentFactory(service=service, starts_at=MONDAY_MORNING)

    with pytest.raises(AppointmentHasBegun):
        earlier(visit)


# --- Leaving, and the desk's order ----------------------------------------------------------------


def test_leaving_withdraws_what_was_offered_and_again_changes_nothing(offer):
    left = leave_waitlist(entry=offer.entry)
    again = leave_waitlist(entry=offer.entry)

    offer.refresh_from_db()
    assert (left.status, offer.status) == ("left", "withdrawn")
    assert again.closed_at == left.closed_at


def test_the_desk_puts_somebody_first_and_back_again(service):
    entry = WaitlistEntryFactory(service=service)

    pressing = FromNowOn()
    first = put_first(entry=entry).put_first_at
    again = put_first(entry=entry).put_first_at
    back = put_back(entry=entry).put_first_at

    assert (first, again, back) == (pressing, first, None)


def test_nobody_is_put_first_who_has_left(offer):
    leave_waitlist(entry=offer.entry)

    with pytest.raises(NoLongerWaiting):
        put_first(entry=offer.entry)


# --- Answers --------------------------------------------------------------------------------------


def test_an_accepted_offer_is_a_visit_with_the_policy_accepted(offer):
    user = UserFactory()

    accepting = FromNowOn()
    visit = accept_offer(offer=offer, accepts_policy=True, accepted_by=user)

    offer.refresh_from_db()
    assert (visit.starts_at, visit.practitioner, visit.patient, visit.status) == (
        NINE,
        offer.practitioner,
        offer.entry.patient,
        "booked",
    )
    assert (visit.policy_accepted_at, visit.booked_by) == (accepting, user)
    assert (offer.status, offer.entry.status) == ("accepted", "served")
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_an_offer_accepted_twice_is_one_visit(offer):
    assert accept_offer(offer=offer) == accept_offer(offer=offer)
    assert Appointment.objects.count() == 1


def test_an_accepted_earlier_time_moves_the_visit(service):
    [practitioner] = service.practitioners.all()
    visit = AppointmentFactory(
        service=service, practitioner=practitioner, starts_at=NINE + 4 * HOUR
    )
    offer = offer_to(service, appointment=visit, patient=visit.patient)

    moved = accept_offer(offer=offer)
    again = accept_offer(offer=offer)

    offer.refresh_from_db()
    assert (moved.pk, moved.starts_at, moved.revision) == (visit.pk, NINE, 1)
    assert again == moved
    assert (offer.status, offer.entry.status) == ("accepted", "served")
    assert (NINE + 4 * HOUR, NINE + 5 * HOUR) in freed()


def test_a_visit_that_was_moved_before_the_offered_time_stays_there(service):
    visit = AppointmentFactory(
        service=service, practitioner=service.practitioners.get(), starts_at=NINE + 4 * HOUR
    )
    offer = offer_to(service, appointment=visit, patient=visit.patient)
    WaitlistOffer.objects.update(starts_at=NINE + 2 * HOUR, ends_at=NINE + 3 * HOUR)
    move_appointment(appointment=visit, starts_at=NINE)

    with pytest.raises(OfferOver):
        accept_offer(offer=WaitlistOffer.objects.get())
    offer_freed_times(now=timezone.now())

    offer.refresh_from_db()
    visit.refresh_from_db()
    assert (offer.status, visit.starts_at) == ("withdrawn", NINE)


def test_the_notice_counts_from_the_offer(service, clock):
    type(service).objects.update(notice_hours=24 * 8)  # until nine o'clock of that day
    offer = offer_to(service)
    WaitlistOffer.objects.update(offered_at=MONDAY_MORNING)
    offer.refresh_from_db()
    clock.shift(timedelta(minutes=10))

    assert accept_offer(offer=offer).starts_at == NINE


def test_an_offer_that_ran_out_is_over_and_the_person_still_waits(offer, clock):
    clock.shift(timedelta(minutes=15))

    with pytest.raises(OfferOver):
        accept_offer(offer=offer)

    offer.entry.refresh_from_db()
    assert (offer.entry.status, Appointment.objects.count()) == ("waiting", 0)


def test_an_offer_of_a_time_that_has_gone_is_withdrawn_and_the_person_still_waits(offer):
    AppointmentFactory(practitioner=offer.practitioner, starts_at=NINE)

    with pytest.raises(OfferTaken):
        accept_offer(offer=offer)

    offer.refresh_from_db()
    assert (offer.status, offer.entry.status) == ("withdrawn", "waiting")


def test_an_offer_at_a_time_of_another_visit_stays_open(offer):
    AppointmentFactory(patient=offer.entry.patient, starts_at=NINE)

    with pytest.raises(PatientAlreadyBooked):
        accept_offer(offer=offer)

    offer.refresh_from_db()
    assert offer.status == "offered"


def test_who_left_or_said_no_accepts_nothing(service):
    left, declined = offer_to(service), offer_to(service)
    leave_waitlist(entry=left.entry)
    decline_offer(offer=declined)

    with pytest.raises(NoLongerWaiting):
        accept_offer(offer=left)
    with pytest.raises(OfferOver):
        accept_offer(offer=declined)
    assert decline_offer(offer=declined).entry.status == "waiting"


# --- What a booking does to the list --------------------------------------------------------------


def test_booking_the_service_serves_the_wish_for_it_alone(service):
    patient = PatientFactory()
    wish = WaitlistEntryFactory(service=service, patient=patient)
    other_service = WaitlistEntryFactory(patient=patient)
    other_person = WaitlistEntryFactory(service=service)
    joined = PatientFactory(merged_into=patient)
    of_joined_file = WaitlistEntryFactory(service=service, patient=joined)

    book_appointment(service=service, patient=patient, starts_at=NINE)

    entries = [wish, of_joined_file, other_service, other_person]
    for entry in entries:
        entry.refresh_from_db()
    assert [entry.status for entry in entries] == ["served", "served", "waiting", "waiting"]


def test_a_booking_in_a_joined_file_serves_the_wishes_of_the_person(service):
    kept = PatientFactory()
    joined, sibling = (PatientFactory(merged_into=kept) for _ in range(2))
    entries = [WaitlistEntryFactory(service=service, patient=file) for file in (kept, sibling)]

    book_appointment(service=service, patient=joined, starts_at=NINE)

    assert set(WaitlistEntry.objects.values_list("status")) == {("served",)}
    assert len(entries) == 2


def test_a_booking_that_fails_serves_no_wish(service):
    entry = WaitlistEntryFactory(service=service)
    AppointmentFactory(patient=entry.patient, starts_at=NINE)

    with pytest.raises(PatientAlreadyBooked):
        book_appointment(service=service, patient=entry.patient, starts_at=NINE)

    entry.refresh_from_db()
    assert entry.status == "waiting"


def test_cancelling_a_visit_ends_the_wish_for_an_earlier_one(service):
    visit = AppointmentFactory(service=service)
    entry = earlier(visit)

    cancel_appointment(appointment=visit)

    entry.refresh_from_db()
    assert (entry.status, freed()) == ("lapsed", [(NINE, NINE + HOUR)])


# --- What frees a time ----------------------------------------------------------------------------


def test_a_move_frees_the_time_that_was_left(service):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    move_appointment(appointment=visit, starts_at=NINE + 3 * HOUR)
    move_appointment(appointment=visit, starts_at=NINE + 3 * HOUR)

    assert freed() == [(NINE, NINE + HOUR)]


def exception(effect, **details):
    times = {"starts_at": NINE, "ends_at": NINE + 2 * HOUR, "reason": "x"}
    return add_exception(effect=effect, **times | details)


def test_an_opening_frees_its_time_and_a_closure_only_once_it_is_removed(service):
    exception(ScheduleEffect.OPEN)
    opened = freed()
    closure = exception(ScheduleEffect.CLOSED, starts_at=MONDAY_MORNING - HOUR)
    closed = freed()
    remove_exception(exception=closure)

    assert opened == closed == [(NINE, NINE + 2 * HOUR)]
    [_, (start, end)] = FreedTime.objects.order_by("pk").values_list("starts_at", "ends_at")
    assert (start >= MONDAY_MORNING, end) == (True, NINE + 2 * HOUR)


def test_removing_an_opening_frees_nothing(service):
    opened = exception(ScheduleEffect.OPEN)
    FreedTime.objects.all().delete()

    remove_exception(exception=opened)

    assert freed() == []


def test_new_weekly_hours_free_the_days_from_their_first_to_the_horizon(service):
    [practitioner] = service.practitioners.all()
    type(service).objects.update(horizon_days=30)

    set_weekly_hours(
        practitioner=practitioner,
        periods=[Period(2, time(9), time(12))],
        dates=Dates(date(2026, 12, 1), None),
    )
    set_weekly_hours(practitioner=practitioner, periods=[], dates=Dates(date(2026, 12, 1), None))

    [(start, end)] = freed()
    days = timezone.localdate(start), timezone.localdate(end - HOUR)
    assert days == (date(2026, 12, 1), date(2026, 12, 23))


def test_what_is_freed_is_offered_in_the_end(service):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    entry = join_waitlist(service=service, patient=PatientFactory(), times=DAYS)
    FreedTimeFactory(starts_at=NINE - 24 * HOUR, freed_at=timezone.now())

    cancel_appointment(appointment=visit)
    offer_freed_times(now=timezone.now())

    assert WaitlistOffer.objects.get().entry == entry
