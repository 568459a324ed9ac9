"""What stands in a bundle, part by part: names, kinds and bounds of all that it holds. Pure.

One definition serves who writes it and who reads it. Decimal numbers are written in quotes, as
they are stored, so that no reader rounds them; instants are UTC.
"""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    StringConstraints,
)

from assessments.biomechanics.metrics import METRICS
from assessments.measuring.point_sets import LANDMARKS_SEEN, POINT_SETS
from assessments.measuring.strength_tests import CODES
from assessments.questions.questionnaires import QUESTIONNAIRES

SCHEMA, VERSION = "stance-assessment", 1
OLDEST = 150
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,60})?")


def in_decimals(value: Decimal | float) -> Decimal:
    """Return a number as it is written: every digit, no exponent."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _read_number(value):
    if isinstance(value, Decimal | float):
        return in_decimals(value)
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Decimal(value)
    raise ValueError("a decimal number in quotes belongs here, as “5.194”")


def known(codes: Collection[str]) -> AfterValidator:
    """Return the check that a code is one that this program knows."""

    def check(value):
        if value not in codes:
            raise ValueError(f"this program knows no “{value:.40}”")
        return value

    return AfterValidator(check)


Number = Annotated[
    Decimal,
    BeforeValidator(_read_number),
    PlainSerializer(lambda value: f"{value:f}", return_type=str),
]
Positive = Annotated[Number, Field(gt=Decimal("0.00001"))]
Code = Annotated[str, StringConstraints(max_length=64)]
Text = Annotated[str, StringConstraints(max_length=1000)]
Instant = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")
]
Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Metric = Annotated[str, known(METRICS)]
Side = Annotated[str, known(("L", "R", ""))]
Leg = Annotated[str, known(("L", "R"))]
Place = Annotated[list[Number], Field(min_length=2, max_length=2)]  # x and y, in pixels
Line = Annotated[list[Place], Field(min_length=2, max_length=2)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Assessment(Part):
    reference: Reference
    begun_at: Instant
    performed_at: Instant
    practitioner: Text
    revision: Count
    is_quick: bool
    signed_at: Instant
    signed_by: Text
    needs_cosignature: bool


class Versions(Part):
    """By which versions of formulas, rules and scorers the results were made."""

    method: list[Count]
    rules: list[Count]
    questionnaires: list[Count]


class Person(Part):
    """What the norms of strength ask: age in years on the day, and the sex told for norms."""

    age: Annotated[int, Field(ge=0, le=OLDEST)] | None
    sex: Annotated[str, known(("female", "male", ""))]


class SetUp(Part):
    surface: Code
    speed_kmh: Number | None
    incline_pct: Number | None
    acclimation_min: Count | None
    treadmill_experience: Code
    footwear: Code
    shoes: Text
    shoe_age_km: Count | None
    shoe_drop_mm: Number | None
    orthoses: Text
    camera_height_cm: Count | None
    camera_distance_cm: Count | None
    markers_on_skin: bool | None


class Run(Part):
    fatigue_protocol: Code
    run_minutes: Number | None
    run_km: Number | None
    rpe_end: Count | None
    nprs_before: Count | None
    nprs_during_max: Count | None
    nprs_after: Count | None
    pain_locations: list[Code]
    pain_context: list[Code]
    pain_behaviour: Code
    pain_onset_min: Number | None
    pain_onset_km: Number | None
    pain_stop: bool


class Thresholds(Part):
    """Every threshold as it was at the signing, and what else held since the assessment began."""

    in_force: dict[Code, Number]
    earlier: dict[Code, list[Number]]


class StepValue(Part):
    metric: Metric
    value: Number | None
    click_sd: Number | None
    problem: Code
    method_version: Count


class Step(Part):
    reference: Reference
    frame_number: Count
    time_s: Number
    side: Leg
    event: Code
    point_set: Annotated[str, known(POINT_SETS)]
    points: dict[Code, Place]
    values: list[StepValue]


class Capture(Part):
    reference: Reference
    task: Code
    state: Code
    view: Annotated[str, known(LANDMARKS_SEEN)]
    mirrored: bool
    landmark_set: Code
    is_still: bool
    width_px: Count
    height_px: Count
    frame_count: Count
    capture_fps: Positive | None
    playback_fps: Positive | None
    is_exact: bool
    clip_mark: Code
    horizon: Line | None
    roll_deg: Number | None
    scale: Line | None
    scale_length_cm: Number | None
    cm_per_px: Positive | None
    steps: list[Step]


class Frame(Part):
    capture: Reference
    number: Count
    width_px: Count
    height_px: Count
    sha256: Digest


class Measurement(Part):
    metric: Metric
    side: Side
    state: Code
    mean: Number
    unit: Code
    sd: Number | None
    n_steps: Count | None
    click_sd: Number | None
    mdc: Number | None
    view: Code
    landmark_set: Code
    method: Code
    levelled: bool
    from_frames: bool
    method_version: Count | None


class Sides(Part):
    """Left against right of one measure in one state, as it is put into words."""

    metric: Metric
    state: Code
    difference: Number
    says: Text


class Seen(Part):
    item: Code
    side: Side
    grade: Code
    confidence: Code


class Test(Part):
    code: Annotated[str, known(CODES)]
    side: Leg
    state: Code
    trials: Annotated[list[Number], Field(min_length=1, max_length=6)]
    best: Number
    arm_cm: Positive | None
    mass_kg: Positive | None
    contraction: Code
    position: Code
    load_kg: Number | None
    pain: Count | None
    is_valid: bool


class Strength(Part):
    """One number that the tests come to; `why_not` is why no rule may judge it."""

    measure: Code
    test: Code
    side: Side
    state: Code
    value: Number | None
    unit: Code
    norm_for: Code
    weaker: Side
    why_not: Text


class Questionnaire(Part):
    code: Annotated[str, known(QUESTIONNAIRES)]
    answers: list[Count]
    score: Number
    scorer_version: Count
    language: Code


class Finding(Part):
    rule: Code
    rule_version: Count
    about: Code
    side: Side
    state: Code
    basis: dict[Code, JsonValue]
    limits: dict[Code, Number]
    grade: Code
    label: Code
    why_no_grade: Text
    override: Code
    override_reason: Text


class Causes(Part):
    """What was suggested to lie behind it, as stored, and what the clinician chose."""

    suggested: list[Code]
    chosen: list[Code]


class Target(Part):
    rank: Count
    metric: Metric
    side: Side
    state: Code


class Parts(Part):
    assessment: Assessment
    versions: Versions
    person: Person
    set_up: SetUp
    run: Run
    thresholds: Thresholds
    captures: list[Capture]
    frames: list[Frame]
    measurements: list[Measurement]
    sides: list[Sides]
    seen: list[Seen]
    tests: list[Test]
    strength: list[Strength]
    questionnaires: list[Questionnaire]
    findings: list[Finding]
    causes: Causes
    targets: list[Target]


PARTS = tuple(Parts.model_fields)
