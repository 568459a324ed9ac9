"""What stands beside the figure: a step, a mat, a chair, a wall, a mirror, a treadmill. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from assessments.exercises.space import Camera, Turn, Vector, about_z, number, plus, turned

Layer = tuple[str, str]  # the class of what is drawn, and its path

# Each face of a box: which corners, seen from outside, and which way it looks.
FACES = (
    ("top", ((0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)), (0, 0, 1)),
    ("front", ((0, 0, 0), (1, 0, 0), (1, 0, 1), (0, 0, 1)), (0, -1, 0)),
    ("front", ((0, 1, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1)), (0, 1, 0)),
    ("side", ((0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1)), (-1, 0, 0)),
    ("side", ((1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)), (1, 0, 0)),
)


class Thing(StrEnum):
    STEP = "step"
    MAT = "mat"
    CHAIR = "chair"
    WALL = "wall"
    MIRROR = "mirror"
    TREADMILL = "treadmill"
    METRONOME = "metronome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing on the floor; `x` and `y` are its middle, `spin` turns it about the vertical.

    `width` and `height` are a step's, `width` and `depth` a mat's.
    """

    thing: Thing
    x: float = 0
    y: float = 0
    spin: float = 0
    width: float = 0
    height: float = 0
    depth: float = 0
    is_in_front: bool = False

    @property
    def boxes(self) -> list[tuple[str, Vector, Vector]]:
        """Return its boxes: how each is drawn, the middle of its foot, and its size."""
        match self.thing:
            case Thing.STEP:
                return [("box", (0, 0, 0), (self.width, 64, self.height))]
            case Thing.MAT:
                return [("mat", (0, 0, -3), (self.width, self.depth, 3))]
            case Thing.WALL:
                return [("box", (0, 0, 0), (self.width, 70, 262))]
            case Thing.MIRROR:
                return [
                    ("frame", (0, 0, 4), (self.width, 4, 228)),
                    ("glass", (0, -2.1, 9), (self.width - 10, 0.1, 218)),
                ]
            case Thing.CHAIR:
                legs = [(x, y) for y in (16, -16) for x in (-16, 16)]
                return [
                    *(("box", (x, y, 0), (4, 4, 58)) for x, y in legs),
                    ("box", (0, 0, 58), (40, 40, 6)),
                    ("box", (-18, 0, 64), (5, 40, 66)),
                ]
            case Thing.TREADMILL:
                return [("box", (0, 0, 0), (self.width, 60, 12))]
            case _:
                return []

    def layers(self, camera: Camera) -> list[Layer]:
        """Return the faces that are seen, from the first that is drawn."""
        if self.thing == Thing.METRONOME:
            return self._metronome(camera)
        turn = about_z(self.spin)
        drawn = []
        for kind, middle, size in self.boxes:
            for face, corners, looks in FACES:
                if _is_seen(turned(turn, looks), camera):
                    path = self._path(corners, middle, size, turn, camera)
                    drawn.append((_look(kind, face), path))
        if self.thing == Thing.MIRROR:
            drawn.append(("glint", self._glint(turn, camera)))
        return drawn

    def _path(self, corners, middle, size, turn: Turn, camera):
        points = []
        for across, away, up in corners:
            offset = ((across - 0.5) * size[0], (away - 0.5) * size[1], up * size[2])
            points.append(self._point(plus(middle, offset), turn, camera))
        return f"M{'L'.join(points)}Z"

    def _glint(self, turn, camera):
        """Two strokes across the glass, by which a mirror is known."""
        half = self.width / 2 - 18
        strokes = [
            ((-half, -3, 176), (-half + 26, -3, 216)),
            ((-half, -3, 148), (-half + 44, -3, 216)),
        ]
        return "".join(
            f"M{self._point(begins, turn, camera)}L{self._point(ends, turn, camera)}"
            for begins, ends in strokes
        )

    def _metronome(self, camera):
        """A metronome and its beat; it has no depth."""

        def path(*corners):
            return "L".join(self._point((x, 0, z), about_z(0), camera) for x, z in corners)

        return [
            ("box-front", f"M{path((-25, 0), (25, 0), (12, 78), (-12, 78))}Z"),
            ("belt", f"M{path((-17, 12), (17, 12), (9, 68), (-9, 68))}Z"),
            ("rod", f"M{path((0, 14), (19, 88))}"),
            ("beat", f"M{path((-34, 92), (-27, 104))}M{path((-46, 82), (-34, 110))}"),
            ("beat", f"M{path((34, 92), (27, 104))}M{path((46, 82), (34, 110))}"),
        ]

    def _point(self, offset, turn, camera):
        x, y = camera.sees(plus((self.x, self.y, 0), turned(turn, offset)))
        return f"{number(x)} {number(y)}"


def _is_seen(looks, camera):
    """Say whether a face looks towards the viewer, who is at −y and a little above."""
    return camera.depth(looks) < -0.02


def _look(kind, face):
    if kind == "mat":
        return "mat-top" if face == "top" else "mat-front"
    if kind in ("frame", "glass"):
        return kind
    return f"{kind}-{face}"
