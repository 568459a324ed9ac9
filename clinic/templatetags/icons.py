"""Icons as inline SVG: no icon font, no request, the colour of the text beside them."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

register = template.Library()

ICONS = settings.BASE_DIR / "node_modules/bootstrap-icons/icons"
OPENING = '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">'


@register.simple_tag
def icon(name):
    """Return the drawing of one icon; a word always stands beside it, so readers skip it."""
    return _drawing(name)


@cache
def _drawing(name):
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    # The file comes from our lock file and `name` from a template, never from a person.
    return mark_safe(re.sub(r"<svg[^>]*>", OPENING, source, count=1).strip())  # noqa: S308
