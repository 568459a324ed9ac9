"""Properties of the slot engine, against one that knows only five-minute cells."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.slots.availability import (
    Busy,
    ClinicDays,
    Closure,
    Diary,
    Slot,
    Terms,
    WeeklyPeriod,
    free_slots,
)
from bookings.slots.intervals import Interval
from bookings.slots.refusals import free_equipment, why_not
from tests.bookings.slots.clock_changes import CHANGES


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


CELL = minutes(5)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    terms: Terms
    first: date
    last: date
    zone: ZoneInfo
    clinic: ClinicDays
    practitioners: dict[int, Diary]
    equipment: dict[int, Diary] | None

    @property
    def question(self) -> dict:
        names = ("terms", "zone", "clinic", "practitioners", "equipment")
        return {name: getattr(self, name) for name in names}

    def slots(self) -> list[Slot]:
        return free_slots(first=self.first, last=self.last, **self.question)


@cache
def walls(zone: ZoneInfo, first: date, last: date) -> list[datetime]:
    """Return what the clocks show in each cell, with days to spare on both sides."""
    begin = datetime.combine(first - timedelta(days=2), time(), tzinfo=UTC)
    cells = range(((last - first).days + 6) * 288)
    return [(begin + cell * CELL).astimezone(zone).replace(tzinfo=None) for cell in cells]


class CellEngine:
    """Say of one cell after another what is so, by the plainest reading of the rules."""

    def __init__(self, case: Case):
        self.case = case
        self.walls = walls(case.zone, case.first, case.last)
        self.begin = datetime.combine(case.first - timedelta(days=2), time(), tzinfo=UTC)

    def cell(self, instant: datetime) -> int:
        return (instant - self.begin) // CELL

    def cells(self, intervals) -> set[int]:
        return {
            cell
            for interval in intervals
            for cell in range(self.cell(interval.start), self.cell(interval.end))
        }

    def first_cell_that_shows(self, wall: datetime) -> int:
        return next(cell for cell, shown in enumerate(self.walls) if shown >= wall)

    def weekly(self, diary: Diary) -> set[int]:
        found = set()
        day = self.case.first - timedelta(days=1)
        while day <= self.case.last + timedelta(days=1):
            for period in diary.weekly:
                starts_by = (period.effective_from or date.min) <= day
                ends_by = (period.effective_until or date.max) >= day
                if period.weekday == day.weekday() and starts_by and ends_by:
                    opens = self.first_cell_that_shows(datetime.combine(day, period.opens))
                    last_day = day if period.closes != time() else day + DAY
                    closes = self.first_cell_that_shows(datetime.combine(last_day, period.closes))
                    found |= set(range(opens, closes))
            day += timedelta(days=1)
        return found

    def working(self, diary: Diary) -> set[int]:
        clinic, weekly = self.case.clinic, self.weekly(diary)
        closed = [closure.interval for closure in diary.closed + clinic.closed]
        holidays = self.cells(holiday.interval for holiday in clinic.holidays)
        stands = (weekly - holidays) | (weekly & self.cells(clinic.opened))
        return (stands | self.cells(diary.opened)) - self.cells(closed)

    def running(self, unit: Diary) -> set[int]:
        hours = self.weekly(unit) | self.cells(unit.opened)
        hours = set(range(len(self.walls))) if unit.always_open else hours
        return hours - self.cells(closure.interval for closure in unit.closed)

    def gaps_are_kept(self, visit: Interval, diary: Diary) -> bool:
        wished = self.case.terms
        for busy in diary.busy:
            if busy.interval.end <= visit.start:
                gap, needed = visit.start - busy.interval.end, max(busy.after, wished.before)
            else:
                gap, needed = busy.interval.start - visit.end, max(wished.after, busy.before)
            if gap < needed:
                return False
        return True

    def starts(self) -> list[datetime]:
        case, found = self.case, []
        for cell, wall in enumerate(self.walls):
            start = self.begin + cell * CELL
            late_enough = case.terms.earliest is None or case.terms.earliest <= start
            soon_enough = case.terms.latest is None or start < case.terms.latest
            on_grid = minutes(wall.hour * 60 + wall.minute) % case.terms.grid == timedelta(0)
            if case.first <= wall.date() <= case.last and late_enough and soon_enough and on_grid:
                found.append(start)
        return found

    def slots(self) -> list[Slot]:
        case = self.case
        people = [(key, diary, self.working(diary)) for key, diary in case.practitioners.items()]
        units = [(unit, self.running(unit)) for unit in (case.equipment or {}).values()]

        def is_free(visit, diary, hours):
            return self.cells([visit]) <= hours and self.gaps_are_kept(visit, diary)

        found = []
        for start in self.starts():
            visit = Interval(start, start + case.terms.duration)
            if case.equipment is None or any(is_free(visit, *unit) for unit in units):
                found += [Slot(visit, key) for key, *person in people if is_free(visit, *person)]
        return sorted(found)


five_minutes = st.integers(0, 287).map(lambda cell: time(cell // 12, cell % 12 * 5))
buffers = st.sampled_from([0, 5, 10, 20]).map(minutes)


@st.composite
def cases(draw):
    zone, day = draw(st.sampled_from(CHANGES))
    first = day + timedelta(days=draw(st.integers(-1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 1)))
    noon_before = datetime.combine(first - timedelta(days=1), time(12), tzinfo=UTC)
    instants = st.integers(0, 12 * 24 * 3).map(lambda cell: noon_before + cell * CELL)

    def intervals(longest):
        lengths = st.integers(1, longest * 12).map(lambda cells: cells * CELL)
        return st.builds(lambda start, length: Interval(start, start + length), instants, lengths)

    def some(strategy, most, least=0):
        return st.lists(strategy, min_size=least, max_size=most).map(tuple)

    weekdays = st.sampled_from([first.weekday(), last.weekday(), (last + DAY).weekday()])
    hours = st.one_of(
        st.lists(five_minutes, min_size=2, max_size=2, unique=True).map(sorted),
        five_minutes.map(lambda opens: [opens, time()]),  # to the end of the day
    )
    periods = st.builds(
        lambda weekday, times, *dates: WeeklyPeriod(weekday, *times, *dates),
        weekdays,
        hours,
        st.sampled_from([None, None, None, first, last]),
        st.sampled_from([None, None, None, first, last]),
    )
    closures = intervals(6).map(lambda interval: Closure(interval, "Closed"))
    visits = st.builds(Busy, intervals(3), buffers, buffers)
    people = st.builds(
        Diary,
        weekly=some(periods, 6, least=2),
        opened=some(intervals(16), 2),
        closed=some(closures, 1),
        busy=some(visits, 5),
    )
    units = st.builds(
        Diary,
        weekly=some(periods, 2),
        closed=some(closures, 1),
        busy=some(visits, 3),
        always_open=st.sampled_from([True, True, False]),
    )
    return Case(
        terms=Terms(
            duration=draw(st.sampled_from([5, 15, 30, 50, 60, 90]).map(minutes)),
            before=draw(buffers),
            after=draw(buffers),
            grid=draw(st.sampled_from([5, 15, 20, 30, 50, 60]).map(minutes)),
            earliest=draw(st.none() | instants.map(lambda instant: instant - DAY)),
            latest=draw(st.none() | instants.map(lambda instant: instant + DAY)),
        ),
        first=first,
        last=last,
        zone=ZoneInfo(zone),
        clinic=ClinicDays(
            holidays=draw(some(closures, 1)),
            opened=draw(some(intervals(12), 1)),
            closed=draw(some(closures, 1)),
        ),
        practitioners=dict(enumerate(draw(st.lists(people, min_size=1, max_size=2)))),
        equipment=draw(st.none() | some(units, 2).map(lambda found: dict(enumerate(found)))),
    )


@settings(max_examples=150, deadline=None)
@given(case=cases())
def test_no_free_slot_is_hidden_and_no_other_is_offered(case):
    assert case.slots() == CellEngine(case).slots()


@settings(max_examples=50, deadline=None)
@given(case=cases())
def test_no_offered_slot_is_too_near_to_a_visit_or_leaves_working_hours(case):
    cells = CellEngine(case)

    for slot in case.slots():
        diary = case.practitioners[slot.practitioner]
        assert cells.gaps_are_kept(slot.interval, diary)
        assert cells.cells([slot.interval]) <= cells.working(diary)


@settings(max_examples=50, deadline=None)
@given(case=cases())
def test_why_not_is_none_exactly_when_somebody_is_on_offer(case):
    offered = {slot.interval.start for slot in case.slots()}
    cells = CellEngine(case)

    for cell, wall in enumerate(cells.walls):
        if case.first <= wall.date() <= case.last:
            start = cells.begin + cell * CELL
            assert (why_not(starts_at=start, **case.question) is None) is (start in offered)


@settings(max_examples=50, deadline=None)
@given(case=cases())
def test_free_equipment_finds_a_unit_for_every_offered_slot(case):
    cells = CellEngine(case)

    for slot in case.slots():
        units = case.equipment or {}
        free = free_equipment(
            terms=case.terms, interval=slot.interval, zone=case.zone, equipment=units
        )
        assert free == [
            key
            for key, unit in units.items()
            if cells.cells([slot.interval]) <= cells.running(unit)
            and cells.gaps_are_kept(slot.interval, unit)
        ]
        assert free or case.equipment is None
