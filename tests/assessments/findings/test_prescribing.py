"""What a plan may be made of: stored findings as the rows of evidence base 5.1."""

from uuid import uuid4

import pytest
from django.utils import timezone

from assessments.actions import OpenPage, save_intake
from assessments.findings.prescribing import NO_FACTOR, grounds_for
from assessments.forms.intake import VisitQuestionsForm, as_submitted
from assessments.models import ClinicalTest
from assessments.programmes.cautions import Caution
from assessments.programmes.suggestions import Found
from tests.assessments.form_answers import runner
from tests.assessments.records import Recorded, force, record, value
from tests.factories import AppointmentFactory, PatientFactory, ServiceFactory
from tests.factories.programmes import a_clinician

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def grounds(**recorded):
    assessment = record(PatientFactory(), a_clinician(), Recorded(**recorded))
    return grounds_for(assessment.patient, assessment)


def found(**recorded):
    """Return each row that was found, with its sides."""
    return {(fact.found, fact.sides) for fact in grounds(**recorded).facts}


def trendelenburg(side, seconds):
    return ClinicalTest(
        code="trendelenburg_s", side=side, state="none", trials=[seconds], best=seconds
    )


DROP = [value("cpd", "R", "8.1"), value("cpd", "L", "2.0")]
CALM = {("pelvic_drop", "R"): "typical"}


@pytest.mark.parametrize(
    ("factors", "rows"),
    [
        (["weakness"], {(Found.DROP_AND_WEAK, ("R",))}),
        (["technique"], {(Found.DROP_BY_TECHNIQUE, ("R",))}),
        (["fatigue"], {(Found.TIRES_WITH_EFFORT, ())}),
        (["other"], set()),
    ],
)
def test_a_drop_is_what_the_clinician_says_is_behind_it(factors, rows):
    assert found(values=DROP, seen=CALM, findings={"factors": factors}) == rows


@pytest.mark.parametrize(
    ("factors", "end", "title", "words"),
    [
        (
            ["fatigue"],
            "11.6",
            Found.DROP_WHEN_TIRED,
            [
                "Pelvic drop, right: 3.5° lower on the swing side than fresh, beyond "
                "measurement error (±2.8°).",
                "The factor “tires with effort” is chosen.",
            ],
        ),
        (
            ["fatigue"],
            "8.3",
            Found.TIRES_WITH_EFFORT,
            ["The factor “tires with effort” is chosen."],
        ),
    ],
)
def test_what_tires_says_the_run_only_where_its_end_shows_it(factors, end, title, words):
    known = grounds(
        values=[*DROP, value("cpd", "R", end, state="end_of_run")],
        seen=CALM,
        findings={"factors": factors},
    )

    tired = (Found.DROP_WHEN_TIRED, Found.TIRES_WITH_EFFORT)
    of_it = [fact for fact in known.facts if fact.found in tired]
    assert [(fact.found, fact.words) for fact in of_it] == [(title, each) for each in words]


def test_a_factor_that_nobody_chose_is_said_to_be_suggested():
    known = grounds(
        values=[*DROP, value("cpd", "R", "11.6", state="end_of_run")],
        seen=CALM,
        findings={"factors": [], "suggested_factors": ["fatigue"]},
    )

    assert "The factor “tires with effort” is suggested." in [each.words for each in known.facts]


@pytest.mark.parametrize(("state", "is_at_the_end"), [("fresh", False), ("end_of_run", True)])
def test_a_weakness_says_whether_only_the_end_of_the_run_shows_it(state, is_at_the_end):
    tests = [force("L", "200", state=state), force("R", "150", state=state)]
    [weaker] = [fact for fact in grounds(tests=tests).facts if fact.found == Found.WEAKER_SIDE]

    assert (weaker.sides, weaker.is_at_the_end) == (("R",), is_at_the_end)


def test_a_drop_without_a_factor_asks_for_one():
    assert grounds(values=DROP, seen=CALM, findings={"factors": ["other"]}).hint == NO_FACTOR
    assert grounds(seen=CALM, findings={"factors": ["other"]}).hint == ""


@pytest.mark.parametrize(
    ("recorded", "rows"),
    [
        (
            {"values": [value("fppa_sls", "L", "19", state="none")]},
            {(Found.COLLAPSE_IN_SQUAT, ("L",))},
        ),
        ({"values": [value("fppa_sls", "L", "-14", state="none")]}, set()),
        ({"seen": {("knee_window", "R"): "closed"}}, {(Found.COLLAPSE_IN_RUNNING, ("R",))}),
        ({"seen": {("crossover", "L"): "yes"}}, {(Found.CROSSOVER, ("L",))}),
        ({"seen": {("trunk_lean", "L"): "mild"}}, {(Found.TRUNK_LEAN, ("L",))}),
        ({"tests": [trendelenburg("R", 12)]}, {(Found.TRENDELENBURG, ("R",))}),
        ({"tests": [trendelenburg("R", 30)]}, set()),
        ({"tests": [force("L", "200"), force("R", "150")]}, {(Found.WEAKER_SIDE, ("R",))}),
        (
            {"values": [value("cadence_spm", "", "160", n_steps=20)]},
            {(Found.EXTENDED_OR_LOW, ())},
        ),
        (
            {"end": {"pain_locations": ["anterior_knee_L", "calf_R"]}},
            {(Found.KNEECAP_PAIN, ("L",))},
        ),
    ],
)
def test_each_finding_outside_its_range_is_its_row(recorded, rows):
    assert found(**{"seen": CALM, **recorded}) == rows


def test_pain_at_the_calf_asks_for_a_gentle_change_of_the_measured_step_rate():
    known = grounds(
        seen=CALM,
        values=[value("cadence_spm", "", "169.4", n_steps=20)],
        end={"pain_locations": ["achilles_R"]},
    )

    assert (float(known.own_spm), known.is_gentle, known.sites) == (
        *(169.4, True),
        frozenset({"achilles"}),
    )


def test_what_the_intake_says_is_taken_from_there():
    visit = AppointmentFactory(service=ServiceFactory(intake_form="running"))
    told = runner(pregnancy_or_postpartum="pregnant", conditions="Asthma")
    save_intake(
        appointment=visit,
        answers=VisitQuestionsForm(as_submitted(told), form="running").answers(),
        page=OpenPage(0),
        written_by=uuid4(),
        may_read=True,
        now=timezone.now(),
    )

    known = grounds_for(visit.patient, None)

    assert known.cautions == {Caution.PREGNANCY}
    assert ("Health conditions that we should know of", "Asthma") in known.told
