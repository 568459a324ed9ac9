from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.sentences.telling import (
    CAUTION,
    Cause,
    Drop,
    Plan,
    Seen,
    StandsOut,
    most_telling,
    standing_out,
    what_comes_next,
    what_it_may_mean,
    what_we_saw,
)

BANNED = (
    *("amnesia", "sleeping", "abnormal", "bad form", "risk", "prevent", "injury risk", "80 %"),
    *("herniation", "normal"),
)
ADVICE = "Keep your next long run within about 10 % of your longest run in the past month."
NONE = Cause(factors=())
USUAL = {"error": Decimal("2.8"), "usual_up_to": Decimal("5.0")}


def drop(stance, value, grade="", **more):
    return Drop(stance=stance, value=Decimal(value), grade=grade, **more)


@pytest.mark.parametrize(
    ("drops", "seen", "said"),
    [
        (
            [drop("R", "6.24", "mild", **USUAL), drop("L", "3.0", "typical", **USUAL)],
            [],
            "In your video the left side of your pelvis drops about 6.2° while you stand on your "
            "right leg, a little more than usual: our usual range is up to 5°, and our measurement "
            "can be off by about 2.8°.",
        ),
        (
            [drop("L", "3.0", "typical", **USUAL)],
            [Seen("R", "knee", "marked")],
            "In your video the right side of your pelvis drops about 3.0° while you stand on your "
            "left leg, within the usual range: our usual range is up to 5°, and our measurement "
            "can be off by about 2.8°; by eye, your right knee drifts inward clearly more than "
            "usual.",
        ),
        (
            [drop("L", "-1.2", "typical", **USUAL)],
            [],
            "In your video your pelvis does not drop while you stand on your left leg: our usual "
            "range is up to 5°, and our measurement can be off by about 2.8°.",
        ),
        (
            [drop("L", "-1.2", "typical", **USUAL), drop("R", "-0.4", "typical", **USUAL)],
            [],
            "In your video your pelvis does not drop while you stand on either leg: our usual "
            "range is up to 5°, and our measurement can be off by about 2.8°.",
        ),
        (
            [drop("L", "7.0", error=Decimal("2.8"), is_tired=True)],
            [],
            "In your video the right side of your pelvis drops about 7.0° at the end of your run "
            "while you stand on your left leg; that was not judged against a usual range, and our "
            "measurement can be off by about 2.8°.",
        ),
        (
            [],
            [Seen("L", "pelvis", "marked"), Seen("R", "pelvis", "typical")],
            "By eye, the right side of your pelvis drops clearly more than usual while you stand "
            "on your left leg.",
        ),
        (
            [],
            [Seen("L", "knee", "mild"), Seen("R", "knee", "mild"), Seen("L", "pelvis", "typical")],
            "By eye, your knees drift inward a little more than usual.",
        ),
        (
            [],
            [Seen("L", "pelvis", "typical"), Seen("L", "knee", "typical")],
            "By eye, your pelvis and knees moved within the usual range.",
        ),
        (
            [],
            [Seen("L", "pelvis", "not_seen")],
            "We looked at how you run, and measured nothing of your pelvis this time.",
        ),
    ],
)
def test_what_we_saw(drops, seen, said):
    assert what_we_saw(drops, seen) == said


@pytest.mark.parametrize(
    ("cause", "drop", "said"),
    [
        (
            Cause(factors=("weakness",), is_weak=True),
            True,
            "Your drop was there from the first minutes and your strength test was lower than "
            "expected, so we start with strength.",
        ),
        (
            Cause(factors=("weakness",)),
            True,
            "The muscle at the side of your hip may not be strong enough yet, so we start with "
            "strength.",
        ),
        (
            Cause(factors=("weakness", "technique"), is_weak=True),
            False,
            "Your strength test was lower than expected, so we start with strength; part of it "
            "looks like a running habit.",
        ),
        (
            Cause(
                factors=("fatigue",),
                grew_deg=Decimal("3.44"),
                minutes=Decimal("20.0"),
                began_usual=True,
            ),
            True,
            "You started level and the drop grew by 3.4° after 20 minutes, which points to "
            "endurance, so we train longer sets and build up distance in steps.",
        ),
        (
            Cause(factors=("fatigue", "technique")),
            True,
            "The muscle may be strong enough at first and get tired as you go on, which points to "
            "endurance, so we train longer sets and build up distance in steps; part of it looks "
            "like a running habit.",
        ),
        (
            Cause(factors=("technique",), is_weak=False),
            True,
            "Your strength is fine, and this looks like a running habit, so practice with "
            "feedback, for example slightly quicker steps, may help more than extra strength work.",
        ),
        (Cause(factors=()), True, CAUTION.replace(". That", "; that")),
        (
            Cause(factors=()),
            False,
            "Nothing that we judged of your pelvis and knees stands out, so we look at how much "
            "you run.",
        ),
    ],
)
def test_what_it_may_mean(cause, drop, said):
    stands_out = StandsOut(was_judged=True, drop=drop, drop_fresh=drop)

    assert what_it_may_mean(cause, stands_out) == said


