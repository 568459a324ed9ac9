"""A time of day as this clinic writes it, for every template: a builtin of theirs."""

from django import template

from clinic.clock_face import time_of_day

register = template.Library()


@register.filter(expects_localtime=True)
def clock(at):
    """Return “14:05” or “2:05 pm”, which no line breaks in two; "" where there is no time."""
    return time_of_day(at).replace(" ", "\u00a0") if at else ""
