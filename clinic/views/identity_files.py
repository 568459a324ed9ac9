"""What pages, mails and browsers fetch of the clinic's looks: kept for ever, for every address
names its content. None of them looks at who asks.
"""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic.identity.colours import NotAColour, colour_of, palette_of, stylesheet_of
from clinic.identity.pictures import ICON_SIZES, letter_icon
from clinic.models import ClinicPicture, ClinicProfile

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
PREVIEWED = ".look-preview"


def kept(content, content_type, how_long=FOR_EVER):
    return HttpResponse(content, content_type=content_type, headers={"Cache-Control": how_long})


@login_not_required
@require_safe
def colours(request, colour, digest):
    """Return the stylesheet of one colour; another digest is that of other rules, old or new."""
    palette = palette_of(_known(colour))
    how_long = FOR_EVER if digest == palette.digest else "no-cache"
    return kept(stylesheet_of(palette), "text/css; charset=utf-8", how_long)


@login_not_required
@require_safe
def previewed_colours(request, colour, digest):
    """Return the same for the part of a page that shows what a colour would look like."""
    palette = palette_of(_known(colour))
    how_long = FOR_EVER if digest == palette.digest else "no-cache"
    return kept(stylesheet_of(palette, PREVIEWED), "text/css; charset=utf-8", how_long)


@login_not_required
@require_safe
def picture(request, digest, kind):
    found = ClinicPicture.objects.filter(digest=digest, kind=kind).first()
    if found is None:
        raise Http404
    return kept(bytes(found.content), found.content_type)


@login_not_required
@require_safe
def letter(request, colour, code, size):
    """Return the icon of a clinic that has no logo."""
    if size not in ICON_SIZES or not re.fullmatch(r"[0-9a-f]{1,5}", code):
        raise Http404
    sign = chr(int(code, 16))
    if not (sign.isalnum() or sign == "•"):
        raise Http404
    return kept(letter_icon(sign, _known(colour), size), "image/png")


@login_not_required
@require_safe
def manifest(request):
    """Say how the pages are called and drawn on the first screen of a phone."""
    profile = ClinicProfile.objects.current()
    icons = [
        {"src": profile.icons[f"at_{size}"], "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    said = {
        "name": profile.name,
        "short_name": profile.name[:24],
        "start_url": reverse("bookings:home"),
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": profile.palette.day.action,
        "icons": icons,
    }
    response = JsonResponse(said, content_type="application/manifest+json")
    response["Cache-Control"] = FOR_A_DAY
    return response


def _known(digits):
    try:
        return colour_of(digits)
    except NotAColour:
        raise Http404 from None
