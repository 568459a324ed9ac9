from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.measuring.strength_tests import CODES, values_of
from assessments.models import ClinicalTestCode
from assessments.sentences.strength import lines_of

FORCE, HOLD, BRIDGE = "hip_abd_force_n", "hip_abd_endurance_s", "side_bridge_s"
MDC_PCT = Decimal(14)


@dataclass(frozen=True)
class Reading:
    """A break test, side-lying, of a person of 60 kg with an arm of 40 cm."""

    best: Decimal = Decimal(240)
    side: str = "L"
    state: str = "fresh"
    code: str = FORCE
    arm_cm: Decimal | None = Decimal(40)
    mass_kg: Decimal | None = Decimal(60)
    contraction: str = "break"
    position: str = "side_lying"
    load_kg: Decimal | None = None
    pain: int | None = 0
    is_valid: bool = True


def force(best, side="L", state="fresh", **changes):
    return Reading(Decimal(best), side, state, **changes)


def held(seconds, side, code=HOLD, **changes):
    return Reading(Decimal(seconds), side, "none", code, None, None, "", "", **changes)


def found(tests, *, age=30, sex="female"):
    """Return what can be computed, by measure, side and state, with the norm's sex."""
    return {
        (each.measure, each.side, each.state, each.norm_for): each.value
        for each in values_of(tests, age, sex)
    }


def why(tests, measure, *, age=30, sex="female"):
    return [each.not_judged for each in values_of(tests, age, sex) if each.measure == measure]


def test_the_codes_are_those_of_the_record():
    assert set(CODES) == set(ClinicalTestCode.values)


def test_force_becomes_torque_and_is_set_against_the_norm_of_women():
    """240 N × 0.40 m ÷ 60 kg = 1.60 N·m/kg; the norm at 30 is 1.450, its SD 0.354: z 0.42."""
    values = found([force(240)])

    assert values == {
        (FORCE, "L", "fresh", ""): Decimal(240),
        ("hip_abd_nm_per_kg", "L", "fresh", ""): Decimal("1.60"),
        ("hip_abd_z", "L", "fresh", "female"): Decimal("0.4"),
    }


def test_force_is_set_against_the_norm_of_men():
    """The norm at 30 is 1.665: (1.60 − 1.665) ÷ 0.354 = −0.18."""
    assert found([force(240)], sex="male")["hip_abd_z", "L", "fresh", "male"] == Decimal("-0.2")


@pytest.mark.parametrize("sex", ["", "not_said"])
def test_both_norms_are_given_when_the_sex_is_not_told(sex):
    norms = {key[3] for key in found([force(240)], sex=sex) if key[0] == "hip_abd_z"}

    assert norms == {"female", "male"}


@pytest.mark.parametrize(
    ("changes", "age", "said"),
    [
        ({"contraction": "make"}, 30, "Not judged: the norm holds for a break test, side-lying."),
        ({"position": "supine"}, 30, "Not judged: the norm holds for a break test, side-lying."),
        ({}, None, "Not judged: the norm needs the age."),
        ({"pain": 3}, 30, "Not judged: pain 3/10 during the test."),
        ({"is_valid": False}, 30, "Not judged: the test did not count."),
    ],
)
def test_the_norm_judges_only_what_it_holds_for(changes, age, said):
    assert why([force(240, **changes)], "hip_abd_z", age=age) == [said]


@pytest.mark.parametrize("lacking", ["arm_cm", "mass_kg"])
def test_no_torque_is_computed_without_arm_or_mass(lacking):
    values = found([force(240, **{lacking: None})])

    assert values["hip_abd_nm_per_kg", "L", "fresh", ""] is None
    assert not [key for key in values if key[0] == "hip_abd_z"]


def test_end_of_run_force_has_no_norm_and_says_what_the_run_took():
    values = found([force(240), force(200, state="end_of_run")])

    assert values["hip_abd_fall_pct", "L", "end_of_run", ""] == Decimal("16.7")
    assert [key for key in values if key[0] == "hip_abd_z"] == [
        ("hip_abd_z", "L", "fresh", "female")
    ]


def test_symmetry_names_the_weaker_side():
    [symmetry] = [
        each
        for each in values_of([force(176, "L"), force(200, "R")], 30, "female")
        if each.measure == "lsi_pct"
    ]

    assert (symmetry.value, symmetry.weaker, symmetry.side, symmetry.not_judged) == (
        Decimal("88.0"),
        "L",
        "",
        "",
    )


def test_symmetry_is_of_torques_where_the_arms_differ():
    tests = [force(200, "L", arm_cm=Decimal(40)), force(200, "R", arm_cm=Decimal(32))]

    [value] = [each for each in values_of(tests, 30, "") if each.measure == "lsi_pct"]

    assert (value.value, value.weaker) == (Decimal("80.0"), "R")


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ([force(200, "L"), force(0, "R", arm_cm=None)], "Not judged: the arm of one is not known."),
        (
            [force(200, "L"), force(200, "R", contraction="make")],
            "Not judged: one was a make test, the other a break test.",
        ),
        (
            [force(200, "L"), force(200, "R", position="supine")],
            "Not judged: they were done in different positions.",
        ),
        (
            [held(60, "L"), held(60, "R", load_kg=Decimal(2))],
            "Not judged: the loads differ.",
        ),
        ([held(0, "L"), held(0, "R")], "Not judged: both are 0."),
        ([held(30, "L", pain=1), held(60, "R")], "Not judged: pain 1/10 during the test."),
        ([held(30, "L"), held(60, "R", is_valid=False)], "Not judged: the test did not count."),
    ],
)
def test_symmetry_is_not_judged_of_readings_that_do_not_compare(tests, said):
    assert why(tests, "lsi_pct") == [said]


