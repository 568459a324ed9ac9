"""One value in words: the stance leg named, the error beside it."""

from decimal import Decimal

import pytest

from assessments.metrics import to_tenth
from assessments.sentences import sentence


@pytest.mark.parametrize(
    ("metric", "stance", "mean", "said"),
    [
        ("cpd", "R", "5.194", "Standing on the right, the left side drops 5.2° ± 2.8°."),
        ("cpd", "L", "-2.083", "Standing on the left, the right side rises 2.1° ± 2.8°."),
        ("cpd", "L", "-0.04", "Standing on the left, the pelvis stays level (0.0° ± 2.8°)."),
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
    ],
)
def test_a_value_is_said_by_its_stance_leg(metric, stance, mean, said):
    assert sentence(metric, stance, Decimal(mean)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("value", "shown"), [("5.05", "5.1"), ("-5.05", "-5.1"), ("-0.049", "0.0"), ("7.849", "7.8")]
)
def test_to_tenth_rounds_halves_away_from_zero(value, shown):
    assert str(to_tenth(Decimal(value))) == shown
