"""How an assessment was set up, in words, and how two set-ups differ."""

from dataclasses import dataclass

from assessments.models import Assessment
from assessments.sentences.measures import plain


@dataclass(frozen=True)
class Fact:
    """One thing about the set-up: `words` is "" where it was not recorded."""

    name: str
    words: str


@dataclass(frozen=True)
class Difference:
    """What was not the same in all of some assessments, with each one's own, in their order."""

    name: str
    words: list[str]


def passport(assessment: Assessment) -> list[Fact]:
    """Return the whole set-up in its order, what was not recorded too."""
    shoes = [
        assessment.get_footwear_display(),
        assessment.shoes,
        _number(assessment.shoe_age_km, "km old"),
        _number(assessment.shoe_drop_mm, "mm drop"),
    ]
    return [
        Fact("Surface", assessment.get_surface_display()),
        Fact("Speed", _number(assessment.speed_kmh, "km/h")),
        Fact("Incline", _number(assessment.incline_pct, "%")),
        Fact("Minutes before filming", _number(assessment.acclimation_min, "min")),
        Fact("Used to a treadmill", assessment.get_treadmill_experience_display()),
        Fact("Shoes", ", ".join(filter(None, shoes))),
        Fact("Insoles", assessment.orthoses),
        Fact("Camera height", _number(assessment.camera_height_cm, "cm")),
        Fact("Camera distance", _number(assessment.camera_distance_cm, "cm")),
        Fact("Markers on the skin", _yes_or_no(assessment.markers_on_skin)),
        Fact("Cameras", cameras(assessment)),
    ]


def protocol(assessment: Assessment) -> list[Fact]:
    """Return how the run ended, what was not recorded left out."""
    facts = [
        Fact("End of the run", assessment.get_fatigue_protocol_display()),
        Fact("Time run", _number(assessment.run_minutes, "min")),
        Fact("Distance run", _number(assessment.run_km, "km")),
        Fact("Effort at the end", _number(assessment.rpe_end, "/ 10")),
    ]
    return [fact for fact in facts if fact.words]


def recorded(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.words]


def cameras(assessment: Assessment) -> str:
    """Return the views that were filmed with their rates, as “From behind at 240 fps”."""
    found = []
    for capture in assessment.captures.all():
        if capture.removed_at is None:
            rate = f" at {plain(capture.capture_fps)} fps" if capture.capture_fps else ""
            found.append(f"{capture.get_view_display()}{rate}")
    return "; ".join(dict.fromkeys(found))


def differences(assessments: list[Assessment]) -> list[Difference]:
    """Return what differs in how assessments were set up and run, and by whom."""
    rows = [
        [
            *passport(assessment),
            Fact("End of the run", assessment.get_fatigue_protocol_display()),
            Fact("Time run", _number(assessment.run_minutes, "min")),
            Fact("Effort at the end", _number(assessment.rpe_end, "/ 10")),
            Fact("Measured by", assessment.practitioner.name),
        ]
        for assessment in assessments
    ]
    return [
        Difference(facts[0].name, [fact.words or "Not recorded" for fact in facts])
        for facts in zip(*rows, strict=True)
        if len({fact.words for fact in facts}) > 1
    ]


def _number(value, unit):
    if value is None:
        return ""
    shown = plain(value) if hasattr(value, "normalize") else str(value)
    return f"{shown}\u00a0{unit}"


def _yes_or_no(value):
    return "" if value is None else "Yes" if value else "No"
