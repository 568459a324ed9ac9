"""Which points are placed on a frame, in which order, and which measures they make. Pure.

The landmarks are those of evidence base 2.1 to 2.3. `stance_pelvis` and
`swing_pelvis` are the capture's pelvis landmark on the side of the foot on the ground and on the
other; the hip of a limb seen from the front is that landmark too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assessments.biomechanics.metrics import (
    ANTERIOR,
    FRONTAL,
    LATERAL,
    LATERAL_L,
    LATERAL_R,
    POSTERIOR,
)

RUNNING, SQUAT, LANDING = "running", "single_leg_squat", "landing"
INITIAL_CONTACT, MIDSTANCE = "initial_contact", "midstance"
TOE_OFF, DEEPEST = "toe_off", "deepest"
HORIZON, SCALE = "horizon", "scale"
HIP_CENTRE, TROCHANTER, NO_LANDMARK = "hip_centre", "trochanter", "none"
PELVIS_LANDMARKS = ("psis", "asis", HIP_CENTRE, "iliac_crest", "waistband")
# What can stand for the pelvis or hip in a view, the preferred first; nobody sees the PSIS from
# the front.
LANDMARKS_SEEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        POSTERIOR: ("psis", "iliac_crest", "waistband", HIP_CENTRE, NO_LANDMARK),
        ANTERIOR: ("asis", HIP_CENTRE, "iliac_crest", "waistband", NO_LANDMARK),
        LATERAL_L: (TROCHANTER, NO_LANDMARK),
        LATERAL_R: (TROCHANTER, NO_LANDMARK),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A point to place: its name in the record, and what a clinician reads."""

    name: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSet:
    """Points that are placed together; `events` begins with the one that is offered first.

    `landmarks` are the pelvis landmarks that it can be placed on, none where the pelvis is not
    part of it; `fixed` holds the landmark of measures that do not go by the capture's own.
    """

    code: str
    name: str
    task: str = RUNNING
    views: tuple[str, ...]
    events: tuple[str, ...]
    places: tuple[Place, ...] = ()
    metrics: tuple[str, ...]
    needs: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(place.name for place in self.places)

    def landmark_of(self, metric: str, landmark_set: str) -> str:
        """Return which landmark stood for the pelvis or hip in a measure of this set."""
        own = landmark_set if self.landmarks else NO_LANDMARK
        return self.fixed.get(metric, own)

    def fits(self, *, task: str, view: str, landmark_set: str) -> str:
        """Return why it cannot be placed in such a capture; "" when it can."""
        if task != self.task:
            return f"“{self.name}” belongs to another task."
        if view not in self.views:
            return f"“{self.name}” cannot be seen from this side."
        if self.landmarks and landmark_set not in self.landmarks:
            return f"“{self.name}” needs a landmark of the pelvis or hip: say which one you place."
        return ""


STANCE_PELVIS = Place(
    "stance_pelvis",
    "Pelvis, stance side",
    "The capture's landmark (PSIS behind, ASIS in front) over the foot on the ground.",
)
SWING_PELVIS = Place(
    "swing_pelvis", "Pelvis, swing side", "The same landmark over the foot in the air."
)
HIP = Place("hip", "Hip", "The centre of the stance hip joint, as you judge it from behind.")
SQUAT_HIP = Place("hip", "Hip", "ASIS or hip centre of the leg on the ground, as set above.")
KNEE = Place("knee", "Knee", "The middle of the stance knee; from the front, of the kneecap.")
ANKLE = Place("ankle", "Ankle", "Half-way between the two malleoli of the stance foot.")
C7 = Place("c7", "C7", "The bony bump at the base of the neck.")
HEEL_TOP = Place("heel_top", "Heel, top", "The middle of the heel counter's upper edge.")
HEEL_BOTTOM = Place("heel_bottom", "Heel, bottom", "The middle of the heel counter at the sole.")
CALF_UPPER = Place("calf_upper", "Calf, upper", "The middle of the calf at its widest.")
CALF_LOWER = Place("calf_lower", "Calf, lower", "The middle of the lower leg above the ankle.")
HEEL = Place("heel", "Heel", "The middle of the stance heel where it meets the belt.")
MIDLINE = Place("midline", "Midline", "Half-way between both PSIS, or the middle of the belt.")
SIDE_HIP = Place("hip", "Hip", "The greater trochanter, on the outside of the hip.")
SIDE_KNEE = Place("knee", "Knee", "The joint line on the outside of the knee.")
SIDE_ANKLE = Place("ankle", "Ankle", "The lateral malleolus, on the outside of the ankle.")
SIDE_HEEL = Place("heel", "Heel", "The sole at the back of the shoe.")
SIDE_TOE = Place("toe", "Toe", "The sole at the front of the shoe.")
SHOULDER = Place("shoulder", "Shoulder", "The tip of the shoulder nearest to the camera.")

