"""What the measuring screen may send: checked whole before anything is made of it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from assessments.actions.measuring import Placed
from assessments.biomechanics.points import Point
from assessments.measuring.capture_rules import Filmed
from assessments.models import LARGEST_PX, GaitEvent, LandmarkSet, RunState, Side, Task, View

LARGEST_COUNT = 10_000_000  # of frames
LARGEST_REVISION = 2_147_483_647
LONGEST_S = 36_000
MOST_POINTS = 20
TEN_THOUSANDTH = Decimal("0.0001")

Pixel = Annotated[float, Field(ge=0, le=LARGEST_PX, allow_inf_nan=False)]
Pair = tuple[Pixel, Pixel]
Size = Annotated[int, Field(ge=1, le=LARGEST_PX)]
Revision = Annotated[int, Field(ge=0, le=LARGEST_REVISION)]


def as_decimal(sent: object) -> object:
    """Return a number of JSON as the decimal that was written; a text is none."""
    if isinstance(sent, int | float) and not isinstance(sent, bool):
        return Decimal(repr(sent))
    raise PydanticCustomError("number", "Input should be a number")


Number = Annotated[Decimal, BeforeValidator(as_decimal)]
Rate = Annotated[Number, Field(ge=1, le=1000, allow_inf_nan=False)]
Length = Annotated[Number, Field(gt=0, le=9999, allow_inf_nan=False)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Mark = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]*$", max_length=64)]


class Sent(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ScaleSent(Sent):
    points: tuple[Pair, Pair]
    length_cm: Length


class CaptureSent(Sent):
    task: Task
    state: RunState
    view: Literal[View.POSTERIOR, View.ANTERIOR, View.LATERAL_L, View.LATERAL_R]
    mirrored: bool
    landmark_set: LandmarkSet
    is_still: bool
    width_px: Size
    height_px: Size
    frame_count: Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
    capture_fps: Rate | None = None
    playback_fps: Rate | None = None
    is_exact: bool
    clip_mark: Mark = ""
    horizon: tuple[Pair, Pair] | None = None
    scale: ScaleSent | None = None
    revision: Revision

    def filmed(self) -> Filmed:
        plain = self.model_dump(exclude={"horizon", "scale", "revision"})
        return Filmed(
            **plain,
            horizon=self.horizon and _line(self.horizon),
            scale=self.scale and _line(self.scale.points),
            scale_length_cm=self.scale and self.scale.length_cm,
        )


class StepSent(Sent):
    """`values` are what the page showed: compared with what is computed here, never stored.

    `moves` are other steps of the frame, by the revision that was shown, whose points move along.
    """

    frame_number: Annotated[int, Field(ge=0, lt=LARGEST_COUNT)]
    time_s: Annotated[Number, Field(ge=0, le=LONGEST_S, allow_inf_nan=False)]
    side: Side
    event: GaitEvent
    point_set: Code
    points: Annotated[dict[Code, Pair], Field(max_length=MOST_POINTS)]
    revision: Revision
    values: Annotated[dict[Code, float | None], Field(max_length=MOST_POINTS)] = {}
    moves: Annotated[dict[UUID, Revision], Field(max_length=MOST_POINTS)] = {}

    def placed(self) -> Placed:
        return Placed(
            frame_number=self.frame_number,
            time_s=self.time_s.quantize(TEN_THOUSANDTH, ROUND_HALF_UP),
            side=self.side,
            event=self.event,
            point_set=self.point_set,
            points={name: Point(*at) for name, at in self.points.items()},
            moves=self.moves,
        )


def _line(pairs):
    start, end = pairs
    return Point(*start), Point(*end)
