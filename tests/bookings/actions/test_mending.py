"""Several visits settled by one press: each once, each patient told once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from bookings.actions import (
    Wanted,
    add_exception,
    book_appointment,
    cancel_appointment,
    expire_holds,
    go_on_mending,
    keep_visit,
    move_appointment,
    remove_exception,
    settle_visit,
    start_mending,
    take_offered_time,
)
from bookings.exceptions import OfferOver, OfferTaken, SlotUnavailable
from bookings.models import (
    Appointment,
    AppointmentStatus,
    MendingState,
    ScheduleException,
    Settling,
)
from bookings.models.schedule import ScheduleEffect
from bookings.pages.placing import preview_move
from bookings.queries import live_holds
from bookings.slots.intervals import Interval
from bookings.slots.proposals import Place
from clinic.delivery import deliver_due
from clinic.models import Message
from tests.factories import (
    AT_THE_DESK,
    NINE,
    FrontDeskFactory,
    PatientFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
HALF_PAST = timedelta(minutes=90)


@pytest.fixture
def practice():
    """Two visits of Ada's on Tuesday, which is closed to her by now; Ben is here too."""
    service, people = bookable(practitioners=2)
    ada, ben = people
    visits = [
        book_appointment(
            service=service,
            practitioner=ada,
            patient=PatientFactory(),
            starts_at=NINE + number * HOUR,
        )
        for number in range(2)
    ]
    close(practitioner=ada)
    return [Appointment.objects.get(pk=visit.pk) for visit in visits], ada, ben


def close(starts_at=NINE, **whose):
    add_exception(
        effect=ScheduleEffect.CLOSED,
        starts_at=starts_at,
        ends_at=NINE + 8 * HOUR,
        reason="Away",
        **{"practitioner": None, "equipment": None} | whose,
    )


def token(starts_at, practitioner, unit=None):
    return Place(Interval.lasting(HOUR, starts_at), practitioner.pk, unit and unit.pk).token


def wanted(visit, choice, *places):
    return Wanted(visit, visit.revision, choice, places)


def mend(*wishes, **more):
    """Write down and settle; return the rows in the order of the wishes."""
    more = {"submission": uuid4(), "started_by": FrontDeskFactory(), "reason": ""} | more
    mending = start_mending(wanted=wishes, **more)
    go_on_mending(mending=mending, seconds=60)
    rows = {row.appointment_id: row for row in mending.visits.all()}
    return [rows[wish.appointment.pk] for wish in wishes]


def planned(visit):
    """Return what the patient is yet to be told of a visit, but for reminders."""
    messages = Message.objects.about(visit).planned().exclude(kind="reminder")
    return list(messages.values_list("kind", flat=True))


def test_a_visit_moves_where_it_was_sent_and_is_told_once(practice):
    [first, second], ada, ben = practice

    rows = mend(
        wanted(first, Settling.MOVE, token(NINE, ben)),
        wanted(second, Settling.MOVE, token(NINE + WEEK, ada)),
    )

    assert [row.state for row in rows] == [MendingState.DONE, MendingState.DONE]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, first.practitioner, first.conflict_since) == (NINE, ben, None)
    assert (second.starts_at, second.practitioner) == (NINE + WEEK, ada)
    assert (planned(first), planned(second)) == (["changed"], ["changed"])


def test_pressed_twice_it_is_done_once(practice):
    [first, _], _, ben = practice
    submission, desk = uuid4(), FrontDeskFactory()
    wish = wanted(first, Settling.MOVE, token(NINE, ben))

    mend(wish, submission=submission, started_by=desk)
    [row] = mend(wish, submission=submission, started_by=desk)
    settle_visit(row=row)

    assert Appointment.objects.get(pk=first.pk).revision == first.revision + 1
    assert planned(first) == ["changed"]


def test_it_goes_on_where_it_was_broken_off(practice):
    [first, second], ada, ben = practice
    mending = start_mending(
        wanted=[
            wanted(first, Settling.MOVE, token(NINE, ben)),
            wanted(second, Settling.MOVE, token(NINE + WEEK, ada)),
        ],
        submission=uuid4(),
        started_by=FrontDeskFactory(),
    )

    go_on_mending(mending=mending, seconds=0)
    assert [row.state for row in mending.visits.all()] == ["done", "waiting"]
    go_on_mending(mending=mending, seconds=0)

    assert [row.state for row in mending.visits.all()] == ["done", "done"]


def test_a_visit_that_changed_meanwhile_is_left(practice):
    [first, second], ada, _ = practice
    wishes = [
        wanted(first, Settling.CANCEL),
        wanted(second, Settling.MOVE, token(NINE + WEEK, ada)),
    ]
    move_appointment(appointment=first, starts_at=NINE + WEEK, booker=AT_THE_DESK)
    cancel_appointment(appointment=second)

    rows = mend(*wishes)

    assert [row.state for row in rows] == [MendingState.CHANGED, MendingState.CHANGED]
    assert all(row.error for row in rows)
    assert Appointment.objects.get(pk=first.pk).status == AppointmentStatus.BOOKED


