"""Two running assessments of one demo patient, recorded through the actions: all made up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assessments.actions import (
    Page,
    Recording,
    begin_assessment,
    record_assessment,
    share_assessment,
)
from assessments.demo.identity import demo_reference
from assessments.demo.people import CLINICIAN_SLUG
from assessments.models import (
    Footwear,
    LandmarkSet,
    Measurement,
    Method,
    MetricCode,
    Observation,
    ObservationItem,
    RunState,
    Side,
    View,
)
from clinic.models import Patient, Practitioner

PATIENT_KEY = "juniper-hale"
L, R = Side.LEFT, Side.RIGHT


@dataclass(frozen=True)
class DemoRecord:
    """One assessment: pelvic drop fresh and tired, knee in the squat, what was seen."""

    days_ago: int
    drop_fresh: dict[Side, str]
    drop_tired: dict[Side, str]
    knee_run: dict[Side, str]
    knee_squat: dict[Side, str]
    seen: dict[ObservationItem, dict[Side, str]]
    notes: str
    is_shared: bool = True


RECORDS = (
    DemoRecord(
        days_ago=56,
        drop_fresh={L: "5.4", R: "8.3"},
        drop_tired={L: "6.1", R: "11.6"},
        knee_run={L: "3.2", R: "6.8"},
        knee_squat={L: "9.1", R: "14.7"},
        seen={
            ObservationItem.PELVIC_DROP: {L: "mild", R: "marked"},
            ObservationItem.KNEE_VALGUS: {L: "typical", R: "mild"},
            ObservationItem.KNEE_WINDOW: {L: "open", R: "reduced"},
            ObservationItem.SLS_GRADE: {L: "good", R: "fair"},
        },
        notes="Right hip feels heavy after half an hour. Wants to run the half in spring.",
    ),
    DemoRecord(
        days_ago=6,
        drop_fresh={L: "4.8", R: "5.2"},
        drop_tired={L: "5.3", R: "7.4"},
        knee_run={L: "2.9", R: "4.4"},
        knee_squat={L: "8.0", R: "10.9"},
        seen={
            ObservationItem.PELVIC_DROP: {L: "typical", R: "mild"},
            ObservationItem.KNEE_VALGUS: {L: "typical", R: "typical"},
            ObservationItem.KNEE_WINDOW: {L: "open", R: "open"},
            ObservationItem.SLS_GRADE: {L: "good", R: "good"},
        },
        notes="Quicker, lighter steps since the last visit. Same shoes and speed as then.",
    ),
)


def add_records(*, now: datetime) -> None:
    """Record the demo patient's assessments."""
    patient = Patient.objects.get(reference=demo_reference("patient", PATIENT_KEY))
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    for record in RECORDS:
        performed_at = now - timedelta(days=record.days_ago)
        draft = begin_assessment(
            patient=patient, practitioner=practitioner, appointment=None, now=performed_at
        )
        assessment = record_assessment(
            assessment=draft,
            recording=_recording(record, performed_at),
            page=Page(draft.revision),
            now=performed_at,
        )
        if record.is_shared:
            share_assessment(
                assessment=assessment,
                revision=assessment.revision,
                by=practitioner.user,
                now=now,
            )


def _recording(record, performed_at):
    angles = [
        (MetricCode.CPD, RunState.FRESH, record.drop_fresh, View.POSTERIOR, LandmarkSet.PSIS),
        (MetricCode.CPD, RunState.END_OF_RUN, record.drop_tired, View.POSTERIOR, LandmarkSet.PSIS),
        (MetricCode.FPPA_RUN, RunState.FRESH, record.knee_run, View.ANTERIOR, LandmarkSet.ASIS),
        (MetricCode.FPPA_SLS, RunState.NONE, record.knee_squat, View.ANTERIOR, LandmarkSet.ASIS),
    ]
    return Recording(
        fields={
            "performed_at": performed_at,
            "speed_kmh": Decimal("10.5"),
            "incline_pct": Decimal(0),
            "run_minutes": Decimal(25),
            "footwear": Footwear.USUAL,
            "shoes": "Harrier Daybreak 3",
            "notes": record.notes,
        },
        measurements=[
            Measurement(
                metric=metric,
                state=state,
                side=side,
                mean_deg=Decimal(mean),
                sd_deg=Decimal("1.1"),
                n_steps=3 if metric == MetricCode.FPPA_SLS else 8,
                view=view,
                landmark_set=landmarks,
                method=Method.MANUAL_2D,
                levelled=True,
            )
            for metric, state, means, view, landmarks in angles
            for side, mean in means.items()
        ],
        observations=[
            Observation(item=item, side=side, grade=grade)
            for item, grades in record.seen.items()
            for side, grade in grades.items()
        ],
    )
