"""HTML as a browser lays it out: where its lines break is the template's own affair."""

import re


def as_read(html: str) -> str:
    """Return the markup with each run of white space as one blank, and none beside a tag."""
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(html.split()))
