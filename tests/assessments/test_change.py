from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.change import Direction, Kind, Taken, compare, is_beyond_error

SETUP = {
    "metric": "cpd",
    "side": "R",
    "view": "posterior",
    "landmark_set": "psis",
    "state": "fresh",
    "method": "2d_manual",
    "footwear": "usual",
}
MDC = Decimal("2.8")
TYPICAL = (None, Decimal("5.0"))
values = st.decimals(-20, 25, places=3)


def taken(value, *, speed="10.0", incline="0.0", **setup):
    return Taken(
        value=Decimal(value),
        setup=SETUP | setup,
        speed_kmh=speed and Decimal(speed),
        incline_pct=incline and Decimal(incline),
    )


@pytest.mark.parametrize(
    ("before", "after", "kind", "direction"),
    [
        ("7.9", "5.4", Kind.WITHIN_ERROR, None),
        ("7.9", "5.1", Kind.WITHIN_ERROR, None),
        ("8.6", "5.4", Kind.REAL, Direction.BETTER),
        ("9.0", "5.4", Kind.REAL, Direction.BETTER),
        ("5.4", "9.0", Kind.REAL, Direction.WORSE),
        ("2.0", "-3.0", Kind.REAL, Direction.LOWER),
        ("-3.0", "2.0", Kind.REAL, Direction.HIGHER),
        ("9.0", "2.0", Kind.REAL, Direction.BETTER),
    ],
)
def test_a_change_is_real_beyond_the_error_alone(before, after, kind, direction):
    change = compare(taken(before), taken(after), mdc=MDC, typical=TYPICAL)

    assert (change.kind, change.direction) == (kind, direction)


def test_a_change_says_its_error():
    said = compare(taken("7.9"), taken("5.4"), mdc=MDC, typical=TYPICAL).text

    assert said == "No change beyond measurement error (±2.8°)."


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"footwear": "barefoot"}, "Not comparable: shoes differ."),
        ({"view": "anterior"}, "Not comparable: the view differs."),
        ({"landmark_set": "asis"}, "Not comparable: the landmarks differ."),
        ({"side": "L"}, "Not comparable: the side differs."),
        ({"state": "end_of_run"}, "Not comparable: fresh or end of run differs."),
        ({"method": "2d_auto"}, "Not comparable: the method differs."),
        ({"speed": "10.6"}, "Not comparable: speed differs."),
        ({"speed": None}, "Not comparable: speed differs."),
        ({"incline": "0.6"}, "Not comparable: incline differs."),
        ({"view": "anterior", "footwear": "other"}, "Not comparable: the view differs."),
    ],
)
def test_what_was_taken_otherwise_is_not_compared(after, words):
    change = compare(taken("9.0"), taken("2.0", **after), mdc=MDC, typical=TYPICAL)

    assert (change.kind, change.text) == (Kind.NOT_COMPARABLE, words)


def test_half_a_kilometre_an_hour_and_half_a_percent_are_still_alike():
    after = taken("2.0", speed="10.5", incline="0.5")

    assert compare(taken("9.0"), after, mdc=MDC).kind == Kind.REAL


def test_without_a_published_error_nothing_is_judged():
    change = compare(taken("9.0"), taken("2.0"), mdc=None)

    assert (change.kind, change.direction) == (Kind.NO_ERROR_KNOWN, None)


@given(values, values)
def test_no_measure_without_a_band_is_ever_better_or_worse(before, after):
    change = compare(taken(before), taken(after), mdc=MDC)

    assert change.direction in (None, Direction.HIGHER, Direction.LOWER)


@given(values, values)
def test_going_back_turns_the_direction(before, after):
    there = compare(taken(before), taken(after), mdc=MDC, typical=TYPICAL)
    back = compare(taken(after), taken(before), mdc=MDC, typical=TYPICAL)
    opposite = {
        None: None,
        Direction.BETTER: Direction.WORSE,
        Direction.WORSE: Direction.BETTER,
        Direction.HIGHER: Direction.LOWER,
        Direction.LOWER: Direction.HIGHER,
    }

    assert (back.kind, back.direction) == (there.kind, opposite[there.direction])


@given(values, values)
def test_the_question_and_the_sentence_agree(before, after):
    change = compare(taken(before), taken(after), mdc=MDC)

    assert is_beyond_error(float(before), float(after), mdc=2.8) == (change.kind == Kind.REAL)
