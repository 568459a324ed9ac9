"""What a placeholder of a mail stands for: a line of text, or a block that stands alone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


class Link(str):
    """A signed address: printed in the mail, shown as `mask` in the copy that is kept."""

    __slots__ = ()
    mask = "[link]"


class Code(str):
    """A code that opens something: kept as `mask`, as a link is."""

    __slots__ = ()
    mask = "[code]"


class Phone(str):
    """A number to press."""

    __slots__ = ()


@dataclass(frozen=True)
class Ink:
    """The colours of a mail on white; a dark screen has its own, by the classes."""

    accent: str = "#0b5c63"
    on_accent: str = "#ffffff"
    quiet: str = "#4a5a5c"


@dataclass(frozen=True)
class Print:
    """How values are written: with their secrets or, as they are kept, without."""

    ink: Ink = Ink()
    is_kept: bool = False

    def plain(self, value: str) -> str:
        """Return a value as text."""
        return value.mask if self.is_kept and isinstance(value, Link | Code) else str(value)

    def html(self, value: str) -> str:
        """Return a value as HTML, each line of it on its own."""
        written = escape(self.plain(value))
        if isinstance(value, Link):
            return self.anchor(written, written)
        if isinstance(value, Phone):
            anchor = self.anchor(f"tel:{escape(value.replace(' ', ''))}", written)
            return f'<span style="white-space: nowrap">{anchor}</span>'
        return "<br>\n".join(written.split("\n"))

    def anchor(self, address: str, words: str) -> str:
        """Return a link; both are escaped already."""
        return f'<a class="accent" href="{address}" style="color: {self.ink.accent}">{words}</a>'


@dataclass(frozen=True)
class Fact:
    """One line of a list of facts: its name, what it is and, where it changed, what it was."""

    label: str
    value: str
    before: str = ""


@dataclass(frozen=True)
class Facts:
    """Facts by name, one under the other; one without a value is left out."""

    rows: Sequence[Fact]

    def __bool__(self):
        return bool(self._said())

    def text(self, style: Print) -> str:
        return "\n".join(
            line for row in self._said() for line in (_fact(row, style), *_before(row, style))
        )

    def html(self, style: Print) -> str:
        rows = "\n".join(self._row(row, style) for row in self._said())
        return f'<dl style="margin: 0 0 16px">\n{rows}\n</dl>'

    def _said(self):
        return [row for row in self.rows if row.value]

    def _row(self, row, style):
        before = ""
        if row.before:
            was = style.html(row.before)
            before = (
                f'<br>\n<span class="quiet" style="color: {style.ink.quiet}">It was: {was}</span>'
            )
        return (
            f'<dt style="font-weight: 600">{escape(row.label)}</dt>\n'
            f'<dd style="margin: 0 0 8px">{style.html(row.value)}{before}</dd>'
        )


def _fact(row, style):
    return f"{row.label}: {_indented(style.plain(row.value))}"


def _before(row, style):
    return [f"  It was: {_indented(style.plain(row.before))}"] if row.before else []


def _indented(text):
    return "\n  ".join(text.split("\n"))


@dataclass(frozen=True)
class Listed:
    """Lines of a list."""

    lines: Sequence[str]

    def __bool__(self):
        return bool(self.lines)

    def text(self, style: Print) -> str:
        return "\n".join(f"- {style.plain(line)}" for line in self.lines)

    def html(self, style: Print) -> str:
        items = "\n".join(f"<li>{style.html(line)}</li>" for line in self.lines)
        return f'<ul style="margin: 0 0 16px; padding-left: 24px">\n{items}\n</ul>'


@dataclass(frozen=True)
class Button:
    """What is to be pressed, and where it leads."""

    words: str
    address: str

    def text(self, style: Print) -> str:
        return f"{self.words}:\n{style.plain(self.address)}"

    def html(self, style: Print) -> str:
        address = escape(style.plain(self.address))
        return (
            '<p style="margin: 20px 0">\n'
            f'<a class="button" href="{address}" style="display: inline-block; padding: 12px 20px;'
            f" border-radius: 8px; background: {style.ink.accent}; color: {style.ink.on_accent};"
            f' text-decoration: none; font-weight: 600">{escape(self.words)}</a>\n</p>'
        )


@dataclass(frozen=True)
class QuietLink:
    """Something else that may be pressed, less seen than the button."""

    words: str
    address: str

    def text(self, style: Print) -> str:
        return f"{self.words}:\n{style.plain(self.address)}"

    def html(self, style: Print) -> str:
        anchor = style.anchor(escape(style.plain(self.address)), escape(self.words))
        return f"<p>{anchor}</p>"


Block = Facts | Listed | Button | QuietLink
Value = str | tuple[str, ...] | Block | None  # several strings are one sentence
