"""People of a list: each row is cleaned as if it were typed, and nobody gets a second file."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from bookings.actions.booking import NewPatient
from bookings.imports import columns
from bookings.imports.columns import Column
from bookings.imports.dates import DateOrder, readings
from bookings.imports.files import Problem, Row
from bookings.people.known_people import KnownPeople, Match
from clinic.csv_cells import is_dangerous
from clinic.forms import EmailField, PhoneField, TypedNameField, may_be_born
from clinic.models import Patient

AT_A_TIME = 1000
A_NUMBER = re.compile(r"\+[\d\s()./-]+(?:\s*(?:ext|x)\.?\s*\d+)?", re.IGNORECASE)
LIKE_A_FORMULA = "This begins like a formula of a spreadsheet. Please write it out."
TYPED = {
    columns.NAME.name: TypedNameField(),
    columns.EMAIL.name: EmailField(autocomplete="off", required=False),
    columns.PHONE.name: PhoneField(autocomplete="off"),
    columns.CONTACT.name: TypedNameField(required=False),
}


@dataclass
class Look:
    """One look at a list: how its dates are written, and what was found so far."""

    order: DateOrder | None
    skips_known: bool
    problems: list[Problem] = field(default_factory=list)
    known: int = 0
    added: int = 0

    def object_to(self, row: Row, column: Column, text: str) -> None:
        self.problems.append(Problem(row.line, column.name, text))


def person_of(row: Row, look: Look) -> NewPatient | None:
    """Return whom a row tells of; None once it was objected to."""
    before = len(look.problems)
    cells = row.cells
    name = cells.get(columns.NAME.name) or " ".join(
        filter(None, (cells.get(columns.FIRST.name), cells.get(columns.LAST.name)))
    )
    told = {
        "name": _cleaned(row, columns.NAME, name, look),
        "email": _cleaned(row, columns.EMAIL, cells.get(columns.EMAIL.name, ""), look),
        "phone": _cleaned(row, columns.PHONE, cells.get(columns.PHONE.name, ""), look),
        "contact_name": _cleaned(row, columns.CONTACT, cells.get(columns.CONTACT.name, ""), look),
        "birth_date": _birth_date(row, look),
    }
    return NewPatient(**told) if len(look.problems) == before else None


def day_of(row: Row, column: Column, look: Look) -> date | None:
    """Return the day in a cell; None if it is empty, or is objected to."""
    text = row.cells.get(column.name, "")
    if not text:
        return None
    day = readings(text).by(look.order)
    if day is None:
        how = {DateOrder.DAY_FIRST: ", day first", DateOrder.MONTH_FIRST: ", month first"}
        look.object_to(row, column, f"“{text[:40]}” is no date{how.get(look.order, '')}.")
    return day


def match_of(person: NewPatient, known: KnownPeople) -> Match:
    return known.match(person.name, person.birth_date, person.email)


def import_people(rows: list[Row], look: Look, *, keep: bool, note) -> None:
    """Find out whom a list would add, and with `keep` open their files if nothing is wrong."""
    known, added = KnownPeople(), []
    for done, row in enumerate(rows, start=1):
        if (person := person_of(row, look)) and _is_new(row, person, known, look):
            added.append(person)
        note(done)
    look.added = len(added)
    if keep and not look.problems:
        files = (Patient(**vars(person)) for person in added)
        Patient.objects.bulk_create(files, batch_size=AT_A_TIME)


def _is_new(row, person, known, look):
    found = match_of(person, known)
    if found.unclear:
        look.object_to(row, columns.NAME, found.unclear)
    elif found.line:
        look.object_to(row, columns.NAME, f"The same person is in line {found.line}.")
    elif found.file:
        look.known += 1
        if not look.skips_known:
            look.object_to(row, columns.NAME, "This person has a file already.")
    else:
        known.add(person.name, person.birth_date, person.email, line=row.line)
        return True
    return False


def _cleaned(row, column, text, look):
    if is_dangerous(text) and not (column == columns.PHONE and A_NUMBER.fullmatch(text)):
        look.object_to(row, column, LIKE_A_FORMULA)
        return ""
    try:
        return TYPED[column.name].clean(text)
    except ValidationError as error:
        missing = column == columns.NAME and not text
        look.object_to(row, column, "There is no name." if missing else error.messages[0])
        return ""


def _birth_date(row, look):
    day = day_of(row, columns.BIRTH_DATE, look)
    try:
        if day:
            may_be_born(day)
    except ValidationError as error:
        look.object_to(row, columns.BIRTH_DATE, error.messages[0])
    return day
