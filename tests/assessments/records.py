"""Whole assessments for tests of reading: filled through the actions, filmed by rows."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from assessments.actions import OpenPage, Values, fill_section, share_assessment, sign_assessment
from assessments.models import (
    Capture,
    ClinicalTest,
    FollowUpAnswer,
    Frame,
    Landmark,
    Measurement,
    Observation,
    QuestionnaireResponse,
    Step,
    StepValue,
    TargetMeasure,
)
from tests.factories import NINE, AssessmentFactory

SET_UP = {
    "surface": "treadmill",
    "speed_kmh": Decimal("10.5"),
    "incline_pct": Decimal(0),
    "footwear": "usual",
    "shoes": "Harrier Daybreak 3",
}
# Metric, state, side, view, landmarks: of one value.
OF_METRIC = {
    "cpd": ("posterior", "psis"),
    "fppa_run": ("anterior", "asis"),
    "fppa_sls": ("anterior", "asis"),
    "femoral_adduction": ("posterior", "hip_centre"),
    "cadence_spm": ("none", "none"),
    "knee_flexion_ms": ("lateral_R", "trochanter"),
}


def value(metric, side, mean, *, state="fresh", n_steps=8, **changes):
    """Return one measured value that is not stored yet."""
    view, landmark_set = OF_METRIC.get(metric, ("posterior", "none"))
    return Measurement(
        metric=metric,
        side=side,
        state=state,
        mean=Decimal(mean),
        n_steps=n_steps,
        **{
            "view": view,
            "landmark_set": landmark_set,
            "method": "2d_manual",
            "levelled": True,
            **changes,
        },
    )


def force(side, best, **changes):
    """Return one test of hip-abductor strength that is not stored yet."""
    return ClinicalTest(
        **{
            "code": "hip_abd_force_n",
            "side": side,
            "state": "fresh",
            "trials": [Decimal(best)],
            "best": Decimal(best),
            "arm_cm": Decimal(40),
            "mass_kg": Decimal(64),
            "contraction": "break",
            "position": "side_lying",
            **changes,
        }
    )


def score(code, points, answers):
    return QuestionnaireResponse(
        code=code, answers=answers, score=Decimal(points), scorer_version=1
    )


def between(code, answers, activities=()):
    """Return what was answered between visits, not saved yet."""
    return FollowUpAnswer(
        code=code,
        answers=list(answers),
        activities=list(activities),
        score=sum(answers),
        scorer_version=1,
        language="en",
    )


@dataclass
class Recorded:
    """What an assessment is to hold; `seen` are grades by item and side."""

    set_up: dict = field(default_factory=dict)
    seen: dict = field(default_factory=lambda: {("pelvic_drop", "R"): "marked"})
    values: list = field(default_factory=list)
    tests: list = field(default_factory=list)
    scores: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    end: dict = field(default_factory=dict)
    findings: dict = field(default_factory=dict)


# One leg drops, more so at the end of the run; the clinician says that it tires.
DROPPING = Recorded(
    seen={("pelvic_drop", "R"): "marked", ("knee_window", "R"): "closed"},
    values=[
        value("cpd", "L", "4.8"),
        value("cpd", "R", "8.3"),
        value("femoral_adduction", "R", "9.1"),
        value("cpd", "R", "11.6", state="end_of_run"),
        value("fppa_run", "R", "6.8"),
        value("cadence_spm", "", "164", n_steps=24, method="visual"),
    ],
    tests=[force("L", "180"), force("R", "150")],
    scores=[score("lefs", 61, [3] * 19 + [4])],
    targets=[("cpd", "R", "fresh")],
    end={"fatigue_protocol": "to_rpe", "run_minutes": Decimal(25), "nprs_during_max": 3},
    findings={
        "factors": ["fatigue"],
        "factors_note": "#import $x$ *longer* @sets",
        "linked_conditions": ["itb_syndrome"],
    },
)


def record(patient, practitioner, recorded=None, *, days_ago=0, sign=True, share=False):
    """Fill an assessment through the actions; sign and share it when asked to."""
    recorded = recorded or Recorded()
    at = NINE - timedelta(days=days_ago)
    assessment = AssessmentFactory(patient=patient, practitioner=practitioner, performed_at=at)
    by = practitioner.user
    counted = [row for row in recorded.values if row.method in ("visual", "device")]
    clicked = [row for row in recorded.values if row not in counted]
    pages = {
        "set-up": Values(fields=SET_UP | recorded.set_up),
        "by-eye": Values(
            rows=[
                Observation(item=item, side=side, grade=grade)
                for (item, side), grade in recorded.seen.items()
            ]
        ),
        "degrees": Values(rows=clicked),
        "run-end": Values(fields=recorded.end),
        "tests": Values(rows=[*recorded.tests, *counted]),
        "questionnaires": Values(rows=recorded.scores),
        "findings": Values(
            fields=recorded.findings,
            rows=[
                TargetMeasure(rank=rank, metric=metric, side=side, state=state)
                for rank, (metric, side, state) in enumerate(recorded.targets, 1)
            ],
        ),
    }
    for code, values in pages.items():
        fill_section(
            assessment=assessment, code=code, values=values, page=OpenPage(0), by=by, now=at
        )
    assessment.refresh_from_db()
    if sign:
        assessment = sign_assessment(
            assessment=assessment, revision=assessment.revision, by=by, now=at
        )
    if share:
        share_assessment(assessment=assessment, by=by, now=at)
    return assessment


PELVIS_AND_LEG = {
    "stance_pelvis": (560.0, 700.0),
    "swing_pelvis": (480.0, 712.0),
    "hip": (548.0, 760.0),
    "knee": (536.0, 980.0),
    "ankle": (556.0, 1200.0),
}


def film(assessment, *, state="fresh", side="R", steps=1, frames=None, drop="8.1"):
    """Add a capture with measured steps and a kept frame for as many of them as asked."""
    capture = Capture.objects.create(
        assessment=assessment,
        state=state,
        view="posterior",
        landmark_set="psis",
        width_px=1080,
        height_px=1920,
        frame_count=900,
        capture_fps=Decimal(240),
        roll_deg=1.0,
        created_by=assessment.practitioner.user,
    )
    for number in range(steps):
        step = Step.objects.create(
            assessment=assessment,
            capture=capture,
            frame_number=100 + 10 * number,
            time_s=Decimal(number),
            side=side,
            event="midstance",
            point_set="pelvis_leg",
        )
        Landmark.objects.bulk_create(
            Landmark(assessment=assessment, step=step, name=name, x=x, y=y)
            for name, (x, y) in PELVIS_AND_LEG.items()
        )
        StepValue.objects.bulk_create(
            StepValue(
                assessment=assessment,
                step=step,
                metric=metric,
                value=Decimal(found),
                click_sd=Decimal("0.9"),
                method_version=1,
            )
            for metric, found in (("cpd", drop), ("fppa_run", "6.8"))
        )
        if frames is None or number < frames:
            Frame.objects.create(
                assessment=assessment,
                capture=capture,
                number=step.frame_number,
                picture=b"jpeg",
                width_px=1080,
                height_px=1920,
            )
    return capture
