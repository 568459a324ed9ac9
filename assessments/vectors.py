"""Checks the geometry against numbers from elsewhere: a file of functions, inputs and values. Pure.

Each vector is {"id", "fn", "inp", "expect"}; `expect` is a number, a list, true or false, or null
where no value may be given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.biomechanics import cadence, error, foot, knee, pelvis, points, strength
from assessments.biomechanics.points import FrontalView, GeometryError, Leg, Point
from assessments.judging import change, load
from assessments.questions import red_flags

TOLERANCE = 0.01


class VectorUnknown(ValueError):
    """The file asks for what we do not compute, or not in the words that we know."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A vector that our code does not agree with."""

    vector_id: str
    function: str
    expected: object
    computed: object

    def __str__(self):
        return f"{self.vector_id} {self.function}: expected {self.expected}, got {self.computed}"


def check(vectors: list[Mapping]) -> list[Mismatch]:
    """Return every vector that our code answers otherwise, beyond 0.01. Raises VectorUnknown."""
    found = []
    for vector in vectors:
        computed, expected = compute(vector), _expectation(vector)
        if not _agree(expected, computed):
            found.append(Mismatch(str(vector.get("id")), vector["fn"], expected, computed))
    return found


def compute(vector: Mapping) -> object:
    """Return what our code makes of one vector; None where it gives no value."""
    if not isinstance(vector, Mapping) or vector.get("fn") not in FUNCTIONS:
        raise VectorUnknown(f"There is no function for {vector!r:.120}.")
    try:
        return FUNCTIONS[vector["fn"]](vector["inp"])
    except GeometryError:
        return None
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error_found:
        raise VectorUnknown(
            f"Vector {vector.get('id')}: {vector['fn']} cannot read its input ({error_found})."
        ) from error_found


def _expectation(vector):
    """Return what a vector expects. Raises VectorUnknown where that is nothing we could answer."""
    name = f"Vector {vector.get('id')}"
    if "expect" not in vector:
        raise VectorUnknown(f"{name} has no “expect”: give a number, or null for no value.")
    expected = vector["expect"]
    parts = expected if isinstance(expected, list) else [expected]
    if not all(part is None or isinstance(part, int | float) for part in parts):
        raise VectorUnknown(
            f"{name} expects {expected!r:.60}: give a number, a list of them, true, false or null."
        )
    return expected


def _agree(expected, computed):
    if isinstance(expected, bool) or expected is None or computed is None:
        return expected is computed
    if isinstance(expected, list):
        return (
            isinstance(computed, list)
            and len(expected) == len(computed)
            and all(_agree(*pair) for pair in zip(expected, computed, strict=True))
        )
    is_number = isinstance(computed, int | float) and not isinstance(computed, bool)
    return is_number and abs(expected - computed) <= TOLERANCE


def _point(given, name):
    return Point(*given[name])


def _frontal(given, leg="side"):
    return {
        "view": FrontalView(given["view"]),
        "leg": Leg(given[leg]),
        "mirrored": given.get("mirrored", False),
    }


def _limb(given):
    return [_point(given, name) for name in ("hip", "knee", "ankle")]


def _pelvic_drop(given):
    pelvis_points = [
        points.levelled(_point(given, name), given.get("roll", 0.0))
        for name in ("stance_pt", "swing_pt")
    ]
    return pelvis.contralateral_pelvic_drop_deg(*pelvis_points, **_frontal(given, "stance"))


def _hip_adduction(given):
    names = ("stance_asis", "swing_asis", "knee")
    return pelvis.hip_adduction_deg(*[_point(given, name) for name in names], **_frontal(given))


def _rearfoot_to_shank(given):
    names = ("heel_top", "heel_bottom", "calf_upper", "calf_lower")
    return foot.rearfoot_to_shank_deg(*[_point(given, name) for name in names], **_frontal(given))


def _step_width(given):
    return foot.step_width_cm(
        given["heel_R_x"],
        given["heel_L_x"],
        cm_per_px=given["cm_per_px"],
        view=FrontalView(given["view"]),
        mirrored=given.get("mirrored", False),
    )


def _foot_placement(given):
    return foot.foot_placement_cm(
        given["heel_x"], given["midline_x"], cm_per_px=given["cm_per_px"], **_frontal(given)
    )


