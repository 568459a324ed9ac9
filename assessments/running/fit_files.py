"""Reads a FIT file: what its sessions say of themselves. Pure.

The profile gives a session's running cadence in strides a minute of one foot, its fraction in a
field of its own (`avg_running_cadence`, `avg_fractional_cadence`); steps are twice that.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

from fitdecode import CrcCheck, ErrorHandling, FitDataMessage, FitError, FitReader

from assessments.running.legs import (
    Leg,
    instant,
    kilometres,
    number,
    seconds,
    sport_in_words,
    step_rate,
)
from assessments.running.refusals import WatchFileBroken, WatchFileTooLarge

MARK = slice(8, 12), b".FIT"
LARGEST_BYTES = 2_000_000  # fifteen hours with a point each second; reading it takes seconds
EPOCH = datetime(1989, 12, 31, tzinfo=UTC)  # from which the format counts its seconds
# What the reader raises where bytes say what cannot be.
DAMAGED = (
    FitError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


def is_fit(content: bytes) -> bool:
    place, mark = MARK
    return content[place] == mark


def read_fit(content: bytes) -> list[Leg]:
    """Return the legs in their order; raise WatchFileBroken or WatchFileTooLarge."""
    if len(content) > LARGEST_BYTES:
        raise WatchFileTooLarge(LARGEST_BYTES)
    try:
        legs = [_leg(message) for message in _sessions(content)]
    except DAMAGED as error:
        raise WatchFileBroken from error
    if not legs:  # a recording that was never ended
        raise WatchFileBroken
    return legs


def _sessions(content: bytes) -> Iterator[FitDataMessage]:
    with FitReader(
        BytesIO(content),
        processor=None,  # which would look twice at each point of the track
        check_crc=CrcCheck.RAISE,
        error_handling=ErrorHandling.IGNORE,
    ) as frames:
        for frame in frames:
            if isinstance(frame, FitDataMessage) and frame.name == "session":
                yield frame


def _leg(session: FitDataMessage) -> Leg:
    def told(name):
        return session.get_value(name, fallback=None)

    strides = number(told("avg_running_cadence"))
    if strides is not None:
        strides += number(told("avg_fractional_cadence")) or 0.0
    return Leg(
        sport=sport_in_words(told("sport")),
        started_at=_instant(told("start_time")),
        distance_km=kilometres(number(told("total_distance"))),
        duration_s=seconds(number(told("total_timer_time"))),
        moving_s=seconds(number(told("total_moving_time"))),
        step_rate_spm=step_rate(strides),
    )


def _instant(seconds_since_epoch):
    counted = number(seconds_since_epoch)
    return None if counted is None else instant(EPOCH + timedelta(seconds=counted))
