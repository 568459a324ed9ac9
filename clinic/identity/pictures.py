"""The clinic's logo and photo: decoded, then written anew, nothing else in them."""

import struct
import warnings
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 2_000_000
LARGEST_PIXELS = 20_000_000
SMALLEST_LOGO_PX, SMALLEST_PHOTO_PX = 32, 480
LOGO_WITHIN = (960, 240)  # twice as large as any page shows it
PHOTO_WITHIN = {"photo": (1200, 1200), "photo_small": (640, 640)}
ICON_SIZES = (512, 192, 180, 32)
ICON_GROUND = "#ffffff"
PHOTO_QUALITY = 78
UNREADABLE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ArithmeticError),
    *(LookupError, TypeError, struct.error),
)
TOO_MANY_PIXELS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
AT_ONCE = BoundedSemaphore(2)  # decoded in one process: each may unfold to eighty megabytes
AS_PNG = (
    "Please save it as a PNG, 512 pixels wide or more, and choose that: most drawing programs call "
    "it “Export”."
)


class PictureRefused(ValueError):
    """A picture that is not taken; its text says why, and what to send instead."""


@dataclass(frozen=True, slots=True)
class Made:
    """One picture as it is kept and served."""

    kind: str
    content: bytes
    content_type: str
    width_px: int
    height_px: int

    @property
    def digest(self) -> str:
        """What tells this content from any other, in its address."""
        return sha256(self.content).hexdigest()[:20]


def logo_of(sent: bytes, kind: str) -> list[Made]:
    """Return a logo within its bounds; of the one by day also the icons. Raises PictureRefused."""
    image = _decoded(sent, SMALLEST_LOGO_PX)
    image = image.convert("RGBA")
    if box := image.getchannel("A").getbbox():
        image = image.crop(box)  # what is empty around it would make it small
    else:
        raise PictureRefused("This picture is empty: every point of it is transparent.")
    small = image.copy()
    small.thumbnail(LOGO_WITHIN)
    made = [_png(kind, small)]
    if kind == "logo":
        made += [_png(f"icon_{size}", _icon(image, size)) for size in ICON_SIZES]
    return made


def photo_of(sent: bytes) -> list[Made]:
    """Return a photo in the two sizes that pages show. Raises PictureRefused."""
    image = _decoded(sent, SMALLEST_PHOTO_PX).convert("RGB")
    made = []
    for kind, within in PHOTO_WITHIN.items():
        sized = image.copy()
        sized.thumbnail(within)
        written = BytesIO()
        sized.save(written, "WEBP", quality=PHOTO_QUALITY, method=4)
        made.append(Made(kind, written.getvalue(), "image/webp", *sized.size))
    return made


@lru_cache(maxsize=16)
def letter_icon(letter: str, colour: str, size: int) -> bytes:
    """Return the icon of a clinic without a logo, as a PNG: the first letter on its colour."""
    image = Image.new("RGB", (size, size), colour)
    font = ImageFont.load_default(size * 0.62)
    at = (size / 2, size / 2)
    ImageDraw.Draw(image).text(at, letter, font=font, fill="#ffffff", anchor="mm")
    return _png("letter", image).content


def _decoded(sent, smallest_px):
    """Return the pixels, upright; the size is known, and held to its bound, before they unfold."""
    if len(sent) > LARGEST_BYTES:
        raise PictureRefused(
            f"This file is too large: {LARGEST_BYTES // 1_000_000} MB at most. A smaller version "
            "of it looks the same on a page."
        )
    if b"<svg" in sent[:4096].lower() or sent.lstrip()[:1] == b"<":
        raise PictureRefused(f"An SVG can hold a program, so it is not taken. {AS_PNG}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with AT_ONCE, Image.open(BytesIO(sent), formats=FORMATS) as image:
                _hold_to_bounds(image, smallest_px)
                return ImageOps.exif_transpose(image).copy()
    except TOO_MANY_PIXELS as error:
        raise _too_many_pixels() from error
    except PictureRefused:
        raise
    except UNREADABLE as error:
        raise PictureRefused(f"This is no PNG, JPEG or WebP that can be read. {AS_PNG}") from error


def _hold_to_bounds(image, smallest_px):
    width, height = image.size
    if width * height > LARGEST_PIXELS:
        raise _too_many_pixels()
    if max(width, height) < smallest_px:
        raise PictureRefused(
            f"This picture is {width} by {height} pixels: please choose one of {smallest_px} at "
            "least."
        )
    if not 1 / 12 <= width / height <= 12:
        raise PictureRefused("This picture is too long and thin to be shown.")
    if getattr(image, "n_frames", 1) > 1:
        raise PictureRefused("This picture moves: please choose one that stands still.")


def _too_many_pixels():
    return PictureRefused(
        f"This picture has too many pixels: {LARGEST_PIXELS // 1_000_000} million at most."
    )


def _icon(image, size):
    """Return the logo in the middle of a square, with air around it."""
    inner = image.copy()
    inner.thumbnail((round(size * 0.84),) * 2)
    square = Image.new("RGBA", (size, size), ICON_GROUND)
    at = tuple((size - edge) // 2 for edge in inner.size)
    square.alpha_composite(inner, at)
    return square.convert("RGB")


def _png(kind, image):
    written = BytesIO()
    Image.frombytes(image.mode, image.size, image.tobytes()).save(written, "PNG", optimize=True)
    return Made(kind, written.getvalue(), "image/png", *image.size)
