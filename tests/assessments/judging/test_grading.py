"""Grades by rule: on the value as it is shown, with the steps and errors they need."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.judging import thresholds
from assessments.judging.grading import (
    Value,
    grade,
    grade_by_eye,
    grade_crossover,
    grade_number,
    is_low_precision,
    warnings,
)

LIMITS = thresholds.defaults()
ORDER = ["typical", "mild", "marked"]
SEEN = {
    "cpd": ("posterior", "psis"),
    "hip_adduction": ("posterior", "psis"),
    "fppa_run": ("anterior", "asis"),
    "fppa_sls": ("anterior", "asis"),
    "fppa_landing": ("anterior", "asis"),
    "trunk_lean_ipsi": ("posterior", "psis"),
    "rearfoot_to_vertical": ("posterior", "none"),
    "foot_placement_cm": ("posterior", "none"),
    "knee_flexion_ms": ("lateral_L", "trochanter"),
    "cadence_spm": ("none", "none"),
}


def value(mean, metric="cpd", n_steps=7, sd=None, levelled=True, seen=None, **more):
    view, landmark_set = seen or SEEN[metric]
    return Value(
        view=view,
        landmark_set=landmark_set,
        metric=metric,
        mean=Decimal(mean),
        n_steps=n_steps,
        sd=None if sd is None else Decimal(sd),
        levelled=levelled,
        **more,
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
    assert dict(verdict.limits) == {
        "g1_typical_max_deg": Decimal("5.0"),
        "g1_marked_above_typical_deg": Decimal("2.8"),
    }


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        ("-10.1", ("mild", "varus")),
        ("-10.0", ("typical", "")),
        ("10.0", ("typical", "")),
        ("10.1", ("mild", "valgus")),
        ("18.6", ("mild", "valgus")),
        ("18.7", ("marked", "valgus")),
    ],
)
def test_the_knee_in_the_squat_is_graded_by_its_own_limits(mean, expected):
    verdict = grade(value(mean, "fppa_sls", n_steps=3), LIMITS)

    assert (verdict.rule, verdict.grade, verdict.label) == ("G3", *expected)


@given(mean=st.decimals(-45, 45, places=3), n_steps=st.integers(1, 50))
@pytest.mark.parametrize("metric", ["fppa_run", "trunk_lean_ipsi", "rearfoot_to_vertical"])
def test_what_has_no_threshold_is_shown_and_never_graded(metric, mean, n_steps):
    verdict = grade(value(mean, metric, n_steps=n_steps), LIMITS)

    assert verdict.grade == ""
    assert verdict.why_no_grade.startswith("Shown, not graded")


@given(lower=st.decimals(-20, 25, places=3), higher=st.decimals(-20, 25, places=3))
@pytest.mark.parametrize("metric", ["cpd", "hip_adduction"])
def test_more_of_it_is_never_a_lower_grade(metric, lower, higher):
    lower, higher = sorted((lower, higher))

    grades = [ORDER.index(grade(value(mean, metric), LIMITS).grade) for mean in (lower, higher)]

    assert grades == sorted(grades)


@given(mean=st.decimals(-45, 60, places=3), side=st.sampled_from(["lateral_L", "lateral_R"]))
def test_a_grade_is_the_same_from_either_side(mean, side):
    mirrored = "lateral_L" if side == "lateral_R" else "lateral_R"

    verdicts = [
        grade(value(mean, "knee_flexion_ms", seen=(seen, "trochanter")), LIMITS)
        for seen in (side, mirrored)
    ]

    assert verdicts[0] == verdicts[1]


@given(st.integers(0, 2), st.decimals("0.1", "15", places=3), st.decimals(-15, 0, places=3))
def test_feet_that_cross_are_counted_whichever_they_are(crossing, apart, across):
    feet = [value(across if at < crossing else apart, "foot_placement_cm") for at in range(2)]

    there, back = grade_crossover(feet, LIMITS), grade_crossover(feet[::-1], LIMITS)

    assert (there.grade, there) == (ORDER[crossing], back)


@pytest.mark.parametrize(
    ("metric", "counted"), [("cpd", "steps"), ("fppa_sls", "trials"), ("cadence_spm", "contacts")]
)
def test_fewer_than_three_steps_give_no_grade_and_say_why(metric, counted):
    verdict = grade(value("9.0", metric, n_steps=2), LIMITS)

    assert (verdict.grade, verdict.why_no_grade) == ("", f"Not graded: fewer than 3 {counted}.")
    assert verdict.limits


LOW = "low precision: the expected error is larger than the change it could show"


@pytest.mark.parametrize(
    ("metric", "changes", "why"),
    [
        ("cpd", {"seen": ("posterior", "waistband")}, "the limits hold for other landmarks"),
        ("fppa_sls", {"seen": ("posterior", "hip_centre")}, "the limits hold for another view"),
        ("fppa_sls", {"seen": ("anterior", "psis")}, "the limits hold for other landmarks"),
        ("cpd", {"sd": "8.0"}, LOW),
        ("cpd", {"click_sd": Decimal("2.9")}, LOW),
        ("cpd", {"missing": ("speed", "incline")}, "not recorded: speed and incline"),
    ],
)
def test_what_the_limits_do_not_hold_for_gets_no_grade(metric, changes, why):
    verdict = grade(value("9.0", metric, **changes), LIMITS)

    assert (verdict.grade, verdict.why_no_grade) == ("", f"Not graded: {why}.")


def test_a_verdict_of_low_precision_keeps_the_error_it_was_made_with():
    verdict = grade(value("9", click_sd=Decimal("2.9")), LIMITS)

    assert dict(verdict.limits)["mdc_cpd"] == Decimal("2.8")


def test_the_error_that_was_stored_decides_on_precision():
    verdict = grade(value("9", click_sd=Decimal("2.9"), mdc=Decimal("3.1")), LIMITS)
    blind = grade(value("9", click_sd=Decimal("2.9"), mdc=Decimal("2.5")), LIMITS)

    assert (verdict.grade, blind.grade) == ("marked", "")
    assert dict(blind.limits)["mdc_cpd"] == Decimal("2.5")


@pytest.mark.parametrize(
    ("changes", "is_low"),
    [
        ({"click_sd": Decimal("2.8")}, False),
        ({"click_sd": Decimal("2.801")}, True),
        ({"sd": "8.4", "n_steps": 9}, False),
        ({"sd": "8.401", "n_steps": 9}, True),
    ],
)
def test_precision_is_low_above_the_detectable_change(changes, is_low):
    assert is_low_precision(value("9", **changes), LIMITS) == is_low


@pytest.mark.parametrize(
    ("sex", "mean", "expected"),
    [
        ("female", "12.0", "typical"),
        ("female", "12.1", "mild"),
        ("female", "20.9", "mild"),
        ("female", "21.0", "marked"),
        ("male", "9.1", "mild"),
        ("male", "17.9", "mild"),
        ("male", "18.0", "marked"),
    ],
)
def test_landing_is_graded_by_the_limits_of_the_sex(sex, mean, expected):
    assert grade(value(mean, "fppa_landing"), LIMITS, sex).grade == expected


def test_landing_gets_no_grade_where_the_sex_is_not_told_and_shows_both_limits():
    verdict = grade(value("15", "fppa_landing"), LIMITS)

    assert (verdict.rule, verdict.grade) == ("G4", "")
    assert verdict.why_no_grade == "Not graded: the limits differ for women and men."
    assert len(verdict.limits) == 4


def test_a_number_that_may_not_be_judged_says_why():
    verdict = grade_number("trendelenburg_s", Decimal(10), LIMITS, why_not="It hurt.")

    assert (verdict.rule, verdict.grade, verdict.why_no_grade) == ("G15", "", "It hurt.")


def test_what_is_seen_by_eye_is_the_raters_choice():
    assert [grade_by_eye("pelvic_drop", seen).grade for seen in ("marked", "not_seen")] == [
        "marked",
        "not_seen",
    ]
    assert grade_by_eye("knee_window", "closed").rule == "G21"
    assert [grade_by_eye("sls_grade", seen).grade for seen in ("good", "fair", "poor")] == ORDER
    strike = grade_by_eye("foot_strike", "rearfoot")
    assert (strike.rule, strike.grade, strike.label) == ("G10", "", "rearfoot")


# --- What a reader should know of a value ---------------------------------------------------------


@pytest.mark.parametrize(
    ("n_steps", "sd", "count"), [(7, None, 0), (6, "3.0", 1), (3, "3.1", 2), (9, "4", 1)]
)
def test_few_steps_and_a_wide_spread_warn(n_steps, sd, count):
    assert len(warnings(value("4", n_steps=n_steps, sd=sd), LIMITS)) == count


@pytest.mark.parametrize(
    ("code", "number", "count"), [("stable_steps", "10", 1), ("noisy_sd_deg", "2", 1)]
)
def test_warnings_follow_the_clinics_thresholds(code, number, count):
    told = value("4", n_steps=8, sd="2.5")

    assert warnings(told, LIMITS) == []
    assert len(warnings(told, LIMITS | {code: Decimal(number)})) == count


def test_an_angle_that_was_not_levelled_warns():
    assert warnings(value("4", levelled=False), LIMITS) == [
        "Not levelled: the camera's roll is part of this angle."
    ]


def test_a_step_rate_of_few_contacts_warns_and_needs_no_level():
    assert warnings(value("170", "cadence_spm", n_steps=19, levelled=False), LIMITS) == [
        "Fewer than 20 contacts: the mean is not stable yet."
    ]


def test_a_count_that_nobody_made_is_said_and_is_not_taken_for_few():
    told = value("170", "cadence_spm", n_steps=None, levelled=False)

    assert warnings(told, LIMITS) == ["Nobody said of how many contacts it is."]
    assert grade(told, LIMITS).grade == grade(replace(told, n_steps=40), LIMITS).grade == "typical"


def test_three_trials_of_a_squat_do_not_warn():
    assert warnings(value("8", "fppa_sls", n_steps=3, sd="2"), LIMITS) == []
