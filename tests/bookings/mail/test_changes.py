"""A mail about a change tells what is another now, what it was, and no more."""

from datetime import timedelta

import pytest
from django.core import mail

from bookings.actions import book_appointment, move_appointment
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message
from tests.factories import AT_THE_DESK, NINE, PatientFactory, bookable
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
    deliver_due()
    sent = mail.outbox[-1]
    assert as_read(sent.alternatives[0][0]).count("It was:") == sent.body.count("It was:")
    body = " ".join(sent.body.partition("The attached file")[0].split())
    return sent.subject, body.partition(", ")[2].strip()


def test_another_time_is_told_with_the_one_it_was(visit):
    move(visit, NINE + 2 * HOUR)

    subject, body = told()

    assert subject == f"Your visit is moved to {AT_ELEVEN}"
    assert f"When: {AT_ELEVEN} It was: {AT_NINE} Everything else stays as it was." in body
    assert "Mia Chen" not in body
    assert "If your plans change: Free to move or cancel until Mon 30 Nov at 11:00" in body


def test_another_practitioner_is_told_and_the_time_is_not_told_as_new(visit, people):
    move(visit, practitioner=people[1])

    subject, body = told()

    assert subject == f"Your visit on {AT_NINE} is with Noah Lee now"
    assert "With: Noah Lee It was: Mia Chen Everything else stays as it was." in body
    assert "When:" not in body


def test_both_are_told(visit, people):
    move(visit, NINE + 2 * HOUR, people[1])

    subject, body = told()

    assert subject == f"Your visit is moved to {AT_ELEVEN}, with Noah Lee"
    assert f"When: {AT_ELEVEN} It was: {AT_NINE} With: Noah Lee It was: Mia Chen" in body


def test_a_mail_that_never_left_was_never_told(visit, people):
    """Two moves before the first is mailed are one change of what the patient knows."""
    moved = move(visit, NINE + HOUR)
    move(moved, NINE + 2 * HOUR)

    subject, body = told()

    assert subject == f"Your visit is moved to {AT_ELEVEN}"
    assert f"It was: {AT_NINE}" in body
    assert Message.objects.filter(kind="changed", state="dropped").count() == 1


def test_what_was_changed_and_changed_back_says_so(visit):
    moved = move(visit, NINE + HOUR)
    move(moved, NINE)

    subject, body = told()

    assert subject == f"Your visit is on {AT_NINE}, with Mia Chen"
    assert "It was changed, and changed back." in body
    assert "It was:" not in body
