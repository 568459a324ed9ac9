"""What is measured on frames: range, sign, unit, error and source of each. Pure.

The codes and figures are those of evidence base 2.2 to 2.4, with its marks: verified, second-hand
or borrowed from another task.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
STEPS_FOR_A_STABLE_MEAN = 7  # 6.3 ± 0.3 steps: Dingenen 2018, doi:10.1016/j.ptsp.2018.06.009
STEPS_FOR_A_GRADE = 3
NOISY_SD_DEG = Decimal(3)
POSTERIOR, ANTERIOR, LATERAL_L, LATERAL_R = "posterior", "anterior", "lateral_L", "lateral_R"
FRONTAL, LATERAL = (POSTERIOR, ANTERIOR), (LATERAL_L, LATERAL_R)
DINGENEN = "Dingenen 2018, verified"
NO_ERROR = "No error is published: a change cannot be judged."


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One measure. A change of up to `mdc` between two measurements can be error alone.

    `mdc` is None where no error is published; `views` come in the order in which they are
    preferred; `landmarks` are the sets for which limits and error hold, none where any will do.
    """

    code: str
    name: str
    plain_name: str
    positive: str
    negative: str
    lowest: Decimal
    highest: Decimal
    mdc: Decimal | None
    error_source: str
    method_source: str = ""
    landmarks: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    unit: str = "°"
    counted: str = "steps"
    steps_for_change: int = STEPS_FOR_A_STABLE_MEAN
    is_of_a_side: bool = True

    @property
    def spaced_unit(self) -> str:
        """The unit as it follows a number: degrees close up, words stand apart."""
        return self.unit if self.unit == "°" else f"\u00a0{self.unit}"

    @property
    def positive_way(self) -> str:
        """How a value that has grown is put: “2.9° lower on the swing side than fresh”."""
        return WAYS.get(self.code, ("higher", "lower"))[0]

    @property
    def negative_way(self) -> str:
        return WAYS.get(self.code, ("higher", "lower"))[1]


KNEE_WAYS = ("further toward the midline", "further from the midline")
WAYS = {
    "cpd": ("lower on the swing side", "higher on the swing side"),
    "fppa_run": KNEE_WAYS,
    "fppa_sls": KNEE_WAYS,
    "fppa_landing": KNEE_WAYS,
}
VALGUS = "the knee points toward the midline (valgus)"
VARUS = "the knee points away from the midline (varus)"

