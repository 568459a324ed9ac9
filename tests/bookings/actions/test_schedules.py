"""Changing the schedule: what is kept, what it hits, and that nothing is saved unseen."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import (
    add_exception,
    book_appointment,
    hours_on,
    remove_exception,
    save_equipment,
    save_practitioner,
    save_service,
    set_weekly_hours,
    weigh,
)
from bookings.exceptions import (
    AccountTaken,
    HoursOverlap,
    NameTaken,
    NoSupervisor,
    OverAlready,
    SlotUnavailable,
)
from bookings.models import Appointment, Equipment, ScheduleException, Service, WorkingHours
from bookings.models.schedule import ScheduleEffect
from bookings.slots.search import Search
from bookings.slots.weekly_hours import Dates, HoursSet, Period, hours_sets
from clinic.models import Practitioner
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    EquipmentFactory,
    PatientFactory,
    PractitionerFactory,
    ServiceFactory,
    WorkingHoursFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
TODAY = date(2026, 11, 23)
TUESDAY = date(2026, 12, 1)
NOON = datetime(2026, 12, 1, 19, tzinfo=UTC)
FIVE = datetime(2026, 12, 2, tzinfo=UTC)
ONWARDS = Dates(TODAY)


def period(opens, closes, weekday=1, services=()):
    return Period(weekday, time(opens), time(closes), frozenset(services))


def rows_of(practitioner):
    rows = [
        (row.opens.hour, row.closes.hour, row.effective_from, row.effective_until)
        for row in practitioner.working_hours.all()
    ]
    return sorted(rows, key=lambda row: (row[0], row[2] or date.min))


def closing(**whose):
    return partial(
        add_exception,
        effect=ScheduleEffect.CLOSED,
        starts_at=NOON,
        ends_at=FIVE,
        reason="Staff training",
        **whose,
    )


def shown(change, *, since=TUESDAY, practitioner=None):
    """Return a change's impact in brief: visits with why, times removed, times added."""
    weighed = weigh(change=change, practitioner=practitioner, since=since)
    assert not weighed.is_saved
    impact = weighed.impact
    hit = [(visit.appointment, visit.why) for visit in impact.visits]
    return hit, impact.removed, impact.added


def saved(change, *, since=TUESDAY, practitioner=None):
    """See a change's impact and confirm it."""
    wanted = {"change": change, "since": since, "practitioner": practitioner}
    return weigh(**wanted, confirmed=weigh(**wanted).impact.mark)


def details(service, **changed):
    """Return what `save_service` takes to leave a service as it is, but for what changed."""
    kept = {
        "name": service.name,
        "disciplines": service.disciplines,
        "practitioners": list(service.practitioners.all()),
    }
    return {"service": service, **kept, **changed}


def test_hours_of_some_dates_leave_what_was_before_and_after():
    practitioner = WorkingHoursFactory().practitioner

    set_weekly_hours(
        practitioner=practitioner,
        periods=[period(12, 18)],
        dates=Dates(TUESDAY, date(2026, 12, 31)),
    )

    assert rows_of(practitioner) == [
        (9, 17, None, date(2026, 11, 30)),
        (9, 17, date(2027, 1, 1), None),
        (12, 18, TUESDAY, date(2026, 12, 31)),
    ]


def test_hours_until_further_notice_replace_those_planned_for_later():
    practitioner = WorkingHoursFactory(effective_until=TUESDAY).practitioner
    WorkingHoursFactory(practitioner=practitioner, opens=time(13), effective_from=date(2026, 12, 2))

    set_weekly_hours(practitioner=practitioner, periods=[period(10, 11)], dates=ONWARDS)

    assert rows_of(practitioner) == [(9, 17, None, date(2026, 11, 22)), (10, 11, TODAY, None)]


def test_hours_that_stay_the_same_keep_their_rows():
    row = WorkingHoursFactory()
    service = ServiceFactory()
    row.services.set([service])

    set_weekly_hours(
        practitioner=row.practitioner,
        periods=[period(9, 17, services=[service.pk]), period(9, 12, weekday=2)],
        dates=ONWARDS,
    )

    assert rows_of(row.practitioner) == [(9, 17, None, None), (9, 12, TODAY, None)]
    assert list(WorkingHours.objects.filter(services=service)) == [row]


def test_hours_that_end_before_the_new_ones_do_are_replaced_by_the_same():
    practitioner = WorkingHoursFactory(effective_until=TUESDAY).practitioner

    set_weekly_hours(practitioner=practitioner, periods=[period(9, 17)], dates=ONWARDS)

    assert rows_of(practitioner) == [(9, 17, None, date(2026, 11, 22)), (9, 17, TODAY, None)]


