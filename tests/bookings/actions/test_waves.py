"""Who is offered a freed time, and when: three at a time, in order, never late or at night."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings import freed_times
from bookings.actions import (
    accept_offer,
    book_appointment,
    cancel_appointment,
    decline_offer,
    expire_holds,
    hold_slot,
    leave_waitlist,
    offer_freed_times,
    release_hold,
)
from bookings.models import FreedTime, WaitlistEntry, WaitlistOffer
from bookings.tasks import offer_freed_times as offer_task
from clinic import outbox
from clinic.models import ClinicProfile, Message, Patient
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FreedTimeFactory,
    PatientFactory,
    WaitlistEntryFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)


@pytest.fixture
def service():
    """A service with one practitioner, who has one hour free on Tuesday 1 December: from nine."""
    service, [practitioner] = bookable(duration_min=60)
    practitioner.working_hours.update(closes="10:00")
    return service


def wish(service, name="Ada", **details):
    return WaitlistEntryFactory(service=service, patient=PatientFactory(name=name), **details)


def run(after=timedelta(0)):
    """Let beat come round `after` a while."""
    offer_freed_times(now=MONDAY_MORNING + after)


def offers():
    """Return who was offered what, and how it stands, in the order of the offers."""
    rows = WaitlistOffer.objects.order_by("pk").select_related("entry__patient")
    return [(row.entry.patient.name, row.status) for row in rows]


def names():
    return [name for name, _ in offers()]


def test_a_freed_time_is_offered_to_the_first_three(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    freed = FreedTimeFactory()

    run()

    assert offers() == [("Ada", "offered"), ("Ben", "offered"), ("Cho", "offered")]
    offer = WaitlistOffer.objects.earliest("pk")
    assert (offer.freed_time, offer.starts_at, offer.ends_at) == (freed, NINE, NINE + HOUR)
    assert (offer.offered_at, offer.expires_at) == (MONDAY_MORNING, MONDAY_MORNING + QUARTER)
    assert Message.objects.filter(kind="waitlist_offer").count() == 3


@pytest.mark.parametrize(("lasting", "offered"), [(90, []), (30, [30])])
def test_a_visit_that_would_move_is_offered_a_time_as_long_as_it_is(service, lasting, offered):
    length = lasting * MINUTE
    visit = AppointmentFactory(
        service=service,
        practitioner=service.practitioners.get(),
        starts_at=NINE + timedelta(days=7),
        ends_at=NINE + timedelta(days=7) + length,
    )
    wish(service, appointment=visit)
    FreedTimeFactory(ends_at=NINE + length)

    run()

    found = WaitlistOffer.objects.all()
    assert [(offer.ends_at - offer.starts_at) // MINUTE for offer in found][:1] == offered
    for offer in found[:1]:
        assert accept_offer(offer=offer).duration == length


def test_the_same_run_again_offers_nothing_more(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()

    run()
    run(timedelta(minutes=1))

    assert names() == ["Ada", "Ben", "Cho"]


def test_the_next_three_are_asked_once_the_last_have_run_out(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()
    run()

    run(QUARTER)

    assert offers() == [
        ("Ada", "expired"),
        ("Ben", "expired"),
        ("Cho", "expired"),
        ("Dan", "offered"),
    ]


def test_an_offer_of_a_clock_that_was_put_back_is_over(service):
    wish(service)
    FreedTimeFactory()
    run()

    run(-MINUTE)

    assert offers() == [("Ada", "expired")]


def test_the_next_are_asked_at_once_when_the_last_have_answered(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()
    run()
    first, second, third = WaitlistOffer.objects.order_by("pk")

    decline_offer(offer=first)
    decline_offer(offer=second)
    run(timedelta(minutes=1))
    before_the_last = names()
    leave_waitlist(entry=third.entry)
    run(timedelta(minutes=2))

    assert before_the_last == ["Ada", "Ben", "Cho"]
    assert offers()[2:] == [("Cho", "withdrawn"), ("Dan", "offered")]


def test_whom_the_desk_put_first_comes_before_who_has_waited_longest(service):
    for number, name in enumerate(["Ada", "Ben", "Cho", "Dan"]):
        wish(service, name, created_at=MONDAY_MORNING - timedelta(days=9 - number))
    WaitlistEntry.objects.filter(patient__name="Dan").update(put_first_at=MONDAY_MORNING)
    FreedTimeFactory()

    run()

    assert names() == ["Dan", "Ada", "Ben"]


def test_only_those_are_asked_whom_the_time_suits(service):
    wish(service, "Afternoons", parts_of_day=["afternoon"])
    wish(service, "Fridays", weekdays=[4])
    wish(service, "Later", earliest_on=date(2026, 12, 2))
    wish(bookable()[0], "Another service", earliest_on=date(2026, 12, 2))
    wish(service, "Tuesday mornings", weekdays=[1], parts_of_day=["morning"])
    FreedTimeFactory()

    run()

    assert names() == ["Tuesday mornings"]


def test_nobody_is_asked_who_wants_no_offers_or_cannot_be_reached(service):
    wish(service, "Quiet")
    wish(service, "Unreachable")
    Patient.objects.filter(name="Quiet").update(offers_wanted=False)
    Patient.objects.filter(name="Unreachable").update(email="")
    wish(service, "Ada")
    FreedTimeFactory()

    run()

    assert names() == ["Ada"]


def test_nobody_is_asked_about_a_time_at_which_they_have_a_visit(service):
    busy = wish(service, "Busy")
    AppointmentFactory(patient=busy.patient, starts_at=NINE + HOUR / 2)
    wish(service, "Ada")
    FreedTimeFactory()

    run()

    assert names() == ["Ada"]


def test_nobody_is_asked_about_a_service_that_is_not_for_them_any_more(service):
    type(service).objects.update(for_returning_patients=False)
    knows_us = wish(service, "Knows us")
    AppointmentFactory(patient=knows_us.patient, starts_at=NINE - 30 * 24 * HOUR)
    wish(service, "Ada")
    FreedTimeFactory()

    run()

    assert names() == ["Ada"]


def test_nobody_is_asked_to_move_a_visit_whom_somebody_should_call_first(service):
    held = AppointmentFactory(
        service=service, starts_at=NINE + 5 * HOUR, under_review_since=MONDAY_MORNING
    )
    wish(service, "Call first", appointment=held)
    WaitlistEntry.objects.update(patient=held.patient)
    wish(service, "Ada")
    FreedTimeFactory()

    run()

    assert names() == ["Ada"]


def test_nobody_is_asked_who_joined_after_the_time_was_freed(service):
    FreedTimeFactory(freed_at=MONDAY_MORNING - timedelta(days=2))
    wish(service, "Ada")

    run()

    assert names() == []


def test_a_time_that_is_not_free_by_the_engine_is_not_offered(service):
    wish(service)
    FreedTimeFactory()
    AppointmentFactory(practitioner=service.practitioners.get(), starts_at=NINE)

    run()

    assert names() == []


def test_a_time_that_somebody_holds_is_not_offered(service):
    wish(service)
    FreedTimeFactory()
    AppointmentFactory(
        practitioner=service.practitioners.get(),
        patient=None,
        status="held",
        hold_expires_at=MONDAY_MORNING + timedelta(minutes=10),
        hold_token="8a6b1b1e-4d0c-4d58-9e4e-111111111111",
    )

    run()
    while_held = names()
    run(timedelta(minutes=11))

    assert (while_held, names()) == ([], ["Ada"])


@pytest.mark.parametrize(
    ("minutes_before", "expected"), [(135, ["Ada"]), (134, []), (30, [])], ids=str
)
def test_no_offer_is_open_later_than_two_hours_before_the_start(service, minutes_before, expected):
    wish(service)
    now = NINE - timedelta(minutes=minutes_before)
    service.practitioners.get().working_hours.update(opens="09:00")
    FreedTimeFactory(freed_at=now)
    no_quiet_hours()

    offer_freed_times(now=now)

    assert names() == expected


def no_quiet_hours():
    ClinicProfile.objects.create(quiet_from="00:00", quiet_until="00:00")


@pytest.mark.parametrize(("minutes", "asked"), [(0, ["Ada"]), (1, [])])
def test_the_services_notice_binds_an_offer(service, minutes, asked):
    type(service).objects.update(notice_hours=24 * 8)  # it begins as the clock stands
    wish(service)
    FreedTimeFactory()

    run(timedelta(minutes=minutes))

    assert names() == asked


@pytest.mark.parametrize(
    ("clock_shows", "asked"),
    [("20:59", ["Ada"]), ("21:00", []), ("07:59", []), ("08:00", ["Ada"])],
)
def test_nobody_is_asked_in_the_quiet_hours(service, clock_shows, asked):
    wish(service)
    FreedTimeFactory()
    at = datetime.fromisoformat(f"2026-11-24T{clock_shows}:00-07:00")

    offer_freed_times(now=at)

    assert names() == asked


def test_an_offer_that_runs_out_in_the_quiet_hours_is_closed_then(service):
    wish(service)
    FreedTimeFactory()
    nine_in_the_evening = datetime.fromisoformat("2026-11-23T21:00:00-07:00")

    offer_freed_times(now=nine_in_the_evening - timedelta(minutes=1))
    offer_freed_times(now=nine_in_the_evening + QUARTER)

    assert offers() == [("Ada", "expired")]


def test_an_offer_of_a_time_that_has_gone_is_withdrawn(service):
    wish(service)
    FreedTimeFactory()
    run()
    AppointmentFactory(practitioner=service.practitioners.get(), starts_at=NINE)

    run(timedelta(minutes=1))

    assert offers() == [("Ada", "withdrawn")]
    assert WaitlistEntry.objects.get().status == "waiting"


@pytest.mark.parametrize(("days", "status"), [(-1, "lapsed"), (0, "waiting")])
def test_a_wish_lapses_when_its_days_are_over(service, days, status):
    today = date(2026, 11, 23)
    entry = wish(
        service, earliest_on=today - timedelta(days=5), latest_on=today + timedelta(days=days)
    )

    run()

    entry.refresh_from_db()
    assert entry.status == status


def test_a_wish_for_an_earlier_time_lapses_when_the_visit_begins(service):
    visit = AppointmentFactory(service=service, starts_at=MONDAY_MORNING)
    entry = wish(service, appointment=visit)

    run()

    entry.refresh_from_db()
    assert (entry.status, entry.closed_at) == ("lapsed", MONDAY_MORNING)


def test_an_earlier_time_is_earlier_than_the_visit(service):
    practitioner = service.practitioners.get()
    practitioner.working_hours.update(closes="17:00")
    visit = AppointmentFactory(
        service=service, practitioner=practitioner, starts_at=NINE + 2 * HOUR
    )
    wish(service, "Later", appointment=visit, patient__name="x")
    FreedTimeFactory(starts_at=NINE + 3 * HOUR)

    run()

    assert names() == []


def test_a_cancelled_visit_frees_its_time_for_who_waits(service):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    wish(service)

    cancel_appointment(appointment=visit)
    offer_freed_times(now=timezone.now())

    assert offers() == [("Ada", "offered")]


def test_an_accepted_time_that_is_cancelled_is_offered_anew_to_all_who_wait(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()
    offer_freed_times(now=timezone.now())

    visit = accept_offer(offer=WaitlistOffer.objects.earliest("pk"))
    offer_freed_times(now=timezone.now())
    once_taken = offers()
    cancel_appointment(appointment=visit)
    offer_freed_times(now=timezone.now())

    assert once_taken == [("Ada", "accepted"), ("Ben", "withdrawn"), ("Cho", "withdrawn")]
    assert names()[3:] == ["Ben", "Cho", "Dan"]
    assert FreedTime.objects.count() == 2


def test_two_freed_times_that_overlap_are_one_wave_at_a_time(service):
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()
    FreedTimeFactory(starts_at=NINE - HOUR, ends_at=NINE + 2 * HOUR)

    run()
    at_first = names()
    run(QUARTER)

    assert at_first == ["Ada", "Ben", "Cho"]
    assert names() == ["Ada", "Ben", "Cho", "Dan"]


def test_a_wave_spreads_over_the_times_of_two_practitioners():
    service, people = bookable(practitioners=2)
    for person in people:
        person.working_hours.update(closes="10:00")
    for name in ("Ada", "Ben", "Cho", "Dan"):
        wish(service, name)
    FreedTimeFactory()
    FreedTimeFactory()

    run()

    assert names() == ["Ada", "Ben", "Cho"]  # the two times share the first wave
    assert WaitlistOffer.objects.values("practitioner").distinct().count() == 2


def test_the_wave_reads_as_much_for_forty_who_wait_as_for_four(service):
    def queries_for(people):
        for _ in range(people):
            wish(service, parts_of_day=["evening"])  # the time suits nobody, so all are weighed
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run()
        return len(captured)

    FreedTimeFactory()
    FreedTimeFactory(starts_at=NINE + HOUR / 2)
    queries_for(1)

    assert queries_for(3) == queries_for(36)


def test_beat_comes_round_every_minute(service, settings):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    wish(service)
    [entry] = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == freed_times.TASK == offer_task.name
    ]

    cancel_appointment(appointment=visit)
    offer_task()

    assert entry["schedule"] == 60
    assert entry["options"]["expires"] < 60
    assert names() == ["Ada"]


def test_what_frees_a_time_has_it_offered_at_once(service, monkeypatch):
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NINE)
    called = []
    monkeypatch.setattr(outbox, "call_task", lambda name, expires_s: called.append(name))

    cancel_appointment(appointment=visit)

    assert freed_times.TASK in called


@pytest.mark.parametrize("ends", ["released", "ran out"])
def test_a_time_that_was_held_when_somebody_joined_is_offered_once_the_hold_ends(
    service, clock, ends
):
    session = uuid4()
    held = hold_slot(service=service, starts_at=NINE, holder=session)
    wish(service, created_at=timezone.now())

    if ends == "released":
        release_hold(token=held.hold_token, holder=session)
    else:
        clock.move_to(held.hold_expires_at)
        expire_holds(now=timezone.now())
    offer_freed_times(now=timezone.now())

    assert offers() == [("Ada", "offered")]


def test_an_offer_that_a_hold_took_away_is_made_anew_once_the_hold_ends(service):
    wish(service)
    FreedTimeFactory()
    run()
    session = uuid4()
    held = hold_slot(service=service, starts_at=NINE, holder=session)
    run(MINUTE)

    release_hold(token=held.hold_token, holder=session)
    run(2 * MINUTE)

    assert offers() == [("Ada", "withdrawn"), ("Ada", "offered")]


def test_a_hold_that_ends_frees_nothing_for_who_saw_the_time_on_offer(service):
    session = uuid4()
    wish(service)
    held = hold_slot(service=service, starts_at=NINE, holder=session)

    release_hold(token=held.hold_token, holder=session)

    assert list(FreedTime.objects.all()) == []


def test_nobody_is_asked_about_a_time_at_which_they_have_a_visit_in_another_file(service):
    kept = PatientFactory()
    entry = WaitlistEntryFactory(service=service, patient=PatientFactory(merged_into=kept))
    AppointmentFactory(patient=PatientFactory(merged_into=kept))
    FreedTimeFactory()

    run()

    assert list(entry.offers.all()) == []


def test_a_service_that_the_desk_alone_books_is_offered_to_nobody(service):
    entry = wish(service)
    service.is_bookable_online = False
    service.save()
    FreedTimeFactory()

    run()

    assert list(entry.offers.all()) == []


def test_an_earlier_time_of_a_service_that_the_desk_alone_books_is_offered(service):
    visit = AppointmentFactory(service=service, starts_at=NINE + 5 * HOUR)
    entry = wish(service, appointment=visit)
    service.is_bookable_online = False
    service.save()
    FreedTimeFactory()

    run()

    assert [offer.starts_at for offer in entry.offers.all()] == [NINE]


def test_an_offer_is_withdrawn_once_the_desk_alone_books_its_service(service):
    wish(service)
    FreedTimeFactory()
    run()
    service.is_bookable_online = False
    service.save()

    run(MINUTE)

    assert offers() == [("Ada", "withdrawn")]
