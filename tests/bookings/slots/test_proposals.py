"""Places proposed for several visits together, beside the best there is by an exact solver."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bookings.slots.intervals import Interval
from bookings.slots.proposals import (
    Candidate,
    Displaced,
    Place,
    Proposal,
    clash,
    cost_of,
    distance,
    first_clash,
    propose,
)

VANCOUVER = ZoneInfo("America/Vancouver")
NINE = datetime(2026, 12, 1, 16, tzinfo=UTC)  # 09:00 there
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
NO_BUFFER = timedelta(0)


def at(quarters, *, days=0, practitioner=1, unit=None, lasts=4):
    """Return a place so many quarters of an hour after nine."""
    start = NINE + days * DAY + quarters * QUARTER
    return Place(Interval.lasting(lasts * QUARTER, start), practitioner, unit)


def displaced(key, here, *places, person=None, after=NO_BUFFER):
    visit = Displaced(key, key if person is None else person, here, NO_BUFFER, after)
    found = [Candidate(place, cost_of(place, visit, VANCOUVER)) for place in places]
    return replace(visit, candidates=tuple(found))


def best_there_is(visits):
    """Return how many can be placed, and for what least total: by an exact solver."""
    options = [(visit, each) for visit in visits for each in visit.candidates]
    if not options:
        return 0, 0
    together = [
        [number for number, (owner, _) in enumerate(options) if owner is visit] for visit in visits
    ]
    for one, other in combinations(range(len(options)), 2):
        (visit, here), (rival, there) = options[one], options[other]
        if visit is not rival and clash((visit, here.place), (rival, there.place)):
            together.append([one, other])
    cells = [(row, number) for row, numbers in enumerate(together) for number in numbers]
    at_most_one = csr_array(
        (np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(together), len(options))
    )
    rewards = np.array([each.cost - 1e6 for _, each in options])
    found = milp(
        rewards,
        constraints=LinearConstraint(at_most_one, -np.inf, 1),
        integrality=np.ones(len(options)),
        bounds=Bounds(0, 1),
    )
    costs = [each.cost for (_, each), taken in zip(options, found.x, strict=True) if taken > 0.5]
    return len(costs), sum(costs)


def outcome(visits):
    """Return how many were placed, and their total; no two where they cannot both be."""
    proposals = propose(visits, VANCOUVER)
    by_place = [{each.place: each.cost for each in visit.candidates} for visit in visits]
    placed = [
        (visit, place) for visit in visits if (place := proposals[visit.key].place) is not None
    ]
    assert first_clash(placed) is None
    costs = [
        of_it[proposals[visit.key].place]
        for visit, of_it in zip(visits, by_place, strict=True)
        if proposals[visit.key].place
    ]
    return len(costs), sum(costs)


places = st.builds(
    at,
    st.integers(0, 12),
    days=st.integers(1, 3),
    practitioner=st.integers(1, 2),
    unit=st.sampled_from([None, 1, 2]),
    lasts=st.integers(2, 5),
)


@st.composite
def mornings(draw):
    """Return up to six visits of today; some are one person's, some need a break after them."""
    return [
        displaced(
            key,
            at(draw(st.integers(0, 12))),
            *draw(st.lists(places, max_size=5, unique=True)),
            person=draw(st.integers(1, 4)),
            after=draw(st.sampled_from([NO_BUFFER, QUARTER])),
        )
        for key in range(draw(st.integers(1, 6)))
    ]


@settings(max_examples=60)
@given(mornings())
def test_as_many_are_placed_as_can_be_and_nearly_as_near_as_can_be(visits):
    placed, total = outcome(visits)
    most, least = best_there_is(visits)

    assert placed == most
    assert total <= 1.05 * least


def full_days(seed, *, visits, people, load):
    """Return the visits of one ill practitioner, and what is free with whom on the days after."""
    random = Random(seed)
    free = {}
    for person in range(1, people + 1):
        for day in range(1, 9):
            busy = [random.random() < load for _ in range(16)]
            free[person, day] = [hour for hour in range(16) if not busy[hour]]
    found = []
    for key in range(visits):
        here = at(random.randrange(29), lasts=random.choice([2, 4]))
        lasts = here.interval.duration // QUARTER
        near = [
            at(2 * half, days=day, practitioner=person, lasts=lasts)
            for (person, day), halves in free.items()
            for half in halves
            if lasts == 2 or half + 1 in halves
        ]
        visit = displaced(key, here, *near)
        nearest = sorted(visit.candidates, key=lambda each: each.cost)[:20]
        found.append(replace(visit, candidates=tuple(nearest)))
    return found