def opened_again(_visit):
    remove_exception(exception=ScheduleException.objects.get())


def kept(visit):
    keep_visit(appointment=visit)


def cancelled(visit):
    cancel_appointment(appointment=visit)


@pytest.mark.parametrize("settled", [opened_again, kept, cancelled])
def test_a_visit_that_is_settled_already_stays_as_it_is(practice, settled):
    """None of these need change what a page that was opened before knows of a visit."""
    [first, _], _, ben = practice
    settled(first)
    before = Appointment.objects.filter(pk=first.pk).values().get()
    told = planned(first)

    for choice, places in (
        (Settling.MOVE, [token(NINE, ben)]),
        (Settling.OFFER, [token(NINE, ben)]),
        (Settling.CANCEL, []),
    ):
        [row] = mend(wanted(first, choice, *places))
        assert row.state == MendingState.CHANGED

    assert Appointment.objects.filter(pk=first.pk).values().get() == before
    assert planned(first) == told
    assert not Appointment.objects.filter(status=AppointmentStatus.HELD).exists()


def test_a_place_that_has_gone_is_said_and_the_others_go_on(practice):
    [first, second], _, ben = practice
    service = first.service
    book_appointment(service=service, practitioner=ben, patient=PatientFactory(), starts_at=NINE)

    gone, done = mend(
        wanted(first, Settling.MOVE, token(NINE, ben)),
        wanted(second, Settling.MOVE, token(NINE + HOUR, ben)),
    )

    assert (gone.state, done.state) == (MendingState.REFUSED, MendingState.DONE)
    assert gone.error
    first.refresh_from_db()
    assert first.conflict_since is not None


def test_cancelled_with_an_apology_it_is_the_clinics_and_never_late(practice):
    [first, _], _, _ = practice

    mend(wanted(first, Settling.CANCEL), reason="Your practitioner cannot be here.")

    first.refresh_from_db()
    assert (first.status, first.cancelled_side, first.cancelled_late) == (
        "cancelled",
        "clinic",
        False,
    )
    assert first.cancellation_reason == "Your practitioner cannot be here."
    assert planned(first) == ["cancelled"]


def test_another_treadmill_at_the_same_time_is_no_news_to_the_patient():
    service, [ada] = bookable(equipment=2)
    visit = book_appointment(
        service=service, practitioner=ada, patient=PatientFactory(), starts_at=NINE
    )
    broken = visit.equipment
    [other] = type(broken).objects.exclude(pk=broken.pk)
    close(equipment=broken)
    visit.refresh_from_db()
    told = planned(visit)

    [row] = mend(wanted(visit, Settling.MOVE, token(NINE, ada, other)))

    assert row.state == MendingState.DONE
    after = Appointment.objects.get(pk=visit.pk)
    assert (after.equipment, after.starts_at, after.revision) == (other, NINE, visit.revision)
    assert after.conflict_since is None
    assert planned(visit) == told
    assert Message.objects.about(visit).planned().filter(kind="reminder").count() == 2


@pytest.fixture
def lengthened():
    """A visit of an hour that was drawn to 10:30; Ada is away from ten, and Ben is here."""
    service, [ada, ben] = bookable(practitioners=2)
    visit = book_appointment(
        service=service, practitioner=ada, patient=PatientFactory(), starts_at=NINE
    )
    move_appointment(appointment=visit, starts_at=NINE, duration=HALF_PAST, booker=AT_THE_DESK)
    close(NINE + HOUR, practitioner=ada)
    return Appointment.objects.get(pk=visit.pk), ada, ben


def test_a_visit_that_was_lengthened_stays_in_conflict_where_it_does_not_fit(lengthened):
    visit, ada, _ = lengthened

    [row] = mend(wanted(visit, Settling.MOVE, token(NINE, ada)))

    assert row.state == MendingState.REFUSED
    visit.refresh_from_db()
    assert visit.conflict_since is not None


def test_a_visit_that_was_lengthened_is_as_long_where_it_goes(lengthened):
    visit, _, ben = lengthened

    [row] = mend(wanted(visit, Settling.MOVE, token(NINE, ben)))

    assert row.state == MendingState.DONE
    visit.refresh_from_db()
    assert (visit.practitioner, visit.ends_at - visit.starts_at) == (ben, HALF_PAST)


def test_times_for_a_visit_that_was_lengthened_are_held_and_taken_as_long(lengthened):
    visit, _, ben = lengthened

    [row] = mend(wanted(visit, Settling.OFFER, token(NINE, ben)))
    [hold] = live_holds(row.reference, timezone.now())
    moved = take_offered_time(offer=row, starts_at=NINE, practitioner=ben)

    assert hold.ends_at == moved.ends_at == NINE + HALF_PAST