def test_hours_cut_in_two_keep_the_services_they_are_for():
    row = WorkingHoursFactory()
    service = ServiceFactory()
    row.services.set([service])

    set_weekly_hours(practitioner=row.practitioner, periods=[], dates=Dates(TUESDAY, TUESDAY))

    assert WorkingHours.objects.filter(services=service).count() == 2


def test_hours_that_overlap_are_refused():
    practitioner = PractitionerFactory()

    with pytest.raises(HoursOverlap, match=r"^09:00–12:00 overlaps 11:00–14:00\.$"):
        set_weekly_hours(
            practitioner=practitioner, periods=[period(11, 14), period(9, 12)], dates=ONWARDS
        )

    assert rows_of(practitioner) == []


def test_hours_that_touch_or_are_for_different_services_do_not_overlap():
    practitioner = PractitionerFactory()
    one, other = ServiceFactory.create_batch(2)

    set_weekly_hours(
        practitioner=practitioner,
        periods=[
            period(9, 12),
            period(12, 14, services=[one.pk]),
            period(13, 15, services=[other.pk]),
        ],
        dates=ONWARDS,
    )

    assert [row[:2] for row in rows_of(practitioner)] == [(9, 12), (12, 14), (13, 15)]


def test_hours_sets_follow_one_another_without_a_gap():
    always, later = period(9, 12), period(13, 17)

    assert hours_sets([(Dates(), always), (Dates(TUESDAY, date(2026, 12, 31)), later)]) == [
        HoursSet(Dates(None, date(2026, 11, 30)), (always,)),
        HoursSet(Dates(TUESDAY, date(2026, 12, 31)), (always, later)),
        HoursSet(Dates(date(2027, 1, 1)), (always,)),
    ]


def test_hours_sets_that_say_the_same_are_one():
    dated = [(Dates(None, TUESDAY), period(9, 12)), (Dates(date(2026, 12, 2)), period(9, 12))]

    assert hours_sets(dated) == [HoursSet(Dates(), (period(9, 12),))]


def test_a_closed_afternoon_hits_its_visits_and_removes_its_times():
    service, [practitioner] = bookable()
    morning = AppointmentFactory(service=service, practitioner=practitioner)
    afternoon = AppointmentFactory(service=service, practitioner=practitioner, starts_at=NOON)

    hit, removed, added = shown(closing())

    # 13:00 to 16:00 at each quarter; 12:00 to 13:00 is booked, and its neighbours with it
    assert (hit, removed, added) == ([(afternoon, "Staff training.")], 13, 0)
    assert ScheduleException.objects.count() == 0
    assert Appointment.objects.get(pk=morning.pk).status == "booked"


def test_a_confirmed_closure_is_saved_and_its_visits_stay():
    service, [practitioner] = bookable()
    visit = AppointmentFactory(service=service, practitioner=practitioner, starts_at=NOON)

    assert saved(closing(practitioner=practitioner), practitioner=practitioner).is_saved

    assert ScheduleException.objects.get().practitioner == practitioner
    assert Appointment.objects.get(pk=visit.pk).status == "booked"
    with pytest.raises(SlotUnavailable):
        book_appointment(
            service=service, patient=PatientFactory(), starts_at=NOON + timedelta(hours=2)
        )


def test_a_change_whose_impact_is_not_the_one_shown_is_not_saved():
    service, _ = bookable()
    seen = weigh(change=closing(), since=TUESDAY).impact
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NOON)

    again = weigh(change=closing(), since=TUESDAY, confirmed=seen.mark)

    assert not again.is_saved
    assert [hit.appointment for hit in again.impact.visits] == [visit]
    assert ScheduleException.objects.count() == 0
    assert weigh(change=closing(), since=TUESDAY, confirmed=again.impact.mark).is_saved


def test_only_what_a_change_hits_anew_is_shown():
    service, [practitioner] = bookable()
    AppointmentFactory(
        service=service, practitioner=practitioner, starts_at=FIVE + timedelta(hours=2)
    )

    assert shown(closing())[0] == []


@pytest.mark.parametrize("status", ["cancelled", "arrived", "expired"])
def test_visits_that_are_not_to_come_are_not_hit(status):
    service, [practitioner] = bookable()
    AppointmentFactory(
        service=service,
        practitioner=practitioner,
        starts_at=NOON,
        status=status,
        cancelled_at=NOON,
    )

    assert shown(closing())[0] == []