@pytest.mark.parametrize(
    ("seed", "asked"),
    [
        (1, {"visits": 9, "people": 1, "load": 0.8}),
        (2, {"visits": 9, "people": 4, "load": 0.7}),
        (3, {"visits": 30, "people": 6, "load": 0.8}),
    ],
)
def test_a_whole_day_is_within_a_twentieth_of_the_best(seed, asked):
    visits = full_days(seed, **asked)

    placed, total = outcome(visits)
    most, least = best_there_is(visits)

    assert placed == most
    assert total <= 1.05 * least


def test_the_same_question_has_the_same_answer():
    visits = full_days(4, visits=12, people=2, load=0.8)

    assert propose(visits, VANCOUVER) == propose(visits, VANCOUVER)


@pytest.mark.parametrize("first", [1, 2])
def test_of_two_ways_that_are_as_long_together_the_more_even_one_is_taken(first):
    """Two want the same two places: 1440 and 4440 minutes are as many as 4320 and 1560."""
    free = at(0, days=1), at(0, days=3)
    early, late = displaced(first, at(0), *free), displaced(3 - first, at(8), *free)

    proposals = propose(sorted([early, late], key=lambda visit: visit.key), VANCOUVER)

    assert proposals[early.key].place == at(0, days=3)
    assert proposals[late.key].place == at(0, days=1)


def test_a_place_is_proposed_only_where_nothing_need_go_first():
    """The second visit may be left where it is: then the first could not come there."""
    stays = displaced(2, at(4, practitioner=2))
    comes = displaced(1, at(4), at(4, practitioner=2), at(8, practitioner=2))

    assert propose([comes, stays], VANCOUVER)[1].place == at(8, practitioner=2)


def test_three_times_are_offered_on_different_days_and_to_one_person_alone():
    free = [at(quarters, days=day) for day in (1, 2, 3) for quarters in (0, 4)]
    one, other = displaced(1, at(0), *free), displaced(2, at(4), *free)

    proposals = propose([one, other], VANCOUVER)

    assert proposals[1].offered == (at(0, days=1), at(0, days=2), at(0, days=3))
    assert proposals[2].offered == (at(4, days=1), at(4, days=2), at(4, days=3))
    assert proposals[1].others == (at(0, days=2), at(4, days=2), at(0, days=3), at(4, days=3))


def test_a_few_of_each_day_are_shown_and_one_offered_by_the_clinics_clock():
    """Four in the afternoon in Vancouver is the next day in UTC."""
    afternoon = [at(quarters, days=1) for quarters in (0, 4, 8, 28, 32, 44)]
    next_day = [at(quarters, days=2) for quarters in (0, 4)]

    proposal = propose([displaced(1, at(0), *afternoon, *next_day)], VANCOUVER)[1]

    assert (proposal.place, proposal.others) == (afternoon[0], (*afternoon[1:3], *next_day))
    assert proposal.offered == (afternoon[0], afternoon[1], next_day[0])


def test_times_on_two_days_that_are_too_near_are_not_both_offered():
    late, early = at(56, days=1), at(60, days=1)  # 23:00 and 00:00

    proposal = propose([displaced(1, at(0), late, early, after=QUARTER)], VANCOUVER)[1]

    assert proposal.offered == (late,)


def test_nothing_free_is_no_proposal():
    assert propose([displaced(1, at(0))], VANCOUVER) == {1: Proposal(None, (), ())}


@pytest.mark.parametrize(
    ("old", "new", "far"),
    [
        (NINE, NINE + DAY, DAY),
        (NINE, NINE + timedelta(hours=2), timedelta(hours=2)),
        (NINE, NINE + DAY - timedelta(hours=1), DAY + timedelta(hours=1)),
        (NINE, NINE - 2 * DAY, 2 * DAY),
        (datetime(2026, 3, 1, 17, tzinfo=UTC), datetime(2026, 3, 9, 16, tzinfo=UTC), 8 * DAY),
    ],
)
def test_a_distance_is_in_days_and_times_of_day_whatever_the_clocks_do(old, new, far):
    assert distance(old, new, VANCOUVER) == far
