"""A mail about a change tells what is another now, what it was, and no more."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bookings.actions import (
    book_appointment,
    cancel_appointment,
    confirm_attendance,
    move_appointment,
)
from bookings.mail.planning import UNDO_TIME
from bookings.mail.replanning import replan_reminders
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message
from tests.factories import AT_THE_DESK, NINE, FrontDeskFactory, PatientFactory, bookable
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
HOUR = timedelta(hours=1)
AT_NINE = "Tuesday 1 December 2026 at 09:00, Vancouver time"
AT_ELEVEN = "Tuesday 1 December 2026 at 11:00, Vancouver time"


@pytest.fixture
def people():
    ClinicProfile.objects.create(name="Harbour")
    _, people = bookable(slug="physio", practitioners=2)
    for person, name in zip(people, ("Mia Chen", "Noah Lee"), strict=True):
        person.name = name
        person.save()
    return people


@pytest.fixture
def visit(people):
    visit = book_appointment(
        service=people[0].services.get(),
        practitioner=people[0],
        patient=PatientFactory(),
        starts_at=NINE,
    )
    deliver_due()
    return visit


def move(visit, starts_at=NINE, practitioner=None):
    return move_appointment(
        appointment=visit, starts_at=starts_at, practitioner=practitioner, booker=AT_THE_DESK
    )


def told():
    """Return the subject of the last mail, and its text up to the calendar file."""
    deliver_due(timezone.now() + UNDO_TIME)
    sent = mail.outbox[-1]
    assert as_read(sent.alternatives[0][0]).count("It was:") == sent.body.count("It was:")
    body = " ".join(sent.body.partition("The attached file")[0].split())
    return sent.subject, body.partition(", ")[2].strip()


def test_another_time_is_told_with_the_one_it_was(visit):
    move(visit, NINE + 2 * HOUR)

    subject, body = told()

    assert subject == "Moved: your visit, now Tue 1 Dec at 11:00"
    assert f"When: {AT_ELEVEN} It was: {AT_NINE} Everything else stays as it was." in body
    assert "Mia Chen" not in body
    assert "If your plans change: Free to move or cancel until Mon 30 Nov at 11:00" in body


def test_another_practitioner_is_told_and_the_time_is_not_told_as_new(visit, people):
    move(visit, practitioner=people[1])

    subject, body = told()

    assert subject == "Changed: your visit on Tue 1 Dec at 09:00"
    assert "With: Noah Lee It was: Mia Chen Everything else stays as it was." in body
    assert "When:" not in body


def test_both_are_told(visit, people):
    move(visit, NINE + 2 * HOUR, people[1])

    subject, body = told()

    assert subject == "Moved: your visit, now Tue 1 Dec at 11:00"
    assert f"When: {AT_ELEVEN} It was: {AT_NINE} With: Noah Lee It was: Mia Chen" in body


def test_a_mail_that_never_left_was_never_told(visit, people):
    """Two moves before the first is mailed are one change of what the patient knows."""
    moved = move(visit, NINE + HOUR)
    move(moved, NINE + 2 * HOUR)

    subject, body = told()

    assert subject == "Moved: your visit, now Tue 1 Dec at 11:00"
    assert f"It was: {AT_NINE}" in body
    assert Message.objects.filter(kind="changed", state="dropped").count() == 1


def test_what_was_changed_and_changed_back_is_no_mail(visit):
    """Nor is it confirmed anew or reminded of twice: for the patient nothing has happened."""
    confirmed = confirm_attendance(appointment=visit, revision=0)
    reminders = Message.objects.filter(kind="reminder").values_list("hours_before", "send_at")
    planned = list(reminders.filter(state="planned"))
    moved = move(visit, NINE + HOUR)
    back = move(moved, NINE)
    mail.outbox.clear()

    deliver_due(timezone.now() + UNDO_TIME)

    assert mail.outbox == []
    assert back.confirmed_at == confirmed.confirmed_at
    assert list(reminders.filter(state="planned")) == planned


def test_what_was_confirmed_by_phone_is_so_once_it_is_changed_back(people):
    visit = book_appointment(
        service=people[0].services.get(),
        practitioner=people[0],
        patient=PatientFactory(email=""),
        starts_at=NINE,
    )
    confirmed = confirm_attendance(appointment=visit, revision=0)

    back = move(move(visit, NINE + HOUR), NINE)

    assert back.confirmed_at == confirmed.confirmed_at


def test_what_was_changed_and_changed_back_shortly_before_a_reminder_is_reminded_of(visit, clock):
    clock.move_to(NINE - timedelta(hours=49))  # the first reminder goes 48 hours before
    move(move(visit, NINE + HOUR), NINE)
    clock.shift(UNDO_TIME)
    deliver_due()

    replan_reminders(timezone.now())

    reminders = Message.objects.planned().filter(kind="reminder").values_list("hours_before")
    assert sorted(reminders) == [(3,), (48,)]


def test_what_was_changed_back_after_it_was_told_is_told(visit):
    moved = move(visit, NINE + HOUR)
    told()
    move(moved, NINE)

    subject, _ = told()

    assert subject == "Moved: your visit, now Tue 1 Dec at 09:00"


def test_a_change_by_staff_waits_for_the_undo_time_and_a_patients_own_does_not(visit, clock):
    moved = move(visit, NINE + HOUR)
    mail.outbox.clear()
    clock.shift(UNDO_TIME - timedelta(seconds=20))

    deliver_due()
    waiting = len(mail.outbox)
    clock.shift(timedelta(seconds=20))
    deliver_due()
    move_appointment(appointment=moved, starts_at=NINE)
    deliver_due()

    assert (waiting, [sent.subject for sent in mail.outbox]) == (
        0,
        [
            "Moved: your visit, now Tue 1 Dec at 10:00",
            "Moved: your visit, now Tue 1 Dec at 09:00",
        ],
    )


def test_a_visit_that_staff_move_and_then_cancel_is_cancelled_as_it_was_told(visit, people):
    moved = move(visit, NINE + 2 * HOUR, people[1])
    cancel_appointment(appointment=moved, side="clinic", cancelled_by=FrontDeskFactory())
    mail.outbox.clear()

    subject, body = told()

    assert (len(mail.outbox), subject) == (1, "Cancelled: your visit on Tue 1 Dec at 09:00")
    assert f"your visit on {AT_NINE}, with Mia Chen." in body
