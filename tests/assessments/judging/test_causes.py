"""Weak, tired or technique: what the recorded facts suggest, and what was not looked at."""

from decimal import Decimal

import pytest

from assessments.actions import Values, fill_section
from assessments.actions.pages import OpenPage
from assessments.findings.suggesting import suggest_with_reasons
from assessments.judging.causes import suggest
from assessments.models import ClinicalTest, Observation, RuleSetting
from tests.assessments.records import SET_UP, force, value
from tests.factories import NINE, AssessmentFactory, ClinicianFactory

YES, NO, OPEN = True, False, None


@pytest.mark.parametrize(
    ("drops", "weak", "tired", "factors", "plain"),
    [
        (YES, YES, NO, ("weakness",), "not yet strong enough"),
        (NO, NO, YES, ("fatigue",), "tires during the run"),
        (
            YES,
            YES,
            YES,
            ("weakness", "fatigue"),
            "not yet strong enough, and tires during the run",
        ),
        (NO, YES, YES, ("fatigue", "weakness"), "tires during the run; strength comes first"),
        (YES, NO, NO, ("technique",), "strong enough, moves this way"),
        (
            YES,
            NO,
            YES,
            ("technique", "fatigue"),
            "strong enough, moves this way, and tires during the run",
        ),
        (NO, YES, NO, ("weakness",), "strength is low, without a sign in running: watch"),
        (NO, NO, NO, (), "none found: look at load"),
        (YES, OPEN, NO, (), "too little was looked at to tell"),
        (YES, OPEN, YES, ("fatigue",), "tires during the run"),
        (OPEN, YES, NO, ("weakness",), "too little was looked at to tell"),
        (OPEN, NO, NO, (), "too little was looked at to tell"),
        (OPEN, OPEN, NO, (), "too little was looked at to tell"),
        (OPEN, OPEN, YES, ("fatigue",), "tires during the run"),
    ],
)
def test_the_three_answers_suggest_a_factor(drops, weak, tired, factors, plain):
    found = suggest(drops_fresh=drops, is_weak=weak, worse_tired=tired)

    assert (found.factors, found.plain, found.is_fatigue_assessed) == (factors, plain, True)


@pytest.mark.parametrize("drops", [YES, NO, OPEN])
@pytest.mark.parametrize("weak", [YES, NO, OPEN])
def test_without_the_end_of_the_run_fatigue_is_left_open(drops, weak):
    unknown = suggest(drops_fresh=drops, is_weak=weak, worse_tired=None)
    not_worse = suggest(drops_fresh=drops, is_weak=weak, worse_tired=False)

    assert unknown.factors == not_worse.factors
    assert (unknown.is_fatigue_assessed, not_worse.is_fatigue_assessed) == (False, True)


@pytest.mark.parametrize(
    ("drops", "weak", "factors", "plain"),
    [
        (NO, NO, ("fatigue",), "one leg tires sooner in a hold"),
        (
            YES,
            YES,
            ("weakness", "fatigue"),
            "not yet strong enough, and one leg tires sooner in a hold",
        ),
        (
            NO,
            YES,
            ("fatigue", "weakness"),
            "one leg tires sooner in a hold; strength comes first",
        ),
        (
            YES,
            NO,
            ("technique", "fatigue"),
            "strong enough, moves this way, and one leg tires sooner in a hold",
        ),
        (OPEN, OPEN, ("fatigue",), "one leg tires sooner in a hold"),
    ],
)
@pytest.mark.parametrize("tired", [NO, OPEN])
def test_a_hold_suggests_what_tires_in_its_own_words(drops, weak, tired, factors, plain):
    found = suggest(drops_fresh=drops, is_weak=weak, worse_tired=tired, tires_in_hold=YES)

    assert (found.factors, found.plain, found.is_fatigue_assessed) == (factors, plain, True)


def test_a_hold_that_is_alike_leaves_the_end_of_the_run_open():
    found = suggest(drops_fresh=NO, is_weak=NO, worse_tired=OPEN, tires_in_hold=NO)

    assert (found.factors, found.is_fatigue_assessed) == ((), False)