def test_where_nothing_was_judged_no_more_is_told():
    assert what_it_may_mean(
        NONE, standing_out([drop("L", "7")], [Seen("L", "knee", "not_seen")])
    ) == ("Too little was judged this time to say what may be behind it.")


def test_a_drop_at_the_end_of_the_run_alone_is_told_as_a_drop_and_not_as_a_fresh_one():
    stands_out = standing_out([drop("L", "8", "marked", is_tired=True)], [])

    assert stands_out == StandsOut(was_judged=True, drop=True, drop_fresh=False)
    assert what_it_may_mean(Cause(factors=("weakness",), is_weak=True), stands_out) == (
        "Your strength test was lower than expected, so we start with strength."
    )


@pytest.mark.parametrize(
    ("drops", "most"),
    [
        ([drop("L", "-1", "typical"), drop("R", "7")], "L"),
        ([drop("L", "7"), drop("R", "9", "marked", is_tired=True)], "R"),
        ([drop("L", "7"), drop("R", "9")], "R"),
    ],
)
def test_what_was_judged_goes_before_what_was_not(drops, most):
    assert most_telling(drops).stance == most
    assert "either leg" not in what_we_saw(drops, [])


@pytest.mark.parametrize("knee", ["not_seen", "varus"])
def test_a_knee_that_was_not_judged_usual_is_not_told_so(knee):
    seen = [Seen("L", "pelvis", "typical"), Seen("L", "knee", knee)]

    assert what_we_saw([], seen) == "By eye, your pelvis moved within the usual range."


def test_a_knee_alone_is_told_as_a_knee():
    assert what_it_may_mean(NONE, StandsOut(was_judged=True, knee=True)) == (
        "When the knee drifts inward, the knee-cap and the outer side of the knee can take more "
        "load; in running we judge this by eye, and measure it in a slow single-leg squat."
    )


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (
            Plan(
                load_advice=ADVICE,
                exercises=4,
                days="Mon, Wed and Fri",
                check_from=date(2027, 1, 11),
            ),
            "Do the 4 exercises of your plan on Mon, Wed and Fri; we check again from 11 January "
            "2027, in the same shoes and speed.",
        ),
        (
            Plan(load_advice=ADVICE, exercises=1, days="every day"),
            "Do the exercise of your plan every day, and keep your next long run within about "
            "10 % of your longest run in the past month.",
        ),
        (
            Plan(load_advice=ADVICE, next_visit_on=date(2027, 1, 4)),
            "Until we see you on 4 January 2027, keep your next long run within about 10 % of "
            "your longest run in the past month.",
        ),
        (
            Plan(load_advice=ADVICE),
            "For now, keep your next long run within about 10 % of your longest run in the "
            "past month.",
        ),
    ],
)
def test_what_comes_next(plan, said):
    assert what_comes_next(plan) == said


GRADES = st.sampled_from(["", "typical", "mild", "marked"])
DROPS = st.builds(
    Drop,
    stance=st.sampled_from("LR"),
    value=st.decimals("-20", "25", places=3),
    error=st.none() | st.decimals("0.1", "9", places=1),
    usual_up_to=st.none() | st.decimals("1", "9", places=1),
    grade=GRADES,
    is_tired=st.booleans(),
)
SEEN = st.builds(
    Seen,
    st.sampled_from("LR"),
    st.sampled_from(["pelvis", "knee"]),
    st.sampled_from(["typical", "mild", "marked", "not_seen"]),
)
CAUSES = st.builds(
    Cause,
    factors=st.sets(st.sampled_from(["weakness", "fatigue", "technique", "other"])).map(tuple),
    is_weak=st.none() | st.booleans(),
    grew_deg=st.none() | st.decimals("0.1", "15", places=3),
    minutes=st.none() | st.decimals("0", "99", places=1),
    began_usual=st.booleans(),
)


@given(st.lists(DROPS, max_size=4), st.lists(SEEN, max_size=4), CAUSES)
def test_each_is_one_sentence_without_a_word_that_is_not_to_be_said(drops, seen, cause):
    meant = what_it_may_mean(cause, standing_out(drops, seen))
    for said in (what_we_saw(drops, seen), meant):
        assert said[0].isupper()
        assert said.count(". ") == 0
        assert said.endswith(".")
        assert not [word for word in BANNED if word in said.lower()]
