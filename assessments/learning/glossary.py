"""What the glossary says of a word, for pages that use it. Pure."""

from functools import lru_cache

from assessments.learning.markdown import TEXTS, parsed


@lru_cache(maxsize=8)
def meanings(body: str) -> dict[str, str]:
    """Return the first words under each heading of a glossary, by the heading's address."""
    found, anchor = {}, ""
    for token in parsed(body):
        if token.type == "heading_open":
            anchor = str(token.attrs["id"])
            is_heading = True
        elif token.type == "inline" and anchor:
            if not is_heading:
                found[anchor], anchor = _words_of(token), ""
            is_heading = False
    return found


def _words_of(token) -> str:
    """Return the text of a paragraph without its marks and sources."""
    return "".join(
        " " if child.type == "softbreak" else child.content
        for child in token.children
        if child.type in (*TEXTS, "softbreak")
    )
