"""An exercise of the clinic's own, with dull values."""

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from assessments.actions.exercises import add_exercise
from assessments.files.frames import read_picture

FIELDS = {
    "name": "Heel raise",
    "summary": "Rise onto your toes and come down slowly.",
    "level": 2,
    "aim": "strength",
    "laterality": "both",
    "position": "Standing near a wall",
    "equipment": ["wall"],
    "steps": ["Stand tall.", "Rise onto your toes.", "Come down slowly."],
    "cues": ["Slow down"],
    "cautions": ["Achilles pain: fewer."],
    "sets": 3,
    "least": 12,
    "most": 15,
    "counted": "repetitions",
}
MADE_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (32, 24), **options) -> bytes:
    """Return a small picture as somebody sends it."""
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **options)
    return written.getvalue()


def add_own(by, *, picture: bytes | None = None, **fields):
    """Add an exercise of the clinic's own."""
    if picture:
        fields |= {"picture_alt": "Somebody on one leg."}
    return add_exercise(
        values=FIELDS | fields,
        picture=picture and read_picture(picture),
        by=by,
        now=MADE_AT,
    )


def as_typed(**fields):
    """Return what a form sends for an exercise."""
    typed = {
        name: "\n".join(value) if name in ("steps", "cues", "cautions") else value
        for name, value in FIELDS.items()
    }
    return typed | fields
