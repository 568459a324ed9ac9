"""What pages share, as tags: a note, an empty list, a state. What they say may run over lines."""

from urllib.parse import quote, urlencode

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_block_tag
def alert(content, tone="", title=""):
    """Return a note around the words between the tags; its tone is that of a message's level."""
    shown = {"tone": tone, "title": title, "text": content}
    return render_to_string("components/_alert.html", shown)


@register.simple_block_tag
def nothing(content, icon, title, url="", action=""):
    """Return what stands where a list is empty: the words between the tags say what to do."""
    shown = {"name": icon, "title": title, "text": content, "url": url, "action": action}
    return render_to_string("components/_empty.html", shown)


@register.inclusion_tag("components/_status.html")
def status(state, word):
    """Show the state of a visit or a message: its colour, its icon, its word."""
    return {"status": state, "word": word}


@register.simple_tag
def query(asked=None, **values):
    """Return what a link hands on, from its “?” on: of these values those that there are.

    `asked` are more of them by name.
    """
    known = {name: value for name, value in ((asked or {}) | values).items() if value}
    return f"?{urlencode(known, quote_via=quote)}"
