"""The demo patient's running assessments, recorded through the actions: all made up.

Two were measured on frames, signed and shared; one is in progress for a visit of today.
"""

from dataclasses import dataclass, field
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
    Factor,
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
from demo.filming import Film, film
from demo.identity import demo_reference
from demo.people import CLINICIAN_SLUG

PATIENT_KEY = "juniper-hale"
L, R = Side.LEFT, Side.RIGHT
SHOES = "Harrier Daybreak 3"
TARGETS = (
    (MetricCode.CPD, R, RunState.END_OF_RUN),
    (MetricCode.CPD, R, RunState.FRESH),
    (MetricCode.FPPA_SLS, R, RunState.NONE),
)
ACTIVITIES = ("Run for an hour", "Stairs after a long run", "Standing at work")


@dataclass(frozen=True, kw_only=True)
class DemoRecord:
    """One assessment: what was filmed or typed in, tests, answers, what was seen."""

    days_ago: int
    films: tuple[Film, ...]
    typed: tuple[Film, ...]  # what another program measured on the other leg's clips
    knee_squat: dict[Side, str]
    cadence: str
    force: dict[Side, tuple[str, ...]]
    force_after: dict[Side, str]
    side_bridge: dict[Side, str]
    answers: dict[QuestionnaireCode, list[int]]
    seen: dict[ObservationItem, dict[str, str]]
    set_up: dict[str, object]
    pain: dict[str, int]
    factors: list[Factor]
    factors_note: str
    notes: str
    override: tuple[str, str, str] | None = field(default=None)  # about, grade, reason


RECORDS = (
    DemoRecord(
        days_ago=56,
        films=(
            Film(RunState.FRESH, R, drop=8.3, thigh=9.0, knee=6.8),
            Film(RunState.END_OF_RUN, R, drop=11.6, thigh=11.9, knee=9.4),
        ),
        typed=(
            Film(RunState.FRESH, L, drop=5.4, thigh=6.1, knee=3.2),
            Film(RunState.END_OF_RUN, L, drop=6.1, thigh=6.8, knee=3.9),
        ),
        knee_squat={L: "9.1", R: "14.7"},
        cadence="164",
        force={L: ("168", "172", "170"), R: ("136", "141", "139")},
        force_after={L: "160", R: "115"},
        side_bridge={L: "71", R: "58"},
        answers={
            QuestionnaireCode.UWRI: [2, 2, 2, 2, 3, 2, 2, 3, 2],
            QuestionnaireCode.LEFS: [3] * 12 + [2] * 6 + [4, 4],
            QuestionnaireCode.PSFS: [4, 6, 7],
        },
        seen={
            ObservationItem.PELVIC_DROP: {L: "mild", R: "marked"},
            ObservationItem.KNEE_VALGUS: {L: "typical", R: "mild"},
            ObservationItem.KNEE_WINDOW: {L: "open", R: "reduced"},
            ObservationItem.TRUNK_LEAN: {L: "typical", R: "mild"},
            ObservationItem.FOOT_STRIKE: {L: "rearfoot", R: "rearfoot"},
            ObservationItem.SLS_GRADE: {L: "good", R: "fair"},
            ObservationItem.LANDING_NOISE: {"": "loud"},
            ObservationItem.ARM_SWING: {"": "symmetrical"},
        },
        set_up={"acclimation_min": 6, "shoe_age_km": 310},
        pain={"nprs_before": 0, "nprs_during_max": 4, "nprs_after": 2},
        factors=[Factor.WEAKNESS, Factor.FATIGUE],
        factors_note="Strength first, then longer sets; a slightly quicker step rate as the cue.",
        notes="Right hip feels heavy after half an hour. Wants to run the half in spring.",
        override=(MetricCode.CADENCE, "typical", "Her own rate at this speed for years."),
    ),
    DemoRecord(
        days_ago=6,
        films=(
            Film(RunState.FRESH, R, drop=5.2, thigh=7.0, knee=4.4),
            Film(RunState.END_OF_RUN, R, drop=7.4, thigh=8.6, knee=5.9),
        ),
        typed=(
            Film(RunState.FRESH, L, drop=4.8, thigh=5.9, knee=2.9),
            Film(RunState.END_OF_RUN, L, drop=5.3, thigh=6.3, knee=3.3),
        ),
        knee_squat={L: "8.0", R: "10.9"},
        cadence="172",
        force={L: ("175", "178", "176"), R: ("163", "168", "166")},
        force_after={L: "170", R: "152"},
        side_bridge={L: "84", R: "80"},
        answers={
            QuestionnaireCode.UWRI: [3, 3, 4, 3, 4, 3, 3, 4, 3],
            QuestionnaireCode.LEFS: [4] * 11 + [3] * 9,
            QuestionnaireCode.PSFS: [7, 8, 9],
        },
        seen={
            ObservationItem.PELVIC_DROP: {L: "typical", R: "mild"},
            ObservationItem.KNEE_VALGUS: {L: "typical", R: "typical"},
            ObservationItem.KNEE_WINDOW: {L: "open", R: "open"},
            ObservationItem.TRUNK_LEAN: {L: "typical", R: "typical"},
            ObservationItem.FOOT_STRIKE: {L: "rearfoot", R: "midfoot"},
            ObservationItem.SLS_GRADE: {L: "good", R: "good"},
            ObservationItem.LANDING_NOISE: {"": "quiet"},
            ObservationItem.ARM_SWING: {"": "symmetrical"},
        },
        set_up={"acclimation_min": 8, "shoe_age_km": 520},
        pain={"nprs_before": 0, "nprs_during_max": 2, "nprs_after": 0},
        factors=[Factor.FATIGUE],
        factors_note="Stronger, and level for longer. Endurance next: the last third of long runs.",
        notes="Quicker, lighter steps since the last visit. Same shoes and speed as then.",
    ),
)


def add_records(*, now: datetime) -> None:
    """Record the demo patient's assessments, and begin one for today's visit."""
    patient = Patient.objects.get(reference=demo_reference("patient", PATIENT_KEY))
    practitioner = Practitioner.objects.get(slug=CLINICIAN_SLUG)
    for record in RECORDS:
        at = now - timedelta(days=record.days_ago)
        assessment = _recorded(record, patient, practitioner, at)
        share_assessment(assessment=assessment, by=practitioner.user, now=now)
    _begin_one(practitioner, now)


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


def _begin_one(practitioner, now):
    """Begin the assessment of the visit that takes place now, or took place last."""
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
        (SectionCode.BY_EYE, Values(rows=_seen({ObservationItem.PELVIC_DROP: {L: "mild"}}))),
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
            activities=list(ACTIVITIES) if code == QuestionnaireCode.PSFS else [],
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
            TargetMeasure(rank=rank, metric=metric, side=side, state=state)
            for rank, (metric, side, state) in enumerate(TARGETS, 1)
        ],
        overrides=overrides,
    )
