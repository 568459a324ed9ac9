"""The page of the findings: read, said otherwise with a reason, factors and targets chosen."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import OpenPage, Override, Values, fill_section
from assessments.forms.findings import FindingsForm
from assessments.models import ClinicalTest, Observation, RuleSetting, Section, TargetMeasure
from clinic.models import AccessEvent
from tests.assessments.records import SET_UP, value
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
DROP_R = "cpd_fresh_R"


@pytest.fixture
def clinician(client):
    clinician = ClinicianFactory()
    client.force_login(clinician)
    return clinician


@pytest.fixture
def assessment(clinician):
    visit = AppointmentFactory(practitioner=PractitionerFactory(user=clinician))
    assessment = AssessmentFactory(
        **SET_UP,
        patient=visit.patient,
        practitioner=visit.practitioner,
        appointment=visit,
        performed_at=visit.starts_at,
    )
    fill(assessment, "by-eye", clinician, Observation(item="pelvic_drop", side="R", grade="mild"))
    measure(assessment, clinician, drop("4.2", "L"), drop())
    return assessment


def drop(mean="8.3", side="R", **changes):
    return value("cpd", side, mean, mdc=Decimal("2.8"), **changes)


def fill(assessment, code, by, *rows, **values):
    section = Section.objects.filter(assessment=assessment, code=code).first()
    return fill_section(
        assessment=assessment,
        code=code,
        values=Values(rows=list(rows), **values),
        page=OpenPage(section.revision if section else 0),
        by=by,
        now=NINE,
    )


def measure(assessment, by, *rows):
    fill(assessment, "degrees", by, *rows)


def url_of(assessment):
    return reverse("assessments:section", args=[assessment.reference, "findings"])


def sent(assessment, **changes):
    """Return what the page posts as it stands, with changes."""
    section = Section.objects.filter(assessment=assessment, code="findings").first()
    form = FindingsForm(assessment=type(assessment).objects.get(pk=assessment.pk))
    hidden = {"revision": section.revision if section else 0, "page": uuid4(), "dropped": ""}
    return hidden | form.texts() | changes


def drop_of(assessment, side="R"):
    return assessment.findings.get(about="cpd", side=side, state="fresh")


def test_each_finding_is_shown_with_error_grade_rule_and_source(client, assessment):
    answer = client.get(url_of(assessment))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "8.3°\u00a0±\u00a02.8°" in page
    assert "Pelvic drop, typical up to 5.0°" in page
    assert "A teaching figure of one clinic (verified there); there is no consensus." in page
    assert "A difference of 4.1° between the sides." in page
    assert "not a validated classifier" in page
    assert AccessEvent.objects.filter(user=answer.wsgi_request.user).count() == 1


def test_another_grade_is_kept_with_its_reason_beside_the_rules(client, assessment, clinician):
    typed = {f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "One step was off the belt."}

    answer = client.post(url_of(assessment), sent(assessment, **typed))

    finding = drop_of(assessment)
    assert answer.status_code == 302
    assert (finding.grade, finding.override, finding.override_reason, finding.override_by) == (
        "marked",
        "mild",
        "One step was off the belt.",
        clinician,
    )


def test_a_grade_that_is_taken_away_leaves_the_rules(client, assessment, clinician):
    said = Override(finding=drop_of(assessment).pk, grade="mild", reason="Belt.")
    fill(assessment, "findings", clinician, overrides=[said])

    client.post(
        url_of(assessment),
        sent(assessment) | {f"override_{DROP_R}": "", f"reason_{DROP_R}": ""},
    )

    finding = drop_of(assessment)
    assert (finding.override, finding.override_reason, finding.override_by) == ("", "", None)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({f"override_{DROP_R}": "mild"}, "Say why"),
        ({f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "  \t "}, "Say why"),
        ({f"reason_{DROP_R}": "Belt."}, "Choose your grade"),
        ({f"override_{DROP_R}": "severe", f"reason_{DROP_R}": "Belt."}, "not one of the available"),
        ({f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "x" * 501}, "at most 500"),
        ({f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "a\x00b"}, "Null characters"),
        (
            {f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "Kept.", f"as_{DROP_R}": ""},
            "changed",
        ),
        ({f"override_{DROP_R}": "mild", f"reason_{DROP_R}": "B.", f"as_{DROP_R}": "9"}, "changed"),
        ({"factors": ["bad luck"]}, "not one of the available"),
        ({"linked_conditions": ["hernia"]}, "not one of the available"),
        ({"factors_note": "x" * 2001}, "at most 2000"),
        ({"target_1": "cpd|R|tomorrow"}, "not one of the available"),
        ({"target_1": "cpd|R|fresh", "target_3": "cpd|R|fresh"}, "chosen already"),
        ({"override_cpd_fresh_X": "mild"}, "not recorded any more"),
    ],
)
def test_what_does_not_fit_is_refused_beside_it_with_all_that_was_typed(
    client, assessment, typed, message
):
    note = {"factors_note": "A thought."} | typed

    answer = client.post(url_of(assessment), sent(assessment, **note))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert note["factors_note"] in page
    assert drop_of(assessment).override == ""
    assert list(TargetMeasure.objects.all()) == []


def test_a_value_that_changed_behind_an_open_page_asks_to_be_looked_at_and_is_then_taken(
    client, assessment, clinician
):
    typed = sent(assessment, **{f"override_{DROP_R}": "typical", f"reason_{DROP_R}": "Belt."})
    measure(assessment, clinician, drop("6.1"))

    refused = client.post(url_of(assessment), typed)
    again = typed | {f"as_{DROP_R}": str(drop_of(assessment).pk)}
    taken = client.post(url_of(assessment), again)

    assert refused.status_code == 422
    assert f'name="as_{DROP_R}" value="{drop_of(assessment).pk}"' in refused.content.decode()
    assert "Belt." in refused.content.decode()
    assert taken.status_code == 302
    assert drop_of(assessment).override == "typical"


def test_an_override_whose_value_changed_is_told_on_the_page_until_it_is_saved(
    client, assessment, clinician
):
    said = Override(finding=drop_of(assessment).pk, grade="mild", reason="Belt.")
    fill(assessment, "findings", clinician, overrides=[said])
    measure(assessment, clinician, drop("6.1"))
    told = "you said “mild” of 8.3° (Belt.). It is 6.1° now"

    before = client.get(url_of(assessment)).content.decode()
    client.post(url_of(assessment), sent(assessment))
    after = client.get(url_of(assessment)).content.decode()

    assert (told in before, told in after) == (True, False)
    assert drop_of(assessment).override == ""


def test_factors_and_targets_are_kept_beside_what_was_suggested(client, assessment):
    chosen = {
        "factors": ["technique", "other"],
        "factors_note": "Loves short strides.",
        "linked_conditions": ["low_back_pain", "itb_syndrome"],
        "target_1": "",
        "target_2": "cpd|R|fresh",
        "target_3": "cpd|L|fresh",
    }

    answer = client.post(url_of(assessment), sent(assessment, **chosen))

    assessment.refresh_from_db()
    targets = TargetMeasure.objects.values_list("rank", "metric", "side", "state")
    assert answer.status_code == 302
    assert (assessment.factors, assessment.suggested_factors, assessment.factors_note) == (
        ["technique", "other"],
        [],
        "Loves short strides.",
    )
    assert assessment.linked_conditions == ["low_back_pain", "itb_syndrome"]
    assert list(targets) == [(1, "cpd", "R", "fresh"), (2, "cpd", "L", "fresh")]


def test_only_what_has_a_published_error_can_be_a_target(client, assessment, clinician):
    measure(assessment, clinician, drop(), value("rearfoot_to_vertical", "R", "4"))

    page = client.get(url_of(assessment)).content.decode()

    assert 'value="cpd|R|fresh"' in page
    assert 'value="rearfoot_to_vertical|R|fresh"' not in page


def test_what_is_never_graded_and_what_was_seen_take_no_other_grade(client, assessment, clinician):
    measure(assessment, clinician, value("fppa_run", "R", "7"))

    page = client.get(url_of(assessment)).content.decode()

    assert "override_fppa_run" not in page
    assert "override_pelvic_drop" not in page
    assert "it did not track the knee in 3D" in page


def test_the_page_saved_as_it_stands_changes_nothing(client, assessment, clinician):
    said = Override(finding=drop_of(assessment).pk, grade="mild", reason="Belt.")
    fill(
        assessment,
        "findings",
        clinician,
        TargetMeasure(rank=1, metric="cpd", side="R", state="fresh"),
        overrides=[said],
        fields={
            "factors": ["fatigue"],
            "factors_note": "Tires.",
            "linked_conditions": ["foot_injury"],
        },
    )
    before = state_of(assessment)

    answer = client.post(url_of(assessment), sent(assessment))

    assert answer.status_code == 302
    assert state_of(assessment) == before


def state_of(assessment):
    assessment.refresh_from_db()
    return (
        list(assessment.findings.values()),
        list(assessment.target_measures.values_list("rank", "metric", "side", "state")),
        (assessment.factors, assessment.factors_note, assessment.linked_conditions),
    )


def test_a_threshold_that_is_changed_shows_the_old_limit_beside_the_old_grade(client, assessment):
    RuleSetting.objects.create(code="g1_typical_max_deg", value=Decimal(9))

    client.post(url_of(assessment), sent(assessment))

    page = client.get(url_of(assessment)).content.decode()
    assert drop_of(assessment).grade == "marked"
    assert "Pelvic drop, typical up to 5.0°" in page


def test_a_hold_that_one_leg_gives_up_sooner_is_told_as_that_alone(client, assessment, clinician):
    holds = [held("L", 75), held("R", 62)]
    fill(assessment, "tests", clinician, *holds)

    page = client.get(url_of(assessment)).content.decode()

    assert re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*<strong>(.*?)</strong>", page) == [
        ("Drops or collapses when fresh", "Yes"),
        ("Strength is low", "Not assessed"),
        ("Worse at the end of the run", "Not assessed"),
        ("One leg tires sooner in a hold", "Yes"),
    ]
    assert ">Held left 75\u00a0s, right 62\u00a0s: 82.7%, mild (G17).</span>" in page
    assert ">Tires with effort</strong>" in page
    assert "“one leg tires sooner in a hold”" in page
    assert "Side-lying hip-abduction hold, shorter side of longer" in page
    assert "during the run" not in page.lower()


def held(side, seconds):
    return ClinicalTest(
        code="hip_abd_endurance_s",
        side=side,
        state="none",
        trials=[Decimal(seconds)],
        best=Decimal(seconds),
    )


def test_the_page_asks_as_often_for_many_findings_as_for_two(client, assessment, clinician):
    few = queries_of(client, assessment)
    rows = [
        value(metric, side, "5", mdc=Decimal("2.8"), state=state)
        for metric in ("cpd", "hip_adduction", "femoral_adduction")
        for side in "LR"
        for state in ("fresh", "end_of_run")
    ]
    measure(assessment, clinician, *rows)

    assert queries_of(client, assessment) == few


def queries_of(client, assessment):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url_of(assessment)).status_code == 200
    return len(queries)
