"""The demo runners' assessments, recorded through the actions as a clinician goes through them.

Three were measured on frames, signed and shared; one is in progress for a visit of today.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from assessments.actions import (
    OpenPage,
    Values,
    begin_assessment,
    fill_section,
    share_assessment,
    sign_assessment,
)
from assessments.actions.judgement import Override
from assessments.judging.thresholds import mdc_of
from assessments.models import (
    Assessment,
    ClinicalTest,
    ClinicalTestCode,
    Contraction,
    FatigueProtocol,
    Footwear,
    LandmarkSet,
    Measurement,
    Method,
    MetricCode,
    Observation,
    ObservationItem,
    PainBehaviour,
    PainContext,
    Position,
    QuestionnaireCode,
    QuestionnaireResponse,
    RuleSetting,
    RunState,
    SectionCode,
    Side,
    Surface,
    TargetMeasure,
    TreadmillExperience,
    View,
)
from assessments.questions.questionnaires import QUESTIONNAIRES, VERSION, score
from bookings.models import Appointment, AppointmentStatus
from clinic.models import Patient, Practitioner
from demo.answers import ask_calmly
from demo.filming import film
from demo.identity import demo_reference
from demo.people import CLINICIAN_SLUG
from demo.recorded import RECORDS, TARGETS, DemoRecord

SHOES = "Harrier Daybreak 3"


def add_records(*, now: datetime) -> None:
    """Record the demo runners' assessments."""
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    for record in RECORDS:
        patient = Patient.objects.get(reference=demo_reference("patient", record.patient))
        at = now - timedelta(days=record.days_ago)
        assessment = _recorded(record, patient, practitioner, at)
        share_assessment(assessment=assessment, by=practitioner.user, now=now)


def _recorded(record: DemoRecord, patient, practitioner, at) -> Assessment:
    """Go through the pages as a clinician does: seen by eye before anything is measured."""
    assessment = begin_assessment(
        patient=patient, practitioner=practitioner, appointment=None, now=at
    )
    by = practitioner.user
    ask_calmly(assessment, by, at)

    def fill(code, values):
        fill_section(
            assessment=assessment, code=code, values=values, page=OpenPage(0), by=by, now=at
        )

    fill(SectionCode.SET_UP, Values(fields=_set_up(record, at)))
    fill(SectionCode.BY_EYE, Values(rows=_seen(record.seen)))
    for each in record.films:
        film(assessment, each, by=by)
    fill(SectionCode.DEGREES, Values(rows=_typed(record)))
    fill(SectionCode.RUN_END, Values(fields=_run_end(record)))
    fill(SectionCode.TESTS, Values(rows=[*_tests(record), _cadence(record)]))
    fill(SectionCode.QUESTIONNAIRES, Values(rows=_responses(record)))
    fill(SectionCode.FINDINGS, _findings(record, assessment))
    assessment.refresh_from_db()
    return sign_assessment(assessment=assessment, revision=assessment.revision, by=by, now=at)


def begin_one(*, now: datetime) -> None:
    """Begin the assessment of the visit that takes place now, or took place last."""
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    visit = (
        Appointment.objects.taking_place()
        .exclude(status=AppointmentStatus.NOSHOW)
        .filter(practitioner=practitioner, starts_at__lte=now)
        .order_by("-starts_at")
        .first()
    )
    if visit is None:
        return
    begun = begin_assessment(
        patient=visit.patient, practitioner=practitioner, appointment=visit, now=now
    )
    ask_calmly(begun, practitioner.user, now)
    for code, values in (
        (SectionCode.SET_UP, Values(fields=_passport(visit.starts_at))),
        (
            SectionCode.BY_EYE,
            Values(rows=_seen({ObservationItem.PELVIC_DROP: {Side.LEFT: "mild"}})),
        ),
    ):
        fill_section(
            assessment=begun,
            code=code,
            values=values,
            page=OpenPage(0),
            by=practitioner.user,
            now=now,
        )


# --- What stands on each page ---------------------------------------------------------------------


def _passport(at):
    return {
        "performed_at": at,
        "surface": Surface.TREADMILL,
        "speed_kmh": Decimal("10.5"),
        "incline_pct": Decimal(0),
        "footwear": Footwear.USUAL,
    }


def _set_up(record, at):
    return {
        **_passport(at),
        "treadmill_experience": TreadmillExperience.REGULAR,
        "shoes": SHOES,
        "camera_height_cm": 105,
        "camera_distance_cm": 320,
        "markers_on_skin": True,
        "notes": record.notes,
        **record.set_up,
    }


