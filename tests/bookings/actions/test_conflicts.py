"""What comes into conflict with the schedule, what ends that, and who is reminded meanwhile."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.actions import (
    add_exception,
    book_appointment,
    cancel_appointment,
    find_conflicts,
    keep_visit,
    move_appointment,
    remove_exception,
    save_equipment,
    save_practitioner,
    set_weekly_hours,
)
from bookings.exceptions import AppointmentCancelled, AppointmentChanged, NoConflict
from bookings.mail.replanning import replan_reminders
from bookings.models import Appointment, Equipment, ScheduleException
from bookings.models.schedule import ScheduleEffect
from bookings.policies import policy_of
from bookings.slots.weekly_hours import Dates, Period
from clinic.models import Message
from tests.conftest import MONDAY_MORNING
from tests.factories import AT_THE_DESK, NINE, AppointmentFactory, PatientFactory, bookable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
NOON = NINE + timedelta(hours=3)
FITS = ("", False)
KEPT = ("", True)


@pytest.fixture
def ada():
    return bookable()[1][0]


@pytest.fixture
def visit(ada):
    return book_appointment(
        service=ada.services.get(), patient=PatientFactory(), starts_at=NINE, practitioner=ada
    )


def close(practitioner=None, equipment=None, reason="Ill", hours=8):
    return add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=hours),
        reason=reason,
        practitioner=practitioner,
        equipment=equipment,
    )


def state(visit):
    """Return why the visit is in conflict, and whether it is kept."""
    now = Appointment.objects.get(pk=visit.pk)
    assert (now.conflict_since is None) == (now.conflict_reason == "")
    return now.conflict_reason, now.kept_at is not None


def reminders(visit):
    found = Message.objects.about(visit).filter(kind="reminder").order_by("send_at")
    return list(found.values_list("state", "dropped_reason"))


def take_away_the_hours(ada):
    set_weekly_hours(practitioner=ada, periods=[], dates=Dates(date(2026, 12, 1)))
    return "Outside working hours."


def let_ada_go(ada):
    save_practitioner(
        practitioner=ada,
        name="Ada",
        discipline=ada.discipline,
        is_running_specialist=False,
        is_active=False,
        bio="",
        services=ada.services.all(),
    )
    return "Ada takes no bookings."


def close_the_clinic(ada):
    close(reason="Flood")
    return "Flood."


@pytest.mark.parametrize("change", [take_away_the_hours, let_ada_go, close_the_clinic])
def test_a_change_marks_the_visits_that_it_leaves_no_room_for(visit, ada, change):
    other = AppointmentFactory()  # a service nobody gives: nothing marks it but a look at all

    why = change(ada)

    assert state(visit) == (why, False)
    find_conflicts()
    assert state(other)[0] != ""


def test_a_unit_that_is_closed_or_out_of_use_marks_its_visits():
    service, _ = bookable(equipment=1)
    unit = Equipment.objects.get()
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)

    closure = close(equipment=unit, reason="Belt torn")
    closed = state(visit)
    remove_exception(exception=closure)
    opened = state(visit)
    save_equipment(equipment=unit, name="Treadmill 1", kind=unit.kind, is_active=False)

    assert (closed, opened) == (("Belt torn.", False), FITS)
    assert state(visit) == ("Treadmill 1 is out of use.", False)


def test_a_conflict_ends_once_the_visit_fits_again_is_moved_or_cancelled(visit, ada):
    closure = close(ada, hours=1)
    before = state(visit)
    remove_exception(exception=closure)
    fits = state(visit)
    close(ada, hours=1)
    move_appointment(appointment=visit, starts_at=NOON, booker=AT_THE_DESK)
    moved = state(visit)
    close(ada)
    again = state(visit)

    cancel_appointment(appointment=Appointment.objects.get(pk=visit.pk), side="clinic")

    assert (before, fits, moved, again) == (("Ill.", False), FITS, FITS, ("Ill.", False))
    assert state(visit) == FITS


def test_what_is_kept_is_marked_again_only_when_more_stands_against_it(visit, ada):
    ill = close(ada)
    keep_visit(appointment=visit)
    kept = state(visit)
    shorter = close(ada, hours=4)  # the same again
    same = state(visit)

    flood = close(reason="Flood", hours=1)
    more = state(visit)
    keep_visit(appointment=visit)
    remove_exception(exception=flood)

    assert (kept, same, more) == (KEPT, KEPT, ("Flood. Ill.", False))
    assert state(visit) == KEPT
    for closure in (ill, shorter):
        remove_exception(exception=closure)
    assert state(visit) == FITS
    close(ada)
    assert state(visit) == ("Ill.", False)


@pytest.mark.parametrize(
    ("first", "then", "why"),
    [
        (("Away", 0.5), ("Away", 8), "Away."),  # the same words, for longer
        (("Away, Mia ill.", 8), ("ill", 8), "Away, Mia ill. ill."),  # words of other words
    ],
)
def test_what_is_kept_is_marked_again_however_alike_the_words_are(visit, ada, first, then, why):
    """Kept against nine to half past nine, it is not kept against the whole day."""
    close(ada, reason=first[0], hours=first[1])
    keep_visit(appointment=visit)

    close(ada, reason=then[0], hours=then[1])

    assert state(visit) == (why, False)


def test_a_part_of_the_visit_that_is_closed_is_named(visit, ada):
    close(ada, reason="Away", hours=0.5)
    by_closure = state(visit)
    set_weekly_hours(
        practitioner=ada,
        periods=[Period(1, time(9), time(9, 45))],
        dates=Dates(date(2026, 12, 1)),
    )

    assert by_closure == ("Away, 09:00 to 09:30.", False)
    assert state(visit) == ("Outside working hours, 09:45 to 10:00. Away, 09:00 to 09:30.", False)


def test_reminders_are_held_in_conflict_and_planned_again_after_it(visit, ada):
    closure = close(ada)
    held = reminders(visit)
    replan_reminders(MONDAY_MORNING)
    still = reminders(visit)
    keep_visit(appointment=visit)
    kept = reminders(visit)
    remove_exception(exception=closure)

    assert held == still == [("dropped", "conflict")] * 2
    assert kept == reminders(visit) == [("planned", "")] * 2
    close(ada, hours=1)
    move_appointment(appointment=visit, starts_at=NOON, booker=AT_THE_DESK)
    assert sorted(reminders(visit)) == [("dropped", "conflict")] * 2 + [("planned", "")] * 2


def test_keeping_says_what_has_changed_since(visit, ada):
    with pytest.raises(NoConflict):
        keep_visit(appointment=visit)
    close(ada)
    with pytest.raises(AppointmentChanged):
        keep_visit(appointment=visit, revision=7)
    at = keep_visit(appointment=visit).kept_at
    again = keep_visit(appointment=visit).kept_at
    cancel_appointment(appointment=visit)
    with pytest.raises(AppointmentCancelled):
        keep_visit(appointment=visit)

    assert again == at


def test_settling_asks_the_same_queries_for_one_visit_and_for_many(visit, ada):
    def queries(hours):
        with CaptureQueriesContext(connection) as captured:
            close(ada, hours=hours)
        return len(captured)

    remove_exception(exception=close(ada))  # which looks up what kind of row a message is about
    one = queries(1)
    remove_exception(exception=ScheduleException.objects.get())
    for hours in range(1, 6):
        book_appointment(
            service=visit.service,
            practitioner=ada,
            patient=PatientFactory(),
            starts_at=NINE + timedelta(hours=hours),
            booker=AT_THE_DESK,
        )

    assert queries(8) == one
    assert Appointment.objects.in_conflict(MONDAY_MORNING).count() == 6


def test_who_is_in_conflict_moves_and_cancels_late_for_nothing(visit, ada, clock):
    clock.move_to(NINE - timedelta(hours=1))
    late = policy_of(visit).is_late(timezone.now())
    close(ada, hours=1)

    moved = move_appointment(appointment=visit, starts_at=NOON)
    close(ada)
    cancelled = cancel_appointment(appointment=moved, accepts_late=False)

    assert (late, moved.starts_at, cancelled.cancelled_late) == (True, NOON, False)
