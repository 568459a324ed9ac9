"""Files as a watch writes them, made here: no recording of anybody is kept."""

import struct
from datetime import UTC, datetime

from fitdecode.utils import compute_crc

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)  # FIT counts seconds from here
MORNING = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 07:30 in Vancouver, the day before the clock
RUNNING, CYCLING, SWIMMING = 1, 2, 5
# Of a session: its number, the size and base type of each field that is written.
SESSION = 18
FIELDS = {
    "start_time": (2, "I", 0x86),
    "sport": (5, "B", 0x00),
    "total_elapsed_time": (7, "I", 0x86),
    "total_timer_time": (8, "I", 0x86),
    "total_distance": (9, "I", 0x86),
    "avg_cadence": (18, "B", 0x02),
    "total_moving_time": (59, "I", 0x86),
    "avg_fractional_cadence": (92, "B", 0x02),
}
NOTHING = {"I": 0xFFFFFFFF, "B": 0xFF}


def session(*, sport=RUNNING, started_at=MORNING, km=10.0, timer_s=3000, **more):
    """Return the raw values of a FIT session; `more` are raw values of other fields."""
    started = None if started_at is None else int((started_at - EPOCH).total_seconds())
    return {
        "start_time": started,
        "sport": sport,
        "total_timer_time": None if timer_s is None else timer_s * 1000,
        "total_distance": None if km is None else round(km * 100_000),
        **more,
    }


def fit(*sessions):
    """Return a FIT file with these sessions."""
    body = b""
    for raw in sessions or [session()]:
        fields = [FIELDS[name] for name in raw]
        body += struct.pack("<BBBHB", 0x40, 0, 0, SESSION, len(fields))
        body += b"".join(
            struct.pack("<BBB", number, struct.calcsize(code), base)
            for number, code, base in fields
        )
        values = [
            NOTHING[code] if value is None else value
            for value, (_, code, _) in zip(raw.values(), fields, strict=True)
        ]
        body += b"\x00" + struct.pack("<" + "".join(code for _, code, _ in fields), *values)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    whole = head + struct.pack("<H", compute_crc(head)) + body
    return whole + struct.pack("<H", compute_crc(whole))


def gpx(points, sport="running", segments=1):
    """Return a GPX file of (latitude, longitude, time) points, in so many equal segments."""
    written = [
        f'<trkpt lat="{lat}" lon="{lon}">' + (f"<time>{time}</time>" if time else "") + "</trkpt>"
        for lat, lon, time in points
    ]
    size = max(1, len(written) // segments)
    parts = ["".join(written[start : start + size]) for start in range(0, len(written), size)]
    named = f"<type>{sport}</type>" if sport else ""
    tracks = "".join(f"<trkseg>{part}</trkseg>" for part in parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk>{named}{tracks}</trk></gpx>"
    ).encode()


def tcx(*activities):
    """Return a TCX file of (sport, start, laps); a lap is (metres, seconds)."""
    written = ""
    for sport, start, laps in activities:
        inner = "".join(
            f'<Lap StartTime="{start}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
            f"<DistanceMeters>{metres}</DistanceMeters><Track><Trackpoint>"
            f"<DistanceMeters>{metres}</DistanceMeters></Trackpoint></Track></Lap>"
            for metres, seconds in laps
        )
        written += f'<Activity Sport="{sport}"><Id>{start}</Id>{inner}</Activity>'
    return (
        '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f"<Activities>{written}</Activities></TrainingCenterDatabase>"
    ).encode()
