from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.judging import thresholds
from assessments.judging.change import (
    Direction,
    Kind,
    Taken,
    asymmetry,
    compare,
    compare_percent,
    during_run,
    is_beyond_error,
    typical_band,
)
from assessments.judging.grading import Value

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
        ("5.04", "1.9", Kind.REAL, Direction.LOWER),  # shown as 5.0, which is typical
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


# --- One run --------------------------------------------------------------------------------------

SETTINGS = thresholds.defaults()
SEEN = {
    "cpd": ("posterior", "psis"),
    "hip_adduction": ("posterior", "psis"),
    "rearfoot_to_vertical": ("posterior", "none"),
    "foot_placement_cm": ("posterior", "none"),
    "cadence_spm": ("none", "none"),
    "contact_time_ms": ("lateral_L", "none"),
    "knee_flexion_ic": ("lateral_L", "trochanter"),
}
BEYOND = "than fresh, beyond measurement error (±2.8°)."


def value(mean, metric="cpd", *, n_steps=7, levelled=True, seen=None, mdc=None):
    view, landmark_set = seen or SEEN.get(metric, ("anterior", "asis"))
    return Value(
        metric=metric,
        mean=Decimal(mean),
        n_steps=n_steps,
        levelled=levelled,
        view=view,
        landmark_set=landmark_set,
        mdc=mdc and Decimal(mdc),
    )


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
        ("-2.0", "2.0", "cpd", "A difference of 4.0° between the sides."),
    ],
)
def test_sides_are_compared_in_degrees(left, right, metric, said):
    assert asymmetry(value(left, metric), value(right, metric)) == said


@given(values, values)
def test_swapping_the_sides_changes_nothing_that_is_said(left, right):
    assert asymmetry(value(left), value(right)) == asymmetry(value(right), value(left))


def test_sides_follow_the_clinics_threshold():
    settings = SETTINGS | {"alike_up_to_deg": Decimal(5)}

    said = asymmetry(value("4"), value("9"), settings)

    assert said == "Both sides are alike: 5.0° apart, as healthy runners can be."


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ({}, {"levelled": False}, "the picture was not levelled"),
        ({"levelled": False}, {}, "the picture was not levelled"),
        ({"n_steps": 6}, {}, "fewer than 7 steps a side"),
        ({}, {"seen": ("anterior", "asis")}, "the view differs"),
        ({}, {"seen": ("posterior", "iliac_crest")}, "the landmarks differ"),
    ],
)
def test_sides_that_cannot_be_compared_are_not_judged_and_say_why(left, right, why):
    said = asymmetry(value("2", **left), value("12", **right))

    assert said == f"Left and right are not judged: {why}."


def test_sides_of_few_trials_are_not_judged():
    assert asymmetry(value("2", "fppa_sls", n_steps=2), value("20", "fppa_sls")) == (
        "Left and right are not judged: fewer than 3 trials a side."
    )


def test_each_side_has_its_own_camera_beside_the_treadmill():
    left = value("20", "knee_flexion_ic")
    right = value("22", "knee_flexion_ic", seen=("lateral_R", "trochanter"))

    assert asymmetry(left, right).startswith("Both sides are alike")


@pytest.mark.parametrize("metric", ["foot_placement_cm", "contact_time_ms", "rearfoot_to_vertical"])
def test_nothing_is_said_of_sides_without_an_error_or_degrees(metric):
    assert asymmetry(value("2", metric), value("12", metric)) == ""


@pytest.mark.parametrize(
    ("before", "after", "said", "direction"),
    [
        ("7.9", "5.4", "No change beyond measurement error (±2.8°).", None),
        ("8.6", "5.4", f"3.2° higher on the swing side {BEYOND}", Direction.BETTER),
        ("5.0", "7.8", "No change beyond measurement error (±2.8°).", None),
        ("5.0", "7.9", f"2.9° lower on the swing side {BEYOND}", Direction.WORSE),
        ("1.0", "4.0", f"3.0° lower on the swing side {BEYOND}", Direction.WORSE),
    ],
)
def test_the_end_of_a_run_is_held_against_its_error(before, after, said, direction):
    found = during_run(value(before), value(after))

    assert (found.text, found.direction) == (said, direction)


def test_the_error_that_was_stored_goes_before_todays():
    found = during_run(value("5.0", mdc="2.8"), value("8.5", mdc="4"))

    assert found.text == "No change beyond measurement error (±4°)."