def _seen(grades):
    return [
        Observation(item=item, side=side, grade=grade)
        for item, sides in grades.items()
        for side, grade in sides.items()
    ]


def _typed(record):
    """Return what was measured with another program before the visit and typed in."""
    current = RuleSetting.objects.current()
    squats = [
        (MetricCode.FPPA_SLS, RunState.NONE, side, mean, (View.ANTERIOR, LandmarkSet.ASIS))
        for side, mean in record.knee_squat.items()
    ]
    runs = [
        (metric, clip.state, clip.side, mean, (View.POSTERIOR, landmarks))
        for clip in record.typed
        for metric, mean, landmarks in (
            (MetricCode.CPD, clip.drop, LandmarkSet.PSIS),
            (MetricCode.FEMORAL_ADDUCTION, clip.thigh, LandmarkSet.HIP_CENTRE),
            (MetricCode.FPPA_RUN, clip.knee, LandmarkSet.HIP_CENTRE),
        )
    ]
    return [
        Measurement(
            metric=metric,
            state=state,
            side=side,
            mean=Decimal(str(mean)),
            sd=Decimal("1.1"),
            n_steps=3 if metric == MetricCode.FPPA_SLS else 7,
            mdc=mdc_of(metric, current),
            view=view,
            landmark_set=landmarks,
            method=Method.MANUAL_2D,
            levelled=True,
        )
        for metric, state, side, mean, (view, landmarks) in [*squats, *runs]
    ]


def _cadence(record):
    return Measurement(
        metric=MetricCode.CADENCE,
        state=RunState.FRESH,
        mean=Decimal(record.cadence),
        n_steps=40,
        mdc=mdc_of(MetricCode.CADENCE, RuleSetting.objects.current()),
        view=View.NONE,
        landmark_set=LandmarkSet.NONE,
        method=Method.VISUAL,
        levelled=False,
    )


def _run_end(record):
    return {
        "fatigue_protocol": FatigueProtocol.TO_RPE,
        "run_minutes": Decimal(25),
        "run_km": Decimal("4.4"),
        "rpe_end": 7,
        "pain_locations": ["hip_lateral_R"],
        "pain_context": [PainContext.SPORT],
        "pain_behaviour": PainBehaviour.WORSENS,
        **record.pain,
    }


def _tests(record):
    of_force = {
        "code": ClinicalTestCode.ABDUCTOR_FORCE,
        "arm_cm": Decimal(41),
        "mass_kg": Decimal(62),
        "contraction": Contraction.BREAK,
        "position": Position.SIDE_LYING,
        "pain": 0,
    }
    readings = [
        *((of_force, side, RunState.FRESH, trials) for side, trials in record.force.items()),
        *((of_force, side, RunState.END_OF_RUN, (n,)) for side, n in record.force_after.items()),
        *(
            ({"code": ClinicalTestCode.SIDE_BRIDGE, "pain": 0}, side, RunState.FRESH, (seconds,))
            for side, seconds in record.side_bridge.items()
        ),
        *(
            ({"code": ClinicalTestCode.TRENDELENBURG, "pain": 0}, side, RunState.FRESH, ("30",))
            for side in Side
        ),
    ]
    return [
        ClinicalTest(
            side=side,
            state=state,
            trials=[Decimal(trial) for trial in trials],
            best=max(Decimal(trial) for trial in trials),
            **how,
        )
        for how, side, state, trials in readings
    ]


def _responses(record):
    return [
        QuestionnaireResponse(
            code=code,
            answers=answers,
            activities=list(record.activities) if code == QuestionnaireCode.PSFS else [],
            score=score(QUESTIONNAIRES[code], answers),
            scorer_version=VERSION,
        )
        for code, answers in record.answers.items()
    ]


def _findings(record, assessment):
    overrides = []
    if record.override:
        about, grade, reason = record.override
        finding = assessment.findings.get(about=about)
        overrides = [Override(finding=finding.pk, grade=grade, reason=reason)]
    return Values(
        fields={
            "factors": record.factors,
            "suggested_factors": record.factors,
            "factors_note": record.factors_note,
        },
        rows=[
            TargetMeasure(rank=rank, metric=metric, side=record.films[0].side, state=state)
            for rank, (metric, state) in enumerate(TARGETS, 1)
        ],
        overrides=overrides,
    )
