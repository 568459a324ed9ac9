"""Closures, bookings, keeping and cancelling at once: each visit ends as one of them says."""

from datetime import timedelta
from functools import partial

import pytest

from bookings.actions import add_exception, book_appointment, cancel_appointment, keep_visit
from bookings.exceptions import AppointmentCancelled, SlotUnavailable
from bookings.models import Appointment, ScheduleException
from bookings.models.schedule import ScheduleEffect
from tests.conftest import MONDAY_MORNING
from tests.factories import AT_THE_DESK, NINE, PatientFactory, bookable
from tests.races import ROUND_S, kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]
ROUNDS = 5


@pytest.fixture
def ada():
    return bookable()[1][0]


def book(ada, hours=0):
    return book_appointment(
        service=ada.services.get(),
        practitioner=ada,
        patient=PatientFactory(),
        starts_at=NINE + timedelta(hours=hours),
        booker=AT_THE_DESK,
    )


def close(ada):
    return add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=8),
        reason="Ill",
        practitioner=ada,
    )


def in_conflict():
    return set(Appointment.objects.in_conflict(MONDAY_MORNING).values_list("pk", flat=True))


def test_two_desks_that_close_the_same_person_mark_each_visit_once(ada):
    visits = {book(ada, hours).pk for hours in range(3)}

    outcomes, _, seconds, deadlocks = race(*[partial(close, ada)] * 2)

    assert kinds(outcomes) == {ScheduleException: 2}
    assert in_conflict() == visits
    history = Appointment.pgh_event_model.objects.exclude(conflict_reason="")
    assert history.count() == len(visits)
    assert (deadlocks, seconds < ROUND_S) == (0, True)


def test_a_visit_booked_while_a_closure_is_made_is_in_conflict_or_refused(ada):
    for hours in range(ROUNDS):
        outcomes, _, _, deadlocks = race(partial(close, ada), partial(book, ada, hours))

        assert deadlocks == 0
        assert set(kinds(outcomes)) <= {ScheduleException, Appointment, SlotUnavailable}
        booked = {outcome.pk for outcome in outcomes if isinstance(outcome, Appointment)}
        assert in_conflict() >= booked
        ScheduleException.objects.all().delete()


def test_a_visit_that_is_kept_and_cancelled_at_once_is_cancelled_and_no_conflict(ada):
    for hours in range(ROUNDS):
        visit = book(ada, hours)
        close(ada)

        outcomes, _, _, deadlocks = race(
            partial(keep_visit, appointment=visit), partial(cancel_appointment, appointment=visit)
        )

        visit.refresh_from_db()
        assert (visit.status, visit.conflict_since, visit.kept_at) == ("cancelled", None, None)
        assert set(kinds(outcomes)) <= {Appointment, AppointmentCancelled}
        assert deadlocks == 0
        ScheduleException.objects.all().delete()
