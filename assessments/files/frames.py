"""Makes a kept frame out of whatever was sent: decoded, then written anew, nothing else in it."""

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageOps, UnidentifiedImageError

from assessments.exceptions import PictureRefused

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 8_000_000
LARGEST_PIXELS = 40_000_000
SMALLEST_EDGE_PX = 16
LONGEST_EDGE_PX = 2560
QUALITY = 85
# What decoders raise on a file that is broken, cut off or no picture.
UNREADABLE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ArithmeticError),
    *(LookupError, TypeError, struct.error),
)
TOO_MANY_PIXELS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
AT_ONCE = BoundedSemaphore(2)  # decoded in one process: each unfolds to a hundred megabytes
TOO_LARGE = f"This picture is too large: {LARGEST_PIXELS // 1_000_000} megapixels at most."
TOO_SMALL = f"This picture is too small: at least {SMALLEST_EDGE_PX} pixels wide and high."
SAME_SHAPE = 0.02  # of the shorter edge: canvases round


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without metadata, and its size; points stay in the pixels of the capture."""

    jpeg: bytes
    width_px: int
    height_px: int

    def has_shape_of(self, width_px: int, height_px: int) -> bool:
        """Say whether it shows the whole of an image of that size, whatever the scale."""
        expected = self.width_px * height_px / width_px
        return abs(expected - self.height_px) <= max(1.0, SAME_SHAPE * self.height_px)


def read_picture(
    sent: bytes, *, within: tuple[int, int] | None = None, is_upright: bool = False
) -> Picture:
    """Return a picture, such as of one frame, at most 2560 px long. Raises PictureRefused.

    The size is known before the pixels are read, so a small file that would unfold into a huge
    image is refused unread, and so is one that is larger than its frame, which `within` is.
    Orientation written beside the pixels is applied with `is_upright` alone: the points of a frame
    were placed on its pixels as they are.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with AT_ONCE, Image.open(BytesIO(sent), formats=FORMATS) as image:
                if within and not _fits(image.size, within):
                    raise PictureRefused("This picture is larger than a frame of the clip.")
                return _written_anew(image, is_upright=is_upright)
    except TOO_MANY_PIXELS as error:
        raise PictureRefused(TOO_LARGE) from error
    except UNREADABLE as error:
        raise PictureRefused from error


def _fits(size, within):
    """Say whether an image is no larger than a frame; canvases round."""
    return all(edge <= longest + 1 for edge, longest in zip(size, within, strict=True))


def _written_anew(image, *, is_upright):
    width, height = image.size
    if width * height > LARGEST_PIXELS:
        raise PictureRefused(TOO_LARGE)
    if min(width, height) < SMALLEST_EDGE_PX:
        raise PictureRefused(TOO_SMALL)
    if getattr(image, "n_frames", 1) > 1:
        raise PictureRefused("This picture moves: send one frame.")
    if is_upright:
        image = ImageOps.exif_transpose(image)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    plain.thumbnail((LONGEST_EDGE_PX, LONGEST_EDGE_PX), Image.Resampling.LANCZOS)
    page = Image.new("RGB", plain.size, "white")  # brings along no word of the file that was sent
    page.paste(plain, mask=plain if mode == "RGBA" else None)
    written = BytesIO()
    page.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Picture(written.getvalue(), *page.size)
