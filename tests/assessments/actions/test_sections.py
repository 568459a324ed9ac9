"""Each page of the flow: kept as typed, stored once it is sound, never over another unseen."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from assessments import flow
from assessments.actions import (
    OpenPage,
    Values,
    begin_assessment,
    discard_assessment,
    fill_section,
    keep_typed,
)
from assessments.exceptions import AssessmentChanged, AssessmentClosed, NoPractitioner
from assessments.models import (
    Assessment,
    ClinicalTest,
    Measurement,
    Observation,
    RuleSetting,
    Section,
)
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
)

pytestmark = pytest.mark.django_db
SOON = NINE + timedelta(hours=1)


def measured(**changes):
    return Measurement(
        **{
            "metric": "cpd",
            "side": "R",
            "state": "fresh",
            "mean": Decimal("8.3"),
            "sd": Decimal("1.1"),
            "n_steps": 8,
            "view": "posterior",
            "landmark_set": "psis",
            "method": "2d_manual",
            "levelled": True,
            **changes,
        }
    )


def set_up():
    """Return an assessment whose running angles may be judged."""
    return AssessmentFactory(surface="treadmill", speed_kmh=11, incline_pct=0, footwear="usual")


def fill(assessment, code, *rows, page=None, **fields):
    return fill_section(
        assessment=assessment,
        code=code,
        values=Values(fields=fields, rows=list(rows)),
        page=page or OpenPage(revision_of(assessment, code)),
        by=ClinicianFactory(),
        now=NINE,
    )


def keep(assessment, code, typed, page):
    return keep_typed(
        assessment=assessment,
        code=code,
        read=lambda _: typed,
        page=page,
        by=ClinicianFactory(),
        now=NINE,
    )


def revision_of(assessment, code):
    found = Section.objects.filter(assessment=assessment, code=code).first()
    return found.revision if found else 0


def findings(assessment):
    return [(row.rule, row.about, row.side, row.grade) for row in assessment.findings.all()]


# --- Begun, and put away --------------------------------------------------------------------------


def test_begin_assessment_takes_up_the_empty_one_of_the_same_visit():
    visit = AppointmentFactory()
    wanted = {
        "patient": visit.patient,
        "practitioner": visit.practitioner,
        "appointment": visit,
        "now": SOON,
    }

    first, again = begin_assessment(**wanted), begin_assessment(**wanted)
    quick = begin_assessment(**wanted, is_quick=True)

    assert (first, first.performed_at) == (again, visit.starts_at)
    assert (quick == first, quick.is_quick) == (False, True)


def test_begin_assessment_opens_another_once_something_was_typed():
    wanted = {
        "patient": PatientFactory(),
        "practitioner": PractitionerFactory(),
        "appointment": None,
        "now": SOON,
    }
    first = begin_assessment(**wanted)
    keep(first, "set-up", {"notes": "Hip"}, OpenPage(0, uuid4()))

    assert begin_assessment(**wanted) != first


def test_begin_assessment_needs_a_practitioner():
    with pytest.raises(NoPractitioner):
        begin_assessment(patient=PatientFactory(), practitioner=None, appointment=None, now=NINE)


def test_discard_assessment_keeps_the_row_and_takes_no_more():
    assessment, clinician = AssessmentFactory(), ClinicianFactory()

    discard_assessment(assessment=assessment, by=clinician, now=NINE)

    stored = Assessment.objects.get()
    assert (stored.status, stored.discarded_by) == ("discarded", clinician)
    with pytest.raises(AssessmentClosed):
        fill(assessment, "by-eye")
    with pytest.raises(AssessmentClosed):
        discard_assessment(assessment=assessment, by=clinician, now=NINE)


# --- Kept as typed, and stored --------------------------------------------------------------------


def test_keep_typed_keeps_what_was_typed_right_or_wrong():
    assessment = AssessmentFactory()

    keep(assessment, "degrees", {"cpd_fresh_L": "5,2"}, OpenPage(0))

    section = assessment.sections.get()
    assert (section.typed, section.revision, section.filled_at) == ({"cpd_fresh_L": "5,2"}, 1, None)


def test_a_second_page_never_overwrites_a_newer_one():
    assessment = AssessmentFactory()
    keep(assessment, "set-up", {"notes": "newer"}, OpenPage(0, uuid4()))

    with pytest.raises(AssessmentChanged):
        keep(assessment, "set-up", {"notes": "older"}, OpenPage(0, uuid4()))
    with pytest.raises(AssessmentChanged):
        fill(assessment, "set-up", page=OpenPage(0, uuid4()), notes="older")

    assessment.refresh_from_db()
    assert (assessment.sections.get().typed, assessment.notes) == ({"notes": "newer"}, "")


def test_two_people_on_different_pages_are_not_in_each_others_way():
    assessment = AssessmentFactory()

    fill(assessment, "set-up", page=OpenPage(0, uuid4()), notes="Treadmill two")
    fill(assessment, "run-end", page=OpenPage(0, uuid4()), nprs_after=3)

    assessment.refresh_from_db()
    assert (assessment.notes, assessment.nprs_after, assessment.revision) == ("Treadmill two", 3, 2)


def test_a_page_that_saves_while_somebody_types_is_not_in_its_own_way():
    assessment, page = AssessmentFactory(), OpenPage(0, uuid4())
    keep(assessment, "set-up", {"notes": "a"}, page)
    keep(assessment, "set-up", {"notes": "ab"}, page)

    section = fill(assessment, "set-up", page=page, notes="ab")

    assert (section.typed, section.revision, section.filled_at) == ({}, 3, NINE)


def test_fill_section_stores_values_and_the_verdicts_of_the_day():
    assessment = set_up()

    fill(assessment, "by-eye", Observation(item="sls_grade", side="R", grade="fair"))
    fill(assessment, "degrees", measured(), measured(side="L", mean=Decimal("5.0"), n_steps=2))

    assert findings(assessment) == [
        ("G1", "cpd", "L", ""),
        ("G1", "cpd", "R", "marked"),
        ("G14", "sls_grade", "R", "mild"),
    ]


def test_by_eye_says_once_who_saw_the_runner_first():
    assessment, first = AssessmentFactory(), ClinicianFactory()
    saves = {"assessment": assessment, "code": "by-eye", "values": Values()}
    fill_section(**saves, page=OpenPage(0), by=first, now=NINE)

    fill_section(**saves, page=OpenPage(1), by=ClinicianFactory(), now=SOON)

    assessment.refresh_from_db()
    assert (assessment.seen_at, assessment.seen_by) == (NINE, first)


def test_changing_the_clinics_limits_rewrites_no_finding():
    assessment, later = set_up(), set_up()
    fill(assessment, "degrees", measured())

    RuleSetting.objects.create(code="g1_typical_max_deg", value=Decimal("9.0"))
    fill(assessment, "set-up", notes="another page is stored")
    fill(later, "degrees", measured())

    assert findings(assessment) == [("G1", "cpd", "R", "marked")]
    assert findings(later) == [("G1", "cpd", "R", "typical")]


def test_filling_a_page_again_replaces_its_values_and_keeps_their_history():
    assessment = set_up()
    fill(assessment, "degrees", measured())

    fill(assessment, "degrees", measured(mean=Decimal("4.0")))

    assert findings(assessment) == [("G1", "cpd", "R", "typical")]
    history = Measurement.pgh_event_model.objects.order_by("pgh_id")
    assert list(history.values_list("pgh_label", "mean")) == [
        ("insert", Decimal("8.300")),
        ("delete", Decimal("8.300")),
        ("insert", Decimal("4.000")),
    ]


def test_a_page_replaces_only_the_rows_that_are_its_own():
    assessment = AssessmentFactory()
    on_frames = measured(assessment=assessment, side="L", from_frames=True, method_version=1)
    on_frames.save()
    force = {"code": "hip_abd_force_n", "side": "L", "state": "fresh", "trials": [90], "best": 90}
    fill(assessment, "tests", ClinicalTest(**force))

    fill(assessment, "degrees", measured())
    fill(assessment, "degrees")

    assert list(assessment.measurements.all()) == [on_frames]
    assert assessment.clinical_tests.count() == 1


def test_typed_degrees_never_stand_beside_the_same_ones_measured_on_frames():
    assessment = AssessmentFactory()
    measured(assessment=assessment, from_frames=True, method_version=1).save()

    with pytest.raises(AssessmentChanged):
        fill(assessment, "degrees", measured(mean=Decimal("1.0")))

    assert assessment.measurements.get().mean == Decimal("8.3")


# --- The way through ------------------------------------------------------------------------------


def test_the_flow_goes_on_at_the_first_page_that_is_not_stored():
    assessment = AssessmentFactory()
    fill(assessment, "set-up")
    keep(assessment, "by-eye", {"pelvic_drop_L": "mild"}, OpenPage(0))

    states = {page.code: page.state for page in flow.rail(assessment, "by-eye").pages}

    stored = {"safety": "stored", "set-up": "stored", "by-eye": "typed"}
    assert states == dict.fromkeys(flow.FULL, "to_do") | stored
    assert flow.first_to_do(assessment) == "by-eye"


@pytest.mark.parametrize("is_quick", [True, False])
def test_every_way_begins_with_the_safety_questions(is_quick):
    assessment = AssessmentFactory(is_quick=is_quick, safety=False)

    assert flow.rail(assessment).pages[0].state == "to_do"
    assert flow.first_to_do(assessment) == "safety"


def test_the_quick_way_is_safety_by_eye_findings_and_a_signature():
    assessment = AssessmentFactory(is_quick=True)

    codes = [page.code for page in flow.rail(assessment).pages]
    assert codes == ["safety", "by-eye", "findings", "sign"]
    assert flow.after(assessment, "by-eye") == "findings"


def test_typed_degrees_lie_beside_the_way():
    assessment = AssessmentFactory()

    assert [
        flow.after(assessment, code) for code in ("measure", "degrees", "findings", "sign")
    ] == [
        "run-end",
        "run-end",
        "sign",
        "sign",
    ]


def test_no_degrees_are_shown_before_the_runner_was_seen():
    seen = AssessmentFactory(seen_at=NINE, seen_by=ClinicianFactory())
    former = AssessmentFactory(status="recorded", recorded_at=NINE)

    assert [flow.may_show_degrees(each) for each in (AssessmentFactory(), seen, former)] == [
        False,
        True,
        True,
    ]


def test_the_last_set_up_is_of_the_same_patient_kept_and_earlier():
    now, patient = NINE, PatientFactory()
    days = [
        AssessmentFactory(patient=patient, performed_at=now - timedelta(days=ago))
        for ago in (9, 5, 3)
    ]
    for each in days:
        fill(each, "set-up", speed_kmh=Decimal("10.5"))
    fill(AssessmentFactory(performed_at=now - timedelta(days=1)), "set-up")
    AssessmentFactory(patient=patient, performed_at=now - timedelta(days=2))
    discard_assessment(assessment=days[2], by=ClinicianFactory(), now=now)

    assert flow.last_before(AssessmentFactory(patient=patient, performed_at=now)) == days[1]


def test_the_last_set_up_is_found_in_whichever_file_of_the_person():
    kept = PatientFactory()
    joined = PatientFactory(merged_into=kept)
    earlier = AssessmentFactory(patient=kept, performed_at=NINE - timedelta(days=9))
    fill(earlier, "set-up", speed_kmh=Decimal("10.5"))

    assert flow.last_before(AssessmentFactory(patient=joined, performed_at=NINE)) == earlier


# --- What the database refuses --------------------------------------------------------------------

IMPOSSIBLE = {
    "above the metric's range": {"mean": Decimal("25.1")},
    "below the metric's range": {"mean": Decimal("-20.1")},
    "no steps": {"n_steps": 0},
    "a spread of one step": {"n_steps": 1},
    "a negative spread": {"sd": Decimal("-0.1")},
    "an unknown metric": {"metric": "hip"},
    "an unknown side": {"side": "X"},
    "a squat in a run": {"metric": "fppa_sls"},
    "a run without a state": {"state": "none"},
    "PSIS from the front": {"view": "anterior"},
    "ASIS from behind": {"landmark_set": "asis"},
}


RATE = {"metric": "cadence_spm", "side": "", "mean": Decimal(172), "sd": None, "n_steps": None}
OF_A_DEVICE = RATE | {"method": "device", "view": "none", "landmark_set": "none"}
IMPOSSIBLE |= {
    "an angle without a count": {"n_steps": None, "sd": None},
    "a spread without a count": OF_A_DEVICE | {"sd": Decimal(1)},
    "a counted rate without its count": OF_A_DEVICE | {"method": "visual"},
    "an angle of a device without a count": {"n_steps": None, "sd": None, "method": "device"},
    "a rate from frames without a count": OF_A_DEVICE | {"from_frames": True, "method_version": 1},
}


def test_a_devices_step_rate_needs_no_count():
    measured(assessment=AssessmentFactory(), **OF_A_DEVICE).save()

    assert Measurement.objects.get().n_steps is None


@pytest.mark.parametrize("changes", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_database_refuses_what_no_body_shows(changes):
    row = measured(assessment=AssessmentFactory(), **changes)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("item", "side", "grade"),
    [
        ("knee_window", "L", "mild"),
        ("sls_grade", "L", "marked"),
        ("pelvic_drop", "L", "open"),
        ("pelvic_drop", "", "mild"),
        ("vertical_bounce", "L", "mild"),
    ],
)
def test_the_database_refuses_a_grade_of_another_kind_or_side(item, side, grade):
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(
            assessment=AssessmentFactory(), item=item, side=side, grade=grade
        )


def test_a_practitioner_with_records_is_not_deleted():
    assessment = AssessmentFactory(practitioner=PractitionerFactory())

    with pytest.raises(Exception, match="protected"):
        assessment.practitioner.delete()