def test_the_run_is_named_where_both_the_run_and_a_hold_tire():
    found = suggest(drops_fresh=NO, is_weak=NO, worse_tired=YES, tires_in_hold=YES)

    assert found.plain == "tires during the run"


# --- From what is recorded ------------------------------------------------------------------------


def recorded(*rows, **fields):
    """Return an assessment with these rows, judged."""
    assessment = AssessmentFactory(**(SET_UP | fields))
    fill_section(
        assessment=assessment,
        code="tests",
        values=Values(rows=list(rows)),
        page=OpenPage(0),
        by=ClinicianFactory(),
        now=NINE,
    )
    return assessment


def answers(assessment):
    found = suggest_with_reasons(assessment, RuleSetting.objects.current())
    return found.drops.is_so, found.weak.is_so, found.tired.is_so, found.in_hold.is_so


def seen(item, grade, side="L"):
    return Observation(item=item, side=side, grade=grade)


def held(code, side, seconds, **changes):
    return ClinicalTest(
        code=code,
        side=side,
        state="fresh",
        trials=[Decimal(seconds)],
        best=Decimal(seconds),
        **changes,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (OPEN, OPEN, OPEN, OPEN)),
        ([seen("knee_window", "open")], (OPEN, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "not_seen")], (OPEN, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "typical")], (NO, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "mild")], (YES, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "typical"), seen("knee_window", "closed")], (YES, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "typical"), seen("knee_window", "reduced")], (NO, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "mild"), value("cpd", "L", "4")], (NO, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "typical"), value("cpd", "L", "5.1")], (YES, OPEN, OPEN, OPEN)),
        ([seen("pelvic_drop", "mild"), value("cpd", "L", "4", n_steps=2)], (YES, OPEN, OPEN, OPEN)),
        ([held("trendelenburg_s", "L", 30)], (OPEN, NO, OPEN, OPEN)),
        ([held("trendelenburg_s", "L", 12)], (OPEN, YES, OPEN, OPEN)),
        ([held("trendelenburg_s", "L", 12, pain=4)], (OPEN, OPEN, OPEN, OPEN)),
        ([force("L", "200"), force("R", "179")], (OPEN, YES, OPEN, OPEN)),
        ([force("L", "200"), force("R", "180")], (OPEN, NO, OPEN, OPEN)),
        ([force("L", "200"), force("L", "171", state="end_of_run")], (OPEN, OPEN, YES, OPEN)),
        ([force("L", "200"), force("L", "172", state="end_of_run")], (OPEN, OPEN, NO, OPEN)),
        (
            [held("hip_abd_endurance_s", "L", 60), held("hip_abd_endurance_s", "R", 50)],
            (OPEN, OPEN, OPEN, YES),
        ),
        (
            [held("hip_abd_endurance_s", "L", 60), held("hip_abd_endurance_s", "R", 58)],
            (OPEN, OPEN, OPEN, NO),
        ),
        (
            [value("cpd", "L", "2"), value("cpd", "L", "4.8", state="end_of_run")],
            (NO, OPEN, NO, OPEN),
        ),
        (
            [value("cpd", "L", "2"), value("cpd", "L", "4.9", state="end_of_run")],
            (NO, OPEN, YES, OPEN),
        ),
        (
            [value("cpd", "L", "6"), value("cpd", "L", "3", state="end_of_run")],
            (YES, OPEN, NO, OPEN),
        ),
        (
            [value("cpd", "L", "2"), value("cpd", "L", "9", state="end_of_run", n_steps=6)],
            (NO, OPEN, OPEN, OPEN),
        ),
    ],
)
def test_the_record_answers_what_was_looked_at_and_nothing_else(rows, expected):
    for row in rows:  # the parameters are made once for all runs
        row.pk, row._state.adding = None, True

    assert answers(recorded(*rows)) == expected


def found_in(*rows, **fields):
    return suggest_with_reasons(recorded(*rows, **fields), RuleSetting.objects.current())


