"""The fonts of a report: of our pages' font packages, the slices that hold its characters.

A package cuts a font into slices by script, and lists what each holds. Names come in any script,
and all of them together are hundreds of slices: only those are unpacked that a report needs.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FACES = settings.NODE_MODULES / "@fontsource-variable"
OURS = "figtree"  # the font of our pages, in both weights; whatever it lacks comes from the others
OTHERS = (
    "noto-sans",
    *(
        f"noto-sans-{script}"
        for script in (
            *("arabic", "armenian", "bengali", "georgian", "gurmukhi", "hebrew", "tamil", "thai"),
            *("jp", "kr", "sc"),
        )
    ),
)
REGULAR, BOLD = 400, 700
RANGE = re.compile(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Slice:
    """A part of a font, and the ranges of code points that it is there for."""

    path: Path
    ranges: tuple[tuple[int, int], ...]

    def is_for(self, character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in self.ranges)


def in_our_font(characters: set[str]) -> set[str]:
    """Return those of the characters that the font of our pages has."""
    return characters & frozenset().union(*(_held(part.path) for part in slices(OURS)))


def unpack_fonts(characters: set[str], folder: Path) -> set[str]:
    """Put the fonts that show these characters into a folder; return those that none can show."""
    missing = {character for character in characters if not character.isspace()}
    used = []
    for part in slices(OURS):
        used += [(part.path, REGULAR), (part.path, BOLD)]
        missing -= _held(part.path)
    for part in (part for package in OTHERS for part in slices(package)):
        held = {one for one in missing if part.is_for(one)} & (
            _held(part.path) if any(map(part.is_for, missing)) else set()
        )
        if held:
            used.append((part.path, REGULAR))
            missing -= held
    for path, weight in used:
        (folder / f"{path.stem}-{weight}.ttf").write_bytes(_unpacked(path, weight))
    return missing


@cache
def slices(package: str) -> list[Slice]:
    """Return the slices of one font package."""
    folder = FACES / package
    listed = json.loads((folder / "unicode.json").read_text())
    return [
        Slice(folder / "files" / f"{package}-{name.strip('[]')}-wght-normal.woff2", _ranges(text))
        for name, text in listed.items()
    ]


def _ranges(text):
    return tuple((int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(text))


@cache
def _held(path):
    """Return the characters that a slice can show, whatever its package says of it."""
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def _unpacked(path, weight):
    """Return a slice as a TrueType font of one weight."""
    with TTFont(path, recalcTimestamp=False) as font:
        fixed = instantiateVariableFont(font, {"wght": weight}, updateFontNames=True)
        fixed.flavor = None
        written = BytesIO()
        fixed.save(written)
    return written.getvalue()
