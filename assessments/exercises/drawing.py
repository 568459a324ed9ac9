"""Draws the positions of an exercise, in the style of the runner on the landing page. Pure.

An SVG for a page has classes, whose colours are in static/css/exercises.css; one for paper has the
same colours written into it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from html import escape

from assessments.exercises.figure import stand
from assessments.exercises.painting import Mark, marks_of
from assessments.exercises.poses import SCENES
from assessments.exercises.props import Prop, Thing
from assessments.exercises.scene import Scene
from assessments.exercises.space import Camera, about_z, turned

PANEL, GAP, ROUND = 320, 10, 26
FLOOR_Y, MAT_Y, GLOW = 284, 236, 134
SCALE = 0.88
MAT_MARGIN, MAT_DEPTH = 12, 62
FILLS = {
    "ground": "#0a3f45",
    "glow": "#0f5158",
    "shadow": "#083439",
    "skin": "#f3e6d8",
    "skin-far": "#dcc8b5",
    "hair": "#15292d",
    "top": "#7cc4ba",
    "shorts": "#15292d",
    "shoe": "#f8f5ef",
    "shoe-far": "#d9d0c2",
    "sole": "#ff8f73",
    "sole-far": "#d9806a",
    "dot": "#ff8f73",
    "arrowhead": "#f4f7f3",
    "box-top": "#4d999b",
    "box-front": "#2f777d",
    "box-side": "#266a70",
    "mat-top": "#1b666c",
    "mat-front": "#2b7b80",
    "glass": "#176068",
    "frame": "#8fbdb8",
    "belt": "#15292d",
}
STROKES = {  # the colour of a line, and how wide it is
    "edge": ("#0a3f45", 3),
    "band": ("#ff8f73", 5.5),
    "band-far": ("#c9694f", 5),
    "arrow": ("#f4f7f3", 5),
    "arrow-edge": ("#0a3f45", 10),
    "pelvis": ("#ff8f73", 4.5),
    "level": ("#f4f7f3", 2),
    "glint": ("#8fd3c8", 3),
    "rod": ("#8fbdb8", 3.5),
    "beat": ("#8fd3c8", 3),
}
DASHED = {"level": "2 7"}


class Style(StrEnum):
    """Where a drawing goes: onto a page, which knows the classes, or onto paper."""

    PAGE = "page"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Part:
    """One position, with its words. Both share `shift`, and the mat, if they lie on one."""

    scene: Scene
    shift: float
    mat: Prop | None = None

    @property
    def said(self) -> str:
        return self.scene.said

    @property
    def camera(self) -> Camera:
        return Camera(self.scene.elevation, (self.shift, MAT_Y if self.mat else FLOOR_Y), SCALE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The two positions of an exercise."""

    code: str
    parts: tuple[Part, Part]

    @property
    def said(self) -> str:
        """Both positions in words."""
        return " ".join(part.said for part in self.parts)


@cache
def drawing_of(code: str) -> Drawing | None:
    """Return the drawing of an exercise of the library; the clinic's own have none."""
    scenes = SCENES.get(code)
    if scenes is None:
        return None
    edges = [edge for scene in scenes for edge in _edges(scene)]
    shift = PANEL / 2 - (min(edges) + max(edges)) / 2
    mat = _mat_under(scenes) if scenes[0].has_mat else None
    return Drawing(code, tuple(Part(scene, shift, mat) for scene in scenes))


def part_of(scene: Scene) -> Part:
    """Return one position alone, in the middle of its panel."""
    return Part(scene, PANEL / 2 - sum(_edges(scene)) / 2)


@cache
def svg_of(drawn: Part | Drawing, *, style: Style = Style.PAGE, is_said: bool = True) -> str:
    """Return the SVG of one position, or of both beside each other.

    Without `is_said` it is an ornament, whose words stand elsewhere.
    """
    parts = drawn.parts if isinstance(drawn, Drawing) else (drawn,)
    width = PANEL * len(parts) + GAP * (len(parts) - 1)
    told = f'role="img" aria-label="{escape(drawn.said)}"' if is_said else 'aria-hidden="true"'
    panels = "".join(
        f'<g transform="translate({index * (PANEL + GAP)} 0)">{_panel(part, style)}</g>'
        if index
        else _panel(part, style)
        for index, part in enumerate(parts)
    )
    named = ' class="fig"' if style == Style.PAGE else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{named} viewBox="0 0 {width} {PANEL}" {told}>'
        f"{panels}</svg>"
    )


def _edges(scene):
    """Return how far the figure reaches to the left and right, props not counted."""
    camera = Camera(scene.elevation, (0, 0), SCALE)
    discs = [camera.disc(ball) for balls in stand(scene.pose).parts.values() for ball in balls]
    return min(one.x - one.radius for one in discs), max(one.x + one.radius for one in discs)


def _mat_under(scenes):
    """Return a mat that both positions fit on, turned as they are."""
    spin = scenes[0].pose.spin
    back = about_z(-spin)
    spots = [
        turned(back, ball.at)
        for scene in scenes
        for balls in stand(scene.pose).parts.values()
        for ball in balls
    ]
    (left, right), (near, far) = (
        (min(spot[axis] for spot in spots), max(spot[axis] for spot in spots)) for axis in (0, 1)
    )
    x, y, _ = turned(about_z(spin), ((left + right) / 2, (near + far) / 2, 0))
    wide, deep = right - left + 2 * MAT_MARGIN, max(MAT_DEPTH, far - near + MAT_MARGIN)
    return Prop(thing=Thing.MAT, x=x, y=y, spin=spin, width=wide, depth=deep)


def _panel(part, style):
    ground = f'<rect width="{PANEL}" height="{PANEL}" rx="{ROUND}" {_look("ground", style)}/>'
    middle = PANEL // 2
    glow = f'<circle cx="{middle}" cy="{middle}" r="{GLOW}" {_look("glow", style)}/>'
    drawn = _joined(list(marks_of(part.scene, part.camera, part.mat)))
    shapes = "".join(
        f'<path {_look(mark.kind, style, is_line=mark.is_line)} d="{mark.path}"/>' for mark in drawn
    )
    return ground + glow + shapes


def _joined(marks: list[Mark]) -> list[Mark]:
    """Return the marks with neighbours of one look in one path."""
    joined: list[Mark] = []
    for mark in marks:
        last = joined[-1] if joined else None
        if last and (last.kind, last.is_line) == (mark.kind, mark.is_line):
            joined[-1] = Mark(mark.kind, last.path + mark.path, mark.is_line)
        else:
            joined.append(mark)
    return joined


def _look(kind, style, *, is_line=False):
    if style == Style.PAGE:
        return f'class="f-{kind}"'
    if not is_line:
        return f'fill="{FILLS[kind]}"'
    colour, width = STROKES[kind]
    dashes = f' stroke-dasharray="{DASHED[kind]}"' if kind in DASHED else ""
    return (
        f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-linejoin="round"{dashes}'
    )
