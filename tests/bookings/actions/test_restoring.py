"""A cancellation that is taken back: the same visit, and nobody is told more than they need."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from bookings.actions import (
    add_exception,
    book_appointment,
    cancel_appointment,
    move_appointment,
    restore_appointment,
)
from bookings.exceptions import (
    AppointmentChanged,
    AppointmentHasBegun,
    NotCancelled,
    PatientAlreadyBooked,
    SlotUnavailable,
)
from bookings.mail.planning import UNDO_TIME
from bookings.models import Appointment
from bookings.models.schedule import ScheduleEffect
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)


@pytest.fixture
def service():
    ClinicProfile.objects.create(name="Harbour")
    return bookable(practitioners=2, equipment=1)[0]


@pytest.fixture
def visit(service):
    return book_appointment(
        service=service,
        practitioner=service.practitioners.first(),
        patient=PatientFactory(),
        starts_at=NINE,
    )


def cancelled(visit):
    return cancel_appointment(
        appointment=visit,
        side="clinic",
        reason="Our hours have changed.",
        note="Wrong row",
        cancelled_by=FrontDeskFactory(),
    )


def told(visit):
    found = Message.objects.about(visit).exclude(kind="reminder").order_by("pk")
    return list(found.values_list("kind", "state"))


def reminders(visit):
    return Message.objects.about(visit).planned().filter(kind="reminder").count()


def test_the_same_row_stands_again_as_it_was(visit):
    unit = visit.equipment_id

    restored = restore_appointment(appointment=cancelled(visit))
    again = restore_appointment(appointment=restored)

    now = Appointment.objects.get()
    assert (now.status, now.starts_at, now.equipment_id) == ("booked", NINE, unit)
    assert (now.revision, again.revision) == (2, 2)
    assert (now.cancelled_at, now.cancelled_by, now.cancelled_side) == (None, None, "")
    assert (now.cancellation_reason, now.cancellation_note) == ("", "")


def test_a_mail_that_has_not_gone_out_is_dropped_and_nobody_hears_of_it(visit):
    deliver_due()
    restore_appointment(appointment=cancelled(visit))

    assert told(visit) == [("confirmation", "sent"), ("cancelled", "dropped")]
    assert reminders(visit) == 2


def test_who_was_told_that_it_is_cancelled_is_told_that_it_stands_again(visit):
    deliver_due()
    visit = cancelled(visit)
    deliver_due(timezone.now() + UNDO_TIME)

    restore_appointment(appointment=visit)
    deliver_due(timezone.now() + UNDO_TIME)

    _, withdrawn, sent = mail.outbox
    entries = [
        Calendar.from_ical(message.attachments[0].get_payload(decode=True))
        for message in (withdrawn, sent)
    ]
    assert [entry["method"] for entry in entries] == ["CANCEL", "REQUEST"]
    events = [entry.walk("VEVENT")[0] for entry in entries]
    assert [int(event["sequence"]) for event in events] == [1, 2]
    assert events[0]["uid"] == events[1]["uid"]
    assert "Your visit stands again: Tuesday 1 December 2026" in sent.body
    for body in (sent.body, sent.alternatives[0][0]):
        words = " ".join(body.split())
        assert "We had told you that it was cancelled: it is not." in words
        assert "puts it back into your calendar" in words
        assert "changed back" not in words


def test_what_was_never_told_is_told_as_it_stands(visit):
    restore_appointment(appointment=cancelled(visit))
    never = told(visit)
    deliver_due()
    moved = move_appointment(
        appointment=Appointment.objects.get(), starts_at=NINE + HOUR, booker=AT_THE_DESK
    )

    restore_appointment(appointment=cancelled(moved))

    assert never == [
        ("confirmation", "dropped"),
        ("cancelled", "dropped"),
        ("confirmation", "planned"),
    ]
    assert told(visit)[2:] == [
        ("confirmation", "sent"),
        ("changed", "dropped"),
        ("cancelled", "dropped"),
        ("changed", "planned"),
    ]


def test_a_time_that_has_gone_stays_gone(visit, service, clock):
    gone = cancelled(visit)
    closure = add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=NINE,
        ends_at=NINE + HOUR,
        reason="Away",
        practitioner=visit.practitioner,
    )
    with pytest.raises(SlotUnavailable):
        restore_appointment(appointment=gone)
    closure.delete()
    other = book_appointment(service=service, patient=visit.patient, starts_at=NINE)
    with pytest.raises((PatientAlreadyBooked, SlotUnavailable)):
        restore_appointment(appointment=gone)
    cancel_appointment(appointment=other)
    with pytest.raises(AppointmentChanged):
        restore_appointment(appointment=gone, revision=0)
    clock.move_to(NINE + timedelta(minutes=1))
    with pytest.raises(AppointmentHasBegun):
        restore_appointment(appointment=gone)


def test_what_is_not_cancelled_is_not_restored(visit):
    Appointment.objects.update(status="noshow")
    with pytest.raises(NotCancelled):
        restore_appointment(appointment=Appointment.objects.get())
