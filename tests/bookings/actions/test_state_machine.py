"""Whatever people do, in whatever order: what must hold after each step holds."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bookings import actions
from bookings.actions import GUEST, Booker, WantedTimes
from bookings.exceptions import BookingError
from bookings.mail.planning import mail_rules, reminders_for
from bookings.models import (
    BLOCKING,
    Appointment,
    AppointmentStatus,
    EntryStatus,
    FreedTime,
    OfferStatus,
    ScheduleException,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.models.schedule import ScheduleEffect
from bookings.slots.impact import hits_ahead
from bookings.slots.intervals import Interval
from bookings.slots.search import Search
from bookings.slots.services import practitioners_offering
from clinic.models import Message, MessageState
from tests.factories import (
    AT_THE_DESK,
    PatientFactory,
    ServiceFactory,
    WorkingHoursFactory,
    bookable,
)

MONDAY = datetime(2026, 11, 30, 17, tzinfo=UTC)  # 10:00 at the clinic
TUESDAY = datetime(2026, 12, 1, 16, tzinfo=UTC)  # 09:00, when it opens
QUARTER = timedelta(minutes=15)
HOLDERS = [UUID(int=1), UUID(int=2)]
starts = st.builds(
    lambda days, quarters: TUESDAY + timedelta(days=days) + quarters * QUARTER,
    st.integers(0, 1),
    st.integers(0, 11),
)
few = st.integers(0, 6)
bookers = st.sampled_from([GUEST, AT_THE_DESK])


def forbidden_is_fine(step):
    """A rule of the clinic may refuse any step; nothing else may go wrong."""

    def attempt(self, **drawn):
        with suppress(BookingError):
            step(self, **drawn)

    attempt.__name__ = step.__name__
    return attempt


class Clinic(RuleBasedStateMachine):
    """Two practitioners, one treadmill, seven patients, two mornings."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.travel = time_machine.travel(MONDAY, tick=False)
        self.clock = self.travel.start()
        self.seen = {model: set() for model in (Appointment, WaitlistEntry, WaitlistOffer)}
        running, people = bookable(practitioners=2, equipment=1, buffer_after_min=15)
        short = ServiceFactory(practitioners=people, duration_min=30, buffer_before_min=15)
        for person in people:
            person.working_hours.all().delete()
            for weekday in (1, 2):
                WorkingHoursFactory(
                    practitioner=person, weekday=weekday, opens=time(9), closes=time(12)
                )
        self.services = [running, short]
        self.people = [*people, None]
        self.patients = PatientFactory.create_batch(7)
        self.open_with_a_full_morning()

    def open_with_a_full_morning(self):
        """Book what can be booked of the first morning, and let five wait: so that times open."""
        for patient, quarters in enumerate([0, 5]):
            for day in (TUESDAY, TUESDAY + timedelta(days=1)):
                actions.book_appointment(
                    service=self.services[0],
                    starts_at=day + quarters * QUARTER,
                    patient=self.patients[patient],
                    booker=AT_THE_DESK,
                )
        for patient in self.patients[2:]:
            self.wait(which=0, who=2, patient=self.patients.index(patient))

    def teardown(self):
        self.travel.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def pick(self, rows, number):
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    # --- What people do ---------------------------------------------------------------------------

    @rule(which=few, who=few, starts_at=starts, holder=st.sampled_from(HOLDERS))
    @forbidden_is_fine
    def hold(self, which, who, starts_at, holder):
        actions.hold_slot(
            service=self.services[which % 2],
            practitioner=self.people[who % 3],
            starts_at=starts_at,
            holder=holder,
        )

    @rule(number=few)
    def let_go(self, number):
        if hold := self.pick(Appointment.objects.filter(status="held"), number):
            actions.release_hold(token=hold.hold_token, holder=hold.held_for)

    @rule(number=few, patient=few)
    @forbidden_is_fine
    def confirm_hold(self, number, patient):
        """Run out or not: the form is sent with the token that it was opened with."""
        held = Appointment.objects.filter(status__in=["held", "expired"])
        if hold := self.pick(held, number):
            booked = actions.book_appointment(
                service=hold.service,
                starts_at=hold.starts_at,
                patient=self.patients[patient % 7],
                booker=Booker(holder=hold.held_for, hold=hold.hold_token),
            )
            assert booked.pk == hold.pk

    @rule(which=few, who=few, patient=few, starts_at=starts, booker=bookers)
    @forbidden_is_fine
    def book(self, which, who, patient, starts_at, booker):
        actions.book_appointment(
            service=self.services[which % 2],
            practitioner=self.people[who % 3],
            starts_at=starts_at,
            patient=self.patients[patient % 7],
            booker=booker,
        )

    @rule(number=few, starts_at=starts, booker=bookers)
    @forbidden_is_fine
    def move(self, number, starts_at, booker):
        if visit := self.pick(Appointment.objects.filter(status="booked"), number):
            actions.move_appointment(appointment=visit, starts_at=starts_at, booker=booker)

    @rule(number=few)
    @forbidden_is_fine
    def cancel(self, number):
        if visit := self.pick(Appointment.objects.filter(status="booked"), number):
            actions.cancel_appointment(appointment=visit)

    @rule(minutes=st.sampled_from([1, 9, 11, 16, 120, 1200]))
    def time_passes(self, minutes):
        self.clock.shift(timedelta(minutes=minutes))

    @rule()
    def sweep(self):
        actions.expire_holds(now=timezone.now())

    @rule(who=few, starts_at=starts, effect=st.sampled_from(ScheduleEffect))
    @forbidden_is_fine
    def change_schedule(self, who, starts_at, effect):
        actions.add_exception(
            effect=effect,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            reason="Away",
            practitioner=self.people[who % 3],
        )

    @rule(number=few)
    @forbidden_is_fine
    def change_it_back(self, number):
        if exception := self.pick(ScheduleException.objects.all(), number):
            actions.remove_exception(exception=exception)

    @rule(number=few)
    @forbidden_is_fine
    def keep(self, number):
        visits = Appointment.objects.filter(status="booked")
        in_conflict = visits.filter(conflict_since__isnull=False)
        if visit := self.pick(in_conflict, number) or self.pick(visits, number):
            actions.keep_visit(appointment=visit)

    @rule(which=few, who=few, patient=few)
    @forbidden_is_fine
    def wait(self, which, who, patient):
        actions.join_waitlist(
            service=self.services[which % 2],
            patient=self.patients[patient % 7],
            times=WantedTimes(
                timezone.localdate(),
                timezone.localdate() + timedelta(days=2),
                practitioner=self.people[who % 3],
            ),
        )

    @rule(number=few)
    @forbidden_is_fine
    def wait_for_an_earlier_time(self, number):
        if visit := self.pick(Appointment.objects.filter(status="booked"), number):
            actions.wait_for_earlier(
                appointment=visit,
                times=WantedTimes(timezone.localdate(), timezone.localdate(visit.starts_at)),
            )

    @rule()
    def offer(self):
        actions.offer_freed_times(now=timezone.now())

    @rule(number=few)
    @forbidden_is_fine
    def accept(self, number):
        if offer := self.pick(WaitlistOffer.objects.filter(status="offered"), number):
            visit = actions.accept_offer(offer=offer)
            assert (visit.starts_at, visit.practitioner_id) == (
                offer.starts_at,
                offer.practitioner_id,
            )

    @rule(number=few)
    @forbidden_is_fine
    def decline(self, number):
        if offer := self.pick(WaitlistOffer.objects.filter(status="offered"), number):
            actions.decline_offer(offer=offer)

    @rule(number=few)
    @forbidden_is_fine
    def leave(self, number):
        if entry := self.pick(WaitlistEntry.objects.waiting(), number):
            actions.leave_waitlist(entry=entry)

    # --- What holds after each step ---------------------------------------------------------------

    @invariant()
    def nobody_and_nothing_is_in_two_visits_at_once(self):
        blocking = Appointment.objects.filter(status__in=BLOCKING)
        for one, other in combinations(blocking, 2):
            if time_of(one).overlaps(time_of(other)):
                shared = [
                    getattr(one, key)
                    for key in ("practitioner_id", "equipment_id", "patient_id")
                    if getattr(one, key) is not None and getattr(one, key) == getattr(other, key)
                ]
                assert not shared, f"{one} and {other}"

    @invariant()
    def neighbours_are_a_buffer_apart(self):
        now = timezone.now()
        live = Appointment.objects.filter(status__in=BLOCKING).exclude(
            status="held", hold_expires_at__lte=now
        )
        for key in ("practitioner_id", "equipment_id"):
            for one in live:
                for other in live:
                    if getattr(one, key) is None or getattr(one, key) != getattr(other, key):
                        continue
                    if one.ends_at <= other.starts_at:
                        least = max(one.buffer_after_min, other.buffer_before_min)
                        assert other.starts_at - one.ends_at >= timedelta(minutes=least)

    @invariant()
    def a_session_holds_two_times_at_most(self):
        live = Appointment.objects.filter(status="held", hold_expires_at__gt=timezone.now())
        holders = Counter(hold.held_for for hold in live)
        assert max(holders.values(), default=0) <= 2

    @invariant()
    def every_live_visit_has_exactly_its_planned_messages(self):
        rules = mail_rules()
        for visit in Appointment.objects.select_related("patient"):
            messages = Message.objects.about(visit)
            kinds = Counter(messages.exclude(kind="reminder").values_list("kind", "occasion"))
            if visit.status in (AppointmentStatus.HELD, AppointmentStatus.EXPIRED):
                assert not kinds
                continue
            is_cancelled = visit.status == AppointmentStatus.CANCELLED
            moves = visit.revision - is_cancelled
            expected = {("confirmation", "r0"): 1}
            expected |= {("changed", f"r{move}"): 1 for move in range(1, moves + 1)}
            expected |= {("cancelled", f"r{visit.revision}"): 1} if is_cancelled else {}
            assert kinds == expected
            planned = messages.filter(kind="reminder", state=MessageState.PLANNED)
            told = messages.filter(kind__in=["confirmation", "changed"]).latest("send_at", "pk")
            wanted = [] if is_cancelled else reminders_for(visit, told.send_at, rules=rules)
            assert sorted(planned.values_list("occasion", "send_at")) == sorted(
                (plan.occasion, plan.send_at) for plan in wanted
            )

    @invariant()
    def in_conflict_is_what_does_not_fit_and_is_not_kept(self):
        now = timezone.now()
        ahead = Appointment.objects.filter(status="booked", ends_at__gt=now)
        kept = set(ahead.filter(kept_at__isnull=False).values_list("pk", flat=True))
        unfit = set(hits_ahead(None, now))
        assert kept <= unfit
        in_conflict = Appointment.objects.in_conflict(now)
        assert set(in_conflict.values_list("pk", flat=True)) == unfit - kept

    @invariant()
    def nothing_is_deleted(self):
        for model, seen in self.seen.items():
            rows = set(model.objects.values_list("pk", flat=True))
            assert seen <= rows
            self.seen[model] = rows

    @invariant()
    def whoever_waits_is_offered_one_time_at_a_time_and_three_are_asked_at_once(self):
        live = WaitlistOffer.objects.filter(status=OfferStatus.OFFERED)
        assert max(Counter(offer.entry_id for offer in live).values(), default=0) <= 1
        assert max(Counter(offer.freed_time_id for offer in live).values(), default=0) <= 3
        for offer in live:
            assert offer.entry.status == EntryStatus.WAITING
            assert offer.expires_at <= offer.starts_at - timedelta(hours=2)
        accepted = WaitlistOffer.objects.filter(status=OfferStatus.ACCEPTED)
        assert {offer.entry.status for offer in accepted} <= {EntryStatus.SERVED}

    @invariant()
    def no_time_on_offer_is_taken(self):
        day, now = timezone.localdate(TUESDAY), timezone.now()
        live = Appointment.objects.filter(status__in=BLOCKING).exclude(
            status="held", hold_expires_at__lte=now
        )
        taken = [(visit.practitioner_id, time_of(visit)) for visit in live]
        for service in self.services:
            people = practitioners_offering(service)
            schedule = Search(service, people, now).schedule(day, day)
            assert not [
                slot
                for slot in schedule.slots()
                for practitioner, interval in taken
                if practitioner == slot.practitioner and interval.overlaps(slot.interval)
            ]


def time_of(visit):
    return Interval(visit.starts_at, visit.ends_at)


@pytest.mark.django_db
@pytest.mark.usefixtures("reminder_rules")
def test_what_must_hold_holds_whatever_people_do():
    run_state_machine_as_test(
        Clinic,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not FreedTime.objects.exists()  # each run was undone
