"""What pages of plans draw."""

from django import template

from assessments.reading.plans import picture_of

register = template.Library()


@register.simple_tag
def picture(code):
    """Return both positions of an exercise, as an ornament beside its name."""
    return picture_of(code, is_said=False)
