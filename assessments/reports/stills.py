"""Kept frames on paper: the picture, and over it the points and lines as they were drawn."""

from io import BytesIO

from PIL import Image

from assessments.models import Assessment, Frame
from assessments.reading.stills import Still

LONGEST_EDGE_PX = 1100  # at a third of a page's width, more is not seen
QUALITY = 80
COLOURS = {"L": "#2f5fb3", "R": "#a4570a", "": "#0b6e6e"}


def stills_of(
    assessment: Assessment, stills: list[Still], pictures: dict[str, bytes]
) -> list[dict]:
    """Return stills as the report shows them; their files are added to `pictures`. One query."""
    kept = Frame.objects.filter(
        assessment=assessment, reference__in={still.reference for still in stills}
    )
    for frame in kept.only("reference", "picture").iterator():
        pictures[_photo(frame.reference)] = smaller(bytes(frame.picture))
    for place, still in enumerate(stills):  # several may be of one frame
        pictures[_overlay(place)] = lines_of(still).encode()
    return [_content(place, still) for place, still in enumerate(stills)]


def _content(place, still):
    values = "; ".join(still.values)
    caption = f"{still.state}, {still.event.lower()}, frame {still.number}"
    return {
        "photo": _photo(still.reference),
        "overlay": _overlay(place),
        "shape": still.height / still.width,
        "side": still.side,
        "caption": caption,
        "values": values,
        "alt": f"{caption}. {values}",
    }


def _photo(reference):
    return f"frame-{reference}.jpg"


def _overlay(place):
    return f"over-{place}.svg"


def smaller(jpeg: bytes) -> bytes:
    """Return a picture at the size that paper shows."""
    with Image.open(BytesIO(jpeg)) as image:
        if max(image.size) <= LONGEST_EDGE_PX:
            return jpeg
        image.thumbnail((LONGEST_EDGE_PX, LONGEST_EDGE_PX))
        written = BytesIO()
        image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def lines_of(still: Still) -> str:
    """Return the points and lines as an SVG in the frame's own pixels."""
    colour, unit = COLOURS[still.side], still.unit
    marks = [
        _line(one, other, width, of)
        for one, other in still.lines
        for width, of in ((unit * 0.9, "#ffffff"), (unit * 0.5, colour))
    ]
    if still.level:
        marks.append(_line(*still.level, unit * 0.35, "#ffffff", dashed=True))
    marks += [
        f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{unit * 0.8:.1f}" fill="{colour}" '
        f'stroke="#ffffff" stroke-width="{unit * 0.25:.1f}"/>'
        for dot in still.dots
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{still.width}" height="{still.height}" '
        f'viewBox="0 0 {still.width} {still.height}">{"".join(marks)}</svg>'
    )


def _line(one, other, width, colour, *, dashed=False):
    dash = f' stroke-dasharray="{width * 3:.1f} {width * 3:.1f}"' if dashed else ""
    return (
        f'<line x1="{one.x:.1f}" y1="{one.y:.1f}" x2="{other.x:.1f}" y2="{other.y:.1f}" '
        f'stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round"{dash}/>'
    )
