"""The folder of the clips that are kept with consent: private, and outside what the web serves.

A file is written under a passing name, checked, and takes its own name only when it is whole. No
name comes from a person: it is the row's reference and the ending of what the content says it is.
"""

import errno
import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from assessments.exceptions import (
    ClipBreaksOff,
    ClipEmpty,
    ClipIncomplete,
    ClipRefused,
    ClipsFull,
    ClipTooLarge,
)

CHUNK_BYTES = 1 << 16
HEAD_BYTES = 12
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PASSING = ".part"
EBML = b"\x1a\x45\xdf\xa3"  # WebM's first bytes
# ISO base media files that are pictures or sound alone.
NO_VIDEO = {
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
    b"M4A ",
    b"M4B ",
}
CONTENT_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm"}


@dataclass(frozen=True)
class StoredClip:
    """A whole file in the folder, by its name there."""

    path: str
    size_bytes: int
    sha256: str


def folder() -> Path:
    """Return the folder, which nobody but this process's account may look into."""
    clips = Path(settings.CLIPS_DIR)
    clips.mkdir(mode=0o700, parents=True, exist_ok=True)
    return clips


def ending_of(head: bytes) -> str:
    """Return the ending that the content asks for; raise ClipRefused where it is no video."""
    if head.startswith(EBML):
        return ".webm"
    if len(head) < HEAD_BYTES or head[4:8] != b"ftyp" or head[8:12] in NO_VIDEO:
        raise ClipRefused
    return ".mov" if head[8:12] == b"qt  " else ".mp4"


def store(
    read: Callable[[int], bytes], *, reference: UUID, expected_bytes: int | None
) -> StoredClip:
    """Write what `read` gives to the folder, piece by piece, and return the whole file.

    `expected_bytes` is what the sender announced. Nothing is left behind on any error: ClipEmpty,
    ClipTooLarge, ClipIncomplete, ClipBreaksOff, ClipsFull or ClipRefused.
    """
    if expected_bytes is not None and expected_bytes > settings.CLIP_MAX_BYTES:
        raise ClipTooLarge(settings.CLIP_MAX_BYTES)
    passing = folder() / f"{reference}{PASSING}"
    try:
        size, digest, head = _write(passing, read)
        if size == 0:
            raise ClipEmpty
        if expected_bytes is not None and size != expected_bytes:
            raise ClipIncomplete
        path = f"{reference}{ending_of(head)}"
        if not path.endswith(".webm") and not _has_index(passing):
            raise ClipBreaksOff
        passing.rename(folder() / path)
    except OSError as error:
        if error.errno in FULL:
            raise ClipsFull from error
        raise
    finally:
        passing.unlink(missing_ok=True)
    return StoredClip(path, size, digest)


def _write(passing, read):
    """Write to a new file; return its size, its SHA-256 and its first bytes."""
    digest, size, head = hashlib.sha256(), 0, b""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(passing, flags, 0o600), "wb") as file:
        while chunk := read(CHUNK_BYTES):
            size += len(chunk)
            if size > settings.CLIP_MAX_BYTES:
                raise ClipTooLarge(settings.CLIP_MAX_BYTES)
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
                if len(head) == HEAD_BYTES:
                    ending_of(head)  # a wrong file is refused before it is read to its end
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest(), head


def _has_index(film):
    """Say whether an MP4 or MOV says where its frames lie: a copy that broke off does not."""
    with film.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            size, name = struct.unpack(">I4s", head[:8])
            if name == b"moov":
                return True
            if size == 1 and len(head) == 16:
                size = struct.unpack(">Q", head[8:])[0]
            if size < 8:  # to the end of the file, or no box
                return False
            file.seek(size - len(head), os.SEEK_CUR)
    return False


def open_clip(path: str):
    """Return the open file; raise FileNotFoundError."""
    return _inside(path).open("rb")


def delete(path: str) -> None:
    """Delete a file; one that is gone already is no error."""
    _inside(path).unlink(missing_ok=True)


def content_type(path: str) -> str:
    return CONTENT_TYPES[Path(path).suffix]


def is_passing(name: str) -> bool:
    """Say whether a name is one that `store` writes under until a file is whole."""
    try:
        return name.endswith(PASSING) and bool(UUID(name.removesuffix(PASSING)))
    except ValueError:
        return False


def older_than(moment: datetime) -> list[str]:
    """Return the names of all files last written before `moment`, whole or passing."""
    return _written_before(moment, folder())


def set_aside(name: str, now: datetime) -> None:
    """Put a file where nothing serves it, as of `now`."""
    _aside().mkdir(mode=0o700, exist_ok=True)
    os.utime(_inside(name), (now.timestamp(), now.timestamp()))
    _inside(name).rename(_aside() / name)


def bring_back(name: str) -> None:
    """Put a file that was set aside back into its place."""
    (_aside() / name).rename(_inside(name))


def aside_since_before(moment: datetime) -> list[str]:
    """Return the names of the files that were set aside before `moment`."""
    return _written_before(moment, _aside()) if _aside().is_dir() else []


def delete_aside(name: str) -> None:
    (_aside() / name).unlink(missing_ok=True)


def _aside() -> Path:
    return folder() / "set-aside"


def _written_before(moment: datetime, place: Path) -> list[str]:
    return sorted(
        file.name
        for file in place.iterdir()
        if file.is_file() and file.stat().st_mtime < moment.timestamp()
    )


def _inside(path):
    """Return the place of a name in the folder, and of nothing outside it."""
    return folder() / Path(path).name
