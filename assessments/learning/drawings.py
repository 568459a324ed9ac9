"""The drawings that an article shows by name: `![caption](drawing:four-jobs)`. Pure.

Each is templates/assessments/learning/drawings/<name>.svg, with its own words for who cannot see.
An exercise of the library is shown in its two positions by its code, `drawing:E01`.
"""

from dataclasses import dataclass
from html import escape

from assessments.exercises.poses import SCENES


@dataclass(frozen=True)
class Drawing:
    """What stands under a drawing before its caption."""

    about: str  # for whoever chooses one
    key: tuple[str, ...] = ()  # what its numbers 1, 2, … point at
    parts: tuple[tuple[str, str], ...] = ()  # of drawings side by side: a title and a word each


DRAWINGS = {
    "hip-muscles": Drawing(
        "Both hips from behind, with the three gluteal muscles",
        key=(
            "Gluteus maximus",
            "Gluteus medius",
            "Gluteus minimus, which lies under the medius",
            "Rim of the pelvis",
            "Top of the thigh bone",
        ),
    ),
    "four-jobs": Drawing(
        "The four jobs of the gluteus medius at a step",
        key=(
            "Take the push from the ground",
            "Guide the knee",
            "Soften the landing",
            "Keep pelvis and trunk steady",
        ),
    ),
    "drop-and-knee": Drawing(
        "A pelvic drop, and a knee that drifts inward",
        parts=(("Pelvic drop", "from behind"), ("Inward knee", "from the front")),
    ),
    "weak-or-tired": Drawing(
        "The same runner at the start and at the end of a run",
        parts=(("First minutes", "level"), ("End of the run", "lower on the right")),
    ),
    "film-yourself": Drawing(
        "Where the camera stands when you film yourself",
        key=("Camera at the height of your pelvis", "Its picture upright and level", "You, whole"),
    ),
    "longest-run": Drawing("A month of runs, and how far the next one may go"),
    "hip-movements": Drawing(
        "The ways the thigh moves at the hip",
        key=("Abduction and adduction", "Flexion and extension", "Rotation, inward and outward"),
    ),
}


def is_drawing(name: str) -> bool:
    """Say whether there is a drawing of this name, ours or an exercise's."""
    return name in DRAWINGS or name in SCENES


def figure_of(name: str, caption: str) -> str:
    """Return the figure as HTML; in place of the drawing stands an empty part with its name."""
    drawing = DRAWINGS.get(name, Drawing("An exercise in its two positions"))
    key = "".join(f"<li>{escape(words)}</li>" for words in drawing.key)
    parts = "".join(
        f"<p><strong>{escape(title)}</strong>{escape(word)}</p>" for title, word in drawing.parts
    )
    return (
        f'<figure class="drawing"><div class="drawing-art" data-drawing="{name}"></div><figcaption>'
        + (f'<ol class="drawing-key">{key}</ol>' if key else "")
        + (f'<div class="drawing-pair">{parts}</div>' if parts else "")
        + f"<p>{escape(caption)}</p></figcaption></figure>"
    )