def test_a_change_of_hours_hits_and_counts_one_practitioner_alone():
    service, [practitioner, colleague] = bookable(practitioners=2)
    visit = AppointmentFactory(service=service, practitioner=practitioner)
    AppointmentFactory(service=service, practitioner=colleague)
    change = partial(
        set_weekly_hours, practitioner=practitioner, periods=[period(10, 18)], dates=ONWARDS
    )

    hit, removed, added = shown(change, since=TODAY, practitioner=practitioner)

    # four Tuesdays; nine o'clock is booked on the first, so there 10:00 is the first either way
    assert (hit, removed, added) == ([(visit, "Outside working hours.")], 3 * 4, 4 * 4)


def test_a_closure_far_ahead_is_counted_where_it_is():
    bookable(horizon_days=90)
    far = partial(
        add_exception,
        effect=ScheduleEffect.CLOSED,
        starts_at=NOON + timedelta(days=42),
        ends_at=FIVE + timedelta(days=42),
        reason="Away",
    )

    assert shown(far, since=TUESDAY + timedelta(days=42)) == ([], 20, 0)


def test_an_opened_holiday_adds_the_weekly_hours():
    bookable()
    WorkingHours.objects.update(weekday=4)  # Christmas Day 2026 is a Friday
    opened = partial(
        add_exception,
        effect=ScheduleEffect.OPEN,
        starts_at=datetime(2026, 12, 25, 7, tzinfo=UTC),
        ends_at=datetime(2026, 12, 26, 7, tzinfo=UTC),
        reason="Open on Christmas Day",
    )

    assert shown(opened, since=date(2026, 12, 25)) == ([], 0, 29)


def test_removing_an_opening_hits_what_was_booked_on_it():
    service, [practitioner] = bookable()
    WorkingHours.objects.all().delete()
    opening = add_exception(
        effect=ScheduleEffect.OPEN,
        starts_at=NOON,
        ends_at=FIVE,
        reason="Extra hours",
        practitioner=practitioner,
    )
    visit = book_appointment(service=service, patient=PatientFactory(), starts_at=NOON)

    hit, removed, added = shown(partial(remove_exception, exception=opening))

    assert (hit, removed, added) == ([(visit, "Outside working hours.")], 13, 0)


def test_what_is_over_can_be_neither_added_nor_removed():
    past = {"starts_at": NOON - timedelta(days=90), "ends_at": NOON - timedelta(days=89)}
    kept = ScheduleException.objects.create(reason="Away", **past)

    with pytest.raises(OverAlready):
        add_exception(effect=ScheduleEffect.CLOSED, reason="Away", **past)
    with pytest.raises(OverAlready):
        remove_exception(exception=kept)

    assert list(ScheduleException.objects.all()) == [kept]


def test_a_closed_treadmill_hits_the_visits_that_have_it():
    service, people = bookable(practitioners=2, equipment=2)
    unit, other = Equipment.objects.all()
    visit = AppointmentFactory(
        service=service, practitioner=people[0], equipment=unit, starts_at=NOON
    )
    AppointmentFactory(service=service, practitioner=people[1], equipment=other, starts_at=NOON)

    hit, removed, added = shown(closing(equipment=unit))

    assert (hit, removed, added) == ([(visit, "Staff training.")], 0, 0)


def test_a_unit_out_of_use_hits_its_visits_and_takes_their_times():
    service, [practitioner] = bookable(equipment=1)
    unit = Equipment.objects.get()
    visit = AppointmentFactory(service=service, practitioner=practitioner, equipment=unit)
    change = partial(
        save_equipment, equipment=unit, name=unit.name, kind=unit.kind, is_active=False
    )

    hit, removed, added = shown(change)

    assert (hit, added) == ([(visit, f"{unit.name} is out of use.")], 0)
    assert removed == 25 + 3 * 29
    assert Equipment.objects.get().is_active


def test_a_service_no_longer_offered_hits_its_visits_and_is_kept():
    service, [practitioner] = bookable()
    visit = AppointmentFactory(service=service, practitioner=practitioner)
    change = partial(save_service, **details(service, is_active=False))

    hit, removed, added = shown(change)

    assert (hit, added) == ([(visit, f"{service.name} is no longer offered.")], 0)
    assert removed == 25 + 3 * 29
    assert saved(change).is_saved
    assert not Service.objects.get(pk=service.pk).is_active


def test_a_longer_service_leaves_booked_visits_and_changes_the_times():
    service, [practitioner] = bookable()
    AppointmentFactory(service=service, practitioner=practitioner)

    hit, removed, added = shown(partial(save_service, **details(service, duration_min=120)))

    assert (hit, removed, added) == ([], 4 * 4, 0)


