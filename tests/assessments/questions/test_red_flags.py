"""The safety questions: any “yes” stops; the score holds where it holds, and clears nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions import red_flags
from assessments.questions.red_flags import BONE_STRESS, GROUPS, ITEMS, outcome
from bookings.advice import LEVELS
from tests.assessments.form_answers import calm

codes = [item.code for item in ITEMS]
score_codes = [item.code for item in red_flags.SCORE_ITEMS]
answered = st.fixed_dictionaries(
    {code: st.sampled_from(["yes", "no"]) for code in codes}
    | {code: st.sampled_from(["yes", "no", "unsure"]) for code in score_codes}
    | {red_flags.SITE: st.sampled_from(list(red_flags.SITES))}
)


@given(answered)
def test_any_yes_stops_and_names_its_group(answers):
    said_yes = {item.group for item in ITEMS if answers[item.code] == "yes"}

    found = outcome(answers)

    assert said_yes <= set(found.fired)
    assert found.stops == bool(found.fired)
    if not said_yes and not (found.score and found.score.asks_for_imaging):
        assert not found.stops


@given(answered, st.sampled_from(codes))
def test_one_more_yes_never_stops_less(answers, code):
    before, after = outcome(answers), outcome(answers | {code: "yes"})

    assert set(before.fired) < set(after.fired) or set(before.fired) == set(after.fired)
    assert after.stops


@given(answered)
def test_the_score_is_of_the_lower_leg_alone_and_the_sum_of_its_points(answers):
    score = outcome(answers).score

    if answers[red_flags.SITE] != "lower_leg":
        assert score is None
    else:
        worth = {"bone_tender": 3, "prior_bsi": 2, "high_arches": 2, "more_volume": 1}
        assert score.points == sum(worth[code] for code in worth if answers[code] == "yes")
        assert score.asks_for_imaging == (score.points >= 3)


@given(answered)
def test_no_score_reads_as_cleared(answers):
    score = outcome(answers).score

    words = score.reading.lower() if score else ""
    assert "clear" not in words
    assert "safe" not in words
    if score and not score.asks_for_imaging:
        assert "rules nothing out" in words


@pytest.mark.parametrize(
    ("changes", "points", "stops"),
    [
        ({}, 0, False),
        ({"more_volume": "yes"}, 1, False),
        ({"prior_bsi": "yes"}, 2, False),
        ({"prior_bsi": "yes", "more_volume": "yes"}, 3, True),
        ({"prior_bsi": "yes", "high_arches": "yes"}, 4, True),
        ({"bone_tender": "yes"}, 3, True),
    ],
)
def test_three_points_ask_for_imaging_and_stop(changes, points, stops):
    found = outcome(calm(pain_site="lower_leg", **changes))

    assert (found.score.points, found.stops) == (points, stops)
    assert found.fired == ((BONE_STRESS,) if stops else ())


def test_what_is_not_known_is_told_and_not_counted():
    found = outcome(calm(pain_site="lower_leg", prior_bsi="unsure", high_arches="yes"))

    assert (found.score.points, found.score.unknown) == (2, ("prior_bsi",))
    assert "left open" in found.score.reading


def test_groups_fire_in_the_order_of_their_haste():
    found = outcome(calm(eating="yes", groin_pain="yes", unwell="yes", blood_clot="yes"))

    assert found.fired == tuple(GROUPS)


def test_every_item_has_a_group_a_source_and_a_code_of_its_own():
    every = [item.code for item in (*ITEMS, *red_flags.SCORE_ITEMS)]

    assert len(set(every)) == len(every)
    assert {item.group for item in ITEMS} == set(GROUPS)
    assert {item.source for item in ITEMS} == {
        red_flags.BORDERS,
        red_flags.FEMORAL_NECK,
        red_flags.LOW_ENERGY_SOURCE,
        red_flags.GENERAL,
    }


def test_each_group_has_a_level_of_its_own_and_says_its_advice():
    levels = [group.level for group in GROUPS.values()]

    assert levels == list(LEVELS.values())
    for group in GROUPS.values():
        assert group.advice.endswith(group.level.advice)


def test_no_level_names_a_sign():
    words = " ".join(
        text
        for level in LEVELS.values()
        for text in (level.label, level.advice_title, level.advice)
    ).lower()

    assert not any(word in words for word in ("bone", "energy", "numbness", "period", "pain"))


def test_no_advice_uses_a_word_that_frightens_or_blames():
    words = " ".join(group.advice + group.advice_title for group in GROUPS.values()).lower()

    assert not any(word in words for word in ("abnormal", "bad form", "risk", "cleared", "safe to"))


@given(answered)
def test_what_is_stored_says_each_question_with_its_answer(answers):
    asked = red_flags.as_asked(answers)

    assert {row["code"]: row["answer"] for row in asked} == answers
    assert red_flags.fingerprint(asked) == red_flags.fingerprint(list(asked))
    asked[0] = asked[0] | {"answer": "changed"}
    assert red_flags.fingerprint(asked) != red_flags.fingerprint(red_flags.as_asked(answers))
