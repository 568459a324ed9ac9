"""A waitlist that stays silent when nothing new is free, and speaks of each kind of what is."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from bookings.actions import (
    add_exception,
    cancel_appointment,
    decline_offer,
    move_appointment,
    offer_freed_times,
    remove_exception,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
)
from bookings.models import Equipment, FreedTime, Service, WaitlistOffer
from bookings.slots.weekly_hours import Dates, Period
from clinic.models import Message, Practitioner
from tests.factories import (
    NINE,
    AppointmentFactory,
    EquipmentFactory,
    FreedTimeFactory,
    PatientFactory,
    PractitionerFactory,
    WaitlistEntryFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
TUESDAY, SINCE = 1, Dates(date(2026, 11, 24), None)


@pytest.fixture
def service():
    """Mia is free on the treadmill from nine to ten; Ada and Ben wait, and both said no to it."""
    service, [mia] = bookable(duration_min=60, slot_grid_min=60, equipment=1)
    mia.name = "Mia"
    mia.save()
    mia.working_hours.update(closes="10:00")
    for name in ("Ada", "Ben"):
        patient = PatientFactory(name=name)
        WaitlistEntryFactory(service=service, patient=patient, latest_on=date(2026, 12, 1))
    FreedTimeFactory()
    offer_freed_times(now=timezone.now())
    for offer in WaitlistOffer.objects.order_by("pk"):
        decline_offer(offer=offer)
    Message.objects.all().delete()
    return service


def works(practitioner, opens=9, closes=10):
    periods = [Period(TUESDAY, time(opens), time(closes))]
    set_weekly_hours(practitioner=practitioner, periods=periods, dates=SINCE)


def save(practitioner, *services, **details):
    kept = {"is_running_specialist": False, "is_active": True, "bio": ""} | details
    return save_practitioner(
        practitioner=practitioner,
        name="Noah",
        discipline="physiotherapy",
        services=services,
        **kept,
    )


def save_again(service, *more, **changes):
    save_service(
        service=service,
        name=service.name,
        disciplines=service.disciplines,
        practitioners=[*service.practitioners.all(), *more],
        **changes,
    )


def closure(service, hour, **whose):
    """Close an hour and open it again."""
    made = add_exception(
        effect="closed",
        starts_at=NINE + hour * HOUR,
        ends_at=NINE + (hour + 1) * HOUR,
        reason="Course",
        **whose or {"practitioner": service.practitioners.get()},
    )
    remove_exception(exception=made)


def a_new_practitioner(service, opens, closes):
    works(save(None, service), opens, closes)


def a_new_pairing(service, opens, closes):
    noah = PractitionerFactory()
    works(noah, opens, closes)
    save_again(service, noah)


NOTHING_NEW = {
    "the same hours again": lambda service: works(service.practitioners.get()),
    "a practitioner saved again": lambda service: save(service.practitioners.get(), service),
    "a service saved again": save_again,
    "another name": lambda service: save_again(service, summary="New words"),
    "a service that takes longer": lambda service: save_again(service, duration_min=90),
    "a closure outside hours": lambda service: closure(service, 5),
    "a closure of the clinic outside hours": lambda service: closure(service, 5, equipment=None),
    "a new practitioner at the same time": lambda service: a_new_practitioner(service, 9, 10),
    "a new pairing at the same time": lambda service: a_new_pairing(service, 9, 10),
    "one unit more": lambda _: save_equipment(name="Other", kind="treadmill", is_active=True),
    "an opening over open hours": lambda service: add_exception(
        effect="open",
        starts_at=NINE,
        ends_at=NINE + HOUR,
        reason="x",
        practitioner=service.practitioners.get(),
    ),
}


@pytest.mark.parametrize("change", NOTHING_NEW.values(), ids=NOTHING_NEW)
def test_nobody_is_written_to_when_nothing_new_is_free(service, change):
    change(service)
    offer_freed_times(now=timezone.now())

    assert WaitlistOffer.objects.filter(status="offered").count() == 0
    assert Message.objects.count() == 0


NEWS = {
    "a change of hours": lambda service: works(service.practitioners.get(), 9, 11),
    "a new practitioner": lambda service: a_new_practitioner(service, 9, 11),
    "a new pairing": lambda service: a_new_pairing(service, 9, 11),
    "an opening": lambda service: add_exception(
        effect="open",
        starts_at=NINE,
        ends_at=NINE + 2 * HOUR,
        reason="x",
        practitioner=service.practitioners.get(),
    ),
}


@pytest.mark.parametrize("change", NEWS.values(), ids=NEWS)
def test_what_is_new_is_offered_and_nothing_else(service, change):
    change(service)
    offer_freed_times(now=timezone.now())

    offered = WaitlistOffer.objects.filter(status="offered").order_by("pk")
    assert [(one.entry.patient.name, one.starts_at) for one in offered] == [
        ("Ada", NINE + HOUR),
        ("Ben", NINE + HOUR),
    ]


def starts_offered():
    offer_freed_times(now=timezone.now())
    return [one.starts_at - NINE for one in WaitlistOffer.objects.filter(status="offered")]


@pytest.mark.parametrize(
    "leave",
    [
        lambda visit: cancel_appointment(appointment=visit),
        lambda visit: move_appointment(appointment=visit, starts_at=NINE + timedelta(days=7)),
    ],
)
def test_what_a_visit_kept_free_around_it_is_news_too(leave):
    """At ten the visit was over, but its quarter hour was not: only 10:15 was free."""
    service, [mia] = bookable(duration_min=60, buffer_after_min=15)
    mia.working_hours.update(closes="11:15")
    visit = AppointmentFactory(
        service=service, practitioner=mia, starts_at=NINE, buffer_after_min=15
    )
    wish = WaitlistEntryFactory(service=service, latest_on=date(2026, 12, 1))
    AppointmentFactory(patient=wish.patient, starts_at=NINE)  # with somebody else

    leave(visit)

    assert starts_offered() == [HOUR]


def test_a_service_that_is_offered_again_is_news_all_day(service):
    Service.objects.filter(pk=service.pk).update(is_active=False)
    WaitlistOffer.objects.all().delete()
    FreedTime.objects.all().delete()

    save_again(service, is_active=True)

    assert starts_offered() == [timedelta(0), timedelta(0)]


def test_a_shorter_service_frees_what_was_too_short(service):
    AppointmentFactory(
        practitioner=Practitioner.objects.get(),
        starts_at=NINE,
        ends_at=NINE + HOUR / 2,
    )

    save_again(service, duration_min=30, slot_grid_min=30)

    assert starts_offered() == [HOUR / 2, HOUR / 2]


def test_a_unit_that_is_back_is_news_to_whom_it_was_missing():
    service, _ = bookable(duration_min=60, equipment=1)
    EquipmentFactory(is_active=False)
    Equipment.objects.update(is_active=False)
    WaitlistEntryFactory(service=service, latest_on=date(2026, 12, 1), parts_of_day=["evening"])
    WaitlistEntryFactory(service=service, latest_on=date(2026, 12, 1))
    unit = Equipment.objects.first()

    save_equipment(equipment=unit, name=unit.name, kind=unit.kind, is_active=True)

    assert starts_offered() == [timedelta(0)]
