"""A logo is decoded and written anew, or refused in words."""

from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image

from clinic.identity import pictures
from clinic.identity.pictures import PictureRefused, letter_icon, logo_of, photo_of


def drawn(form="PNG", size=(300, 90), mode="RGBA", **options):
    written = BytesIO()
    Image.new(mode, size, "#c2185b").save(written, form, **options)
    return written.getvalue()


def bomb():
    """Return a small PNG that says it is 30 000 by 30 000."""
    sent = bytearray(drawn("PNG", mode="L"))
    sent[16:24] = (30_000).to_bytes(4, "big") * 2
    sent[29:33] = crc32(bytes(sent[12:29])).to_bytes(4, "big")
    return bytes(sent)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_written_anew_with_its_icons_and_nothing_else_of_the_file(form):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    mode = "RGB" if form == "JPEG" else "RGBA"

    made = logo_of(drawn(form, mode=mode, exif=exif) + b"<script>", "logo")

    shown = [(one.kind, one.content_type, one.width_px, one.height_px) for one in made]
    assert shown == [
        ("logo", "image/png", 300, 90),
        *((f"icon_{size}", "image/png", size, size) for size in (512, 192, 180, 32)),
    ]
    assert not any(b"secret" in one.content or b"<script>" in one.content for one in made)
    assert all(Image.open(BytesIO(one.content)).format == "PNG" for one in made)


def test_a_photo_is_kept_in_two_sizes():
    made = photo_of(drawn("JPEG", size=(1600, 1200), mode="RGB"))

    assert [(one.kind, one.width_px, one.height_px) for one in made] == [
        ("photo", 1200, 900),
        ("photo_small", 640, 480),
    ]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "SVG"),
        (b"", "no PNG"),
        (b"GIF89a" + b"\0" * 60, "no PNG"),
        (drawn()[:80], "no PNG"),
        (bomb(), "too many pixels"),
        (drawn(size=(20, 20)), "20 by 20"),
        (drawn(size=(2000, 40)), "too long"),
        (b"\x89PNG" + b"\0" * pictures.LARGEST_BYTES, "too large"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(sent, why):
    with pytest.raises(PictureRefused, match=why):
        logo_of(sent, "logo")


def test_a_logo_of_nothing_is_refused():
    empty = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(empty, "PNG")

    with pytest.raises(PictureRefused, match="empty"):
        logo_of(empty.getvalue(), "logo")


def test_a_clinic_without_a_logo_has_its_letter():
    icon = Image.open(BytesIO(letter_icon("F", "#c2185b", 180)))

    assert icon.size == (180, 180)
    assert icon.getpixel((2, 2)) == (0xC2, 0x18, 0x5B)
    assert len(icon.getcolors(256)) > 2