POINT_SETS: Mapping[str, PointSet] = MappingProxyType(
    {
        each.code: each
        for each in (
            PointSet(
                code="pelvis",
                name="Pelvis",
                views=FRONTAL,
                events=(MIDSTANCE,),
                places=(STANCE_PELVIS, SWING_PELVIS),
                metrics=("cpd",),
                needs=(HORIZON,),
                landmarks=PELVIS_LANDMARKS,
            ),
            PointSet(
                code="pelvis_leg",
                name="Pelvis and leg, from behind",
                views=(POSTERIOR,),
                events=(MIDSTANCE,),
                places=(STANCE_PELVIS, SWING_PELVIS, HIP, KNEE, ANKLE),
                metrics=("cpd", "hip_adduction", "femoral_adduction", "fppa_run"),
                needs=(HORIZON,),
                landmarks=PELVIS_LANDMARKS,
                fixed={"femoral_adduction": HIP_CENTRE, "fppa_run": HIP_CENTRE},
            ),
            PointSet(
                code="pelvis_leg_front",
                name="Pelvis and leg, from the front",
                views=(ANTERIOR,),
                events=(MIDSTANCE,),
                places=(STANCE_PELVIS, SWING_PELVIS, KNEE, ANKLE),
                metrics=("cpd", "hip_adduction", "femoral_adduction", "fppa_run"),
                needs=(HORIZON,),
                landmarks=PELVIS_LANDMARKS,
            ),
            PointSet(
                code="trunk",
                name="Trunk and pelvis",
                views=(POSTERIOR,),
                events=(MIDSTANCE,),
                places=(STANCE_PELVIS, SWING_PELVIS, C7),
                metrics=("cpd", "trunk_lean_ipsi"),
                needs=(HORIZON,),
                landmarks=PELVIS_LANDMARKS,
            ),
            PointSet(
                code="heel",
                name="Heel and lower leg",
                views=(POSTERIOR,),
                events=(MIDSTANCE,),
                places=(HEEL_TOP, HEEL_BOTTOM, CALF_UPPER, CALF_LOWER),
                metrics=("rearfoot_to_vertical", "rearfoot_to_shank"),
                needs=(HORIZON,),
            ),
            PointSet(
                code="feet",
                name="Where the foot lands",
                views=(POSTERIOR,),
                events=(INITIAL_CONTACT, MIDSTANCE),
                places=(HEEL, MIDLINE),
                metrics=("foot_placement_cm", "step_width_cm"),
                needs=(SCALE, HORIZON),
            ),
            PointSet(
                code="contact_side",
                name="Leg as the foot lands",
                views=LATERAL,
                events=(INITIAL_CONTACT,),
                places=(SIDE_HIP, SIDE_KNEE, SIDE_ANKLE, SIDE_HEEL, SIDE_TOE),
                metrics=("tibial_inclination", "knee_flexion_ic", "foot_strike_angle"),
                needs=(HORIZON,),
                fixed={"knee_flexion_ic": TROCHANTER},
            ),
            PointSet(
                code="midstance_side",
                name="Knee at midstance",
                views=LATERAL,
                events=(MIDSTANCE,),
                places=(SIDE_HIP, SIDE_KNEE, SIDE_ANKLE),
                metrics=("knee_flexion_ms",),
                fixed={"knee_flexion_ms": TROCHANTER},
            ),
            PointSet(
                code="midstance_trunk",
                name="Knee and trunk at midstance",
                views=LATERAL,
                events=(MIDSTANCE,),
                places=(SIDE_HIP, SIDE_KNEE, SIDE_ANKLE, SHOULDER),
                metrics=("knee_flexion_ms", "forward_trunk_lean"),
                needs=(HORIZON,),
                fixed={"knee_flexion_ms": TROCHANTER, "forward_trunk_lean": TROCHANTER},
            ),
            PointSet(
                code="contact_only",
                name="Contacts, for the step rate",
                views=(*FRONTAL, *LATERAL),
                events=(INITIAL_CONTACT, TOE_OFF),
                metrics=("cadence_spm", "contact_time_ms"),
            ),
            PointSet(
                code="squat",
                name="Knee in the single-leg squat",
                task=SQUAT,
                views=(ANTERIOR,),
                events=(DEEPEST,),
                places=(SQUAT_HIP, KNEE, ANKLE),
                metrics=("fppa_sls",),
                landmarks=("asis", HIP_CENTRE),
            ),
            PointSet(
                code="landing",
                name="Knee in the landing",
                task=LANDING,
                views=(ANTERIOR,),
                events=(DEEPEST,),
                places=(SQUAT_HIP, KNEE, ANKLE),
                metrics=("fppa_landing",),
                landmarks=("asis", HIP_CENTRE),
            ),
        )
    }
)