def test_somebody_who_gives_a_service_no_longer_has_their_visits_of_it_hit():
    service, [practitioner] = bookable()
    visit = AppointmentFactory(service=service, practitioner=practitioner)
    change = partial(
        save_practitioner,
        practitioner=practitioner,
        name=practitioner.name,
        discipline=practitioner.discipline,
        is_running_specialist=False,
        is_active=True,
        bio="",
        services=[],
    )

    hit, removed, _ = shown(change, practitioner=practitioner)

    assert (hit, removed) == (
        [(visit, f"{practitioner.name} does not offer this service.")],
        25 + 3 * 29,
    )
    assert list(practitioner.services.all()) == [service]


def test_new_rows_get_a_slug_of_their_own():
    made = {
        "discipline": "kinesiology",
        "is_running_specialist": False,
        "is_active": True,
        "bio": "",
        "services": [],
    }
    for name in ("Ada Hill", "Ada Hill", "Closures", "🏃"):
        save_practitioner(name=name, **made)
    save_service(name="New", disciplines=["kinesiology"], practitioners=[])

    assert sorted(Practitioner.objects.values_list("slug", flat=True)) == [
        "ada-hill",
        "ada-hill-2",
        "closures-2",
        "practitioner",
    ]
    assert Service.objects.get().slug == "new-2"


def test_a_name_and_an_account_are_given_once():
    unit = EquipmentFactory()
    taken = PractitionerFactory(user=ClinicianFactory())

    with pytest.raises(NameTaken):
        save_equipment(name=unit.name, kind="treadmill", is_active=True)
    with pytest.raises(AccountTaken):
        save_practitioner(
            name="Ada",
            discipline="kinesiology",
            is_running_specialist=False,
            is_active=True,
            bio="",
            services=[],
            user=taken.user,
        )

    assert Practitioner.objects.count() == 1


def supervised_by(supervisor, practitioner=None):
    return save_practitioner(
        practitioner=practitioner,
        name="Bo",
        discipline="kinesiology",
        is_running_specialist=False,
        is_active=True,
        bio="",
        services=[],
        supervisor=supervisor,
    )


def test_a_practitioner_is_supervised_by_a_clinician_whom_nobody_supervises():
    senior = PractitionerFactory(user=ClinicianFactory())

    student = supervised_by(senior)

    assert student.supervisor == senior
    assert supervised_by(None, student).supervisor is None


def test_nobody_supervises_in_a_circle_or_a_row_or_without_an_account():
    senior = PractitionerFactory(user=ClinicianFactory())
    student = PractitionerFactory(user=ClinicianFactory(), supervisor=senior)
    left = PractitionerFactory(user=ClinicianFactory(is_active=False))
    alone = PractitionerFactory(user=ClinicianFactory())

    for supervisor, practitioner in [
        (student, senior),
        (student, alone),
        (alone, senior),
        (alone, alone),
        (left, None),
        (PractitionerFactory(), None),
    ]:
        with pytest.raises(NoSupervisor):
            supervised_by(supervisor, practitioner)


def test_a_supervisor_who_has_left_stays_until_another_is_chosen():
    left = PractitionerFactory(user=ClinicianFactory(is_active=False))
    student = PractitionerFactory(user=ClinicianFactory(), supervisor=left)

    assert supervised_by(left, student).supervisor == left


def test_a_rolled_back_change_leaves_no_trace_for_the_next_question():
    service, [practitioner] = bookable()
    weigh(change=closing(), since=TUESDAY)

    search = Search(service, [practitioner], NINE - timedelta(days=7))

    assert len(search.schedule(TUESDAY, TUESDAY).slots()) == 29


def test_an_impact_asks_the_same_queries_for_one_visit_and_for_many():
    service, [practitioner] = bookable()

    def shown_and_queries():
        with CaptureQueriesContext(connection) as captured:
            hit, _, _ = shown(closing())
        return len(hit), len(captured)

    AppointmentFactory(service=service, practitioner=practitioner, starts_at=NOON)
    one, queries_for_one = shown_and_queries()
    for hours in (1, 2, 3):
        AppointmentFactory(
            service=service, practitioner=practitioner, starts_at=NOON + timedelta(hours=hours)
        )
    many, queries_for_many = shown_and_queries()

    assert (one, many) == (1, 4)
    assert queries_for_many == queries_for_one


def test_a_holiday_is_opened_for_hours_of_every_service_alone():
    service, [ada] = bookable()
    row = ada.working_hours.get(weekday=1)
    row.services.set([service])

    assert hours_on(ada, NINE.date()) == []