def _foot_strike(given):
    return foot.foot_strike_angle_deg(
        _point(given, "heel"),
        _point(given, "toe"),
        facing=given["dir"],
        incline_pct=given.get("incline_pct", 0.0),
    )


def _vertical_oscillation(given):
    return cadence.vertical_oscillation_cm(
        lowest_y=given["y_lowest"], highest_y=given["y_highest"], cm_per_px=given["cm_per_px"]
    )


def _torque_z(given):
    value = strength.torque_nm_per_kg(
        force_n=given["force_n"], arm_m=given["arm_m"], mass_kg=given["mass_kg"]
    )
    return strength.torque_z(value, age=given["age"], male=given["male"])


def _spread(given):
    found = error.spread(given["values"])
    return [found.mean, found.sd, found.se]


def _spike_ratio(given):
    spike = load.session_spike(
        Decimal(str(given["session_km"])), Decimal(str(given["longest_prev_30d_km"]))
    )
    return float(spike.ratio)


def _bone_stress_score(given):
    answers = {
        code: red_flags.YES if given[name] else red_flags.NO for name, code in BONE_STRESS.items()
    }
    site = {red_flags.SITE: red_flags.SITE_OF_SCORE}
    return red_flags.bone_stress_score(answers | site).points


BONE_STRESS = {
    "bony_tenderness": red_flags.TENDER,
    "prior_bsi": "prior_bsi",
    "pes_cavus": "high_arches",
    "volume_increase": "more_volume",
}
FUNCTIONS: dict[str, Callable[[Mapping], object]] = {
    "cpd": _pelvic_drop,
    "cpd+roll": _pelvic_drop,
    "camera_roll": lambda given: points.camera_roll_deg(_point(given, "p1"), _point(given, "p2")),
    "fppa": lambda given: knee.fppa_deg(*_limb(given), **_frontal(given)),
    "femoral_adduction": lambda given: pelvis.femoral_adduction_deg(
        _point(given, "hip"), _point(given, "knee"), **_frontal(given)
    ),
    "shank_abduction": lambda given: knee.shank_abduction_deg(
        _point(given, "knee"), _point(given, "ankle"), **_frontal(given)
    ),
    "hip_adduction": _hip_adduction,
    "trunk_lean": lambda given: pelvis.trunk_lean_deg(
        _point(given, "pelvis_mid"), _point(given, "c7"), **_frontal(given, "stance")
    ),
    "rearfoot_to_vertical": lambda given: foot.rearfoot_to_vertical_deg(
        _point(given, "heel_top"), _point(given, "heel_bottom"), **_frontal(given)
    ),
    "rearfoot_to_shank": _rearfoot_to_shank,
    "step_width_cm": _step_width,
    "foot_placement_cm": _foot_placement,
    "tibial_inclination": lambda given: foot.tibial_inclination_deg(
        _point(given, "knee"), _point(given, "ankle"), facing=given["dir"]
    ),
    "foot_strike_angle": _foot_strike,
    "knee_flexion": lambda given: knee.knee_flexion_deg(*_limb(given), facing=given["dir"]),
    "forward_trunk_lean": lambda given: foot.forward_trunk_lean_deg(
        _point(given, "pelvis"), _point(given, "shoulder"), facing=given["dir"]
    ),
    "vertical_oscillation_cm": _vertical_oscillation,
    "cadence_spm": lambda given: cadence.cadence_spm(**given),
    "step_length_m": lambda given: cadence.step_length_m(**given),
    "hip_abd_nm_per_kg": lambda given: strength.torque_nm_per_kg(**given),
    "hip_abd_expected_nm_per_kg": lambda given: strength.expected_torque_nm_per_kg(**given),
    "hip_abd_z": _torque_z,
    "lsi_pct": lambda given: strength.limb_symmetry_pct(**given),
    "mdc95": lambda given: error.mdc95(**given),
    "mdc90": lambda given: error.mdc90(**given),
    "mean_sd_se": _spread,
    "session_spike_ratio": _spike_ratio,
    "bsi_score": _bone_stress_score,
    "real_change": lambda given: change.is_beyond_error(
        given["before"], given["after"], mdc=given["mdc"]
    ),
}
