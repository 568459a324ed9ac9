"""The clinic's one colour, and those of the pages that follow from it, by day and by night. Pure.

Colours are taken apart by OKLCH (https://bottosson.github.io/posts/oklab/): how light, how strong,
which hue. What is derived keeps the hue and moves the lightness until it can be read. Contrast is
that of WCAG 2.2.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import atan2, cos, hypot, sin

OURS = "#0b5d63"
HEX = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5  # of words on their ground, WCAG 2.2, 1.4.3
SEEN = 3.0  # of lines and marks, 1.4.11
TOO_PALE = 1.3  # against white: to be read it would have to become another colour
WHITE = "#ffffff"
# The grounds of static/css/tokens.css, which are the same for every clinic.
PAPER_BY_DAY, SURFACE_BY_DAY = "#faf8f4", "#ffffff"
PAPER_BY_NIGHT, SURFACE_BY_NIGHT = "#0d181b", "#142327"
ON_DEEP = "#f4f7f3"
STEP = 0.005  # of lightness


class NotAColour(ValueError):
    """A text that is no colour, or one that nothing readable can be made of."""


@dataclass(frozen=True, slots=True)
class Shades:
    """What is pressed and read, on one ground; the words of a button on it."""

    action: str
    action_hover: str
    on_action: str
    action_text: str
    wash: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours that follow from the clinic's, under the names that tokens.css gives them."""

    colour: str
    day: Shades
    night: Shades
    deep: str
    deep_line: str
    deep_glow: str
    on_deep_soft: str
    mint: str

    @property
    def is_moved(self) -> bool:
        """Say whether what is pressed by day is another colour than was asked for."""
        return self.day.action != self.colour

    @property
    def digest(self) -> str:
        """What tells the stylesheet of these colours, by these rules, from any other."""
        return sha256(stylesheet_of(self).encode()).hexdigest()[:12]


OUR_PALETTE = Palette(  # as tokens.css has it
    colour=OURS,
    day=Shades("#0b5d63", "#08484d", "#ffffff", "#0b5d63", "#edf4f2"),
    night=Shades("#63c7bd", "#86d8d0", "#06201f", "#79d3ca", "#17302f"),
    deep="#0a3f45",
    deep_line="#2b6168",
    deep_glow="#0f5158",
    on_deep_soft="#bfd6d3",
    mint="#8fd3c8",
)


def colour_of(typed: str) -> str:
    """Return a colour as it is kept: “#0b5d63”. Raises NotAColour."""
    written = typed.strip().lower()
    written = written if written.startswith("#") else f"#{written}"
    if re.fullmatch(r"#[0-9a-f]{3}", written):
        written = "#" + "".join(2 * digit for digit in written[1:])
    if not HEX.fullmatch(written):
        raise NotAColour("Please type a colour as # and six digits, such as #0b5d63.")
    if contrast(written, WHITE) < TOO_PALE:
        raise NotAColour(
            "This colour is too pale: white words on it, and it on white paper, cannot be read. "
            "Please choose a stronger one, such as the darkest of your logo."
        )
    return written


@lru_cache(maxsize=64)
def palette_of(colour: str) -> Palette:
    """Return what follows from a colour that `colour_of` has returned."""
    if colour == OURS:
        return OUR_PALETTE
    lightness, chroma, hue = oklch(colour)
    soft = min(chroma, 0.06)
    return Palette(
        colour=colour,
        day=_by_day(lightness, chroma, hue),
        night=_by_night(lightness, chroma, hue),
        deep=_hex(0.335, min(chroma, 0.07), hue),
        deep_line=_hex(0.46, soft, hue),
        deep_glow=_hex(0.39, min(chroma, 0.08), hue),
        on_deep_soft=_hex(0.86, min(chroma, 0.025), hue),
        mint=_hex(0.82, min(chroma, 0.09), hue),
    )


def contrast(one: str, other: str) -> float:
    """Return how well two colours are told apart, from 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def stylesheet_of(palette: Palette, selector: str = ":root") -> str:
    """Return the tokens of tokens.css that follow from the colour, as a stylesheet."""
    names = ("action", "action_hover", "on_action", "action_text", "wash")
    lines = [
        f"--{name.replace('_', '-')}: "
        f"light-dark({getattr(palette.day, name)}, {getattr(palette.night, name)});"
        for name in names
    ]
    for name in ("deep", "deep_line", "deep_glow", "on_deep_soft", "mint"):
        lines.append(f"--{name.replace('_', '-')}: {getattr(palette, name)};")
    return f"{selector} {{\n  " + "\n  ".join(lines) + "\n}\n"


def oklch(colour: str) -> tuple[float, float, float]:
    """Return how light a colour is, how strong, and its hue in radians."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _by_day(lightness, chroma, hue):
    wash = _hex(0.962, min(chroma, 0.012), hue)
    grounds = (PAPER_BY_DAY, SURFACE_BY_DAY, wash)
    action, at = _moved(lightness, -STEP, chroma, hue, grounds)
    hover = at - 0.07 if at > 0.25 else at + 0.08
    return Shades(action, _hex(hover, chroma, hue), WHITE, action, wash)


def _by_night(lightness, chroma, hue):
    chroma = min(chroma, 0.13)
    wash = _hex(0.285, min(chroma, 0.03), hue)
    dark = _hex(0.22, min(chroma, 0.03), hue)
    grounds = (PAPER_BY_NIGHT, SURFACE_BY_NIGHT, wash, dark)
    action, at = _moved(max(lightness, 0.74), STEP, chroma, hue, grounds)
    lighter = _hex(min(at + 0.06, 0.95), chroma, hue)
    return Shades(action, lighter, dark, _hex(min(at + 0.03, 0.95), chroma, hue), wash)


def _moved(lightness, step, chroma, hue, grounds):
    """Return the first colour, and how light it is, that can be read on all these grounds."""
    at = lightness
    found = _hex(at, chroma, hue)
    while 0 < at < 1 and any(contrast(found, ground) < READABLE for ground in grounds):
        at += step
        found = _hex(at, chroma, hue)
    return found, at


def _hex(lightness, chroma, hue):
    """Return the colour as it is written; one that no screen shows becomes less strong."""
    lightness = min(max(lightness, 0.0), 1.0)
    weakest, strongest = 0.0, chroma
    red_green_blue = _from_oklch(lightness, chroma, hue)
    if not _is_shown(red_green_blue):
        for _ in range(16):
            middle = (weakest + strongest) / 2
            if _is_shown(_from_oklch(lightness, middle, hue)):
                weakest = middle
            else:
                strongest = middle
        red_green_blue = _from_oklch(lightness, weakest, hue)
    return "#" + "".join(f"{_as_byte(part):02x}" for part in red_green_blue)


def _from_oklch(lightness, chroma, hue):
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_shown(red_green_blue):
    return all(-0.0005 <= part <= 1.0005 for part in red_green_blue)


def _as_byte(linear):
    part = min(max(linear, 0.0), 1.0)
    written = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * written)


def _linear(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )


def _luminance(colour):
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
