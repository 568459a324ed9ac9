"""Makes a PDF of a template and data. What people typed goes in as JSON, never as markup."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from string import printable
from tempfile import TemporaryDirectory

import typst
from django.conf import settings

from assessments.reports.fonts import in_our_font, unpack_fonts

TEMPLATES = settings.BASE_DIR / "templates/assessments/reports"
FOR_ALL = "ua-1"  # tagged, with the order of reading and words for each picture
OF_TEMPLATES = printable  # what a template itself may say
TIGHTEST = 2
SPACES = "\n\u00a0\u202f"  # of what is not printable by itself, what a text needs
UNKNOWN = "\u25a1"  # stands for a character that no font of ours has


def print_pdf(
    template: str,
    content: dict,
    pictures: dict[str, bytes],
    *,
    made_at: datetime,
    most_pages: int | None = None,
) -> bytes:
    """Return the PDF of a template, its `content`, and its pictures by the names it has for them.

    With `most_pages` it is set tighter, in two steps, until it takes no more, where it can. The
    same content at the same instant gives the same bytes.
    """
    with TemporaryDirectory() as made:
        root = Path(made)
        for source in TEMPLATES.glob("*.typ"):
            (root / source.name).write_bytes(source.read_bytes())
        for name, picture in pictures.items():
            (root / name).write_bytes(picture)
        fonts = root / "fonts"
        fonts.mkdir()
        characters = {*"".join(_texts(content)), UNKNOWN, *OF_TEMPLATES}
        missing = unpack_fonts(characters, fonts)
        shown = _shown(content, missing) | {"ours": _one_of(in_our_font(characters))}
        for tight in range(TIGHTEST + 1):
            (root / "content.json").write_text(json.dumps(shown | {"tight": tight}))
            compiler = _compiler(root, template, fonts)
            if most_pages is None or tight == TIGHTEST or _pages(compiler) <= most_pages:
                break
        return compiler.compile(
            format="pdf", pdf_standards=[FOR_ALL], timestamp=made_at.replace(microsecond=0)
        )


def _compiler(root, template, fonts):
    return typst.Compiler(
        root / f"{template}.typ",
        root=root,
        # No others: one that happens to be there would take the letters of ours.
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        ),
        package_path=root / "none",  # no template takes a package from anywhere
        package_cache_path=root / "none",
    )


def _pages(compiler):
    return json.loads(compiler.query("<pages>", field="value", one=True))


def _one_of(characters):
    """Return the pattern of one of these characters.

    A letter that our font would put together out of others is taken from a font that has it, for
    its parts are read as so many letters.
    """
    codes = "".join(rf"\u{{{ord(one):x}}}" for one in sorted(characters))
    return f"[{codes}]"


def _texts(content) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _texts(each)
    elif isinstance(content, list):
        for each in content:
            yield from _texts(each)


def _shown(content, missing):
    """Return the content with a box for each character that cannot be shown."""
    if isinstance(content, str):
        kept = (one for one in content if one.isprintable() or one in SPACES)
        return "".join(UNKNOWN if one in missing else one for one in kept)
    if isinstance(content, dict):
        return {name: _shown(each, missing) for name, each in content.items()}
    if isinstance(content, list):
        return [_shown(each, missing) for each in content]
    return content
