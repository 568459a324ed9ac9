from decimal import Decimal

import pytest

from assessments.judging.causes import suggest
from assessments.questions.questionnaires import (
    LEFS,
    NPRS,
    PSFS,
    QUESTIONNAIRES,
    UWRI,
    VISA_A,
    CannotScore,
    change_in_words,
    score,
)


@pytest.mark.parametrize(
    ("questionnaire", "answers", "expected"),
    [
        (UWRI, [4] * 9, "36"),
        (UWRI, [0, 1, 2, 3, 4, 4, 3, 2, 1], "20"),
        (LEFS, [4] * 20, "80"),
        (LEFS, [0] * 20, "0"),
        (PSFS, [5, 6, 6], "5.7"),
        (PSFS, [4], "4.0"),
        (PSFS, [5, 5, 5, 6], "5.3"),  # halves up, as everywhere
        (NPRS, [7], "7"),
        (VISA_A, [10, 10, 10, 10, 10, 10, 10, 30], "100"),
    ],
)
def test_a_score_is_the_sum_or_the_mean_of_all_items(questionnaire, answers, expected):
    assert score(questionnaire, answers) == Decimal(expected)


@pytest.mark.parametrize(
    ("questionnaire", "answers"),
    [
        (UWRI, [4] * 8),
        (UWRI, [4] * 8 + [None]),
        (UWRI, [4] * 8 + [5]),
        (LEFS, [4] * 19 + [-1]),
        (PSFS, []),
        (PSFS, [5] * 6),
        (NPRS, [11]),
        (VISA_A, [10, 10, 10, 10, 10, 10, 30, 10]),
        (NPRS, [True]),
    ],
)
def test_nothing_is_scored_with_an_item_missing_or_out_of_range(questionnaire, answers):
    with pytest.raises(CannotScore):
        score(questionnaire, answers)


@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES.values(), ids=lambda each: each.code)
def test_the_best_and_the_worst_answers_reach_the_ends(questionnaire):
    most = questionnaire.items[1]
    highest = questionnaire.highest_of_item
    best = list(highest * most if len(highest) == 1 else highest)

    assert score(questionnaire, best) == questionnaire.highest_score
    assert score(questionnaire, [0] * most) == questionnaire.lowest_score


@pytest.mark.parametrize(
    ("questionnaire", "before", "after", "items", "said"),
    [
        (UWRI, 20, 24, 9, ["No change beyond measurement error (4.1 points)."]),
        (
            UWRI,
            20,
            25,
            9,
            [
                "5 points better: beyond measurement error (4.1 points, 95 % sure).",
                "Smaller than what matters to patients (8 points).",
            ],
        ),
        (
            LEFS,
            60,
            51,
            20,
            [
                "9 points worse: beyond measurement error (9 points, 90 % sure).",
                "As large as what matters to patients (9 points).",
            ],
        ),
        (PSFS, 4, 6, 1, ["No change beyond measurement error (3 points)."]),
        (PSFS, 4, 6, 3, ["2 points better: beyond measurement error (2 points, 90 % sure)."]),
        (
            NPRS,
            7,
            4,
            1,
            [
                "3 points better: beyond measurement error (2 points).",
                "As large as what matters to patients (2 points).",
            ],
        ),
        (
            VISA_A,
            50,
            90,
            8,
            ["The change cannot be judged: no error is published for this score."],
        ),
    ],
)
def test_a_change_of_score_is_put_in_two_statements(questionnaire, before, after, items, said):
    assert change_in_words(questionnaire, Decimal(before), Decimal(after), items=items) == said


@pytest.mark.parametrize(
    ("drops_fresh", "is_weak", "worse_tired", "factors"),
    [
        (True, True, False, ("weakness",)),
        (False, False, True, ("fatigue",)),
        (True, True, True, ("weakness", "fatigue")),
        (False, True, True, ("fatigue", "weakness")),
        (True, False, False, ("technique",)),
        (True, False, True, ("technique", "fatigue")),
        (False, True, False, ("weakness",)),
        (False, False, False, ()),
        (True, True, None, ("weakness",)),
    ],
)
def test_the_suggestion_follows_the_table(drops_fresh, is_weak, worse_tired, factors):
    suggestion = suggest(drops_fresh=drops_fresh, is_weak=is_weak, worse_tired=worse_tired)

    assert suggestion.factors == factors
    assert suggestion.is_fatigue_assessed == (worse_tired is not None)
