"""The clinic's own data in a text: `{clinic}` is its name, whatever that is today. Pure."""

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "clinic": "the clinic’s name",
    "address": "its address",
    "reach": "how to reach it: its email and its phone",
    "privacy_contact": "who answers for privacy, as typed on the page of these texts",
    "emergency_number": "the number to call in an emergency",
}
BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
MARKS = re.compile(r"([\\`*_\[\]<>#|~&!])")


def problems(text: str) -> list[str]:
    """Return what is wrong with the braces of a text, a sentence each with its line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        for brace in BRACES.finditer(line):
            if brace[1] is None:
                found.append(f"Line {number}: a brace stands alone.")
            elif brace[1] not in PLACEHOLDERS:
                found.append(f"Line {number}: there is no {{{brace[1][:40]}}}.")
    return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return Markdown with each placeholder's value in it, taken word for word."""

    def value(brace: re.Match) -> str:
        said = values.get(brace[1] or "")
        return brace[0] if said is None else _word_for_word(said)

    return BRACES.sub(value, text)


def _word_for_word(said: str) -> str:
    """Write a value so that Markdown reads nothing into it; its lines stay lines."""
    return MARKS.sub(r"\\\1", said.strip()).replace("\r\n", "\n").replace("\n", "  \n")
