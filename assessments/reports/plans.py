"""The plan as a report prints it: the exercises with their pictures, and the load advice."""

from django.utils.formats import date_format

from assessments.exercises.drawing import Style, drawing_of, svg_of
from assessments.models import ExercisePicture
from assessments.reading.agreed import Agreed
from assessments.reading.plans import ShownItem

IN_TWO = 4  # so many exercises stand in two columns; more in three
PICTURE_MM, SMALL_PICTURE_MM = 28, 20


def content_of(agreed: Agreed, pictures: dict[str, bytes]) -> dict | None:
    """Return the plan as content, its pictures added to `pictures`; None without a plan."""
    version, count = agreed.version, len(agreed.exercises)
    if version is None:
        return None
    photos = _photos_of(agreed.exercises)
    starts, ends = (date_format(day, "j F Y") for day in (version.starts_on, version.ends_on))
    return {
        "title": "Your plan",
        "note": version.note,
        "columns": 2 if count <= IN_TWO else 3,
        "picture_height": PICTURE_MM if count <= IN_TWO else SMALL_PICTURE_MM,
        "exercises": [_exercise(each, photos, pictures) for each in agreed.exercises],
        "lines": [
            f"From {starts} to {ends}. Planned by {agreed.plan.practitioner.name}, "
            f"version {version.number}.",
            version.load_advice,
        ],
    }


def _photos_of(exercises):
    """Return the pictures of the clinic's own exercises by their references."""
    references = [each.photo for each in exercises if each.photo]
    rows = ExercisePicture.objects.filter(reference__in=references) if references else []
    return {str(row.reference): bytes(row.jpeg) for row in rows}


def _exercise(shown: ShownItem, photos, pictures) -> dict:
    drawing, photo = drawing_of(shown.item.exercise), photos.get(str(shown.photo))
    file = ""
    if drawing:
        file = f"{shown.item.exercise}.svg"
        pictures[file] = svg_of(drawing, style=Style.PAPER).encode()
    elif photo:
        file = f"{shown.item.exercise}.jpg"
        pictures[file] = photo
    return {
        "name": shown.name,
        "file": file,
        "alt": drawing.said if drawing else shown.photo_alt or shown.name,
        "dose": shown.dose,
        "days": shown.days,
        "cues": cues_of(shown),
    }


def cues_of(shown: ShownItem) -> str:
    """Return which side goes first, how fast or how often, what to think of, what is added."""
    said = [shown.side, shown.metronome, shown.schedule, *shown.shown.get("cues", [])]
    return " ".join(f"{words.rstrip('.')}." for words in [*said, shown.item.note] if words)
