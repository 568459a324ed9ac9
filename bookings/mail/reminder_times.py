"""When reminders go out: plain values in, instants out. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
APART_FROM_CONFIRMATION = timedelta(hours=2)


def reminder_time(
    starts_at: datetime, hours_before: int, quiet_from: time, quiet_until: time, zone: ZoneInfo
) -> datetime:
    """Return the instant `hours_before` the start or, in quiet hours, an hour before they begin.

    Hours are elapsed hours; quiet hours are of the clock of `zone`, and may span midnight.
    """
    planned = starts_at.astimezone(UTC) - hours_before * HOUR
    local = planned.astimezone(zone)
    clock = local.time()
    if quiet_from <= quiet_until:
        is_quiet, evening = quiet_from <= clock < quiet_until, local.date()
    else:
        is_quiet = clock >= quiet_from or clock < quiet_until
        evening = local.date() if clock >= quiet_from else local.date() - timedelta(days=1)
    return _hour_before(evening, quiet_from, zone) if is_quiet else planned


def quiet_end(
    now: datetime, quiet_from: time, quiet_until: time, zone: ZoneInfo
) -> datetime | None:
    """Return when the quiet hours that `now` lies in come to their end; None outside of them."""
    if reminder_time(now, 0, quiet_from, quiet_until, zone) == now:
        return None
    today = now.astimezone(zone).date()
    ends = [
        datetime.combine(day, quiet_until, tzinfo=zone).replace(fold=fold).astimezone(UTC)
        for day in (today, today + timedelta(days=1))
        for fold in (0, 1)  # the clock may show the time twice
    ]
    return min(end for end in ends if end > now)


def _hour_before(day: date, quiet_from: time, zone: ZoneInfo) -> datetime:
    """Return the instant when the clock shows an hour before quiet; the earlier where two do.

    A time the clock skips counts with the hour before the change, or it would lie in quiet hours.
    """
    shown = datetime.combine(day, quiet_from) - HOUR
    return min(shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def reminder_times(
    *,
    starts_at: datetime,
    confirmed_at: datetime,
    hours: Iterable[int],
    quiet_from: time,
    quiet_until: time,
    zone: ZoneInfo,
) -> dict[int, datetime]:
    """Return when each reminder goes out, by its hours before the start.

    Left out are those past at the confirmation or less than two hours after it, those not before
    the start, and of two that quiet hours move to one instant the later.
    """
    times: dict[int, datetime] = {}
    for hours_before in sorted(set(hours), reverse=True):
        at = reminder_time(starts_at, hours_before, quiet_from, quiet_until, zone)
        is_apart = at - confirmed_at >= APART_FROM_CONFIRMATION
        if is_apart and at < starts_at and at not in times.values():
            times[hours_before] = at
    return times