def test_the_knee_at_contact_has_one_rater_and_set_up_within_a_run():
    fresh, tired = (value(mean, "knee_flexion_ic", mdc="14") for mean in ("20", "30"))

    assert during_run(fresh, tired).kind == Kind.REAL


def test_a_rate_without_a_count_is_compared_as_a_counted_one():
    fresh, tired = (
        value(mean, "cadence_spm", n_steps=n) for mean, n in (("170", None), ("165", 40))
    )

    assert during_run(fresh, tired).kind == Kind.REAL


@pytest.mark.parametrize("steps", [(6, 7), (7, 6)])
def test_a_change_of_few_steps_is_not_judged(steps):
    before, after = (value(mean, n_steps=n) for mean, n in zip(("1", "9"), steps, strict=True))

    found = during_run(before, after)

    assert (found.kind, found.text) == (Kind.NOT_JUDGED, "Not judged: fewer than 7 steps.")


def test_a_change_of_the_knee_is_put_by_the_midline():
    assert during_run(value("-2", "fppa_run"), value("-15", "fppa_run")).text == (
        "13.0° further from the midline than fresh, beyond measurement error (±8.9°)."
    )


def test_a_step_rate_changes_in_its_unit():
    fresh, tired = (value(mean, "cadence_spm", n_steps=20) for mean in ("170", "165"))

    found = during_run(fresh, tired)

    assert (found.direction, found.text) == (
        Direction.LOWER,
        "5.0\u00a0steps/min lower than fresh, beyond measurement error (±3\u00a0steps/min).",
    )


def test_other_landmarks_at_the_end_are_not_compared():
    found = during_run(value("5"), value("9", seen=("posterior", "iliac_crest")))

    assert (found.kind, found.text) == (
        Kind.NOT_COMPARABLE,
        "Not comparable: the landmarks differ.",
    )


def test_a_measure_without_an_error_is_not_judged():
    found = during_run(value("5", "rearfoot_to_vertical"), value("12", "rearfoot_to_vertical"))

    assert found.kind == Kind.NO_ERROR_KNOWN


# --- Errors, bands and forces ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric", "how", "mdc"),
    [
        ("foot_strike_angle", {}, "2.3"),
        ("foot_strike_angle", {"is_outdoors": True}, "6.9"),
        ("knee_flexion_ic", {}, "14"),
        ("knee_flexion_ic", {"same_rater": True}, "9"),
        ("cpd", {"is_outdoors": True, "same_rater": True}, "2.8"),
        ("rearfoot_to_vertical", {}, None),
    ],
)
def test_the_detectable_change_is_that_of_how_it_was_measured(metric, how, mdc):
    assert thresholds.mdc_of(metric, SETTINGS, **how) == (mdc and Decimal(mdc))


@pytest.mark.parametrize(
    ("after", "kind", "direction"),
    [
        ("172", Kind.WITHIN_ERROR, None),
        ("171", Kind.REAL, Direction.WORSE),
        ("228", Kind.WITHIN_ERROR, None),
        ("229", Kind.REAL, Direction.BETTER),
    ],
)
def test_a_force_changes_in_percent_of_the_first(after, kind, direction):
    found = compare_percent(Decimal(200), Decimal(after), mdc_pct=Decimal(14))

    assert (found.kind, found.direction) == (kind, direction)


def test_a_force_says_which_way_it_went():
    found = compare_percent(Decimal(200), Decimal(150), mdc_pct=Decimal(14))

    assert found.text == "Real change: 25.0\u00a0% weaker (error ±14\u00a0%)."


@pytest.mark.parametrize(
    ("metric", "sex", "band"),
    [
        ("cpd", "", (None, "5.0")),
        ("fppa_sls", "", ("-10.0", "10.0")),
        ("hip_adduction", "", (None, "16.0")),
        ("fppa_landing", "female", (None, "12.0")),
        ("fppa_landing", "", None),
        ("fppa_run", "", None),
        ("tibial_inclination", "", None),
        ("cadence_spm", "", None),
        ("knee_flexion_ms", "", None),
    ],
)
def test_better_is_toward_the_band_of_what_is_graded(metric, sex, band):
    expected = band and tuple(end and Decimal(end) for end in band)

    assert typical_band(metric, SETTINGS, sex) == expected
