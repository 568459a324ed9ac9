"""The plan as a report prints it: the exercises with their pictures, and the load advice."""

from assessments.exercises.drawing import Style, svg_of
from assessments.reading.agreed import Agreed, PlannedExercise

IN_TWO = 4  # so many exercises stand in two columns; more in three
PICTURE_MM, SMALL_PICTURE_MM = 28, 20


def content_of(agreed: Agreed, pictures: dict[str, bytes]) -> dict | None:
    """Return the plan as content, its pictures added to `pictures`; None without a plan."""
    version, count = agreed.version, len(agreed.exercises)
    if version is None:
        return None
    starts, ends = version.starts_on, version.ends_on
    return {
        "title": "Your plan",
        "note": version.note,
        "columns": 2 if count <= IN_TWO else 3,
        "picture_height": PICTURE_MM if count <= IN_TWO else SMALL_PICTURE_MM,
        "exercises": [_exercise(each, pictures) for each in agreed.exercises],
        "lines": [
            f"From {starts.day} {starts:%B %Y} to {ends.day} {ends:%B %Y}. Planned by "
            f"{agreed.plan.practitioner.name}, version {version.number}.",
            version.load_advice,
        ],
    }


def _exercise(planned: PlannedExercise, pictures) -> dict:
    file = f"{planned.item.exercise}.svg" if planned.drawing else ""
    if file:
        pictures[file] = svg_of(planned.drawing, style=Style.PAPER).encode()
    return {
        "name": planned.name,
        "file": file,
        "alt": planned.drawing.said if planned.drawing else "",
        "dose": planned.dose,
        "days": planned.days,
        "cues": planned.cues,
    }
