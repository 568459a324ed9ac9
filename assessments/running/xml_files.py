"""Reads GPX and TCX files as they go by, so that nothing in them grows in memory. Pure.

No document type, no entity and no deep nesting is taken. The step rate is left out of both: some
programs write steps there and others strides, and the file does not say which.
"""

from datetime import datetime
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from gpxpy.geo import haversine_distance

from assessments.running.legs import Leg, instant, kilometres, number, seconds, sport_in_words
from assessments.running.refusals import NoWatchFile, WatchFileBroken, WatchFileUnsafe

DEEPEST = 30  # elements inside each other
LONGEST_TEXT = 200  # characters of one; nothing that is read is longer
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def is_xml(content: bytes) -> bool:
    """Say whether it begins as XML does, in whichever of its encodings."""
    return content.lstrip()[:1] == b"<" or content.startswith(BYTE_ORDER_MARKS)


def read_xml(content: bytes) -> list[Leg]:
    """Return the legs; raise NoWatchFile, WatchFileBroken or WatchFileUnsafe."""
    parser = DefusedXMLParser(target=_Document(), forbid_dtd=True)
    try:
        parser.feed(content)
        return parser.close()
    except DefusedXmlException as error:
        raise WatchFileUnsafe from error
    except (ParseError, LookupError, ValueError) as error:  # an encoding that nobody knows
        raise WatchFileBroken from error


class _Document:
    """Hears of each element, and hands it on to whoever reads this kind of file."""

    def __init__(self):
        self.path: list[str] = []
        self.text = ""
        self.reader: _Gpx | _Tcx | None = None

    def start(self, tag, attributes):
        name = tag.rpartition("}")[2]
        if len(self.path) >= DEEPEST:
            raise WatchFileUnsafe
        if not self.path:
            kind = READERS.get(name)
            if kind is None:
                raise NoWatchFile
            self.reader = kind()
        self.path.append(name)
        self.text = ""
        self.reader.begin(name, attributes)

    def data(self, text):
        if len(self.text) < LONGEST_TEXT:
            self.text += text[:LONGEST_TEXT]

    def end(self, tag):
        name = self.path.pop()
        self.reader.end(name, self.path[-1] if self.path else "", self.text.strip())
        self.text = ""

    def close(self):
        return self.reader.legs()


class _Gpx:
    """The tracks of a GPX file; between two points the way is that over the sphere."""

    def __init__(self):
        self.done: list[Leg] = []
        self._begin_track()

    def _begin_track(self):
        self.sport, self.metres = "", 0.0
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.point: tuple[float, float] | None = None
        self.before: tuple[float, float] | None = None

    def begin(self, name, attributes):
        if name == "trk":
            self._begin_track()
        elif name == "trkseg":
            self.before = None  # what lies between two segments was not recorded
        elif name == "trkpt":
            self.point = _place(attributes.get("lat"), attributes.get("lon"))

    def end(self, name, parent, text):
        if name == "time" and parent == "trkpt":
            if moment := instant(text):
                self.first, self.last = self.first or moment, moment
        elif name == "type" and parent == "trk":
            self.sport = sport_in_words(text)
        elif name == "trkpt" and self.point:
            if self.before:
                self.metres += haversine_distance(*self.before, *self.point)
            self.before = self.point
        elif name == "trk":
            lasted = (self.last - self.first).total_seconds() if self.first and self.last else None
            self.done.append(
                Leg(
                    sport=self.sport,
                    started_at=self.first,
                    distance_km=kilometres(self.metres),
                    duration_s=seconds(lasted),
                )
            )

    def legs(self):
        if not self.done:  # a route that was planned is no run
            raise NoWatchFile
        return self.done


class _Tcx:
    """The activities of a TCX file, each the sum of its laps."""

    def __init__(self):
        self.done: list[Leg] = []
        self._begin_activity("")

    def _begin_activity(self, sport):
        self.sport, self.started_at = sport_in_words(sport), None
        self.metres = self.timer_s = None

    def begin(self, name, attributes):
        if name == "Activity":
            self._begin_activity(attributes.get("Sport"))
        elif name == "Lap" and self.started_at is None:
            self.started_at = instant(attributes.get("StartTime"))

    def end(self, name, parent, text):
        if (name, parent) == ("DistanceMeters", "Lap"):
            self.metres = _sum(self.metres, number(text))
        elif (name, parent) == ("TotalTimeSeconds", "Lap"):
            self.timer_s = _sum(self.timer_s, number(text))
        elif name == "Activity":
            self.done.append(
                Leg(
                    sport=self.sport,
                    started_at=self.started_at,
                    distance_km=kilometres(self.metres),
                    duration_s=seconds(self.timer_s),
                )
            )

    def legs(self):
        if not self.done:
            raise NoWatchFile
        return self.done


READERS = {"gpx": _Gpx, "TrainingCenterDatabase": _Tcx}


def _place(latitude, longitude):
    """Return a point on the globe; None for what is none, such as NaN."""
    try:
        place = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def _sum(sum_so_far, more):
    return sum_so_far if more is None else (sum_so_far or 0.0) + more
