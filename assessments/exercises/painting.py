"""Lays a scene out in what is drawn first to last: shapes and lines, each of one class. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from assessments.exercises.figure import BOTH, Figure, stand
from assessments.exercises.props import Prop
from assessments.exercises.scene import Arrow, BandAt, Scene
from assessments.exercises.space import UP, Camera, Disc, around, number, turned

FAR_HIP, FAR_SHOULDER = 9, 18  # how much farther away than the other side: then it is shaded
AT_ONE_DEPTH = 5
NEAR_THE_FLOOR = 34
BAND_SAG = 3.5
HEAD_LONG, HEAD_WIDE = 14, 8
PELVIS_HALF = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape that is filled, or with `is_line` a path that is stroked."""

    kind: str
    path: str
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A part of the body that is drawn at once: shapes with one edge around them all."""

    depth: float
    rank: int  # of members at one depth, the lowest is drawn first
    shapes: tuple[tuple[str, str], ...]  # of each the class, and the part of the figure


def marks_of(scene: Scene, camera: Camera, mat: Prop | None = None) -> Iterator[Mark]:
    """Return all marks of a scene, from the first that is drawn."""
    figure = stand(scene.pose)
    if mat:
        yield from (Mark(kind, path) for kind, path in mat.layers(camera))
    else:
        yield Mark("shadow", _shadow(figure, camera))
    yield from _props(scene, camera, is_in_front=False)
    yield from _band(scene, figure, camera, -BAND_SAG)
    for member in _members(figure, camera):
        yield from _member(member, figure, camera)
    yield from _band(scene, figure, camera, BAND_SAG)
    yield from _props(scene, camera, is_in_front=True)
    if scene.has_pelvis_line:
        yield from _pelvis_line(scene, figure, camera)
    for arrow in scene.arrows:
        yield from _arrow(arrow, figure, camera)


def _props(scene, camera, *, is_in_front):
    for prop in scene.props:
        if prop.is_in_front == is_in_front:
            for kind, path in prop.layers(camera):
                yield Mark(kind, path, is_line=kind in ("glint", "beat", "rod"))


def _shadow(figure, camera):
    """A dark ellipse under what is near the floor."""
    low = [
        ball for balls in figure.parts.values() for ball in balls if ball.at[2] < NEAR_THE_FLOOR
    ] or [ball for balls in figure.parts.values() for ball in balls]
    xs = [ball.at[0] for ball in low]
    ys = [ball.at[1] for ball in low]
    x, y = camera.sees(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, 0))
    across = (max(xs) - min(xs)) / 2 + 16
    deep = min(max(6.0, (max(ys) - min(ys)) / 2 * camera.flatness + 5), 11.0)
    half = f"A{number(across)} {number(deep)} 0 1 1"
    left, right = number(x - across), number(x + across)
    return f"M{left} {number(y)}{half} {right} {number(y)}{half} {left} {number(y)}Z"


# --- The body -------------------------------------------------------------------------------------


def _member(member, figure, camera):
    shapes = [
        (kind, around([camera.disc(ball) for ball in figure.parts[part]]))
        for kind, part in member.shapes
    ]
    if edges := "".join(path for kind, path in shapes if kind != "shorts"):
        yield Mark("edge", edges, is_line=True)
    for kind, path in shapes:
        yield Mark(kind, path)


def _members(figure, camera):
    """Return all members of the body, the farthest first."""

    def depth(*joints):
        return sum(camera.depth(figure.joints[joint]) for joint in joints) / len(joints)

    trunk = (("skin", "neck"), ("top", "chest"), ("top", "belly"), ("shorts", "seat"))
    members = [
        Member(depth("pelvis", "neck"), 2, trunk),
        Member(depth("head"), 4, _head(figure, camera)),
    ]
    for side, sign in BOTH:
        is_far = sign * (depth("left_hip") - depth("right_hip")) > FAR_HIP
        leg = depth(f"{side}_hip", f"{side}_knee", f"{side}_ankle")
        members.append(Member(leg, 1, _leg(figure, camera, side, "-far" if is_far else "")))
        is_far = sign * (depth("left_shoulder") - depth("right_shoulder")) > FAR_SHOULDER
        skin = "skin-far" if is_far else "skin"
        arm = (f"{side}_palm", f"{side}_forearm", f"{side}_upper_arm")
        reach = depth(f"{side}_shoulder", f"{side}_elbow", f"{side}_hand")
        members.append(Member(reach, 0, tuple((skin, part) for part in arm)))
    return sorted(members, key=lambda one: (-round(one.depth / AT_ONE_DEPTH), one.rank))


def _leg(figure, camera, side, far):
    """The nearer of thigh and shank comes last; a sole that looks at us covers its shoe."""
    sole, shoe = ("sole" + far, f"{side}_sole"), ("shoe" + far, f"{side}_shoe")
    sole_looks_at_us = camera.depth(turned(figure.turns[f"{side}_foot"], UP)) > 0.1
    foot = (shoe, sole) if sole_looks_at_us else (sole, shoe)
    lower = (("skin" + far, f"{side}_shank"), *foot)
    upper = (("skin" + far, f"{side}_thigh"), ("shorts", f"{side}_shorts"))
    hip, ankle = (camera.depth(figure.joints[f"{side}_{joint}"]) for joint in ("hip", "ankle"))
    return (*upper, *lower) if ankle < hip - AT_ONE_DEPTH else (*lower, *upper)


def _head(figure, camera):
    """Hair covers the face that looks away."""
    face, hair = ("skin", "face"), ("hair", "hair")
    looks = camera.depth(turned(figure.turns["head"], (1, 0, 0)))
    if looks > 0.35:
        return (("skin", "nose"), face, hair, ("hair", "tail"))
    return (("hair", "tail"), hair, ("skin", "nose"), face)


# --- What is drawn on it --------------------------------------------------------------------------

BAND_PLACES = {  # the joint it is beside, its part, how far along, and how thick the leg is there
    BandAt.KNEES: ("knee", "thigh", (0, 0, 13), 10.5),
    BandAt.ANKLES: ("ankle", "shank", (0, 0, 9), 6.5),
    BandAt.FEET: ("ankle", "foot", (12, 0, -4), 7),
}


def _band(scene, figure, camera, sag):
    """One half of the band: behind the legs it is seen from above, in front from below."""
    if scene.band == BandAt.NOWHERE:
        return
    joint, part, offset, radius = BAND_PLACES[scene.band]
    left, right = (
        camera.disc(figure.ball(f"{side}_{joint}", radius, f"{side}_{part}", offset))
        for side, _ in BOTH
    )
    long = hypot(right.x - left.x, right.y - left.y)
    across = ((right.x - left.x) / long, (right.y - left.y) / long) if long > 1 else (1.0, 0.0)
    begins = (left.x - across[0] * left.radius, left.y - across[1] * left.radius)
    ends = (right.x + across[0] * right.radius, right.y + across[1] * right.radius)
    middle = ((begins[0] + ends[0]) / 2, (begins[1] + ends[1]) / 2 + 2 * sag)
    kind = "band" if sag > 0 else "band-far"
    yield Mark(kind, _curve(begins, middle, ends), is_line=True)


def _pelvis_line(scene, figure, camera):
    """The line through both hips beside a level one through the hip that is stood on."""
    stance = scene.pose.stands_on[0][0].split("_")[0]
    (x, y), (free_x, free_y) = (
        camera.sees(figure.ball("pelvis", 0, "pelvis", (-14, PELVIS_HALF * sign, 2)).at)
        for sign in ((1, -1) if stance == "left" else (-1, 1))
    )
    along = (free_x - x, free_y - y)
    far = (x + along[0] * 1.7, y + along[1] * 1.7)
    yield Mark("level", _line((x - along[0] * 0.9, y), (x + along[0] * 2.1, y)), is_line=True)
    yield Mark("pelvis", _line((x, y), far), is_line=True)
    dots = [Disc(x, y, 6, 0), Disc(free_x, free_y, 6, 0)]
    yield Mark("dot", "".join(around([dot]) for dot in dots))


def _arrow(arrow: Arrow, figure: Figure, camera: Camera):
    x, y = camera.sees(figure.joints[arrow.joint])
    begins = (x + arrow.beside[0], y + arrow.beside[1])
    ends = (begins[0] + arrow.by[0], begins[1] + arrow.by[1])
    long = hypot(*arrow.by)
    normal = (arrow.by[1] / long, -arrow.by[0] / long)
    middle = tuple(
        (one + other) / 2 + arrow.bend * 2 * aside
        for one, other, aside in zip(begins, ends, normal, strict=True)
    )
    into = (ends[0] - middle[0], ends[1] - middle[1])
    far = hypot(*into)
    ahead = (into[0] / far, into[1] / far)
    neck = (ends[0] - ahead[0] * HEAD_LONG, ends[1] - ahead[1] * HEAD_LONG)
    corners = [
        (neck[0] + sign * HEAD_WIDE * ahead[1], neck[1] - sign * HEAD_WIDE * ahead[0])
        for sign in (1, -1)
    ]
    head = "L".join(f"{number(px)} {number(py)}" for px, py in (ends, *corners))
    shaft = _curve(begins, middle, (neck[0] + ahead[0], neck[1] + ahead[1]))
    yield Mark("arrow-edge", shaft, is_line=True)
    yield Mark("arrow-edge", f"M{head}Z", is_line=True)
    yield Mark("arrow", shaft, is_line=True)
    yield Mark("arrowhead", f"M{head}Z")


def _line(begins, ends):
    return f"M{number(begins[0])} {number(begins[1])}L{number(ends[0])} {number(ends[1])}"


def _curve(begins, middle, ends):
    points = [f"{number(x)} {number(y)}" for x, y in (begins, middle, ends)]
    return f"M{points[0]}Q{points[1]} {points[2]}"
