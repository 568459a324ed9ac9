"""How a bundle is written and read: one form for one content, and a digest of each part. Pure.

The digests are over the canonical form of RFC 8785; of it no more is needed than names sorted, no
blank, and text as UTF-8, for a bundle has whole numbers alone outside of quotes.
"""

import hashlib
import json
from collections import Counter

from pydantic import ValidationError

from assessments.bundle.schema import PARTS, SCHEMA, VERSION, Parts

MOST_BYTES = 32 * 1024 * 1024  # the largest assessment that can be stored makes a few MiB
LARGEST_WHOLE = 2**53  # beyond it readers of JSON differ
MOST_DEPTH = 16
LINES_SHOWN = 20
TOO_DEEP = "The file is nested deeper than any bundle."


class BundleUnreadable(ValueError):
    """What was given is no bundle that this program can read; `lines` say why, each on its own."""

    def __init__(self, *lines: str):
        self.lines = [in_one_line(line) for line in lines]
        super().__init__(" ".join(self.lines))


def in_one_line(text: str) -> str:
    """Return what may be a stranger's text as one line that a terminal only shows."""
    text = text.replace("\u00a0", " ")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def digest_of(content: object) -> str:
    """Return the SHA-256 of the canonical form of a content, in hexadecimal digits."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def sealed(parts: dict) -> dict:
    """Return the content of a bundle: its parts with a digest of each, and one over all digests."""
    head = {
        "schema": SCHEMA,
        "schema_version": VERSION,
        "digests": {name: digest_of(content) for name, content in parts.items()},
    }
    return {**head, "digest": digest_of(head), "parts": parts}


def written(content: dict) -> bytes:
    """Return a content as the bytes of its file: there is one way to write it."""
    return f"{json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False)}\n".encode()


def write(parts: Parts) -> bytes:
    """Return the file of a bundle."""
    return written(sealed(parts.model_dump(mode="json")))


# --- Reading --------------------------------------------------------------------------------------


def read(raw: bytes) -> tuple[dict, Parts]:
    """Return the content of a file, and its parts as values. Raises BundleUnreadable."""
    if len(raw) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise BundleUnreadable(f"The file is larger than any bundle ({most} MiB).")
    content = _from_json(raw)
    _check_head(content)
    try:
        return content, Parts.model_validate(content["parts"])
    except ValidationError as error:
        raise BundleUnreadable(*_in_lines(error)) from error


def _from_json(raw):
    try:
        content = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_whole,
        )
        _check_depth(content)
        json.dumps(content, ensure_ascii=False).encode()  # half a character has no bytes
    except BundleUnreadable:
        raise
    except RecursionError:
        raise BundleUnreadable(TOO_DEEP) from None
    except UnicodeError:
        raise BundleUnreadable("The file is not text in UTF-8.") from None
    except ValueError as error:
        raise BundleUnreadable(f"The file is not JSON: {error}.") from None
    return content


def _check_depth(content):
    level = [content]
    for _ in range(MOST_DEPTH):
        inner = [one for one in level if isinstance(one, dict | list)]
        level = [part for one in inner for part in (one.values() if isinstance(one, dict) else one)]
    if level:
        raise BundleUnreadable(TOO_DEEP)


def _once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = Counter(name for name, _ in pairs)
        raise BundleUnreadable(
            f"The name “{names.most_common(1)[0][0]:.40}” stands twice in one place."
        )
    return found


def _no_fraction(text):
    raise BundleUnreadable(
        f"{text:.40} stands there as a bare number: a bundle writes decimal numbers in quotes."
    )


def _whole(text):
    if len(text) > len(str(LARGEST_WHOLE)) or abs(int(text)) > LARGEST_WHOLE:
        raise BundleUnreadable(f"{text:.20}… is larger than any number of a bundle.")
    return int(text)


def _check_head(content):
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise BundleUnreadable(f"This is no bundle: it does not say “schema”: “{SCHEMA}”.")
    version = content.get("schema_version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise BundleUnreadable("“schema_version” is no whole number.")
    if version != VERSION:
        raise BundleUnreadable(
            f"The bundle is of schema version {version}; this program reads version {VERSION}. "
            "Use the release of this program that it was made with, or a later one."
        )
    wanted = {"schema", "schema_version", "digest", "digests", "parts"}
    for missing in sorted(wanted - content.keys()):
        raise BundleUnreadable(f"“{missing}” is missing.")
    for unknown in sorted(content.keys() - wanted):
        raise BundleUnreadable(f"There is no “{unknown:.40}” in a bundle.")
    digests = content["digests"]
    is_of_parts = isinstance(digests, dict) and set(digests) == set(PARTS)
    if not is_of_parts or not all(isinstance(value, str) for value in digests.values()):
        raise BundleUnreadable("“digests” does not hold one text for each part.")
    if not isinstance(content["digest"], str):
        raise BundleUnreadable("“digest” is no text.")


WORDS = {"missing": "is missing", "extra_forbidden": "is nothing that a bundle holds"}


def _in_lines(error):
    """Return what does not have the form of a bundle, each with its place."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{_place(each['loc'])}: {_said(each)}." for each in found[:LINES_SHOWN]]
    if len(found) > LINES_SHOWN:
        lines.append(f"And {len(found) - LINES_SHOWN} more.")
    return lines


def _place(location):
    said = "parts"
    for name in location:
        said += f"[{name}]" if isinstance(name, int) else f".{name:.40}"
    return said


def _said(each):
    message = each["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return WORDS.get(each["type"], message)
