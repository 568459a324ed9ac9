"""Films the demo's drawn runner and measures it, as the measuring screen would."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from assessments.actions.measuring import Placed, keep_frame, save_capture, save_step
from assessments.biomechanics.points import Point
from assessments.files.frames import Picture
from assessments.measuring.capture_rules import Filmed
from assessments.models import (
    Assessment,
    GaitEvent,
    LandmarkSet,
    RunState,
    Side,
    Task,
    View,
)
from clinic.models import User
from demo.runner_drawing import HEIGHT, WIDTH, Stride, picture_of, points_of

FPS = Decimal(240)
STEP_FRAMES = 168  # 0.7 s from one step of a foot to its next
SWAYS = (-1.2, 0.6, 0.9, -0.4, 0.3, -0.7, 0.5)  # of seven steps about their mean, in degrees
KEPT = 2  # of the frames, as pictures
LEVEL = ((146.0, 700.0), (394.0, 700.0))  # the treadmill's deck


@dataclass(frozen=True, slots=True)
class Film:
    """Seven steps of one leg: the means of its angles, in degrees."""

    state: RunState
    side: Side
    drop: float
    thigh: float
    knee: float


def film(assessment: Assessment, clip: Film, *, by: User) -> None:
    """Store the clip's capture, its measured steps and a few of its frames."""
    capture, _ = save_capture(
        assessment=assessment, reference=uuid4(), filmed=_filmed(clip), revision=0, by=by
    )
    first = 240 + (STEP_FRAMES // 2 if clip.side == Side.RIGHT else 0)
    for step, sway in enumerate(SWAYS):
        stride = Stride(
            side=clip.side,
            drop_deg=clip.drop + sway,
            thigh_deg=clip.thigh + sway / 2,
            knee_deg=clip.knee - sway,
        )
        number = first + STEP_FRAMES * step
        save_step(
            assessment=assessment,
            capture=capture.reference,
            reference=uuid4(),
            placed=Placed(
                frame_number=number,
                time_s=round(number / FPS, 4),
                side=clip.side,
                event=GaitEvent.MIDSTANCE,
                point_set="pelvis_leg",
                points=points_of(stride),
            ),
            revision=0,
        )
        if step < KEPT:
            keep_frame(
                assessment=assessment,
                capture=capture.reference,
                number=number,
                picture=Picture(picture_of(stride), WIDTH, HEIGHT),
            )


def _filmed(clip):
    one, other = (Point(*end) for end in LEVEL)
    return Filmed(
        task=Task.RUNNING,
        state=clip.state,
        view=View.POSTERIOR,
        mirrored=False,
        landmark_set=LandmarkSet.PSIS,
        is_still=False,
        width_px=WIDTH,
        height_px=HEIGHT,
        frame_count=3000,
        capture_fps=FPS,
        playback_fps=Decimal(30),
        is_exact=True,
        clip_mark="",
        horizon=(one, other),
    )
