"""The words that a running assessment is recorded in."""

from django.db import models
from django.db.models import Q


def known(field, choices, name, *, blank=False):
    """Return the constraint that a field holds one of its choices."""
    allowed = ["", *choices.values] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


def within(field, lowest, highest, name):
    """Return the constraint that a number, where there is one, lies in a range; NaN never does."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (lowest, highest)}),
        name=name,
    )


class Side(models.TextChoices):
    """The stance leg: the one on the ground."""

    LEFT = "L", "Left"
    RIGHT = "R", "Right"

    @property
    def other(self):
        return Side.RIGHT if self == Side.LEFT else Side.LEFT


class RunState(models.TextChoices):
    FRESH = "fresh", "Fresh"
    END_OF_RUN = "end_of_run", "End of run"
    NONE = "none", "Not running"


class Task(models.TextChoices):
    """What the runner does in a capture."""

    RUNNING = "running", "Running"
    SINGLE_LEG_SQUAT = "single_leg_squat", "Single-leg squat"
    LANDING = "landing", "Landing on one leg"


class MetricCode(models.TextChoices):
    CPD = "cpd", "Contralateral pelvic drop"
    FPPA_RUN = "fppa_run", "Knee angle, running"
    FPPA_SLS = "fppa_sls", "Knee angle, single-leg squat"
    FPPA_LANDING = "fppa_landing", "Knee angle, landing on one leg"
    HIP_ADDUCTION = "hip_adduction", "Hip adduction"
    FEMORAL_ADDUCTION = "femoral_adduction", "Thigh angle"
    TRUNK_LEAN = "trunk_lean_ipsi", "Trunk lean"
    REARFOOT_TO_VERTICAL = "rearfoot_to_vertical", "Heel angle"
    REARFOOT_TO_SHANK = "rearfoot_to_shank", "Heel angle to the lower leg"
    STEP_WIDTH = "step_width_cm", "Step width"
    FOOT_PLACEMENT = "foot_placement_cm", "Foot placement"
    TIBIAL_INCLINATION = "tibial_inclination", "Shank angle at contact"
    FOOT_STRIKE_ANGLE = "foot_strike_angle", "Foot angle at contact"
    KNEE_FLEXION_IC = "knee_flexion_ic", "Knee bend at contact"
    KNEE_FLEXION_MS = "knee_flexion_ms", "Knee bend at midstance"
    FORWARD_TRUNK_LEAN = "forward_trunk_lean", "Forward lean"
    VERTICAL_OSCILLATION = "vertical_oscillation_cm", "Vertical bounce"
    CADENCE = "cadence_spm", "Step rate"
    CONTACT_TIME = "contact_time_ms", "Contact time"


class View(models.TextChoices):
    POSTERIOR = "posterior", "From behind"
    ANTERIOR = "anterior", "From the front"
    LATERAL_L = "lateral_L", "From the left side"
    LATERAL_R = "lateral_R", "From the right side"
    NONE = "none", "No camera"


class LandmarkSet(models.TextChoices):
    """Which points stand for the pelvis or hip: values compare with the same set alone."""

    PSIS = "psis", "PSIS"
    ASIS = "asis", "ASIS"
    HIP_CENTRE = "hip_centre", "Hip centre"
    ILIAC_CREST = "iliac_crest", "Iliac crest"
    WAISTBAND = "waistband", "Waistband"
    TROCHANTER = "trochanter", "Greater trochanter"
    NONE = "none", "None of the pelvis"


class GaitEvent(models.TextChoices):
    INITIAL_CONTACT = "initial_contact", "Initial contact"
    MIDSTANCE = "midstance", "Midstance"
    TOE_OFF = "toe_off", "Toe-off"
    DEEPEST = "deepest", "Deepest point"


class Method(models.TextChoices):
    MANUAL_2D = "2d_manual", "Points set by hand on video frames"
    AUTO_2D = "2d_auto", "Pose estimate, reviewed"
    VISUAL = "visual", "Counted by eye"
    DEVICE = "device", "Watch or treadmill"


class ObservationItem(models.TextChoices):
    PELVIC_DROP = "pelvic_drop", "Pelvic drop"
    KNEE_VALGUS = "knee_valgus", "Knee valgus"
    KNEE_WINDOW = "knee_window", "Knee window"
    PATELLA = "patella_direction", "Kneecap direction"
    TRUNK_LEAN = "trunk_lean", "Trunk lean"
    CROSSOVER = "crossover", "Crossover"
    FOOT_PROGRESSION = "foot_progression", "Foot progression"
    HEEL_WHIP = "heel_whip", "Heel whip"
    OVERSTRIDE = "overstride", "Overstride"
    FOOT_STRIKE = "foot_strike", "Foot strike"
    LANDING_NOISE = "landing_noise", "Noise of landing"
    BOUNCE = "vertical_bounce", "Vertical bounce"
    ARM_SWING = "arm_swing", "Arm swing"
    TRUNK_ROTATION = "trunk_rotation", "Trunk rotation"
    HEAD = "head_position", "Head position"
    SLS_GRADE = "sls_grade", "Single-leg squat"


class EyeGrade(models.TextChoices):
    TYPICAL = "typical", "Typical"
    MILD = "mild", "Mild"
    MARKED = "marked", "Marked"
    NOT_SEEN = "not_seen", "Not seen"


class KneeWindow(models.TextChoices):
    OPEN = "open", "Open"
    REDUCED = "reduced", "Reduced"
    CLOSED = "closed", "Closed"


class SquatGrade(models.TextChoices):
    GOOD = "good", "Good"
    FAIR = "fair", "Fair"
    POOR = "poor", "Poor"


class PatellaDirection(models.TextChoices):
    FORWARD = "forward", "Forward"
    IN = "in", "In"
    OUT = "out", "Out"


class FootProgression(models.TextChoices):
    NEUTRAL = "neutral", "Neutral"
    IN = "in", "In"
    OUT = "out", "Out"


class Crossing(models.TextChoices):
    NO = "no", "No"
    YES = "yes", "Yes"


class FootStrike(models.TextChoices):
    REARFOOT = "rearfoot", "Rearfoot"
    MIDFOOT = "midfoot", "Midfoot"
    FOREFOOT = "forefoot", "Forefoot"


class LandingNoise(models.TextChoices):
    QUIET = "quiet", "Quiet"
    LOUD = "loud", "Loud"


class ArmSwing(models.TextChoices):
    SYMMETRICAL = "symmetrical", "Symmetrical"
    CROSSES_L = "crosses_midline_L", "Left crosses the midline"
    CROSSES_R = "crosses_midline_R", "Right crosses the midline"
    CROSSES_BOTH = "crosses_midline_both", "Both cross the midline"
    RESTRICTED = "restricted", "Restricted"


GRADES_OF = {
    ObservationItem.PELVIC_DROP: EyeGrade,
    ObservationItem.KNEE_VALGUS: EyeGrade,
    ObservationItem.KNEE_WINDOW: KneeWindow,
    ObservationItem.PATELLA: PatellaDirection,
    ObservationItem.TRUNK_LEAN: EyeGrade,
    ObservationItem.CROSSOVER: Crossing,
    ObservationItem.FOOT_PROGRESSION: FootProgression,
    ObservationItem.HEEL_WHIP: EyeGrade,
    ObservationItem.OVERSTRIDE: EyeGrade,
    ObservationItem.FOOT_STRIKE: FootStrike,
    ObservationItem.LANDING_NOISE: LandingNoise,
    ObservationItem.BOUNCE: EyeGrade,
    ObservationItem.ARM_SWING: ArmSwing,
    ObservationItem.TRUNK_ROTATION: EyeGrade,
    ObservationItem.HEAD: EyeGrade,
    ObservationItem.SLS_GRADE: SquatGrade,
}
# Of the whole runner, not of one leg.
WITHOUT_SIDE = (
    ObservationItem.LANDING_NOISE,
    ObservationItem.BOUNCE,
    ObservationItem.ARM_SWING,
    ObservationItem.TRUNK_ROTATION,
    ObservationItem.HEAD,
)


class Confidence(models.TextChoices):
    SURE = "sure", "Sure"
    UNSURE = "unsure", "Not sure"


class Surface(models.TextChoices):
    TREADMILL = "treadmill", "Treadmill"
    INDOORS = "overground_indoor", "Indoors, over ground"
    OUTDOORS = "outdoor", "Outdoors"


class Footwear(models.TextChoices):
    USUAL = "usual", "Usual running shoes"
    OTHER = "other", "Other shoes"
    BAREFOOT = "barefoot", "Barefoot"


class TreadmillExperience(models.TextChoices):
    NONE = "none", "None"
    SOME = "some", "Some"
    REGULAR = "regular", "Regular"


class FatigueProtocol(models.TextChoices):
    FIXED_TIME = "fixed_time", "A fixed time"
    FIXED_DISTANCE = "fixed_distance", "A fixed distance"
    TO_RPE = "to_rpe", "Until an effort"
    USUAL_LONG_RUN = "usual_long_run_end", "The end of a usual long run"
    OTHER = "other", "Another way"


class PainBehaviour(models.TextChoices):
    WARMS_UP = "warms_up", "Eases as they warm up"
    CONSTANT = "constant", "Constant"
    WORSENS = "worsens", "Worsens"
    ONLY_AFTER = "only_after", "Only after the run"


class PainContext(models.TextChoices):
    SPORT = "sport", "Sport"
    WORK = "work", "Work"
    DAILY_LIFE = "daily_life", "Daily life"


class PainSite(models.TextChoices):
    """Where it hurts; a location is a site and a side, such as `anterior_knee_R`."""

    HIP_LATERAL = "hip_lateral", "Outer hip"
    GROIN = "groin", "Groin"
    BUTTOCK = "buttock", "Buttock"
    LOW_BACK = "low_back", "Low back"
    ANTERIOR_KNEE = "anterior_knee", "Front of the knee"
    LATERAL_KNEE = "lateral_knee", "Outer knee"
    MEDIAL_SHIN = "medial_shin", "Inner shin"
    CALF = "calf", "Calf"
    ACHILLES = "achilles", "Achilles tendon"
    FOOT = "foot", "Foot"
    OTHER = "other", "Elsewhere"


PAIN_LOCATIONS = [f"{site}_{side}" for site in PainSite.values for side in Side.values]


class ClinicalTestCode(models.TextChoices):
    TRENDELENBURG = "trendelenburg_s", "Trendelenburg test"
    ABDUCTOR_FORCE = "hip_abd_force_n", "Hip-abductor strength"
    ABDUCTOR_HOLD = "hip_abd_endurance_s", "Side-lying hip-abduction hold"
    SIDE_BRIDGE = "side_bridge_s", "Side bridge"


class Contraction(models.TextChoices):
    MAKE = "make", "Make (isometric)"
    BREAK = "break", "Break (eccentric)"


class Position(models.TextChoices):
    SIDE_LYING = "side_lying", "Side-lying"
    SUPINE = "supine", "Supine"
    STANDING = "standing", "Standing"


class QuestionnaireCode(models.TextChoices):
    UWRI = "uwri", "UWRI"
    LEFS = "lefs", "LEFS"
    PSFS = "psfs", "PSFS"
    NPRS = "nprs", "NPRS"
    VISA_A = "visa_a", "VISA-A"


class Factor(models.TextChoices):
    WEAKNESS = "weakness", "Not yet strong enough"
    FATIGUE = "fatigue", "Tires with effort"  # shown by the run's end, or by a hold alone
    TECHNIQUE = "technique", "Technique"
    OTHER = "other", "Something else"


class LinkedCondition(models.TextChoices):
    """What the findings may be linked with, which is not what they caused (evidence base 1.3)."""

    LOW_BACK_PAIN = "low_back_pain", "Low back pain"
    KNEE_INJURY = "knee_injury", "Knee injury"
    PATELLOFEMORAL_PAIN = "patellofemoral_pain", "Patellofemoral (knee-cap) pain"
    ACL_INJURY = "acl_injury", "Injury of the front cruciate ligament (ACL)"
    ITB_SYNDROME = "itb_syndrome", "Iliotibial band syndrome"
    MEDIAL_TIBIAL_STRESS_SYNDROME = (
        "medial_tibial_stress_syndrome",
        "Medial tibial stress syndrome (shin)",
    )
    ACHILLES_TENDINOPATHY = "achilles_tendinopathy", "Achilles tendinopathy"
    ANKLE_INJURY = "ankle_injury", "Ankle injury"
    FOOT_INJURY = "foot_injury", "Foot injury"


class SectionCode(models.TextChoices):
    """The pages of the flow that are forms, in their order."""

    SET_UP = "set-up", "Set-up"
    BY_EYE = "by-eye", "By eye"
    DEGREES = "degrees", "Typed degrees"
    RUN_END = "run-end", "End of run and pain"
    TESTS = "tests", "Tests"
    QUESTIONNAIRES = "questionnaires", "Questionnaires"
    FINDINGS = "findings", "Findings"


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", "In progress"
    RECORDED = "recorded", "Recorded, unsigned"  # on the form of one page, before signing was
    SIGNED = "signed", "Signed"
    DISCARDED = "discarded", "Discarded"
