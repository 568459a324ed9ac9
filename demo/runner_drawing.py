"""A drawn runner from behind, as a camera would see one, and the points of its angles. Pure.

What the demo keeps as frames: nobody was filmed. Image pixels, x to the right, y downwards.
"""

from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin

from PIL import Image, ImageDraw

from assessments.biomechanics.points import Point

WIDTH, HEIGHT = 540, 960
PELVIS, THIGH, SHANK, TRUNK = 84.0, 178.0, 190.0, 236.0
PELVIS_Y, CENTRE_X = 430.0, 270.0
QUALITY = 82
WALL, FLOOR, BELT, DECK = (214, 222, 220), (150, 160, 158), (58, 64, 66), (104, 112, 112)
SKIN, HAIR, SHIRT, SHORTS, SHOE = (
    *((205, 158, 128), (84, 58, 44), (74, 138, 140), (38, 48, 62), (226, 108, 78)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stride:
    """The angles of one stance leg, "L" or "R", in degrees, signed as `metrics` has them."""

    side: str
    drop_deg: float
    thigh_deg: float
    knee_deg: float

    @property
    def outward(self) -> int:
        return 1 if self.side == "R" else -1


def points_of(stride: Stride) -> dict[str, Point]:
    """Return the points that a clinician would place, by their names."""
    out = stride.outward
    drop, thigh = radians(stride.drop_deg), radians(stride.thigh_deg)
    shank = radians(stride.knee_deg - stride.thigh_deg)
    stance = Point(CENTRE_X + out * PELVIS / 2, PELVIS_Y)
    hip = Point(stance.x + out * 12, stance.y + 62)
    knee = Point(hip.x - out * THIGH * sin(thigh), hip.y + THIGH * cos(thigh))
    return {
        "stance_pelvis": stance,
        "swing_pelvis": Point(stance.x - out * PELVIS * cos(drop), stance.y + PELVIS * sin(drop)),
        "hip": hip,
        "knee": knee,
        "ankle": Point(knee.x + out * SHANK * sin(shank), knee.y + SHANK * cos(shank)),
    }


def picture_of(stride: Stride) -> bytes:
    """Return the runner at midstance on a treadmill, as a JPEG of WIDTH by HEIGHT."""
    image = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    draw = ImageDraw.Draw(image)
    _room(draw)
    _runner(draw, stride, points_of(stride))
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _room(draw):
    draw.rectangle((0, 830, WIDTH, HEIGHT), fill=FLOOR)
    draw.polygon(((150, 700), (390, 700), (470, HEIGHT), (70, HEIGHT)), fill=BELT)
    draw.line(((146, 700), (394, 700)), fill=DECK, width=10)
    for top, bottom in (((146, 700), (58, HEIGHT)), ((394, 700), (482, HEIGHT))):
        draw.line((top, bottom), fill=DECK, width=16)


def _runner(draw, stride, points):
    out = stride.outward
    swing_hip = Point(points["swing_pelvis"].x - out * 12, points["swing_pelvis"].y + 62)
    swing_knee = Point(swing_hip.x - out * 6, swing_hip.y + THIGH * 0.78)
    middle = points["stance_pelvis"].middle(points["swing_pelvis"])
    neck = Point(middle.x, middle.y - TRUNK)
    _limb(draw, (swing_hip, swing_knee), 56, SKIN)
    _limb(draw, (swing_knee, Point(swing_knee.x + out * 4, swing_knee.y + 66)), 46, SKIN)
    _disc(draw, Point(swing_knee.x + out * 4, swing_knee.y + 78), 30, SHOE)
    _limb(draw, (points["hip"], points["knee"]), 60, SKIN)
    _limb(draw, (points["knee"], points["ankle"]), 44, SKIN)
    _disc(draw, Point(points["ankle"].x, points["ankle"].y + 26), 34, SHOE)
    for hip, knee in ((points["hip"], points["knee"]), (swing_hip, swing_knee)):
        half_way = Point(hip.x + (knee.x - hip.x) * 0.45, hip.y + (knee.y - hip.y) * 0.45)
        _limb(draw, (hip, half_way), 72, SHORTS)
    _limb(draw, (points["hip"], swing_hip), 84, SHORTS)
    for way in (-1, 1):
        shoulder = Point(neck.x + way * 84, neck.y + 28)
        elbow = Point(shoulder.x + way * 30, shoulder.y + 122)
        _limb(draw, (shoulder, elbow), 36, SKIN)
        _limb(draw, (elbow, Point(elbow.x - way * 44, elbow.y - 36)), 32, SKIN)
    shirt = [
        Point(neck.x - 84, neck.y + 22),
        Point(neck.x + 84, neck.y + 22),
        Point(max(points["hip"].x, swing_hip.x) + 22, middle.y + 30),
        Point(min(points["hip"].x, swing_hip.x) - 22, middle.y + 30),
    ]
    draw.polygon([(point.x, point.y) for point in shirt], fill=SHIRT)
    _limb(draw, (Point(neck.x - 76, neck.y + 26), Point(neck.x + 76, neck.y + 26)), 40, SHIRT)
    _limb(draw, (neck, Point(neck.x, neck.y - 24)), 42, SKIN)
    _disc(draw, Point(neck.x, neck.y - 74), 54, HAIR)


def _limb(draw, ends, width, colour):
    draw.line([(point.x, point.y) for point in ends], fill=colour, width=width)
    for point in ends:
        _disc(draw, point, width / 2, colour)


def _disc(draw, centre, radius, colour):
    draw.ellipse(
        (centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius), fill=colour
    )
