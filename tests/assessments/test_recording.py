"""A draft is kept as typed, recording makes rows and verdicts, and no page overwrites unseen."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from assessments.actions import (
    Page,
    Recording,
    begin_assessment,
    record_assessment,
    save_draft,
    share_assessment,
    unshare_assessment,
)
from assessments.exceptions import (
    AlreadyRecorded,
    AssessmentChanged,
    NoPractitioner,
    NotRecorded,
)
from assessments.models import Assessment, GradingLimits, Measurement, Observation
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
)

pytestmark = pytest.mark.django_db


def measured(**changes):
    return Measurement(
        **{
            "metric": "cpd",
            "side": "R",
            "state": "fresh",
            "mean_deg": Decimal("8.3"),
            "sd_deg": Decimal("1.1"),
            "n_steps": 8,
            "view": "posterior",
            "landmark_set": "psis",
            "method": "2d_manual",
            "levelled": True,
            **changes,
        }
    )


def recording(*measurements, observations=()):
    fields = {"performed_at": NINE, "speed_kmh": Decimal("10.5")}
    return Recording(
        fields=fields, measurements=list(measurements), observations=list(observations)
    )


def record(assessment, *measurements, page=None, **others):
    return record_assessment(
        assessment=assessment,
        recording=recording(*measurements, **others),
        page=page or Page(assessment.revision),
        now=NINE,
    )


def findings(assessment):
    return [
        (row.rule, row.rule_version, row.about, row.side, row.grade)
        for row in assessment.findings.all()
    ]


def test_begin_assessment_takes_up_the_empty_draft_of_the_same_visit():
    visit = AppointmentFactory()
    wanted = {
        "patient": visit.patient,
        "practitioner": visit.practitioner,
        "appointment": visit,
        "now": NINE + timedelta(hours=1),
    }

    first, again = begin_assessment(**wanted), begin_assessment(**wanted)

    assert (first, first.performed_at) == (again, visit.starts_at)


def test_begin_assessment_needs_a_practitioner():
    with pytest.raises(NoPractitioner):
        begin_assessment(patient=PatientFactory(), practitioner=None, appointment=None, now=NINE)


def test_save_draft_keeps_what_was_typed_right_or_wrong():
    draft = AssessmentFactory()

    save_draft(assessment=draft, typed={"cpd_fresh_L": "5,2"}, page=Page(0))

    draft.refresh_from_db()
    assert (draft.typed, draft.revision, draft.status) == ({"cpd_fresh_L": "5,2"}, 1, "draft")


def test_a_second_page_never_overwrites_a_newer_draft():
    draft = AssessmentFactory()
    save_draft(assessment=draft, typed={"notes": "newer"}, page=Page(0, uuid4()))

    with pytest.raises(AssessmentChanged):
        save_draft(assessment=draft, typed={"notes": "older"}, page=Page(0, uuid4()))
    with pytest.raises(AssessmentChanged):
        record(draft, measured(), page=Page(0, uuid4()))

    draft.refresh_from_db()
    assert (draft.typed, draft.status) == ({"notes": "newer"}, "draft")


def test_a_page_that_saves_while_somebody_types_is_not_in_its_own_way():
    draft, page = AssessmentFactory(), Page(0, uuid4())
    save_draft(assessment=draft, typed={"notes": "a"}, page=page)
    save_draft(assessment=draft, typed={"notes": "ab"}, page=page)

    recorded = record(draft, measured(), page=page)

    assert (recorded.status, recorded.typed, recorded.revision) == ("recorded", {}, 3)


def test_record_assessment_stores_values_and_the_verdicts_of_the_day():
    assessment = record(
        AssessmentFactory(),
        measured(),
        measured(side="L", mean_deg=Decimal("5.0"), n_steps=2),
        observations=[Observation(item="sls_grade", side="R", grade="fair")],
    )

    assert findings(assessment) == [
        ("G1", 1, "cpd", "L", ""),
        ("G1", 1, "cpd", "R", "marked"),
        ("G14", 1, "sls_grade", "R", "mild"),
    ]
    assert assessment.findings.get(about="cpd", side="R").limits == {
        "typical_max_deg": "5.0",
        "marked_above_deg": "7.8",
    }


def test_changing_the_clinics_limits_rewrites_no_finding():
    assessment = record(AssessmentFactory(), measured())
    GradingLimits.objects.create(cpd_typical_max_deg=Decimal("9.0"))

    assert findings(assessment) == [("G1", 1, "cpd", "R", "marked")]
    later = record(AssessmentFactory(), measured())
    assert findings(later) == [("G1", 1, "cpd", "R", "typical")]


def test_recording_again_replaces_the_values_and_keeps_their_history():
    assessment = record(AssessmentFactory(), measured())

    again = record(assessment, measured(mean_deg=Decimal("4.0")))

    assert findings(again) == [("G1", 1, "cpd", "R", "typical")]
    history = Measurement.pgh_event_model.objects.order_by("pgh_id")
    assert list(history.values_list("pgh_label", "mean_deg")) == [
        ("insert", Decimal("8.300")),
        ("delete", Decimal("8.300")),
        ("insert", Decimal("4.000")),
    ]


def test_a_recorded_assessment_is_no_draft_any_more():
    assessment = record(AssessmentFactory(), measured())

    with pytest.raises(AlreadyRecorded):
        save_draft(assessment=assessment, typed={}, page=Page(assessment.revision))


def test_only_what_is_recorded_can_be_shared_and_taken_back():
    draft, clinician = AssessmentFactory(), ClinicianFactory()
    with pytest.raises(NotRecorded):
        share_assessment(assessment=draft, revision=0, by=clinician, now=NINE)
    recorded = record(draft, measured())
    share = {"assessment": recorded, "by": clinician}
    with pytest.raises(AssessmentChanged):
        share_assessment(**share, revision=0, now=NINE)

    shared = share_assessment(**share, revision=1, now=NINE)
    again = share_assessment(**share, revision=1, now=NINE + timedelta(days=1))

    assert (shared.shared_at, again.shared_at, again.shared_by) == (NINE, NINE, clinician)
    assert list(Assessment.objects.shared()) == [recorded]
    assert unshare_assessment(assessment=recorded).shared_at is None


IMPOSSIBLE = {
    "above the metric's range": {"mean_deg": Decimal("25.1")},
    "below the metric's range": {"mean_deg": Decimal("-20.1")},
    "no steps": {"n_steps": 0},
    "a spread of one step": {"n_steps": 1},
    "a negative spread": {"sd_deg": Decimal("-0.1")},
    "an unknown metric": {"metric": "hip"},
    "an unknown side": {"side": "X"},
    "a squat in a run": {"metric": "fppa_sls"},
    "a run without a state": {"state": "none"},
    "PSIS from the front": {"view": "anterior"},
    "ASIS from behind": {"landmark_set": "asis"},
}


@pytest.mark.parametrize("changes", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_the_database_refuses_what_no_body_shows(changes):
    row = measured(assessment=AssessmentFactory(), **changes)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("item", "grade"), [("knee_window", "mild"), ("sls_grade", "marked"), ("pelvic_drop", "open")]
)
def test_the_database_refuses_a_grade_of_another_kind(item, grade):
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(assessment=AssessmentFactory(), item=item, side="L", grade=grade)


def test_the_database_refuses_a_draft_that_is_shared():
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(shared_at=NINE, shared_by=ClinicianFactory())


def test_a_practitioner_with_records_is_not_deleted():
    assessment = AssessmentFactory(practitioner=PractitionerFactory())

    with pytest.raises(Exception, match="protected"):
        assessment.practitioner.delete()
