"""Which columns a list may have, and by which names other programs call them. Pure."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: what it is called in the template, and by which other names it is known."""

    name: str
    what: str  # in words, for the page that explains them
    also: tuple[str, ...] = ()
    example: str = ""

    @property
    def known_as(self) -> set[str]:
        return {plain(word) for word in (self.name, *self.also)}


NAME = Column("name", "The whole name", ("full name", "patient", "patient name", "client"), "")
FIRST = Column(
    "first name", "With “last name”, in place of “name”", ("given name", "firstname", "prénom")
)
LAST = Column("last name", "", ("surname", "family name", "lastname", "nom"))
EMAIL = Column(
    "email", "", ("e-mail", "email address", "e-mail address", "mail"), "ana@example.org"
)
PHONE = Column(
    "phone",
    "",
    ("phone number", "telephone", "tel", "mobile", "cell", "mobile phone", "cell phone"),
    "604-555-0101",
)
BIRTH_DATE = Column(
    "date of birth",
    "",
    ("birth date", "birthdate", "birthday", "dob", "born", "date de naissance"),
    "1980-12-31",
)
CONTACT = Column(
    "contact",
    "Who books for them, if that is somebody else",
    ("contact name", "parent", "guardian", "parent or guardian"),
)
PERSON = (NAME, FIRST, LAST, EMAIL, PHONE, BIRTH_DATE)
DATE = Column(
    "date",
    "The day of the visit",
    ("visit date", "appointment date", "day", "start date"),
    "2027-01-31",
)
TIME = Column(
    "time",
    "When it begins, by the clinic’s clock",
    ("start time", "starts", "start", "begins", "visit time", "appointment time"),
    "09:30",
)
PRACTITIONER = Column(
    "practitioner",
    "A name as under Staff",
    ("provider", "therapist", "clinician", "staff", "staff member", "with"),
)
SERVICE = Column(
    "service",
    "A name as under Services",
    ("treatment", "appointment type", "visit type", "type"),
)
PEOPLE_COLUMNS = (*PERSON, CONTACT)
VISIT_COLUMNS = (*PERSON, DATE, TIME, PRACTITIONER, SERVICE)
NEEDED_OF_VISITS = (DATE, TIME, PRACTITIONER, SERVICE)
EXAMPLE_NAME = "Ana Torres"


def plain(word: str) -> str:
    """Return a header as it is compared: letters alone, in lower case."""
    return re.sub(r"[\W_]", "", word.casefold())


def recognised(header: list[str], columns: tuple[Column, ...]) -> dict[str, list[int]]:
    """Return at which places of a header each column stands, by its own name."""
    words = [plain(word) for word in header]
    found = {
        column.name: [place for place, word in enumerate(words) if word in column.known_as]
        for column in columns
    }
    return {name: places for name, places in found.items() if places}


def missing(found: set[str], needed: tuple[Column, ...]) -> list[str]:
    """Return which columns a list cannot do without and has not; a name may be in two."""
    lacks = [column.name for column in needed if column.name not in found]
    has_name = NAME.name in found or {FIRST.name, LAST.name} <= found
    return lacks if has_name else [NAME.name, *lacks]
