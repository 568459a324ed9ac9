"""What was recorded of the demo runners, assessment by assessment: all made up."""

from dataclasses import dataclass, field

from assessments.models import (
    Factor,
    MetricCode,
    ObservationItem,
    PainBehaviour,
    QuestionnaireCode,
    RunState,
    Side,
)
from demo.filming import Film

JUNIPER, IMOGEN = "juniper-hale", "imogen-starling"
L, R = Side.LEFT, Side.RIGHT
TARGETS = (  # of the leg that was filmed
    (MetricCode.CPD, RunState.END_OF_RUN),
    (MetricCode.CPD, RunState.FRESH),
    (MetricCode.FPPA_SLS, RunState.NONE),
)
HER_ACTIVITIES = ("Run for an hour", "Stairs after a long run", "Standing at work")


@dataclass(frozen=True, kw_only=True)
class DemoRecord:
    """One assessment: what was filmed or typed in, tests, answers, what was seen."""

    patient: str
    days_ago: int
    films: tuple[Film, ...]
    typed: tuple[Film, ...]  # what another program measured on the other leg's clips
    knee_squat: dict[Side, str]
    cadence: str
    force: dict[Side, tuple[str, ...]]
    force_after: dict[Side, str]
    side_bridge: dict[Side, str]
    answers: dict[QuestionnaireCode, list[int]]
    activities: tuple[str, ...]
    seen: dict[ObservationItem, dict[str, str]]
    set_up: dict[str, object]
    pain: dict[str, object]
    factors: list[Factor]
    factors_note: str
    notes: str
    override: tuple[str, str, str] | None = field(default=None)  # about, grade, reason


RECORDS = (
    DemoRecord(
        patient=JUNIPER,
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
        activities=HER_ACTIVITIES,
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
        patient=JUNIPER,
        days_ago=17,
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
        activities=HER_ACTIVITIES,
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
    DemoRecord(
        patient=IMOGEN,
        days_ago=17,
        films=(
            Film(RunState.FRESH, L, drop=8.9, thigh=9.6, knee=8.1),
            Film(RunState.END_OF_RUN, L, drop=9.8, thigh=10.4, knee=9.0),
        ),
        typed=(
            Film(RunState.FRESH, R, drop=4.1, thigh=6.4, knee=3.8),
            Film(RunState.END_OF_RUN, R, drop=4.6, thigh=6.9, knee=4.4),
        ),
        knee_squat={L: "15.2", R: "9.6"},
        cadence="160",
        force={L: ("112", "118", "115"), R: ("131", "136", "134")},
        force_after={L: "108", R: "128"},
        side_bridge={L: "44", R: "57"},
        answers={
            QuestionnaireCode.UWRI: [2, 1, 2, 2, 2, 1, 2, 2, 2],
            QuestionnaireCode.LEFS: [3] * 14 + [2] * 4 + [3, 4],
            QuestionnaireCode.PSFS: [3, 5, 5],
        },
        activities=("Run ten kilometres", "Run downhill", "Go down stairs"),
        seen={
            ObservationItem.PELVIC_DROP: {L: "marked", R: "typical"},
            ObservationItem.KNEE_VALGUS: {L: "mild", R: "typical"},
            ObservationItem.KNEE_WINDOW: {L: "reduced", R: "open"},
            ObservationItem.TRUNK_LEAN: {L: "mild", R: "typical"},
            ObservationItem.FOOT_STRIKE: {L: "rearfoot", R: "rearfoot"},
            ObservationItem.SLS_GRADE: {L: "fair", R: "good"},
            ObservationItem.LANDING_NOISE: {"": "loud"},
            ObservationItem.ARM_SWING: {"": "symmetrical"},
        },
        set_up={"shoes": "Pinewood Tempo", "acclimation_min": 7, "shoe_age_km": 240},
        pain={
            "pain_locations": ["anterior_knee_L"],
            "pain_behaviour": PainBehaviour.WARMS_UP,
            "nprs_before": 1,
            "nprs_during_max": 4,
            "nprs_after": 3,
        },
        factors=[Factor.WEAKNESS],
        factors_note="Strength first, and the knee-cap decides how fast. Step rate from week one.",
        notes="Left knee-cap, worse downhill since the trail race. Two runs a week for now.",
    ),
)