@pytest.fixture
def offer(practice):
    """Two times of Ben's, offered to whoever has the first visit."""
    [first, _], _, ben = practice
    [row] = mend(wanted(first, Settling.OFFER, token(NINE, ben), token(NINE + 2 * HOUR, ben)))
    assert row.state == MendingState.DONE
    return row


def test_an_offer_is_open_no_longer_than_it_can_be_taken(practice, clock):
    """At eight a time of tomorrow is offered for the visit of nine, which nobody changes then."""
    [first, _], ada, _ = practice
    WorkingHoursFactory(practitioner=ada, weekday=2)
    clock.move_to(NINE - HOUR)

    [row] = mend(wanted(first, Settling.OFFER, token(NINE + timedelta(days=1), ada)))

    [hold] = live_holds(row.reference, timezone.now())
    assert row.open_until == hold.hold_expires_at == NINE


def test_times_that_are_offered_are_held_for_their_patient_alone(offer, practice):
    [first, _], _, ben = practice

    assert "times_offered" in planned(first)
    held = live_holds(offer.reference, timezone.now())
    assert [(hold.starts_at, hold.source) for hold in held] == [
        (NINE, "desk"),
        (NINE + 2 * HOUR, "desk"),
    ]
    with pytest.raises(SlotUnavailable):
        book_appointment(
            service=first.service, practitioner=ben, patient=PatientFactory(), starts_at=NINE
        )
    expire_holds(now=timezone.now())
    assert held.count() == 2


def test_the_mail_names_what_is_kept_and_until_when(offer, practice):
    [first, _], _, ben = practice

    deliver_due()

    [letter] = [each for each in mail.outbox if "choose another time" in each.subject]
    assert f"Tuesday 1 December 2026 at 09:00, Vancouver time, with {ben.name}" in letter.body
    assert f"Tuesday 1 December 2026 at 11:00, Vancouver time, with {ben.name}" in letter.body
    assert "Please choose by Tuesday 24 November 2026 at 09:00" in letter.body
    assert f"/appointments/{first.reference}/times/?key=" in letter.body


def test_one_of_the_times_is_taken_and_the_others_are_free_again(offer, practice):
    [first, _], _, ben = practice

    visit = take_offered_time(offer=offer, starts_at=NINE, practitioner=ben)
    again = take_offered_time(offer=offer, starts_at=NINE, practitioner=ben)

    assert (visit.starts_at, visit.practitioner, visit.conflict_since) == (NINE, ben, None)
    assert again.revision == visit.revision == first.revision + 1
    assert not live_holds(offer.reference, timezone.now()).exists()
    with pytest.raises(OfferOver):
        take_offered_time(offer=offer, starts_at=NINE + 2 * HOUR, practitioner=ben)


def test_a_time_that_was_not_offered_is_not_taken(offer, practice):
    _, _, ben = practice

    with pytest.raises(OfferTaken):
        take_offered_time(offer=offer, starts_at=NINE + HOUR, practitioner=ben)


def test_an_offer_ends_with_its_day_and_its_times_are_free_again(offer, practice, clock):
    _, _, ben = practice
    clock.shift(timedelta(hours=25))

    assert expire_holds(now=timezone.now()) == 2
    with pytest.raises(OfferOver):
        take_offered_time(offer=offer, starts_at=NINE, practitioner=ben)


def test_what_is_settled_otherwise_gives_its_offered_times_back(offer, practice):
    [first, _], _, _ = practice

    cancel_appointment(appointment=first, side="clinic")

    assert not live_holds(offer.reference, timezone.now()).exists()


def test_the_desk_gives_the_patient_the_very_time_that_is_held_for_them(offer, practice):
    [first, _], _, ben = practice
    ten_to_eleven = NINE + 2 * HOUR - timedelta(minutes=30)  # partly over the second hold

    shown = preview_move(
        first,
        starts_at=ten_to_eleven,
        practitioner=ben,
        duration=HOUR,
        now=timezone.now(),
    )
    moved = move_appointment(
        appointment=first, starts_at=ten_to_eleven, practitioner=ben, booker=AT_THE_DESK
    )

    assert (shown.refusal, moved.starts_at, moved.overbooked) == ("", ten_to_eleven, False)
    assert not live_holds(offer.reference, timezone.now()).exists()


def test_a_closure_that_is_taken_back_gives_the_offered_times_back(offer, practice):
    [first, _], _, ben = practice

    remove_exception(exception=ScheduleException.objects.get())

    assert not live_holds(offer.reference, timezone.now()).exists()
    other = book_appointment(
        service=first.service, practitioner=ben, patient=PatientFactory(), starts_at=NINE
    )
    assert other.practitioner == ben
