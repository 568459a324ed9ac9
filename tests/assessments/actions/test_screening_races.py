"""Two screens at once, a screen against a booking, a review against a newer screen."""

from datetime import timedelta
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import transaction

from assessments.actions import answer_screen, review_screen
from assessments.exceptions import ScreenSuperseded
from assessments.models import RedFlagScreen, ScreenReview
from bookings.actions import book_appointment, join_files, move_appointment, separate_file
from bookings.exceptions import CallFirst
from bookings.models import Appointment
from clinic.models import Patient
from tests.assessments.form_answers import calm
from tests.factories import NINE, ClinicianFactory, PatientFactory, bookable
from tests.instants import FromNowOn
from tests.races import kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def service():
    return bookable(intake_form="running")[0]


@pytest.fixture
def visit(service):
    return book_appointment(service=service, starts_at=NINE, patient=PatientFactory())


def answering(visit, **changes):
    return lambda: answer_screen(appointment=visit, answers=calm(**changes), written_by=uuid4())


def test_two_screens_at_once_are_both_kept_and_the_visit_is_on_hold(visit):
    begun = FromNowOn()
    found = race(*[answering(visit, unwell="yes"), answering(visit)] * 3)

    assert set(kinds(found.outcomes)) == {RedFlagScreen}
    assert RedFlagScreen.objects.count() == 6
    assert Appointment.objects.get().under_review_since == begun
    assert found.deadlocks == 0


def test_a_screen_and_a_move_at_once_never_leave_both(visit):
    def move():
        return move_appointment(appointment=visit, starts_at=NINE + timedelta(hours=3))

    begun = FromNowOn()
    found = race(answering(visit, unwell="yes"), move)

    current = Appointment.objects.get()
    assert current.under_review_since == begun
    moved = current.starts_at != NINE
    assert kinds(found.outcomes)[CallFirst] == (0 if moved else 1)
    assert found.deadlocks == 0


def test_no_assessment_is_booked_after_a_screen_has_stopped(service, visit):
    """Whichever comes first, a booking that was made was made before the hold."""

    def book():
        return book_appointment(
            service=service, starts_at=NINE + timedelta(hours=3), patient=visit.patient
        )

    found = race(answering(visit, unwell="yes"), book)

    held = Appointment.objects.get(pk=visit.pk).under_review_since
    others = Appointment.objects.exclude(pk=visit.pk)
    assert all(other.created_at <= held for other in others)
    assert kinds(found.outcomes)[CallFirst] == (0 if others else 1)
    assert found.deadlocks == 0


def test_a_review_never_clears_answers_that_it_did_not_see(visit):
    begun = FromNowOn()
    first = answering(visit, unwell="yes")()
    clinician = ClinicianFactory()

    found = race(
        lambda: review_screen(screen=first, note="Called.", by=clinician),
        answering(visit, blood_clot="yes"),
    )

    assert Appointment.objects.get().under_review_since == begun
    assert set(kinds(found.outcomes)) <= {ScreenReview, RedFlagScreen, ScreenSuperseded}
    assert found.deadlocks == 0


def test_a_booking_waits_for_a_screen_that_is_being_kept(service, visit):
    """Its hold is not committed yet when the booking begins: the booking finds it all the same."""
    is_kept = Event()

    def answer_slowly():
        with transaction.atomic():
            answering(visit, unwell="yes")()
            is_kept.set()
            sleep(0.7)

    def book():
        is_kept.wait(timeout=30)
        return book_appointment(
            service=service, starts_at=NINE + timedelta(hours=3), patient=visit.patient
        )

    found = race(answer_slowly, book)

    assert kinds(found.outcomes)[CallFirst] == 1
    assert Appointment.objects.count() == 1


def test_screens_and_joins_of_a_persons_files_meet_without_a_deadlock(service, visit):
    """Whose files are whose may not change between the reading and the locking of them."""
    kept, joined = visit.patient, PatientFactory()
    other = book_appointment(service=service, starts_at=NINE + timedelta(hours=3), patient=joined)
    Patient.objects.update(email_proven_at=NINE)
    deadlocks = 0
    for _ in range(4):
        separate_file(joined=joined)
        screens = [answering(one, unwell="yes") for one in (visit, other)] * 3

        found = race(*screens[:3], lambda: join_files(kept=kept, joined=joined), *screens[3:])

        deadlocks += found.deadlocks
        assert set(kinds(found.outcomes)) == {RedFlagScreen, Patient}
    assert deadlocks == 0
