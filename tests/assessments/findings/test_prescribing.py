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
        (["fatigue"], {(Found.DROP_WHEN_TIRED, ())}),
        (["other"], set()),
    ],
)
def test_a_drop_is_what_the_clinician_says_is_behind_it(factors, rows):
    assert found(values=DROP, seen=CALM, findings={"factors": factors}) == rows


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
