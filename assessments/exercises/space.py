"""Points and turns in space, and their picture on a flat panel. Pure.

World axes: x to the right of the panel, y away from the viewer, z up; the floor is z = 0. A turn is
a matrix of rows; angles are in degrees.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin, tau

Vector = tuple[float, float, float]
Turn = tuple[Vector, Vector, Vector]
FORWARD: Vector = (1, 0, 0)  # of somebody who looks along x
UP: Vector = (0, 0, 1)
DOWN: Vector = (0, 0, -1)
STRAIGHT: Turn = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def about_x(degrees: float) -> Turn:
    """Return the turn that brings y to z: a left leg that hangs down goes out to the left."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return ((1, 0, 0), (0, c, -s), (0, s, c))


def about_y(degrees: float) -> Turn:
    """Return the turn that brings z to x: who looks along x leans forward."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return ((c, 0, s), (0, 1, 0), (-s, 0, c))


def about_z(degrees: float) -> Turn:
    """Return the turn that brings x to y: who looks along x turns to the left."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return ((c, -s, 0), (s, c, 0), (0, 0, 1))


def turned(turn: Turn, vector: Vector) -> Vector:
    x, y, z = vector
    (a, b, c), (d, e, f), (g, h, i) = turn
    return (a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z)


def both(*turns: Turn) -> Turn:
    """Return the turn that is all of these, the last one first."""
    result = STRAIGHT
    for turn in turns:
        (a, b, c), (d, e, f), (g, h, i) = turn
        result = tuple(
            (x * a + y * d + z * g, x * b + y * e + z * h, x * c + y * f + z * i)
            for x, y, z in result
        )
    return result


def plus(*vectors: Vector) -> Vector:
    xs, ys, zs = zip(*vectors, strict=True)
    return (sum(xs), sum(ys), sum(zs))


def times(factor: float, vector: Vector) -> Vector:
    return tuple(factor * part for part in vector)


def minus(one: Vector, other: Vector) -> Vector:
    return plus(one, times(-1, other))


@dataclass(frozen=True, slots=True)
class Ball:
    """A sphere; a limb is what a few of them wrap."""

    at: Vector
    radius: float


@dataclass(frozen=True, slots=True)
class Disc:
    """A ball as it is seen: a circle of the panel, and how far away it is."""

    x: float
    y: float
    radius: float
    depth: float


@dataclass(frozen=True, slots=True)
class Camera:
    """Looks at the figure from afar and from a little above, so that the floor is seen.

    `origin` is where the panel has the world's zero.
    """

    elevation: float
    origin: tuple[float, float]
    scale: float = 1.0

    def sees(self, at: Vector) -> tuple[float, float]:
        disc = self.disc(Ball(at, 0))
        return disc.x, disc.y

    def disc(self, ball: Ball) -> Disc:
        x, y, z = ball.at
        up, away = cos(radians(self.elevation)), sin(radians(self.elevation))
        return Disc(
            x=self.origin[0] + self.scale * x,
            y=self.origin[1] - self.scale * (z * up + y * away),
            radius=self.scale * ball.radius,
            depth=y * up - z * away,
        )

    @property
    def flatness(self) -> float:
        """How deep the floor is drawn, against how wide."""
        return sin(radians(self.elevation))

    def depth(self, at: Vector) -> float:
        """Return how far away a point is, or which way a direction leads, less towards us."""
        return self.disc(Ball(at, 0)).depth


def number(value: float) -> str:
    """Return a coordinate as it stands in a drawing."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # 0.0 more: no zero has a sign


def around(discs: list[Disc]) -> str:
    """Return the path of the band that is drawn tight around circles."""
    runs = _outermost(discs)
    if len(runs) == 1:
        return _circle(discs[runs[0][0]])
    path = ""
    for turn, (index, begins, ends) in enumerate(runs):
        disc = discs[index]
        first, last = _on(disc, begins), _on(disc, ends)
        is_long = int((ends - begins) % tau > pi)
        radius = number(disc.radius)
        path += f"{'L' if turn else 'M'}{number(first[0])} {number(first[1])}"
        path += f"A{radius} {radius} 0 {is_long} 1 {number(last[0])} {number(last[1])}"
    return f"{path}Z"


def _circle(disc):
    x, y, radius = disc.x, number(disc.y), number(disc.radius)
    half = f"A{radius} {radius} 0 1 1"
    left, right = number(x - disc.radius), number(x + disc.radius)
    return f"M{left} {y}{half} {right} {y}{half} {left} {y}Z"


DIRECTIONS = [tau * turn / 72 for turn in range(72)]


def _outermost(discs):
    """Return which circle lies outermost from which direction to which, once around."""

    def reach(index, angle):
        disc = discs[index]
        return disc.x * cos(angle) + disc.y * sin(angle) + disc.radius

    found = []
    for angle in DIRECTIONS:
        reaches = [reach(index, angle) for index in range(len(discs))]
        found.append(reaches.index(max(reaches)))
    changes = [turn for turn in range(len(found)) if found[turn] != found[turn - 1]]
    if not changes:
        return [(found[0], 0.0, tau)]
    edges = []
    for turn in changes:
        before, after = found[turn - 1], found[turn]
        high = DIRECTIONS[turn]
        low = high - DIRECTIONS[1]
        for _ in range(12):
            middle = (low + high) / 2
            if reach(before, middle) > reach(after, middle):
                low = middle
            else:
                high = middle
        edges.append(low)
    return [
        (found[turn], edges[index], edges[(index + 1) % len(edges)])
        for index, turn in enumerate(changes)
    ]


def _on(disc, angle):
    return disc.x + disc.radius * cos(angle), disc.y + disc.radius * sin(angle)
