"""The words of a mail: a subject and paragraphs with placeholders, and what is made of them. Pure.

There is no logic in them. `{service}` stands for what the mail is about; a block, such as
`{button}`, stands alone on its line; an empty line ends a paragraph; lines that begin with “- ” are
a list; an address that begins with https:// is a link. A paragraph whose placeholders are all empty
and that says nothing else is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from unicodedata import category

from clinic.wording.kinds import Placeholder
from clinic.wording.values import Code, Print, Value

LONGEST_SUBJECT = 150  # letters, as it is typed
LONGEST_TEXT = 5000
MOST_SAID = 20  # mistakes
LONGEST_SENT_SUBJECT = 200  # once the placeholders are filled in
NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACES = re.compile(r"\{[%{#].*?[%}#]\}|\{[^{}]*\}|[{}]")
ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]’”]")
SUBJECT, TEXT = "subject", "text"
PUNCTUATION = ",.;:!?)’”"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: lines and letters count from one; 0 is the words as a whole."""

    field: str
    line: int
    letter: int
    message: str

    def __str__(self):
        place = f"Line {self.line}, letter {self.letter}: " if self.line else ""
        return f"{place}{self.message}"


class UnsoundWords(Exception):
    """Words that no mail can be made of; `problems` say why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(" ".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Slot:
    """Where a placeholder stands in a line."""

    name: str


Line = tuple[str | Slot, ...]


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Items:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Alone:
    """A block, on its line."""

    name: str


@dataclass(frozen=True)
class Document:
    """Words that are sound."""

    subject: Line
    blocks: tuple[Paragraph | Items | Alone, ...]

    def names(self) -> set[str]:
        """Return the placeholders of the text."""
        alone = {block.name for block in self.blocks if isinstance(block, Alone)}
        others = [block for block in self.blocks if not isinstance(block, Alone)]
        pieces = [piece for block in others for line in block.lines for piece in line]
        return alone | {piece.name for piece in pieces if isinstance(piece, Slot)}


# --- Reading --------------------------------------------------------------------------------------


def parse(subject: str, text: str, placeholders: tuple[Placeholder, ...]) -> Document:
    """Return the words as they are understood. Raises UnsoundWords with all that is wrong."""
    reader = _Reader({each.name: each for each in placeholders})
    document = Document(reader.subject(subject), reader.blocks(text))
    missing = [each for each in placeholders if each.is_required]
    missing = [each for each in missing if each.name not in document.names()]
    if missing and not reader.problems:
        needed = ", ".join(f"{{{each.name}}} ({each.about})" for each in missing)
        reader.object(TEXT, 0, 0, f"This message cannot do without {needed}.")
    if reader.problems:
        raise UnsoundWords(reader.problems[:MOST_SAID])
    return document


class _Reader:
    """Reads line by line and notes what is wrong."""

    def __init__(self, known):
        self.known = known
        self.problems = []

    def object(self, field, line, letter, message):
        self.problems.append(Problem(field, line, letter, message))

    def subject(self, subject) -> Line:
        subject = subject.strip()
        if not subject:
            self.object(SUBJECT, 0, 0, "A message needs a subject.")
        if len(subject) > LONGEST_SUBJECT:
            self.object(SUBJECT, 0, 0, f"Please keep it to {LONGEST_SUBJECT} letters.")
            return ()
        if "\n" in subject or "\r" in subject:
            self.object(SUBJECT, 0, 0, "A subject is one line.")
            return ()
        return self._line(SUBJECT, 1, subject, may_have_blocks=False)

    def blocks(self, text) -> tuple[Paragraph | Items | Alone, ...]:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not text.strip():
            self.object(TEXT, 0, 0, "A message needs words.")
        if len(text) > LONGEST_TEXT:
            self.object(TEXT, 0, 0, f"Please keep it to {LONGEST_TEXT} letters.")
            return ()
        blocks = []
        is_open = False  # whether the next line goes on with the last block
        for number, line in enumerate(lines, start=1):
            stripped = line.strip()
            is_item = stripped.startswith("- ")
            pieces = self._line(TEXT, number, line.rstrip(), may_have_blocks=not is_item)
            if not stripped:
                is_open = False
            elif self._is_block(pieces):
                blocks.append(Alone(pieces[0].name))
                is_open = False
            else:
                kind = Items if is_item else Paragraph
                pieces = _without_mark(pieces) if is_item else pieces
                if is_open and isinstance(blocks[-1], kind):
                    blocks[-1] = kind((*blocks[-1].lines, pieces))
                else:
                    blocks.append(kind((pieces,)))
                is_open = True
        return tuple(blocks)

    def _is_block(self, pieces):
        return (
            len(pieces) == 1 and isinstance(pieces[0], Slot) and self.known[pieces[0].name].is_block
        )

    def _line(self, field, number, line, *, may_have_blocks) -> Line:
        indent, known_problems = len(line) - len(line.lstrip()), len(self.problems)
        self._look_for_what_cannot_be_mailed(field, number, line)
        pieces, end = [], indent
        for found in BRACES.finditer(line):
            pieces.append(line[end : found.start()])
            end = found.end()
            if slot := self._slot(field, number, found):
                pieces.append(slot)
        pieces = tuple(piece for piece in (*pieces, line[end:]) if piece)
        if len(self.problems) > known_problems:
            return pieces
        for piece in pieces:
            is_block = isinstance(piece, Slot) and self.known[piece.name].is_block
            if is_block and not (may_have_blocks and len(pieces) == 1):
                what = "cannot be in a subject" if field == SUBJECT else "needs a line of its own"
                name = f"{{{piece.name}}}"
                self.object(field, number, line.find(name) + 1, f"{name} {what}.")
        return pieces

    def _slot(self, field, number, found):
        at, written = found.start() + 1, found[0]
        name = NAME.fullmatch(written)
        if name and name[1] in self.known:
            return Slot(name[1])
        if name:
            near = get_close_matches(name[1], self.known, n=1)
            meant = f" Did you mean {{{near[0]}}}?" if near else ""
            self.object(field, number, at, f"There is no {written} here.{meant}")
        elif len(written) == 1:
            self.object(field, number, at, f"“{written}” stands alone: braces hold a placeholder.")
        elif written[1] in "%{#":
            self.object(field, number, at, "There are no rules, loops or settings here.")
        else:
            shown = written if len(written) <= 40 else f"{written[:39]}…"
            self.object(
                field, number, at, f"“{shown}” is not a placeholder: take one from the list."
            )
        return None

    def _look_for_what_cannot_be_mailed(self, field, number, line):
        for at, letter in enumerate(line, start=1):
            if letter != "\t" and category(letter) in ("Cc", "Cs", "Zl", "Zp"):
                self.object(field, number, at, "There is a letter here that cannot be mailed.")
                return
            if letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
                self.object(
                    field, number, at, "There is an invisible sign here that turns the text around."
                )
                return


def _without_mark(pieces):
    """Return the line of a list without its “- ”."""
    first = pieces[0].lstrip().removeprefix("-").lstrip()
    return tuple(piece for piece in (first, *pieces[1:]) if piece)


# --- Writing --------------------------------------------------------------------------------------


def subject_of(document: Document, values: Mapping[str, Value], style: Print) -> str:
    written = "".join(style.plain(value) for value, _ in _filled(document.subject, values))
    return " ".join(written.split())[:LONGEST_SENT_SUBJECT]


def text_of(document: Document, values: Mapping[str, Value], style: Print) -> str:
    """Return the words as plain text."""
    parts = []
    for block in document.blocks:
        if isinstance(block, Alone):
            value = values[block.name]
            parts.append(value.text(style) if value else "")
            continue
        mark = "- " if isinstance(block, Items) else ""
        lines = ["".join(style.plain(value) for value, _ in line) for line in _lines(block, values)]
        parts.append("\n".join(f"{mark}{line}" for line in lines))
    return "\n\n".join(part for part in parts if part) + "\n"


def html_of(document: Document, values: Mapping[str, Value], style: Print) -> str:
    """Return the words as HTML, for the frame of a mail; all that it holds is escaped."""
    return "\n".join(part for part in _html_parts(document, values, style) if part)


def _html_parts(document, values, style) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Alone):
            value = values[block.name]
            yield value.html(style) if value else ""
            continue
        lines = list(_lines(block, values))
        if not lines:
            continue
        if isinstance(block, Items):
            items = "\n".join(f"<li>{_html_line(line, style)}</li>" for line in lines)
            yield f'<ul style="margin: 0 0 16px; padding-left: 24px">\n{items}\n</ul>'
        elif len(lines) == len(lines[0]) == 1 and isinstance(lines[0][0][0], Code):
            yield (
                '<p style="margin: 16px 0; font: 600 28px/1.2 ui-monospace, Menlo, Consolas,'
                f' monospace; letter-spacing: 2px">{style.html(lines[0][0][0])}</p>'
            )
        else:
            yield "<p>" + "<br>\n".join(_html_line(line, style) for line in lines) + "</p>"


def _html_line(parts, style):
    return "".join(
        _with_links(value, style) if is_typed else style.html(value) for value, is_typed in parts
    )


def _with_links(typed, style):
    """Return what somebody typed, with each address as a link."""
    written, end = [], 0
    for found in ADDRESS.finditer(typed):
        address = escape(found[0])
        written += [escape(typed[end : found.start()]), style.anchor(address, address)]
        end = found.end()
    return "".join([*written, escape(typed[end:])])


def _lines(block, values) -> Iterator[list[tuple[str, bool]]]:
    """Return the lines of a block that say something."""
    for line in block.lines:
        parts = _filled(line, values)
        if any(part.strip() for part, _ in parts):
            yield parts


def _filled(line: Line, values) -> list[tuple[str, bool]]:
    """Return a line's parts, each with whether it was typed; what is empty leaves no gap."""
    parts: list[tuple[str, bool]] = []
    gap = after_nothing = False
    for piece in line:
        is_typed = not isinstance(piece, Slot)
        value = piece if is_typed else _in_one_line(values[piece.name])
        if not is_typed and not value:
            after_nothing = True
            while parts and parts[-1][1] and parts[-1][0] != (kept := parts[-1][0].rstrip()):
                gap = True
                parts[-1:] = [(kept, True)] if kept else []
            continue
        if after_nothing and is_typed:
            gap = gap or value != value.lstrip()
            value = value.lstrip()
            if not value:
                continue
        several = value if isinstance(value, tuple) else (value,)
        if after_nothing and gap and parts and several[0][0] not in PUNCTUATION:
            parts.append((" ", True))
        gap = after_nothing = False
        parts += [(each, is_typed) for each in several]
    return parts


def _in_one_line(value):
    return " ".join(value.split()) if type(value) is str else value
