"""What one text says that another does not, line by line. Pure."""

from dataclasses import dataclass
from difflib import ndiff


@dataclass(frozen=True)
class Change:
    line: str
    is_new: bool


def changes(before: str, after: str) -> list[Change]:
    """Return the lines that are gone and those that are new, where they stand."""
    compared = ndiff(before.splitlines(), after.splitlines())
    return [
        Change(line[2:], line[0] == "+")
        for line in compared
        if line[0] in "+-" and line[2:].strip()
    ]
