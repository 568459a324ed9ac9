"""The slot engine by example: openings, closed days, buffers, equipment, clock changes, reasons."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.slots.availability import (
    Busy,
    ClinicDays,
    Closure,
    Diary,
    Slot,
    Terms,
    WeeklyPeriod,
    free_slots,
    starts_on_grid,
)
from bookings.slots.intervals import Interval
from bookings.slots.refusals import Refusal, RefusalKind, free_equipment, kept_free, why_not
from tests.bookings.slots.clock_changes import CHANGES

VANCOUVER = ZoneInfo("America/Vancouver")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
OPEN_CLINIC = ClinicDays()


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def at(clock: str, day: date = MONDAY, zone: ZoneInfo = VANCOUVER) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC)


def between(start: str, end: str, day: date = MONDAY) -> Interval:
    return Interval(at(start, day), at(end, day))


def on_mondays(opens: str, closes: str, **effective) -> WeeklyPeriod:
    return WeeklyPeriod(0, time.fromisoformat(opens), time.fromisoformat(closes), **effective)


def booked(start: str, end: str, before: int = 0, after: int = 0) -> Busy:
    return Busy(between(start, end), minutes(before), minutes(after))


def held(start: str, end: str) -> Busy:
    return booked(start, end)._replace(held_until=at("07:10"))


def terms(duration: int = 30, before: int = 0, after: int = 0, grid: int = 30, **limits) -> Terms:
    return Terms(minutes(duration), minutes(before), minutes(after), minutes(grid), **limits)


MORNING = on_mondays("09:00", "12:00")
AT_WORK = Diary(weekly=(MORNING,))
TREADMILL = Diary(always_open=True)


def slots(practitioners=AT_WORK, wished=None, *, clinic=OPEN_CLINIC, equipment=None, **where):
    """Return the free slots of Monday, of one diary or of several by key."""
    if isinstance(practitioners, Diary):
        practitioners = {1: practitioners}
    where = {"first": MONDAY, "last": MONDAY, "zone": VANCOUVER} | where
    return free_slots(
        terms=wished or terms(),
        clinic=clinic,
        practitioners=practitioners,
        equipment=equipment,
        **where,
    )


def starts(*args, zone: ZoneInfo = VANCOUVER, **kwargs) -> list[str]:
    """Return when the slots begin, by the wall clock."""
    found = slots(*args, zone=zone, **kwargs)
    return [f"{slot.interval.start.astimezone(zone):%H:%M}" for slot in found]


# Openings


def test_free_slots_fill_an_opening_from_its_first_to_its_last_minute():
    assert slots(Diary(weekly=(on_mondays("09:00", "10:30"),)), terms(45, grid=15)) == [
        Slot(between("09:00", "09:45"), practitioner=1),
        Slot(between("09:15", "10:00"), practitioner=1),
        Slot(between("09:30", "10:15"), practitioner=1),
        Slot(between("09:45", "10:30"), practitioner=1),
    ]


def test_free_slots_need_no_buffer_at_opening_and_closing():
    assert starts(wished=terms(180, before=20, after=20)) == ["09:00"]


def test_free_slots_skip_the_lunch_break():
    diary = Diary(weekly=(MORNING, on_mondays("13:00", "15:00")))

    assert starts(diary, terms(60, grid=60)) == ["09:00", "10:00", "11:00", "13:00", "14:00"]


def test_free_slots_span_periods_that_touch():
    diary = Diary(weekly=(MORNING, on_mondays("12:00", "14:00")))

    assert starts(diary, terms(120, grid=60)) == ["09:00", "10:00", "11:00", "12:00"]


def test_free_slots_begin_at_the_next_grid_mark_when_an_opening_is_off_the_grid():
    diary = Diary(weekly=(on_mondays("09:10", "10:25"),))

    assert starts(diary, terms(30, grid=20)) == ["09:20", "09:40"]


def test_free_slots_count_the_grid_from_each_midnight():
    opened = Interval(at("21:00"), at("03:00", TUESDAY))

    assert starts(Diary(opened=(opened,)), terms(grid=50), last=TUESDAY) == [
        "21:40",
        "22:30",
        "23:20",
        "00:00",
        "00:50",
        "01:40",
        "02:30",
    ]


@pytest.mark.parametrize(
    ("first_day", "last_day", "expected"),
    [
        (MONDAY, None, ["11:00"]),
        (None, MONDAY, ["11:00"]),
        (TUESDAY, None, []),
        (None, MONDAY - timedelta(days=1), []),
    ],
)
def test_free_slots_follow_the_dates_of_a_period_both_included(first_day, last_day, expected):
    period = on_mondays("11:00", "12:00", effective_from=first_day, effective_until=last_day)

    assert starts(Diary(weekly=(period,)), terms(60, grid=60)) == expected


def test_free_slots_keep_to_the_weekday_and_the_dates_asked_for():
    every_monday = Diary(weekly=(on_mondays("11:00", "12:00"),))
    next_monday = MONDAY + timedelta(days=7)

    found = slots(every_monday, terms(60, grid=60), last=next_monday)

    assert found == [
        Slot(between("11:00", "12:00"), practitioner=1),
        Slot(between("11:00", "12:00", next_monday), practitioner=1),
    ]
    assert slots(every_monday, first=TUESDAY, last=next_monday - timedelta(days=1)) == []
    assert slots(every_monday, first=next_monday, last=MONDAY) == []


def test_free_slots_may_run_past_midnight_of_the_last_day():
    opened = Interval(at("23:00"), at("01:00", TUESDAY))

    assert starts(Diary(opened=(opened,)), terms(60)) == ["23:00", "23:30"]
    assert starts(Diary(opened=(opened,)), terms(60), last=TUESDAY) == ["23:00", "23:30", "00:00"]


def test_free_slots_may_run_into_the_next_days_hours():
    diary = Diary(
        weekly=(WeeklyPeriod(1, time(0), time(1)),),
        opened=(Interval(at("23:00"), at("00:00", TUESDAY)),),
    )

    assert starts(diary, terms(90)) == ["23:00", "23:30"]


def test_hours_that_last_to_midnight_go_on_with_those_of_the_next_day():
    evening, night = WeeklyPeriod(0, time(22), time(0)), WeeklyPeriod(1, time(0), time(1))

    assert starts(Diary(weekly=(evening,)), terms(60)) == ["22:00", "22:30", "23:00"]
    assert starts(Diary(weekly=(evening, night)), terms(60)) == ["22:00", "22:30", "23:00", "23:30"]


def test_free_slots_come_by_start_then_practitioner():
    found = slots({7: AT_WORK, 3: AT_WORK}, terms(90, grid=90))

    assert found == [
        Slot(between("09:00", "10:30"), 3),
        Slot(between("09:00", "10:30"), 7),
        Slot(between("10:30", "12:00"), 3),
        Slot(between("10:30", "12:00"), 7),
    ]
    assert found == sorted(found)


def test_free_slots_start_no_earlier_than_the_notice_and_before_the_horizon():
    wished = terms(earliest=at("09:30"), latest=at("11:00"))

    assert starts(wished=wished) == ["09:30", "10:00", "10:30"]


def test_weekly_period_raises_value_error_when_it_closes_before_it_opens():
    with pytest.raises(ValueError, match="closes after it opens"):
        on_mondays("12:00", "09:00")


@pytest.mark.parametrize("wrong", [{"duration": 0}, {"grid": 0}, {"before": -5}, {"after": -5}])
def test_wish_raises_value_error_when_a_length_is_impossible(wrong):
    with pytest.raises(ValueError, match="positive"):
        terms(**wrong)


# Closed days


ALL_MONDAY = Interval(at("00:00"), at("00:00", TUESDAY))
HOLIDAY = Closure(ALL_MONDAY, "Canada Day")
FLOOD = Closure(between("10:00", "11:00"), "Clinic closed: flood")
AWAY = Closure(between("10:00", "11:00"), "Dana is away")


@pytest.mark.parametrize(
    ("diary", "clinic", "expected"),
    [
        (AT_WORK, OPEN_CLINIC, ["09:00", "10:00", "11:00"]),
        (AT_WORK, ClinicDays(holidays=(HOLIDAY,)), []),
        (
            AT_WORK,
            ClinicDays(holidays=(HOLIDAY,), opened=(between("08:00", "11:00"),)),
            ["09:00", "10:00"],
        ),
        (AT_WORK, ClinicDays(opened=(ALL_MONDAY,)), ["09:00", "10:00", "11:00"]),
        (
            replace(AT_WORK, opened=(between("11:00", "13:00"),)),
            ClinicDays(holidays=(HOLIDAY,)),
            ["11:00", "12:00"],
        ),
        (AT_WORK, ClinicDays(closed=(FLOOD,)), ["09:00", "11:00"]),
        (AT_WORK, ClinicDays(opened=(ALL_MONDAY,), closed=(FLOOD,)), ["09:00", "11:00"]),
        (replace(AT_WORK, closed=(AWAY,)), OPEN_CLINIC, ["09:00", "11:00"]),
        (
            replace(AT_WORK, opened=(ALL_MONDAY,), closed=(Closure(ALL_MONDAY, "Away"),)),
            OPEN_CLINIC,
            [],
        ),
        (
            Diary(opened=(between("09:00", "12:00"),)),
            ClinicDays(closed=(FLOOD,)),
            ["09:00", "11:00"],
        ),
    ],
    ids=[
        "plain",
        "holiday",
        "clinic opens on a holiday",
        "clinic opening adds no hours",
        "practitioner opens on a holiday",
        "clinic closed",
        "clinic closure wins over clinic opening",
        "time off",
        "time off wins over opening",
        "clinic closure wins over practitioner opening",
    ],
)
def test_free_slots_follow_holidays_openings_and_closures(diary, clinic, expected):
    assert starts(diary, terms(60, grid=60), clinic=clinic) == expected


# Buffers


BUFFERS = [
    # the visit booked 10:00–11:00     the wished half hour      last start   first start
    ({}, {}, "09:30", "11:00"),
    ({"before": 10}, {}, "09:20", "11:00"),
    ({"after": 10}, {}, "09:30", "11:10"),
    ({}, {"before": 10}, "09:30", "11:10"),
    ({}, {"after": 10}, "09:20", "11:00"),
    ({"before": 10}, {"after": 10}, "09:20", "11:00"),
    ({"before": 5}, {"after": 15}, "09:15", "11:00"),
    ({"before": 15}, {"after": 5}, "09:15", "11:00"),
    ({"after": 5}, {"before": 15}, "09:30", "11:15"),
    ({"after": 15}, {"before": 5}, "09:30", "11:15"),
    ({"before": 5, "after": 20}, {"before": 10, "after": 15}, "09:15", "11:20"),
]


@pytest.mark.parametrize(("booked_buffers", "wished_buffers", "last_start", "first_start"), BUFFERS)
@pytest.mark.parametrize("whose", ["practitioner", "equipment"])
def test_free_slots_keep_the_larger_buffer_between_neighbours(
    whose, booked_buffers, wished_buffers, last_start, first_start
):
    visit = booked("10:00", "11:00", **booked_buffers)
    wished = terms(30, **wished_buffers, grid=5)
    if whose == "practitioner":
        found = starts(replace(AT_WORK, busy=(visit,)), wished)
    else:
        found = starts(wished=wished, equipment={1: replace(TREADMILL, busy=(visit,))})

    before = [start for start in found if start < "10:00"]
    after = [start for start in found if start >= "10:00"]
    assert (before[0], before[-1], after[0], after[-1]) == (
        "09:00",
        last_start,
        first_start,
        "11:30",
    )


def test_kept_free_is_the_visit_and_the_larger_buffer_on_each_side():
    visit = booked("10:00", "11:00", before=5, after=20)

    assert kept_free(visit, terms(before=10, after=15)) == between("09:45", "11:20")


def test_free_slots_find_the_gap_that_just_fits_between_two_visits():
    diary = replace(
        AT_WORK, busy=(booked("09:00", "10:00", after=15), booked("11:00", "12:00", before=10))
    )

    assert starts(diary, terms(35, grid=5)) == ["10:15"]
    assert starts(diary, terms(40, grid=5)) == []


def test_free_slots_are_the_same_when_touching_visits_come_as_one_run():
    apart = (booked("09:30", "10:00", 5, 10), booked("10:00", "10:30", 5, 10))
    as_one = (booked("09:30", "10:30", 5, 10),)

    assert starts(replace(AT_WORK, busy=apart)) == starts(replace(AT_WORK, busy=as_one))


def test_free_slots_take_visits_in_any_order_and_overlapping():
    busy = (
        booked("11:00", "11:30"),
        booked("09:00", "10:30"),
        booked("09:30", "10:00", after=60),
    )

    assert starts(replace(AT_WORK, busy=busy)) == ["11:30"]


# Equipment


def test_free_slots_need_one_unit_for_the_whole_visit():
    units = {
        1: replace(TREADMILL, busy=(booked("09:00", "10:30"),)),
        2: replace(TREADMILL, busy=(booked("10:00", "12:00"),)),
    }

    assert starts(wished=terms(60), equipment=units) == ["09:00", "10:30", "11:00"]


def test_free_slots_leave_out_closed_equipment_but_not_for_a_holiday():
    clinic = ClinicDays(holidays=(HOLIDAY,))
    working_anyway = Diary(opened=(between("09:00", "12:00"),))
    unit = replace(TREADMILL, closed=(Closure(between("09:00", "11:00"), "Under repair"),))

    assert starts(working_anyway, clinic=clinic, equipment={1: unit}) == ["11:00", "11:30"]


def test_free_slots_are_none_when_the_clinic_has_no_such_equipment():
    assert slots(equipment={}) == []


def test_free_equipment_returns_the_free_units_by_key():
    units = {
        8: TREADMILL,
        2: TREADMILL,
        5: replace(TREADMILL, busy=(booked("09:00", "10:00", after=15),)),
        4: replace(TREADMILL, closed=(AWAY,)),
        3: Diary(weekly=(on_mondays("09:00", "10:15"),)),
        1: Diary(weekly=(on_mondays("09:00", "10:30"),)),
    }
    visit = between("10:00", "10:30")

    free = free_equipment(terms=terms(), interval=visit, zone=VANCOUVER, equipment=units)

    assert free == [1, 2, 8]


# When the clocks change


def test_free_slots_use_the_pinned_rules_of_british_columbia():
    first_of_december = date(2026, 12, 1)
    tuesdays = Diary(weekly=(WeeklyPeriod(1, time(9), time(10)),))

    found = slots(tuesdays, terms(60), first=first_of_december, last=first_of_december)

    nine = datetime(2026, 12, 1, 16, tzinfo=UTC)
    assert found == [Slot(Interval(nine, nine + minutes(60)), practitioner=1)]


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 3, 8), NEW_YORK, ["00:30", "01:00", "01:30", "03:00", "03:30"]),
        (
            date(2026, 11, 1),
            NEW_YORK,
            ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30"],
        ),
        (date(2011, 12, 30), APIA, []),
    ],
    ids=["skipped hour", "repeated hour", "skipped day"],
)
def test_free_slots_offer_a_repeated_hour_twice_and_a_skipped_one_never(day, zone, expected):
    night = Diary(weekly=(WeeklyPeriod(day.weekday(), time(0, 30), time(4)),))

    assert starts(night, zone=zone, first=day, last=day) == expected


def test_free_slots_in_a_repeated_hour_are_different_instants():
    day = date(2026, 11, 1)
    night = Diary(weekly=(WeeklyPeriod(6, time(1), time(2)),))

    found = slots(night, terms(60, grid=60), zone=NEW_YORK, first=day, last=day)

    assert [slot.interval.start for slot in found] == [
        datetime(2026, 11, 1, 5, tzinfo=UTC),
        datetime(2026, 11, 1, 6, tzinfo=UTC),
    ]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("grid", [15, 50])
def test_starts_on_grid_are_all_the_instants_that_read_so(zone, day, grid):
    zone, first, last = ZoneInfo(zone), day - timedelta(days=1), day + timedelta(days=1)
    from_then = datetime.combine(first - timedelta(days=1), time(), tzinfo=UTC)
    moments = [from_then + minutes(number) for number in range(5 * 24 * 60)]

    def is_on_grid(moment):
        wall = moment.astimezone(zone)
        return first <= wall.date() <= last and (wall.hour * 60 + wall.minute) % grid == 0

    assert starts_on_grid(first, last, minutes(grid), zone) == list(filter(is_on_grid, moments))


# Why not


def reason(clock: str, practitioners=AT_WORK, wished=None, *, clinic=OPEN_CLINIC, equipment=None):
    if isinstance(practitioners, Diary):
        practitioners = {1: practitioners}
    return why_not(
        terms=wished or terms(60, grid=15),
        starts_at=at(clock),
        zone=VANCOUVER,
        clinic=clinic,
        practitioners=practitioners,
        equipment=equipment,
    )


def test_why_not_is_none_when_the_time_is_on_offer():
    assert reason("10:00", equipment={1: TREADMILL}) is None


def test_why_not_takes_a_start_in_any_zone():
    assert (
        why_not(
            terms=terms(60),
            starts_at=at("10:00").astimezone(NEW_YORK),
            zone=VANCOUVER,
            clinic=OPEN_CLINIC,
            practitioners={1: AT_WORK},
            equipment=None,
        )
        is None
    )


def busy_diary(start: str, end: str, *buffers: int) -> Diary:
    return replace(AT_WORK, busy=(booked(start, end, *buffers),))


REASONS = [
    (
        {"wished": terms(earliest=at("11:00"))},
        Refusal(
            RefusalKind.PAST_NOTICE,
            "Too soon: visits can start from 11:00 Vancouver time on Monday, November 23, 2026.",
        ),
    ),
    (
        {"wished": terms(latest=at("10:00"))},
        Refusal(
            RefusalKind.BEYOND_HORIZON,
            "Too far ahead: visits can start before "
            "10:00 Vancouver time on Monday, November 23, 2026.",
        ),
    ),
    ({"practitioners": Diary()}, Refusal(RefusalKind.NOT_WORKING, "Outside working hours.")),
    (
        {"practitioners": {}},
        Refusal(RefusalKind.NOT_WORKING, "Nobody offers this service."),
    ),
    ({"clinic": ClinicDays(holidays=(HOLIDAY,))}, Refusal(RefusalKind.HOLIDAY, "Canada Day.")),
    (
        {"clinic": ClinicDays(closed=(FLOOD,))},
        Refusal(RefusalKind.CLINIC_CLOSED, "Clinic closed: flood."),
    ),
    (
        {"practitioners": replace(AT_WORK, closed=(AWAY,))},
        Refusal(RefusalKind.TIME_OFF, "Dana is away."),
    ),
    (
        {"practitioners": busy_diary("10:30", "11:15")},
        Refusal(RefusalKind.BUSY, "Booked from 10:30 to 11:15 Vancouver time."),
    ),
    (
        {"practitioners": busy_diary("11:00", "11:45", 10)},
        Refusal(
            RefusalKind.BUFFER,
            "Booked from 11:00 to 11:45 Vancouver time, which leaves too short a break.",
        ),
    ),
    (
        {"practitioners": replace(AT_WORK, busy=(held("10:00", "10:30"),))},
        Refusal(
            RefusalKind.BUSY,
            "Held until 07:10 on Monday, November 23, from 10:00 to 10:30 Vancouver time.",
        ),
    ),
    (
        {"equipment": {}},
        Refusal(RefusalKind.EQUIPMENT_CLOSED, "The equipment is not in use."),
    ),
    (
        {"equipment": {1: replace(TREADMILL, busy=(held("10:00", "10:30"),))}},
        Refusal(
            RefusalKind.EQUIPMENT_BUSY,
            "The equipment is held until 07:10 on Monday, November 23, "
            "from 10:00 to 10:30 Vancouver time.",
        ),
    ),
    (
        {"equipment": {1: Diary()}},
        Refusal(RefusalKind.EQUIPMENT_CLOSED, "The equipment is not available then."),
    ),
    (
        {"equipment": {1: replace(TREADMILL, closed=(Closure(ALL_MONDAY, "Under repair."),))}},
        Refusal(RefusalKind.EQUIPMENT_CLOSED, "Under repair."),
    ),
    (
        {"equipment": {1: replace(TREADMILL, busy=(booked("09:00", "10:00", 0, 15),))}},
        Refusal(
            RefusalKind.EQUIPMENT_BUSY,
            "The equipment is booked from 09:00 to 10:00 Vancouver time, "
            "which leaves too short a break.",
        ),
    ),
    (
        {"wished": terms(60, grid=45)},
        Refusal(RefusalKind.OFF_GRID, "Visits start every 45 minutes, counted from midnight."),
    ),
]


@pytest.mark.parametrize(("what", "expected"), REASONS, ids=[str(each.kind) for _, each in REASONS])
def test_why_not_tells_the_reason(what, expected):
    assert reason("10:00", **what) == expected


def test_why_not_tells_what_stood_nearest_to_an_offer():
    away = replace(AT_WORK, closed=(AWAY,))
    nearly = busy_diary("11:00", "11:45", 10)

    refusal = reason("10:00", {1: Diary(), 2: nearly, 3: away})

    assert refusal == reason("10:00", nearly)


def test_why_not_names_the_visit_it_overlaps_before_one_it_is_too_near_to():
    diary = replace(AT_WORK, busy=(booked("09:00", "10:00", after=5), booked("10:30", "11:00")))

    assert reason("10:00", diary).kind == RefusalKind.BUSY


def test_why_not_names_what_is_booked_before_what_is_held():
    diary = replace(AT_WORK, busy=(held("10:00", "10:15"), booked("10:15", "10:30")))

    assert reason("10:00", diary).text == "Booked from 10:15 to 10:30 Vancouver time."
