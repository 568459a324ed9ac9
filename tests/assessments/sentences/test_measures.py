"""Values in words: the stance leg is named, the error is on the value, or said not to be known."""

from decimal import Decimal

import pytest

from assessments.biomechanics.metrics import METRICS, to_tenth
from assessments.sentences.measures import SAID, UNKNOWN_ERROR, amount, grade_words, sentence

SAID_OF = [
    ("cpd", "R", "8.3", "Standing on the right, the left side drops 8.3° ± 2.8°."),
    ("cpd", "L", "-2.04", "Standing on the left, the right side rises 2.0° ± 2.8°."),
    ("cpd", "L", "0.04", "Standing on the left, the pelvis stays level (0.0° ± 2.8°)."),
    (
        "fppa_run",
        "L",
        "7.83",
        "Running on the left leg, the knee points 7.8° ± 8.9° toward the midline.",
    ),
    (
        "fppa_sls",
        "R",
        "-5.04",
        "Squatting on the right leg, the knee points 5.0° ± 8.9° away from the midline.",
    ),
    ("fppa_sls", "R", "0", "Squatting on the right leg, the knee stays in line (0.0° ± 8.9°)."),
    (
        "fppa_landing",
        "R",
        "9",
        "Landing on the right leg, the knee points 9.0° ± 8.9° toward the midline.",
    ),
    (
        "hip_adduction",
        "R",
        "13",
        "Standing on the right, the thigh leans 13.0° ± 3.8° inward under the pelvis.",
    ),
    (
        "trunk_lean_ipsi",
        "R",
        "3.1",
        "Standing on the right, the trunk leans 3.1° ± 2.3° to the right.",
    ),
    (
        "trunk_lean_ipsi",
        "R",
        "-3.1",
        "Standing on the right, the trunk leans 3.1° ± 2.3° to the left.",
    ),
    ("cadence_spm", "", "164", "The step rate is 164.0 ± 3 steps/min."),
    ("step_width_cm", "", "-2", "The feet cross by 2.0 cm; its error is not known."),
    (
        "contact_time_ms",
        "L",
        "252",
        "The left foot stays on the ground for 252.0 ms; its error is not known.",
    ),
]


@pytest.mark.parametrize(("metric", "stance", "mean", "said"), SAID_OF)
def test_a_value_is_said_by_its_stance_leg(metric, stance, mean, said):
    error = METRICS[metric].mdc

    assert sentence(metric, stance, Decimal(mean), error).replace("\u00a0", " ") == said


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("mean", ["12.3", "-12.3", "0"])
def test_every_measure_has_a_sentence_with_its_number_and_its_error(metric, mean):
    known = sentence(metric, "L", Decimal(mean), Decimal("4.5"))
    unknown = sentence(metric, "L", Decimal(mean), None)

    assert str(abs(to_tenth(Decimal(mean)))) in known
    assert "±\u00a04.5" in known
    assert UNKNOWN_ERROR in unknown
    assert "{" not in known


def test_no_sentence_is_of_a_measure_that_is_not():
    assert set(SAID) == set(METRICS)


@pytest.mark.parametrize(
    ("metric", "value", "error", "said"),
    [
        ("cpd", "-2.04", "2.800", "−2.0° ± 2.8°"),
        ("cadence_spm", "164", "3.000", "164.0 ± 3 steps/min"),
        ("step_width_cm", "6", None, "6.0 cm"),
        ("cpd", "6", "10", "6.0° ± 10°"),
    ],
)
def test_an_amount_carries_its_error_and_unit(metric, value, error, said):
    error = error and Decimal(error)

    assert amount(metric, Decimal(value), error).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("value", "shown"), [("5.05", "5.1"), ("-5.05", "-5.1"), ("-0.049", "0.0"), ("7.849", "7.8")]
)
def test_to_tenth_rounds_halves_away_from_zero(value, shown):
    assert str(to_tenth(Decimal(value))) == shown


@pytest.mark.parametrize(
    ("grade", "label", "words"),
    [
        ("typical", "", "within the usual range"),
        ("mild", "", "a little more than usual"),
        ("marked", "valgus", "clearly more than usual"),
        ("mild", "low", "a little less than usual"),
        ("mild", "less flexed", "a little less than usual"),
        ("mild", "lower", "a little less than usual"),
        ("mild", "higher", "a little more than usual"),
        ("marked", "low", "clearly less than usual"),
        ("typical", "low", "within the usual range"),
        ("", "", ""),
    ],
)
def test_a_grade_says_which_way_it_lies(grade, label, words):
    assert grade_words(grade, label) == words
