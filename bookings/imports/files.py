"""A file that somebody's program wrote, as rows with their lines. Pure."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from bookings.imports.columns import Column, missing, recognised
from clinic.csv_cells import read_cell

MOST_ROWS = 50_000
DELIMITERS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAVE_AS = "Please open it in its own program, save it as CSV, and choose that file."
NOT_CSV = {
    b"%PDF": f"This is a PDF. {SAVE_AS}",
    b"PK\x03\x04": f"This is a spreadsheet or another packed file. {SAVE_AS}",
    b"\xd0\xcf\x11\xe0": f"This is an older spreadsheet. {SAVE_AS}",
}


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why, and what to do."""


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place of the file."""

    line: int
    column: str
    text: str


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, and its cells by the names of our columns."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """What a file holds, and what of it could not be read."""

    rows: list[Row]
    problems: list[Problem]
    left_out: list[str]  # headers that are none of ours


def read_table(
    content: bytes, columns: tuple[Column, ...], needed: tuple[Column, ...] = ()
) -> Table:
    """Return the rows of a file; raise Unreadable where there are none to speak of."""
    text = decoded(content)
    reader, header = _opened(text, columns)
    found = recognised(header, columns)
    _check_header(header, found, needed)
    places = {name: places[0] for name, places in found.items()}
    rows, problems = [], []
    for line, cells in _records(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) + len(problems) >= MOST_ROWS:
            raise Unreadable(f"A file may have {MOST_ROWS:,} rows. Please split it into several.")
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.append(Problem(line, "", "There are more cells than the first line names."))
            continue
        cells += [""] * (len(header) - len(cells))
        rows.append(
            Row(line, {name: read_cell(cells[place].strip()) for name, place in places.items()})
        )
    if not rows and not problems:
        raise Unreadable("There is no row below the first line.")
    known = {place for places in found.values() for place in places}
    left_out = [word for place, word in enumerate(header) if place not in known and word.strip()]
    return Table(rows, problems, left_out)


def decoded(content: bytes) -> str:
    """Return a file's text: UTF-8, or UTF-16 that says so, or else Windows-1252.

    Nothing is guessed beyond that: what is neither is refused with its line.
    """
    for beginning, reason in NOT_CSV.items():
        if content.lstrip().startswith(beginning):
            raise Unreadable(reason)
    if content.startswith(UTF_16):
        return _decoded(content, "utf-16")
    if b"\0" in content:
        raise Unreadable(f"This is no text. {SAVE_AS}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decoded(content, "cp1252")  # of which Latin-1's letters are a part
    if not text.strip():
        raise Unreadable("The file is empty.")
    return text


def _decoded(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"Line {line} has a character that cannot be read. Please save the file as “CSV UTF-8”."
        ) from error


def _opened(text, columns):
    """Return a reader past the first line, and that line; by what it is parted, it says best."""
    best = max(DELIMITERS, key=lambda mark: len(recognised(_first(text, mark), columns)))
    reader = csv.reader(StringIO(text, newline=""), delimiter=best, strict=True)
    return reader, next(_records(reader), (1, []))[1]


def _first(text, delimiter):
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        return next(reader, [])
    except csv.Error:
        return []


def _records(reader) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line that it begins on."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"What begins on line {line} cannot be read: perhaps a quotation mark opens there "
                "and does not close, or stands in the middle of a cell."
            ) from error


def _check_header(header, found, needed):
    twice = [name for name, places in found.items() if len(places) > 1]
    if twice:
        words = " and ".join(f"“{header[place]}”" for place in found[twice[0]])
        raise Unreadable(f"Two columns are the {twice[0]}: {words}. Please leave one.")
    if lacks := missing(set(found), needed):
        seen = ", ".join(f"“{word.strip()}”" for word in header if word.strip())[:300] or "nothing"
        raise Unreadable(
            f"The first line has to name the columns, and “{'”, “'.join(lacks)}” is not among "
            f"them. It says {seen}."
        )
