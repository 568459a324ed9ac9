"""What an article's page puts beside its words: its drawings, and what it says to machines."""

import json
import re

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, slugify

from assessments.exercises.drawing import Style, drawing_of, svg_of
from assessments.learning.articles import GLOSSARY
from assessments.learning.drawings import DRAWINGS, figure_of

register = template.Library()

NOT_TO_SCALE = "A simple drawing, not to scale."
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
def drawn_figure(name: str) -> SafeString:
    """Return one of our drawings with its key, as an article shows it."""
    return with_drawings(figure_of(name, f"{DRAWINGS[name].about}. {NOT_TO_SCALE}"))


@register.simple_tag
def term(terms: dict[str, str], word: str) -> SafeString:
    """Return a word with what the glossary says of it; a word that is not there stands alone."""
    anchor = slugify(word)
    if anchor not in terms:
        return conditional_escape(word)
    return format_html(
        '<button type="button" class="term" popovertarget="term-{anchor}">{word}</button>'
        '<span id="term-{anchor}" class="term-meaning" popover><strong>{name}.</strong> {meaning} '
        '<a href="{glossary}#{anchor}">All words</a></span>',
        anchor=anchor,
        word=word,
        name=capfirst(word),
        meaning=terms[anchor],
        glossary=reverse("assessments:article-detail", args=[GLOSSARY]),
    )


@register.simple_tag
def structured_data(said: dict) -> SafeString:
    """Return JSON-LD as a block of data, which no browser runs."""
    text = json.dumps(said, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
