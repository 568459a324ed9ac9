"""What an assessment's findings are: judged once by the thresholds of the day, and kept."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions import (
    OpenPage,
    Override,
    Values,
    fill_section,
    keep_typed,
    sign_assessment,
)
from assessments.actions.judgement import judge
from assessments.exceptions import PagesUnfinished
from assessments.findings.words import value_of
from assessments.models import (
    ClinicalTest,
    Finding,
    Intake,
    Measurement,
    Observation,
    RuleSetting,
    Section,
)
from tests.assessments.records import force, value
from tests.factories import NINE, AppointmentFactory, AssessmentFactory, ClinicianFactory

pytestmark = pytest.mark.django_db
SET_UP = {"speed_kmh": Decimal(10), "incline_pct": Decimal(0), "footwear": "usual"}


@pytest.fixture
def clinician():
    return ClinicianFactory()


@pytest.fixture
def assessment():
    return AssessmentFactory(**SET_UP)


def page_of(assessment, code):
    section = Section.objects.filter(assessment=assessment, code=code).first()
    return OpenPage(section.revision if section else 0)


def fill(assessment, code, by, *rows, **values):
    return fill_section(
        assessment=assessment,
        code=code,
        values=Values(rows=list(rows), **values),
        page=page_of(assessment, code),
        by=by,
        now=NINE,
    )


def drop(mean="8.3", side="R", **changes):
    return value("cpd", side, mean, **changes)


def found(assessment, about, side="", state="none"):
    return assessment.findings.get(about=about, side=side, state=state)


def verdicts(assessment):
    return {
        (finding.rule, finding.about, finding.side, finding.state): (
            finding.grade or finding.why_no_grade
        )
        for finding in assessment.findings.all()
    }


def held(code, side, best, **changes):
    return ClinicalTest(
        code=code, side=side, state="fresh", trials=[Decimal(best)], best=Decimal(best), **changes
    )


# --- What is judged -------------------------------------------------------------------------------


def test_a_finding_keeps_rule_version_limits_and_basis(assessment, clinician):
    fill(assessment, "degrees", clinician, drop(sd="1.1"))

    finding = found(assessment, "cpd", "R", "fresh")
    assert (finding.rule, finding.rule_version, finding.grade) == ("G1", 2, "marked")
    assert finding.limits == {
        "g1_typical_max_deg": "5.0",
        "g1_marked_above_typical_deg": "2.8",
    }
    assert finding.basis == {
        "mean": "8.300",
        "sd": "1.100",
        "n_steps": 8,
        "levelled": True,
        "view": "posterior",
        "landmark_set": "psis",
        "click_sd": "",
        "missing": [],
    }


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ({"speed_kmh": None}, "speed"),
        ({"incline_pct": None}, "incline"),
        ({"footwear": ""}, "footwear"),
        ({"speed_kmh": None, "footwear": ""}, "speed and footwear"),
    ],
)
def test_a_run_whose_set_up_is_not_recorded_gets_no_grade(clinician, lacking, words):
    assessment = AssessmentFactory(**(SET_UP | lacking))

    fill(assessment, "degrees", clinician, drop(), value("fppa_sls", "R", "12", state="none"))

    assert verdicts(assessment) == {
        ("G1", "cpd", "R", "fresh"): f"Not graded: not recorded: {words}.",
        ("G3", "fppa_sls", "R", "none"): "mild",
    }


def test_a_set_up_that_is_recorded_later_brings_the_grade(clinician):
    assessment = AssessmentFactory()
    fill(assessment, "degrees", clinician, drop())

    fill(assessment, "set-up", clinician, fields=SET_UP)

    assert found(assessment, "cpd", "R", "fresh").grade == "marked"


@pytest.mark.parametrize(
    ("left", "right", "grade"),
    [
        ("0.1", "2", "typical"),
        ("0.0", "2", "mild"),
        ("0.04", "2", "mild"),
        ("-1", "-0.1", "marked"),
    ],
)
def test_feet_on_the_midline_are_counted(assessment, clinician, left, right, grade):
    feet = [value("foot_placement_cm", side, mean) for side, mean in (("L", left), ("R", right))]

    fill(assessment, "degrees", clinician, *feet)

    finding = found(assessment, "crossover", "", "fresh")
    assert (finding.rule, finding.grade) == ("G7", grade)


def test_one_foot_alone_is_not_judged_for_crossing(assessment, clinician):
    fill(assessment, "degrees", clinician, value("foot_placement_cm", "L", "-2"))

    finding = found(assessment, "crossover", "", "fresh")
    assert finding.why_no_grade == "Not graded: only one foot was measured."
    assert value_of(finding) == "1 of 1"


def test_what_is_seen_is_the_raters_word(assessment, clinician):
    fill(
        assessment,
        "by-eye",
        clinician,
        Observation(item="pelvic_drop", side="L", grade="marked"),
        Observation(item="sls_grade", side="L", grade="fair"),
        Observation(item="foot_strike", side="L", grade="forefoot"),
        Observation(item="crossover", side="L", grade="yes"),
    )

    assert verdicts(assessment) == {
        ("G21", "pelvic_drop", "L", "none"): "marked",
        ("G14", "sls_grade", "L", "none"): "mild",
        ("G10", "foot_strike", "L", "none"): "A label alone: no pattern is better.",
        ("G21", "crossover", "L", "none"): "yes",
    }


def test_tests_are_judged_by_their_rules(clinician):
    assessment = assessed(sex="female")

    fill(
        assessment,
        "tests",
        clinician,
        held("trendelenburg_s", "L", "29"),
        held("trendelenburg_s", "R", "0"),
        held("side_bridge_s", "L", "64"),
        held("side_bridge_s", "R", "40"),
        force("L", "165", arm_cm=Decimal(38), mass_kg=Decimal(62)),
        force("R", "188", arm_cm=Decimal(38), mass_kg=Decimal(62)),
    )

    assert verdicts(assessment) == {
        ("G15", "trendelenburg_s", "L", "fresh"): "mild",
        ("G15", "trendelenburg_s", "R", "fresh"): "marked",
        ("G16", "hip_abd_z", "L", "fresh"): "mild",
        ("G16", "hip_abd_z", "R", "fresh"): "typical",
        ("G17", "lsi_hip_abd_force_n", "", "fresh"): "mild",
        ("G17", "lsi_side_bridge_s", "", "fresh"): "marked",
        ("G18", "side_bridge_s", "L", "fresh"): "typical",
        ("G18", "side_bridge_s", "R", "fresh"): "mild",
    }
    assert found(assessment, "lsi_hip_abd_force_n", "", "fresh").label == "left weaker"
    assert found(assessment, "lsi_side_bridge_s", "", "fresh").label == "right shorter"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pain": 3}, "Not judged: pain 3/10 during the test."),
        ({"is_valid": False}, "Not judged: the test did not count."),
        ({"contraction": "make"}, "Not judged: the norm holds for a break test, side-lying."),
        ({"position": "supine"}, "Not judged: the norm holds for a break test, side-lying."),
    ],
)
def test_a_test_that_does_not_count_is_not_graded_and_says_why(clinician, changes, why):
    assessment = assessed(sex="male")

    fill(assessment, "tests", clinician, force("L", "165", **changes))

    assert verdicts(assessment) == {("G16", "hip_abd_z", "L", "fresh"): why}


def test_limits_that_differ_by_sex_do_not_judge_who_did_not_say(clinician):
    assessment = assessed(sex="not_said")

    fill(
        assessment,
        "tests",
        clinician,
        held("side_bridge_s", "L", "70"),
        force("L", "165"),
    )

    differ = "Not graded: the limits differ for women and men."
    assert verdicts(assessment) == {
        ("G18", "side_bridge_s", "L", "fresh"): differ,
        ("G16", "hip_abd_z", "L", "fresh"): differ,
    }
    assert found(assessment, "side_bridge_s", "L", "fresh").limits == {
        "g18_female_typical_from_s": "64",
        "g18_male_typical_from_s": "83",
    }


@pytest.mark.parametrize(
    ("pain", "grade"), [(0, "typical"), (2, "typical"), (3, "mild"), (6, "marked")]
)
def test_pain_during_the_run_is_judged(assessment, clinician, pain, grade):
    fill(assessment, "run-end", clinician, fields={"nprs_during_max": pain})

    assert verdicts(assessment) == {("G19", "nprs_during_max", "", "none"): grade}


@pytest.mark.parametrize(
    ("planned", "grade"), [("11", "typical"), ("11.1", "mild"), ("20.1", "marked")]
)
def test_the_next_long_run_is_held_against_the_month(clinician, planned, grade):
    assessment = assessed(planned_next_long_km=Decimal(planned), longest_run_30d_km=Decimal(10))

    fill(assessment, "set-up", clinician, fields=SET_UP)

    assert verdicts(assessment) == {("G20", "session_spike_ratio", "", "none"): grade}


def assessed(*, sex="", **answers):
    visit = AppointmentFactory()
    Intake.objects.create(
        appointment=visit,
        form="running",
        saved_at=NINE,
        written_by="00000000-0000-0000-0000-000000000001",
        birth_date=date(1992, 5, 1),
        sex_for_norms=sex,
        **answers,
    )
    return AssessmentFactory(patient=visit.patient, appointment=visit, performed_at=visit.starts_at)


# --- What stays -----------------------------------------------------------------------------------


def test_a_changed_threshold_never_rewrites_a_stored_grade(assessment, clinician):
    fill(assessment, "degrees", clinician, drop("5.6"))
    before = Finding.objects.values().get()
    RuleSetting.objects.create(code="g1_typical_max_deg", value=Decimal(6))

    fill(assessment, "degrees", clinician, drop("5.6"), drop("5.6", "L"))

    left, right = (found(assessment, "cpd", side, "fresh") for side in "LR")
    assert Finding.objects.filter(pk=right.pk).values().get() == before
    assert (right.grade, right.limits["g1_typical_max_deg"]) == ("mild", "5.0")
    assert (left.grade, left.limits["g1_typical_max_deg"]) == ("typical", "6.000")


def test_a_grade_of_an_older_version_that_knew_less_stays(assessment, clinician):
    fill(assessment, "degrees", clinician, drop("5.6"))
    old = found(assessment, "cpd", "R", "fresh")
    del old.basis["missing"], old.basis["click_sd"]
    old.rule_version = 1
    old.save()
    RuleSetting.objects.create(code="g1_typical_max_deg", value=Decimal(6))

    fill(assessment, "run-end", clinician, fields={"nprs_before": 1})

    assert found(assessment, "cpd", "R", "fresh").rule_version == 1


def test_an_override_stands_beside_the_rules_grade_and_stays_with_its_value(assessment, clinician):
    fill(assessment, "degrees", clinician, drop())
    say(assessment, clinician, "mild", "One step was off the belt.")

    fill(assessment, "degrees", clinician, drop())

    finding = found(assessment, "cpd", "R", "fresh")
    assert (finding.grade, finding.override, finding.final_grade) == ("marked", "mild", "mild")
    assert (finding.override_reason, finding.override_by) == (
        "One step was off the belt.",
        clinician,
    )


def test_an_override_goes_with_its_value_and_the_page_says_so_until_it_is_saved(
    assessment, clinician
):
    fill(assessment, "degrees", clinician, drop())
    say(assessment, clinician, "mild", "One step was off the belt.")

    fill(assessment, "degrees", clinician, drop("6.1"))

    finding = found(assessment, "cpd", "R", "fresh")
    assert (finding.grade, finding.override, finding.override_reason) == ("mild", "", "")
    typed = Section.objects.get(assessment=assessment, code="findings").typed
    assert typed["dropped"] == (
        "Pelvic drop, right, fresh: you said “mild” of 8.3° (One step was off the belt.). "
        "It is 6.1° now, so this no longer holds."
    )
    assessment.refresh_from_db()
    with pytest.raises(PagesUnfinished):
        sign_assessment(assessment=assessment, revision=assessment.revision, by=clinician, now=NINE)


def test_what_was_dropped_twice_is_told_twice_and_keeps_what_is_typed(assessment, clinician):
    fill(assessment, "degrees", clinician, drop())
    say(assessment, clinician, "mild", "First.")
    typed = {"factors_note": "A thought."}
    keep_typed(
        assessment=assessment,
        code="findings",
        read=lambda _: typed,
        page=page_of(assessment, "findings"),
        by=clinician,
        now=NINE,
    )

    fill(assessment, "degrees", clinician)

    stored = Section.objects.get(assessment=assessment, code="findings").typed
    assert stored == typed | {
        "dropped": "Pelvic drop, right, fresh: you said “mild” of 8.3° (First.). It is no longer "
        "recorded, so this no longer holds."
    }


def test_an_override_of_a_value_that_changed_meanwhile_is_not_stored_and_is_told(
    assessment, clinician
):
    fill(assessment, "degrees", clinician, drop())
    gone = found(assessment, "cpd", "R", "fresh").pk
    fill(assessment, "degrees", clinician, drop("6.1"))

    say(assessment, clinician, "mild", "Too late.", finding=gone)

    assert found(assessment, "cpd", "R", "fresh").override == ""
    typed = Section.objects.get(assessment=assessment, code="findings").typed
    assert "Too late." in typed["dropped"]


def say(assessment, by, grade, reason, finding=None):
    pk = finding or found(assessment, "cpd", "R", "fresh").pk
    fill(
        assessment,
        "findings",
        by,
        overrides=[Override(finding=pk, grade=grade, reason=reason)],
    )


def test_judging_asks_as_often_for_many_values_as_for_one(assessment):
    rows = [drop("8.3", side, state=state) for side in "LR" for state in ("fresh", "end_of_run")]
    others = [
        value(metric, side, "5", state="fresh")
        for metric in ("hip_adduction", "femoral_adduction", "trunk_lean_ipsi")
        for side in "LR"
    ]
    for row in [*rows, *others]:
        row.assessment = assessment
    Measurement.objects.bulk_create(rows[:1])
    counted = queries_to_judge(assessment)
    Measurement.objects.bulk_create([*rows[1:], *others])

    assert queries_to_judge(assessment) == counted


def queries_to_judge(assessment):
    Finding.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        judge(type(assessment).objects.get(pk=assessment.pk))
    return len(queries)