def test_a_trendelenburg_test_is_given_as_it_is_and_never_as_a_symmetry():
    tests = [held(30, "L", "trendelenburg_s"), held(12, "R", "trendelenburg_s")]

    assert found(tests) == {
        ("trendelenburg_s", "L", "none", ""): Decimal(30),
        ("trendelenburg_s", "R", "none", ""): Decimal(12),
    }


def test_one_side_alone_has_no_symmetry():
    assert [key[0] for key in found([held(60, "L", BRIDGE)])] == [BRIDGE]


FORCES = st.decimals(min_value=1, max_value=800, places=1)


@given(left=FORCES, right=FORCES)
def test_swapping_the_legs_swaps_the_weaker_side_alone(left, right):
    straight, swapped = (
        next(
            each
            for each in values_of([force(one, "L"), force(other, "R")], 30, "female")
            if each.measure == "lsi_pct"
        )
        for one, other in ((left, right), (right, left))
    )

    assert straight.value == swapped.value
    assert 0 <= straight.value <= 100
    assert swapped.weaker == {"L": "R", "R": "L", "": ""}[straight.weaker]


@given(
    tests=st.lists(
        st.builds(
            Reading,
            best=st.decimals(min_value=0, max_value=30, places=1),
            side=st.sampled_from("LR"),
            state=st.sampled_from(["fresh", "end_of_run", "none"]),
            code=st.sampled_from(CODES),
            arm_cm=st.none() | st.decimals(min_value=5, max_value=120, places=1),
            mass_kg=st.none() | st.decimals(min_value=20, max_value=250, places=1),
            contraction=st.sampled_from(["", "make", "break"]),
            position=st.sampled_from(["", "side_lying", "supine"]),
            load_kg=st.none() | st.just(Decimal(2)),
            pain=st.none() | st.integers(0, 10),
            is_valid=st.booleans(),
        ),
        unique_by=lambda test: (test.code, test.side, test.state),
    ),
    age=st.none() | st.integers(0, 100),
    sex=st.sampled_from(["", "female", "male", "not_said"]),
)
def test_no_painful_or_invalid_reading_is_ever_judged(tests, age, sex):
    values = values_of(tests, age, sex)

    spoilt = {
        (test.code, test.side, test.state) for test in tests if test.pain or not test.is_valid
    }
    assert all(
        value.not_judged for value in values if (value.test, value.side, value.state) in spoilt
    )
    assert all(value.not_judged for value in values if value.value is None)
    assert not any(
        line.stands_out
        for line in lines_of(values, MDC_PCT)
        if (line.test, line.side, line.state) in spoilt
    )


@given(force_n=FORCES, arm=st.integers(5, 120), factor=st.integers(2, 4))
def test_torque_grows_with_the_force(force_n, arm, factor):
    weaker, stronger = (
        found([force(best, arm_cm=Decimal(arm))])["hip_abd_nm_per_kg", "L", "fresh", ""]
        for best in (force_n, force_n * factor)
    )

    assert weaker <= stronger


# --- In words -------------------------------------------------------------------------------------


def said(tests, *, age=30, sex="female"):
    return [line.text for line in lines_of(values_of(tests, age, sex), MDC_PCT)]


def test_the_sentences_of_a_whole_test_with_end_of_run():
    tests = [force(240, "L"), force(200, "R"), force(200, "L", "end_of_run")]

    assert said(tests) == [
        "1.60\u00a0N·m/kg",
        "0.4 SD above the norm of women.",
        "1.33\u00a0N·m/kg",
        "0.3 SD below the norm of women.",
        "1.33\u00a0N·m/kg",
        "Weaker side: right, 83.3\u00a0% of the left.",
        "16.7\u00a0% less than fresh, beyond the 14\u00a0% that error can make.",
    ]


@pytest.mark.parametrize(
    ("tired", "text", "stands_out"),
    [
        (206, "14.2\u00a0% less than fresh, beyond the 14\u00a0% that error can make.", True),
        (
            Decimal("206.4"),
            "14.0\u00a0% less than fresh, within the 14\u00a0% that error can make.",
            False,
        ),
        (240, "As fresh, within the 14\u00a0% that error can make.", False),
        (300, "25.0\u00a0% more than fresh, beyond the 14\u00a0% that error can make.", True),
    ],
)
def test_a_fall_is_told_from_error(tired, text, stands_out):
    lines = lines_of(values_of([force(240), force(tired, state="end_of_run")], 30, ""), MDC_PCT)

    assert (lines[-1].text, lines[-1].stands_out) == (text, stands_out)


def test_pain_is_said_once_for_a_leg_and_beside_what_it_spoils():
    tests = [force(240, "L", pain=4), force(200, "R")]

    assert said(tests) == [
        "Not judged: pain 4/10 during the test.",
        "1.60\u00a0N·m/kg",
        "0.4 SD above the norm of women.",
        "1.33\u00a0N·m/kg",
        "0.3 SD below the norm of women.",
        "Weaker side: right, 83.3\u00a0% of the left. Not judged: pain 4/10 during the test.",
    ]


def test_no_norm_is_said_for_a_make_test():
    assert said([replace(force(240), contraction="make")]) == [
        "1.60\u00a0N·m/kg",
        "No norm: the norm holds for a break test, side-lying.",
    ]


def test_of_two_holds_one_is_shorter_and_none_is_called_weaker():
    assert said([held(75, "L"), held(62, "R")]) == ["Shorter side: right, 82.7\u00a0% of the left."]


def test_even_holds_are_alike():
    assert said([held(60, "L"), held(60, "R")]) == ["Both sides alike."]
