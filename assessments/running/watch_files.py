"""Reads one `.fit`, `.gpx` or `.tcx` file by what is in it, whatever its name. Pure."""

from dataclasses import dataclass
from hashlib import sha256

from assessments.running.fit_files import is_fit, read_fit
from assessments.running.legs import MOST_LEGS, Leg
from assessments.running.refusals import NoRunInFile, NoWatchFile, WatchFileOfMany, WatchFilePacked
from assessments.running.xml_files import is_xml, read_xml

PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


@dataclass(frozen=True)
class WatchFile:
    """The runs of one file, each with its place among the file's legs, and the file's SHA-256."""

    sha256: str
    runs: dict[int, Leg]


def read(content: bytes) -> WatchFile:
    """Return the runs; legs of another sport or of nothing are left out, and every position.

    Where no leg is called a run, those that are not called anything may be one. Raises NoWatchFile,
    WatchFilePacked, WatchFileBroken, WatchFileUnsafe, WatchFileOfMany or NoRunInFile.
    """
    told = [leg for leg in _legs(content) if not leg.says_nothing]
    if not told:
        raise NoWatchFile
    if len(told) > MOST_LEGS:
        raise WatchFileOfMany
    legs = dict(enumerate(told))
    runs = {place: leg for place, leg in legs.items() if leg.is_run}
    runs = runs or {place: leg for place, leg in legs.items() if leg.may_be_run}
    if not runs:
        raise NoRunInFile(sorted({leg.sport for leg in legs.values()}))
    return WatchFile(sha256(content).hexdigest(), runs)


def _legs(content: bytes) -> list[Leg]:
    if is_fit(content):
        return read_fit(content)
    if content.startswith(PACKED):
        raise WatchFilePacked
    if is_xml(content):
        return read_xml(content)
    raise NoWatchFile
