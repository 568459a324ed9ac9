"""One row of every table that belongs to an assessment, for tests of what seals it."""

from decimal import Decimal
from uuid import uuid4

from assessments.models import (
    Addendum,
    Capture,
    ClinicalTest,
    ClipFile,
    CoSignature,
    Finding,
    Frame,
    Landmark,
    Measurement,
    Observation,
    QuestionnaireResponse,
    Section,
    Share,
    Step,
    StepValue,
    TargetMeasure,
)
from tests.factories import NINE, ClinicianFactory


def capture_of(assessment, **changes):
    fields = {"state": "fresh", "view": "posterior", "landmark_set": "psis"}
    return Capture.objects.create(
        assessment=assessment,
        width_px=1080,
        height_px=1920,
        created_by=ClinicianFactory(),
        **fields | changes,
    )


def step_of(capture, **changes):
    fields = {"frame_number": 100, "side": "R"}
    return Step.objects.create(
        assessment=capture.assessment,
        capture=capture,
        time_s=Decimal(1),
        event="midstance",
        point_set="pelvis_leg",
        **fields | changes,
    )


def measurement_of(assessment, **changes):
    fields = {"metric": "cpd", "side": "R", "state": "fresh", "mean": Decimal("8.1"), "n_steps": 8}
    return Measurement.objects.create(
        assessment=assessment,
        view="posterior",
        landmark_set="psis",
        method="2d_manual",
        levelled=True,
        **fields | changes,
    )


def clip_of(capture, **changes):
    fields = {"assessment": capture.assessment, "path": f"{uuid4()}.mp4", "sha256": "0" * 64}
    return ClipFile.objects.create(
        capture=capture,
        size_bytes=12,
        kept_by=ClinicianFactory(),
        consent_at=NINE,
        **fields | changes,
    )


def below(assessment) -> dict:
    """Return one new row of each table that is sealed with the assessment, by its model."""
    capture = capture_of(assessment)
    step = step_of(capture)
    of_step = {"assessment": assessment, "step": step}
    rows = [
        capture,
        step,
        Section.objects.create(assessment=assessment, code="set-up"),
        Frame.objects.create(
            assessment=assessment,
            capture=capture,
            number=100,
            picture=b"jpeg",
            width_px=1080,
            height_px=1920,
        ),
        Landmark.objects.create(**of_step, name="knee", x=536.0, y=980.0),
        StepValue.objects.create(**of_step, metric="cpd", value=Decimal(8), method_version=1),
        measurement_of(assessment),
        Observation.objects.create(
            assessment=assessment, item="pelvic_drop", side="R", grade="marked"
        ),
        ClinicalTest.objects.create(
            assessment=assessment,
            code="trendelenburg_s",
            side="R",
            state="none",
            trials=[Decimal(20)],
            best=Decimal(20),
        ),
        QuestionnaireResponse.objects.create(
            assessment=assessment, code="nprs", answers=[3], score=Decimal(3), scorer_version=1
        ),
        Finding.objects.create(
            assessment=assessment,
            rule="G1",
            rule_version=1,
            about="cpd",
            side="R",
            state="fresh",
            grade="marked",
        ),
        TargetMeasure.objects.create(
            assessment=assessment, rank=1, metric="cpd", side="R", state="fresh"
        ),
    ]
    return {type(row): row for row in rows}


def beside(assessment) -> dict:
    """Return one new row of each table that may grow after signing, by its model."""
    by = ClinicianFactory()
    capture = assessment.captures.first() or capture_of(assessment)
    rows = [
        Addendum.objects.create(
            assessment=assessment, text="Seen again.", signed_by=by, submission=uuid4()
        ),
        CoSignature.objects.create(assessment=assessment, signed_by=by),
        Share.objects.create(assessment=assessment, shared_by=by),
        clip_of(capture),
    ]
    return {type(row): row for row in rows}


def seal(assessment):
    """Sign it by a plain update: no action's rule stands in the way."""
    assessment.status, assessment.signed_at = "signed", NINE
    assessment.signed_by = ClinicianFactory()
    assessment.save()
    return assessment
