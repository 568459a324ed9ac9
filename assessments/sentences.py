"""What a value says, in a sentence that names the stance leg and carries its error. Pure."""

from decimal import Decimal

from assessments.metrics import METRICS, to_tenth

SIDES = {"L": "left", "R": "right"}
OTHER = {"L": "right", "R": "left"}
GRADE_WORDS = {
    "typical": "within the usual range",
    "mild": "a little more than usual",
    "marked": "clearly more than usual",
    "varus": "turned outward",
}


def sentence(metric: str, stance: str, mean_deg: Decimal) -> str:
    """Return one value as a sentence; `stance` is the leg on the ground, "L" or "R"."""
    shown, mdc = to_tenth(mean_deg), METRICS[metric].mdc_deg
    amount = f"{abs(shown)}°\u00a0±\u00a0{mdc}°"  # kept on one line
    if metric == "cpd":
        return f"Standing on the {SIDES[stance]}, the {_pelvis(OTHER[stance], shown, amount)}."
    doing = "Running on" if metric == "fppa_run" else "Squatting on"
    return f"{doing} the {SIDES[stance]} leg, the knee {_knee(shown, amount)}."


def _pelvis(swing_side, shown, amount):
    if shown == 0:
        return f"pelvis stays level ({amount})"
    return f"{swing_side} side {'drops' if shown > 0 else 'rises'} {amount}"


def _knee(shown, amount):
    if shown == 0:
        return f"stays in line ({amount})"
    return f"points {amount} {'toward' if shown > 0 else 'away from'} the midline"
