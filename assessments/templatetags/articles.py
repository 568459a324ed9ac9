"""What an article's page puts beside its words: its drawings, and what it says to machines."""

import json
import re

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from assessments.exercises.drawing import Style, drawing_of, svg_of
from assessments.learning.drawings import DRAWINGS

register = template.Library()

PLACE = re.compile(r'(<div class="drawing-art" data-drawing="([\w-]+)">)(</div>)')
# What would end the element, or begin another, as the script's own escapes.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Return one of our drawings as inline SVG; one that is not known is nothing."""
    if name in DRAWINGS:
        drawn = render_to_string(f"assessments/learning/drawings/{name}.svg")
        # Our own file, without the blanks that lay it out: a list of articles has one for each.
        return mark_safe(" ".join(drawn.split()))  # noqa: S308
    exercise = drawing_of(name)
    # With its colours written in, so that articles need no styles of exercises.
    return mark_safe(svg_of(exercise, style=Style.PAPER) if exercise else "")  # noqa: S308


@register.simple_tag
def exercise_position(code: str) -> SafeString:
    """Return an exercise at its height as an ornament; one without a drawing is nothing."""
    exercise = drawing_of(code)
    if exercise is None:
        return SafeString("")
    svg = svg_of(exercise.parts[1], style=Style.PAPER, is_said=False)
    return mark_safe(svg)  # noqa: S308 - drawn by us


@register.filter
def with_drawings(html: str) -> SafeString:
    """Return sanitised words of an article with each drawing in its place."""
    drawn = PLACE.sub(lambda found: f"{found[1]}{drawing(found[2])}{found[3]}", html)
    # The words come out of `sanitised`, and the drawings are files of ours.
    return mark_safe(drawn)  # noqa: S308


@register.simple_tag
def structured_data(said: dict) -> SafeString:
    """Return JSON-LD as a block of data, which no browser runs."""
    text = json.dumps(said, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
