"""Lines of a CSV file whose cells no program takes for a formula. Pure.

UTF-8 with a mark that says so, for programs that would take it for something else. Numbers are
plain, so a negative one stays one; any other cell that such a program would run begins with an
apostrophe.
"""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
CONTENT_TYPE = "text/csv; charset=utf-8"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")  # wide ones too


def header(names: Iterable[str]) -> str:
    """Return the first line, with the mark before it."""
    return BYTE_ORDER_MARK + line(names)


def line(values: Iterable[object]) -> str:
    """Return one row as a line of the file, each value as a safe cell."""
    written = StringIO()
    csv.writer(written).writerow([cell(value) for value in values])
    return written.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell that no program takes for a formula; a number stays a number."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = str(value)
    return f"'{text}" if is_dangerous(text) else text


def is_dangerous(text: str) -> bool:
    """Say whether a program may take a cell for a formula."""
    return text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS)


def read_cell(text: str) -> str:
    """Return what a cell says, without the apostrophe that makes it safe."""
    bare = text.removeprefix("'")
    return bare if bare != text and is_dangerous(bare) else text