CPD = Metric(
    code="cpd",
    name="Contralateral pelvic drop",
    plain_name="Pelvic drop",
    positive="the swing side is lower",
    negative="the swing side is higher",
    lowest=Decimal(-20),
    highest=Decimal(25),
    mdc=Decimal("2.8"),
    error_source="Smallest detectable difference 2.7–2.8°, mean of at least 7 steps, healthy "
    "runners, between days (Dingenen 2018, verified).",
    method_source="2D drop tracked 3D drop in elite athletes (Dingenen 2018, verified).",
    landmarks=("psis", "asis"),
    views=FRONTAL,
)
FPPA_RUN = Metric(
    code="fppa_run",
    name="Knee frontal-plane projection angle, running",
    plain_name="Knee angle, running",
    positive=VALGUS,
    negative=VARUS,
    lowest=Decimal(-45),
    highest=Decimal(45),
    mdc=Decimal("8.9"),
    error_source="Borrowed from squat and landing tests (Munro 2012, verified): no error is "
    "published for running.",
    method_source="In running it did not track 3D knee abduction (Dingenen 2018, verified): "
    "shown, never graded.",
    landmarks=("asis", "hip_centre"),
    views=(ANTERIOR, POSTERIOR),
)
FPPA_SLS = Metric(
    code="fppa_sls",
    name="Knee frontal-plane projection angle, single-leg squat",
    plain_name="Knee angle, single-leg squat",
    positive=VALGUS,
    negative=VARUS,
    lowest=Decimal(-45),
    highest=Decimal(60),
    mdc=Decimal("8.9"),
    error_source="Smallest detectable difference 7.54–8.93° (Munro 2012, verified).",
    method_source="Women 8.4 ± 5.1°, with knee-cap pain 16.8 ± 5.4° (Herrington 2014, verified).",
    landmarks=("asis", "hip_centre"),
    views=(ANTERIOR,),
    counted="trials",
    steps_for_change=STEPS_FOR_A_GRADE,
)
FPPA_LANDING = Metric(
    code="fppa_landing",
    name="Knee frontal-plane projection angle, single-leg landing",
    plain_name="Knee angle, landing on one leg",
    positive=VALGUS,
    negative=VARUS,
    lowest=Decimal(-45),
    highest=Decimal(60),
    mdc=Decimal("8.9"),
    error_source="Smallest detectable difference 7.54–8.93° (Munro 2012, verified).",
    method_source="Controls 13.5 ± 5.7°, with knee-cap pain 21.7 ± 3.6° (Herrington 2014, "
    "verified).",
    landmarks=("asis", "hip_centre"),
    views=(ANTERIOR,),
    counted="trials",
    steps_for_change=STEPS_FOR_A_GRADE,
)
HIP_ADDUCTION = Metric(
    code="hip_adduction",
    name="Hip adduction, in two dimensions",
    plain_name="Hip adduction",
    positive="the thigh leans inward under the pelvis (adducted)",
    negative="the thigh leans outward under the pelvis (abducted)",
    lowest=Decimal(-15),
    highest=Decimal(40),
    mdc=Decimal("3.8"),
    error_source=f"Smallest detectable difference 2.3–3.8°, the upper ({DINGENEN}).",
    method_source="2D pelvis and thigh explained 88 % of 3D hip adduction in healthy men "
    "(verified); agreement was poor in runners with knee-cap pain (verified).",
    landmarks=("psis", "asis"),
    views=FRONTAL,
)
FEMORAL_ADDUCTION = Metric(
    code="femoral_adduction",
    name="Femoral adduction: the thigh against the vertical",
    plain_name="Thigh angle",
    positive="the knee is medial to the hip",
    negative="the knee is lateral to the hip",
    lowest=Decimal(-25),
    highest=Decimal(35),
    mdc=Decimal("2.3"),
    error_source=f"Smallest detectable difference 1.3–2.3°, the upper ({DINGENEN}).",
    views=FRONTAL,
)
TRUNK_LEAN = Metric(
    code="trunk_lean_ipsi",
    name="Ipsilateral trunk lean",
    plain_name="Trunk lean",
    positive="toward the stance side",
    negative="away from the stance side",
    lowest=Decimal(-25),
    highest=Decimal(25),
    mdc=Decimal("2.3"),
    error_source=f"Smallest detectable difference 1.3–2.3°, the upper ({DINGENEN}; their "
    "landmarks were not seen).",
    landmarks=("psis",),
    views=(POSTERIOR,),
)
REARFOOT_TO_VERTICAL = Metric(
    code="rearfoot_to_vertical",
    name="Heel eversion, against the vertical",
    plain_name="Heel angle",
    positive="the heel everts",
    negative="the heel inverts",
    lowest=Decimal(-25),
    highest=Decimal(30),
    mdc=None,
    error_source=NO_ERROR,
    method_source="The value depends wholly on the zero that is chosen (verified).",
    views=(POSTERIOR,),
)
REARFOOT_TO_SHANK = Metric(
    code="rearfoot_to_shank",
    name="Heel eversion, against the lower leg",
    plain_name="Heel angle to the lower leg",
    positive="the heel everts",
    negative="the heel inverts",
    lowest=Decimal(-25),
    highest=Decimal(30),
    mdc=None,
    error_source=NO_ERROR,
    method_source="The value depends wholly on the zero that is chosen (verified).",
    views=(POSTERIOR,),
)
STEP_WIDTH = Metric(
    code="step_width_cm",
    name="Step width",
    plain_name="Step width",
    positive="the feet land apart",
    negative="the feet cross",
    lowest=Decimal(-15),
    highest=Decimal(30),
    mdc=None,
    error_source=NO_ERROR,
    unit="cm",
    views=(POSTERIOR,),
    is_of_a_side=False,
)
FOOT_PLACEMENT = Metric(
    code="foot_placement_cm",
    name="Foot placement from the midline",
    plain_name="Foot placement",
    positive="the heel lands on its own side",
    negative="the heel crosses the midline",
    lowest=Decimal(-15),
    highest=Decimal(15),
    mdc=None,
    error_source=NO_ERROR,
    unit="cm",
    views=(POSTERIOR,),
)
TIBIAL_INCLINATION = Metric(
    code="tibial_inclination",
    name="Tibial inclination at initial contact",
    plain_name="Shank angle at contact",
    positive="the ankle is ahead of the knee",
    negative="the knee is ahead of the ankle",
    lowest=Decimal(-30),
    highest=Decimal(35),
    mdc=Decimal("4.8"),
    error_source=f"Smallest detectable difference 2.2–4.8°, the upper ({DINGENEN}).",
    views=LATERAL,
)
FOOT_STRIKE_ANGLE = Metric(
    code="foot_strike_angle",
    name="Foot-strike angle, against the deck",
    plain_name="Foot angle at contact",
    positive="the toes are up",
    negative="the toes are down",
    lowest=Decimal(-30),
    highest=Decimal(40),
    mdc=Decimal("2.3"),
    error_source=f"Smallest detectable difference 1.3–2.3° on a treadmill ({DINGENEN}); 6.9° "
    "outdoors (Murray 2019, computed).",
    views=LATERAL,
)
KNEE_FLEXION_IC = Metric(
    code="knee_flexion_ic",
    name="Knee flexion at initial contact",
    plain_name="Knee bend at contact",
    positive="flexed",
    negative="hyperextended",
    lowest=Decimal(-10),
    highest=Decimal(60),
    mdc=Decimal(14),
    error_source="Between days 9–14°; 9° with the same rater and set-up (Damsted 2015, verified).",
    views=LATERAL,
)
KNEE_FLEXION_MS = Metric(
    code="knee_flexion_ms",
    name="Peak knee flexion in stance",
    plain_name="Knee bend at midstance",
    positive="flexed",
    negative="hyperextended",
    lowest=Decimal(10),
    highest=Decimal(80),
    mdc=Decimal("3.8"),
    error_source=f"Smallest detectable difference 2.3–3.8°, the upper ({DINGENEN}).",
    views=LATERAL,
)
FORWARD_TRUNK_LEAN = Metric(
    code="forward_trunk_lean",
    name="Forward trunk lean",
    plain_name="Forward lean",
    positive="forward",
    negative="backward",
    lowest=Decimal(-15),
    highest=Decimal(35),
    mdc=None,
    error_source=NO_ERROR,
    method_source="No direction is better: findings in the literature point both ways (verified).",
    views=LATERAL,
    is_of_a_side=False,
)
VERTICAL_OSCILLATION = Metric(
    code="vertical_oscillation_cm",
    name="Vertical oscillation of the pelvis",
    plain_name="Vertical bounce",
    positive="",
    negative="",
    lowest=Decimal(0),
    highest=Decimal(20),
    mdc=None,
    error_source=NO_ERROR,
    unit="cm",
    views=LATERAL,
    is_of_a_side=False,
)
CADENCE = Metric(
    code="cadence_spm",
    name="Step rate",
    plain_name="Step rate",
    positive="",
    negative="",
    lowest=Decimal(120),
    highest=Decimal(230),
    mdc=Decimal(3),
    error_source="A setting of the clinic: no detectable difference was seen (unverified).",
    unit="steps/min",
    counted="contacts",
    steps_for_change=20,
    is_of_a_side=False,
)
CONTACT_TIME = Metric(
    code="contact_time_ms",
    name="Ground contact time",
    plain_name="Contact time",
    positive="",
    negative="",
    lowest=Decimal(120),
    highest=Decimal(450),
    mdc=None,
    error_source="Each value is good to one frame; no error between days is published.",
    unit="ms",
)
METRICS = {
    metric.code: metric
    for metric in (
        *(CPD, FPPA_RUN, FPPA_SLS, FPPA_LANDING),
        *(HIP_ADDUCTION, FEMORAL_ADDUCTION, TRUNK_LEAN),
        *(REARFOOT_TO_VERTICAL, REARFOOT_TO_SHANK, STEP_WIDTH, FOOT_PLACEMENT),
        *(TIBIAL_INCLINATION, FOOT_STRIKE_ANGLE, KNEE_FLEXION_IC, KNEE_FLEXION_MS),
        *(FORWARD_TRUNK_LEAN, VERTICAL_OSCILLATION, CADENCE, CONTACT_TIME),
    )
}
# Pelvis and knee from the front. The chief ones may also be typed, measured elsewhere, and their
# charts come first; a landing is measured on frames alone, and told in full beside them.
CHIEF = (CPD, FPPA_RUN, FPPA_SLS)
TOLD_IN_FULL = (*CHIEF, FPPA_LANDING)


def to_tenth(value: Decimal) -> Decimal:
    """Return the value as it is shown and graded: to 0.1, halves away from zero, zero unsigned."""
    return value.quantize(TENTH, ROUND_HALF_UP) + Decimal("0.0")


def with_minus(number: str) -> str:
    """Return a written number with the sign that stands for minus, not a hyphen."""
    return number.replace("-", "\N{MINUS SIGN}")
