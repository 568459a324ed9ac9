"""Only what a change made free is offered: what was free all along is news to nobody."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from bookings.actions import (
    add_exception,
    cancel_appointment,
    decline_offer,
    hold_slot,
    move_appointment,
    offer_freed_times,
    release_hold,
    remove_exception,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
)
from bookings.models import Equipment, ScheduleException, WaitlistOffer
from bookings.slots.weekly_hours import Dates, Period
from clinic.models import Practitioner
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FreedTimeFactory,
    PatientFactory,
    PractitionerFactory,
    WaitlistEntryFactory,
    WorkingHoursFactory,
    bookable,
)
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
TEN = NINE + HOUR
TUESDAY = 1


def offering(closes="10:00", **service):
    """Return a service of an hour on the hour, and who gives it on Tuesdays from nine."""
    made, people = bookable(duration_min=60, slot_grid_min=60, **service)
    for person in people:
        person.working_hours.update(closes=closes)
    return made, people


def wish(service, name="Ada", **details):
    """Wait for 1 December."""
    return WaitlistEntryFactory(
        service=service,
        patient=PatientFactory(name=name),
        latest_on=date(2026, 12, 1),
        **details,
    )


def offered():
    """Let beat come round; return who was offered when, of what is new."""
    known = set(WaitlistOffer.objects.values_list("pk", flat=True))
    offer_freed_times(now=timezone.now())
    new = WaitlistOffer.objects.exclude(pk__in=known).order_by("pk")
    return [(offer.entry.patient.name, offer.starts_at) for offer in new]


def work_until(practitioner, hour):
    set_weekly_hours(
        practitioner=practitioner,
        periods=[Period(TUESDAY, time(9), time(hour))],
        dates=Dates(date(2026, 11, 24), None),
    )


def test_added_hours_offer_what_they_added_alone():
    service, [mia] = offering()
    wish(service)

    work_until(mia, 11)

    assert offered() == [("Ada", TEN)]


def test_added_hours_offer_no_time_again_that_was_declined_and_is_free_still():
    service, [mia] = offering()
    wish(service)
    FreedTimeFactory()
    offer_freed_times(now=timezone.now())
    decline_offer(offer=WaitlistOffer.objects.get())

    work_until(mia, 9 + 2)
    after = offered()
    decline_offer(offer=WaitlistOffer.objects.get(status="offered"))
    work_until(mia, 9 + 1)

    assert after == [("Ada", TEN)]
    assert offered() == []


def test_a_cancellation_is_no_news_at_a_time_that_another_had_free():
    service, [mia, noah] = offering(practitioners=2)
    visit = AppointmentFactory(service=service, practitioner=mia, starts_at=NINE)
    wish(service, "Anybody")
    wish(service, "Mia", practitioner=mia)
    wish(service, "Noah", practitioner=noah)

    cancel_appointment(appointment=visit)

    assert offered() == [("Mia", NINE)]


def test_whom_patients_do_not_see_yet_was_free_for_nobody():
    service, [mia, noor] = offering(practitioners=2)
    Practitioner.objects.filter(pk=noor.pk).update(starts_on=date(2026, 11, 30))
    visit = AppointmentFactory(service=service, practitioner=mia, starts_at=NINE)
    wish(service)

    cancel_appointment(appointment=visit)

    assert offered() == [("Ada", NINE)]


def test_a_cancellation_frees_the_unit_for_others():
    service, [mia, noah] = offering(practitioners=2, equipment=1)
    visit = AppointmentFactory(
        service=service, practitioner=mia, starts_at=NINE, equipment=Equipment.objects.get()
    )
    wish(service, practitioner=noah)

    cancel_appointment(appointment=visit)

    assert offered() == [("Ada", NINE)]


def test_a_move_frees_what_it_leaves_and_no_more():
    service, [mia] = offering(closes="11:00")
    visit = AppointmentFactory(service=service, practitioner=mia, starts_at=NINE)
    wish(service)

    move_appointment(appointment=visit, starts_at=TEN)

    assert offered() == [("Ada", NINE)]


def closed(ends_at=NINE + 2 * HOUR, **whose):
    return ScheduleException.objects.create(
        effect="closed", starts_at=NINE, ends_at=ends_at, reason="x", **whose
    )


def test_a_lifted_closure_of_a_unit_offers_what_needs_the_unit_alone():
    on_treadmill, [mia] = offering(equipment=1)
    without, _ = offering()
    without.practitioners.set([mia])
    closure = closed(equipment=Equipment.objects.get())
    wish(on_treadmill, "Runs")
    wish(without, "Talks")

    remove_exception(exception=closure)

    assert offered() == [("Runs", NINE)]


def test_of_two_closures_the_last_that_is_lifted_frees_the_time():
    service, [mia] = offering()
    first, last = closed(), closed(practitioner=mia)
    wish(service)

    remove_exception(exception=first)
    while_closed = offered()
    remove_exception(exception=last)

    assert (while_closed, offered()) == ([], [("Ada", NINE)])


def test_an_opening_over_open_hours_is_no_news():
    service, [mia] = offering()
    wish(service)

    add_exception(effect="open", starts_at=NINE, ends_at=TEN + HOUR, reason="x", practitioner=mia)

    assert offered() == [("Ada", TEN)]


def test_a_unit_that_is_in_use_again_frees_what_needs_it():
    on_treadmill, [mia] = offering(equipment=1)
    without, _ = offering()
    without.practitioners.set([mia])
    Equipment.objects.update(is_active=False)
    wish(on_treadmill, "Runs")
    wish(without, "Talks")
    unit = Equipment.objects.get()

    save_equipment(equipment=unit, name=unit.name, kind=unit.kind, is_active=True)

    assert offered() == [("Runs", NINE)]


def test_a_practitioner_who_takes_bookings_frees_their_hours_but_for_who_takes_anybody():
    service, [mia] = offering()
    noah = PractitionerFactory(is_active=False)
    WorkingHoursFactory(practitioner=noah, closes=time(11))
    service.practitioners.add(noah)
    wish(service, "Anybody")
    wish(service, "Mia", practitioner=mia)

    save_practitioner(
        practitioner=noah,
        name=noah.name,
        discipline=noah.discipline,
        is_running_specialist=False,
        is_active=True,
        bio="",
        services=[service],
    )

    assert offered() == [("Anybody", TEN)]


def test_whoever_begins_to_give_a_service_frees_it():
    service, [mia] = offering()
    noah = PractitionerFactory()
    WorkingHoursFactory(practitioner=noah, closes=time(11))
    wish(service)

    save_service(
        service=service,
        name=service.name,
        disciplines=service.disciplines,
        practitioners=[mia, noah],
    )

    assert offered() == [("Ada", TEN)]


def test_what_was_free_beyond_the_horizon_was_not_freed_when_its_day_comes(clock):
    service, [mia] = offering(horizon_days=7)
    wish(service)
    add_exception(effect="open", starts_at=NINE, ends_at=TEN + HOUR, reason="x", practitioner=mia)
    too_far = offered()

    clock.move_to(MONDAY_MORNING + timedelta(days=7))

    assert (too_far, offered()) == ([], [("Ada", TEN)])


def test_a_hold_that_ends_is_news_to_who_missed_the_time_alone():
    service, _ = offering()
    wish(service, "Saw it")
    session = uuid4()
    held = hold_slot(service=service, starts_at=NINE, holder=session)
    wish(service, "Missed it", created_at=timezone.now())

    release_hold(token=held.hold_token, holder=session)

    assert offered() == [("Missed it", NINE)]


def test_what_is_held_while_hours_are_added_is_no_news_once_the_hold_ends():
    service, [mia] = offering()
    wish(service)
    session = uuid4()
    held = hold_slot(service=service, starts_at=NINE, holder=session)
    work_until(mia, 9 + 1)
    add_exception(effect="open", starts_at=NINE, ends_at=TEN, reason="x", practitioner=mia)

    release_hold(token=held.hold_token, holder=session)

    assert offered() == []


@pytest.mark.django_db(transaction=True)
def test_two_cancellations_at_once_that_free_a_time_together_offer_it():
    """One gives up the treadmill, the other its own practitioner: neither alone frees the time."""
    on_treadmill, [mia, noah] = offering(practitioners=2, equipment=1)
    runs = AppointmentFactory(
        service=on_treadmill, practitioner=mia, starts_at=NINE, equipment=Equipment.objects.get()
    )
    talks = AppointmentFactory(practitioner=noah, starts_at=NINE)
    wish(on_treadmill, practitioner=noah)

    race(
        lambda: cancel_appointment(appointment=runs),
        lambda: cancel_appointment(appointment=talks),
    )

    assert offered() == [("Ada", NINE)]
