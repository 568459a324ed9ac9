"""Grades by rule: on the value as it is shown, with the steps and errors they need."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.grading import (
    Limits,
    Value,
    asymmetry,
    change,
    grade,
    grade_by_eye,
    warnings,
)

LIMITS = Limits(
    cpd_typical_max_deg=Decimal("5.0"),
    cpd_marked_above_typical_deg=Decimal("2.8"),
    sls_typical_max_deg=Decimal("10.0"),
    sls_marked_above_deg=Decimal("18.6"),
)
ORDER = ["typical", "mild", "marked"]
FROM_THE_FRONT = ("anterior", "asis")
BEYOND = "than fresh, beyond measurement error (±2.8°)."


def value(mean, metric="cpd", n_steps=7, sd=None, levelled=True, seen=None):
    view, landmark_set = seen or (("posterior", "psis") if metric == "cpd" else FROM_THE_FRONT)
    return Value(
        view=view,
        landmark_set=landmark_set,
        metric=metric,
        mean_deg=Decimal(mean),
        n_steps=n_steps,
        sd_deg=None if sd is None else Decimal(sd),
        levelled=levelled,
    )


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        ("-3", "typical"),
        ("5.0", "typical"),
        ("5.049", "typical"),
        ("5.05", "mild"),
        ("5.1", "mild"),
        ("7.8", "mild"),
        ("7.849", "mild"),
        ("7.9", "marked"),
    ],
)
def test_pelvic_drop_is_graded_as_it_is_shown(mean, expected):
    verdict = grade(value(mean), LIMITS)

    assert (verdict.rule, verdict.grade) == ("G1", expected)
    assert verdict.limits == (
        ("typical_max_deg", Decimal("5.0")),
        ("marked_above_deg", Decimal("7.8")),
    )


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        ("-10.1", "varus"),
        ("-10.0", "typical"),
        ("10.0", "typical"),
        ("10.1", "mild"),
        ("18.6", "mild"),
        ("18.7", "marked"),
    ],
)
def test_the_knee_in_the_squat_is_graded_by_its_own_limits(mean, expected):
    verdict = grade(value(mean, "fppa_sls", n_steps=3), LIMITS)

    assert (verdict.rule, verdict.grade) == ("G3", expected)


@given(mean=st.decimals(-45, 45, places=3), n_steps=st.integers(1, 50))
def test_the_knee_in_running_is_shown_and_never_graded(mean, n_steps):
    verdict = grade(value(mean, "fppa_run", n_steps=n_steps), LIMITS)

    assert (verdict.rule, verdict.grade) == ("G2", "")
    assert verdict.why_no_grade.startswith("Shown, not graded")


@given(lower=st.decimals(-20, 25, places=3), higher=st.decimals(-20, 25, places=3))
def test_more_drop_is_never_a_lower_grade(lower, higher):
    lower, higher = sorted((lower, higher))

    grades = [ORDER.index(grade(value(mean), LIMITS).grade) for mean in (lower, higher)]

    assert grades == sorted(grades)


@pytest.mark.parametrize(("metric", "counted"), [("cpd", "steps"), ("fppa_sls", "trials")])
def test_fewer_than_three_steps_give_no_grade_and_say_why(metric, counted):
    verdict = grade(value("9.0", metric, n_steps=2), LIMITS)

    assert (verdict.grade, verdict.why_no_grade) == ("", f"Not graded: fewer than 3 {counted}.")
    assert verdict.limits


@pytest.mark.parametrize(
    ("metric", "changes", "why"),
    [
        ("cpd", {"seen": ("posterior", "waistband")}, "the limits hold for other landmarks"),
        ("fppa_sls", {"seen": ("posterior", "hip_centre")}, "the limits hold for another view"),
        ("fppa_sls", {"seen": ("anterior", "psis")}, "the limits hold for other landmarks"),
        ("cpd", {"sd": "8.0"}, "the spread is larger than the measurement error"),
    ],
)
def test_what_the_limits_do_not_hold_for_gets_no_grade(metric, changes, why):
    verdict = grade(value("9.0", metric, **changes), LIMITS)

    assert (verdict.grade, verdict.why_no_grade) == ("", f"Not graded: {why}.")


def test_a_drop_that_was_not_levelled_warns():
    assert warnings(value("4", levelled=False)) == [
        "Not levelled: the camera's roll is part of this angle."
    ]


def test_what_is_seen_by_eye_is_the_raters_choice():
    assert [grade_by_eye("pelvic_drop", seen).grade for seen in ("marked", "not_seen")] == [
        "marked",
        "not_seen",
    ]
    assert grade_by_eye("knee_window", "closed").rule == "G21"
    assert [grade_by_eye("sls_grade", seen).grade for seen in ("good", "fair", "poor")] == ORDER


@pytest.mark.parametrize(
    ("n_steps", "sd", "count"), [(7, None, 0), (6, "3.0", 1), (3, "3.1", 2), (9, "4", 1)]
)
def test_few_steps_and_a_wide_spread_warn(n_steps, sd, count):
    assert len(warnings(value("4", n_steps=n_steps, sd=sd))) == count


def test_three_trials_of_a_squat_do_not_warn():
    assert warnings(value("8", "fppa_sls", n_steps=3, sd="2")) == []


@pytest.mark.parametrize(
    ("left", "right", "metric", "said"),
    [
        ("4.0", "7.0", "cpd", "Both sides are alike: 3.0° apart, as healthy runners can be."),
        ("4.0", "7.1", "cpd", "A difference of 3.1° between the sides."),
        (
            "4.0",
            "12.9",
            "fppa_sls",
            "A possible difference of 8.9° between the sides, within measurement error.",
        ),
        ("4.0", "13.0", "fppa_sls", "A difference of 9.0° between the sides."),
    ],
)
def test_sides_are_compared_in_degrees(left, right, metric, said):
    assert asymmetry(value(left, metric), value(right, metric)) == said


def test_nothing_is_said_of_sides_that_were_not_both_levelled():
    assert asymmetry(value("2"), value("12", levelled=False)) == ""
    assert asymmetry(value("2", levelled=False), value("12")) == ""


def test_sides_of_few_trials_are_not_judged():
    assert asymmetry(value("2", "fppa_sls", n_steps=2), value("20", "fppa_sls")) == (
        "Left and right are not judged: fewer than 3 trials a side."
    )


@pytest.mark.parametrize("steps", [(6, 7), (7, 6)])
def test_a_change_of_few_steps_is_not_judged(steps):
    before, after = (value(mean, n_steps=n) for mean, n in zip(("1", "9"), steps, strict=True))

    assert change(before, after) == "Not judged: fewer than 7 steps."


def test_a_change_of_the_knee_is_put_by_the_midline():
    assert change(value("-2", "fppa_run"), value("-15", "fppa_run")) == (
        "13.0° further from the midline than fresh, beyond measurement error (±8.9°)."
    )


def test_sides_of_few_steps_are_not_judged():
    assert asymmetry(value("2", n_steps=6), value("12")) == (
        "Left and right are not judged: fewer than 7 steps a side."
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("7.9", "5.4", "No change beyond measurement error (±2.8°)."),
        (
            "8.6",
            "5.4",
            f"3.2° higher on the swing side {BEYOND}",
        ),
        ("5.0", "7.8", "No change beyond measurement error (±2.8°)."),
        (
            "5.0",
            "7.9",
            f"2.9° lower on the swing side {BEYOND}",
        ),
    ],
)
def test_the_end_of_a_run_is_held_against_its_error(before, after, said):
    assert change(value(before), value(after)) == said
