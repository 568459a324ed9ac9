"""A person's data as somebody reads it: headings, labels and lines from plain values. Pure."""

from datetime import datetime

MOMENTS = ("at", "planned_for")
Entry = list[tuple[str, list[str]]]  # each label with its lines
Chapter = tuple[str, list[tuple[str, list[Entry]]]]


def chapters(about: dict, people: list[dict]) -> list[Chapter]:
    """Return a chapter for the account and one for each person, each table a section of it."""
    return [("Your account", [("Account", [_entry(about["account"])])]), *map(_chapter, people)]


def _chapter(person):
    tables = {name: rows for name, rows in person.items() if isinstance(rows, list)}
    contact = {name: value for name, value in person.items() if name not in tables}
    sections = [("Contact", [_entry(contact)])]
    sections += [(_words(name), [_entry(row) for row in rows]) for name, rows in tables.items()]
    return person["name"], sections


def _entry(row):
    lines = [(_words(name), _lines(name, value)) for name, value in row.items()]
    return [(label, said) for label, said in lines if said]


def _lines(name, value):
    match value:
        case None | "":
            return []
        case bool():
            return ["Yes" if value else "No"]
        case list():
            return [_line(one) for one in value]
        case str() if name in MOMENTS or name.endswith("_at"):
            moment = datetime.fromisoformat(value)
            return [f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"]
    return [str(value)]


def _line(value):
    """Return a small row of its own in one line."""
    if isinstance(value, list):
        return "; ".join(_line(one) for one in value)
    if not isinstance(value, dict):
        return str(value)
    if "question" in value:
        return f"{value['question']} {value['answer']}"
    said = [", ".join(_lines(name, part)) for name, part in value.items()]
    return ", ".join(filter(None, said))


def _words(name):
    """Return a name of the file as words: “starts_at” is “Starts at”."""
    return name.replace("_", " ").capitalize()