@pytest.mark.django_db
def test_the_facts_name_value_grade_and_rule():
    found = found_in(value("cpd", "L", "6.2"), held("trendelenburg_s", "R", 12))

    assert found.drops.facts == ("Pelvic drop, left, fresh: 6.2°, mild (G1).",)
    assert found.weak.facts == ("Trendelenburg test, right, fresh: 12\u00a0s, mild (G15).",)
    assert found.weak.note == "The Trendelenburg test alone says little of strength."


@pytest.mark.django_db
def test_a_hold_alone_says_nothing_of_the_end_of_the_run():
    """Symmetry of 82.7 %, and nothing else recorded."""
    found = found_in(held("hip_abd_endurance_s", "L", 75), held("hip_abd_endurance_s", "R", 62))

    assert [(question, answer.word) for question, answer in found.questions] == [
        ("Drops or collapses when fresh", "Not assessed"),
        ("Strength is low", "Not assessed"),
        ("Worse at the end of the run", "Not assessed"),
        ("One leg tires sooner in a hold", "Yes"),
    ]
    assert found.tired.facts == ()
    assert found.in_hold.facts == ("Held left 75\u00a0s, right 62\u00a0s: 82.7%, mild (G17).",)
    assert "Roosens" in found.in_hold.note
    assert (found.suggestion.factors, found.suggestion.plain) == (
        ("fatigue",),
        "one leg tires sooner in a hold",
    )


@pytest.mark.django_db
def test_the_reasons_are_those_that_count_and_no_others():
    found = found_in(
        value("cpd", "L", "6.2"),
        value("cpd", "R", "3.0"),
        value("cpd", "L", "9.2", state="end_of_run"),
        value("cpd", "R", "4.0", state="end_of_run"),
        force("L", "200"),
        force("L", "171", state="end_of_run"),
        held("hip_abd_endurance_s", "L", 75),
        held("hip_abd_endurance_s", "R", 62),
    )

    assert found.drops.facts == ("Pelvic drop, left, fresh: 6.2°, mild (G1).",)
    assert found.tired.facts == (
        "Pelvic drop, left: 3.0° lower on the swing side than fresh, beyond measurement error "
        "(±2.8°).",
        "Hip-abductor strength, left: 14.5\u00a0% less than fresh, beyond the 14\u00a0% that error "
        "can make.",
    )


@pytest.mark.django_db
def test_a_no_says_what_was_looked_at():
    found = found_in(
        value("cpd", "L", "2"),
        value("cpd", "L", "2.5", state="end_of_run"),
        force("L", "200"),
        force("R", "190"),
        force("L", "190", state="end_of_run"),
        rpe_end=8,
    )

    assert [answer.word for _, answer in found.questions] == ["No", "No", "No", "Not assessed"]
    assert found.drops.facts == ("Pelvic drop, left, fresh: 2.0°, typical (G1).",)
    assert found.weak.facts == (
        "Hip-abductor strength, weaker side of stronger, fresh: 95%, typical (G17).",
    )
    assert found.tired.facts == (
        "Pelvic drop, left: No change beyond measurement error (±2.8°).",
        "Hip-abductor strength, left: 5.0\u00a0% less than fresh, within the 14\u00a0% that error "
        "can make.",
    )


@pytest.mark.django_db
def test_the_clinicians_word_goes_before_the_rules():
    assessment = recorded(value("cpd", "L", "6.2"))
    assessment.findings.update(
        override="typical", override_reason="Belt.", override_by=ClinicianFactory()
    )

    assert answers(assessment) == (NO, OPEN, OPEN, OPEN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("effort", "note"),
    [
        (6, "An easy run that shows no change does not exclude fatigue."),
        (7, ""),
        (
            None,
            "How hard the run was is not recorded: one that shows no change does not exclude "
            "fatigue.",
        ),
    ],
)
def test_an_easy_run_does_not_exclude_fatigue(effort, note):
    rows = value("cpd", "L", "2"), value("cpd", "L", "2.5", state="end_of_run")

    found = found_in(*rows, rpe_end=effort)

    assert (found.tired.is_so, found.tired.note) == (False, note)
