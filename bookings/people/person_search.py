"""Finds people by a part of their name, email or phone number, however it is written."""

import re
import unicodedata
from difflib import SequenceMatcher

from django.db.models import Func, Q, QuerySet, TextField, Value

from bookings.models import FamilyTie
from clinic.models import Patient, User

MOST_WORDS = 6
MOST_COMPARED = 500
MOST_ALIKE = 10
ALIKE = 0.85  # “Rob Vale” and “Robin Vale” are, “Ada Vale” and “Ana Vane” are not
FEWEST_DIGITS = 2
COUNTRY_CODE, NUMBER_DIGITS = "1", 10
LIKE_A_NUMBER = re.compile(r"[\d\s()+./-]+")
ACCENTS = "[\u0300-\u036f]"  # the combining ones, which NFKD takes off their letters
# What phones and word processors write for an apostrophe and a hyphen, and what nobody sees.
APOSTROPHES = "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u2032\uff07\u00b4`"
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
PLAIN_MARKS = "'" * len(APOSTROPHES) + "-" * len(HYPHENS)
# Letters that NFKD leaves as they are, for the stroke is a part of them, or that are typed as two.
STROKED, UNSTROKED = "ØøŁłĐđÐðĦħŦŧƗɨǤǥƵƶ\u0131", "OoLlDdDdHhTtIiGgZzi"
DOUBLE = {"Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "ẞ": "SS", "ß": "ss", "Þ": "Th", "þ": "th"}
TO_MARKS = str.maketrans(APOSTROPHES + HYPHENS, PLAIN_MARKS, UNSEEN)
TO_LETTERS = str.maketrans(dict(zip(STROKED, UNSTROKED, strict=True)) | DOUBLE)


def _folding(column):
    """Return the SQL of `folded`: what stands in no plain place is left out by `translate`."""
    plain = PLAIN_MARKS.replace("'", "''")
    marks = f"translate({column}, '{APOSTROPHES}{HYPHENS}{UNSEEN}', '{plain}')"
    bare = f"regexp_replace(normalize({marks}, NFKD), '{ACCENTS}', '', 'g')"
    letters = f"translate({bare}, '{STROKED}', '{UNSTROKED}')"
    for letter, two in DOUBLE.items():
        letters = f"replace({letters}, '{letter}', '{two}')"
    return f"lower({letters})"


class Folded(Func):
    """A text as people type it: plain letters and marks, in lower case, in PostgreSQL itself.

    `unaccent` is an extension. Case comes last: a server with a plain locale knows that of plain
    letters alone.
    """

    template = _folding("%(expressions)s")
    output_field = TextField()


class Digits(Func):
    """The digits of a phone number alone."""

    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, field):
        super().__init__(field, Value(r"\D"), Value(""), Value("g"))


def folded(text: str) -> str:
    """Return a text as `Folded` has it."""
    bare = re.sub(ACCENTS, "", unicodedata.normalize("NFKD", text.translate(TO_MARKS)))
    return bare.translate(TO_LETTERS).lower()


def plain(text: str) -> str:
    """Return a text as two of them are compared: folded, with single spaces."""
    return " ".join(folded(text).split())


def people_matching(user: User, wanted: str) -> QuerySet[Patient]:
    """Return whose name and email hold every word of `wanted`, or whose phone holds its digits."""
    people = Patient.objects.visible_to(user).kept()
    return people.annotate(
        folded_name=Folded("name"), folded_email=Folded("email"), digits=Digits("phone")
    ).filter(_holds_words(wanted) | _holds_number(wanted))


def people_named(name: str) -> QuerySet[Patient]:
    """Return who has exactly this name, but for accents, case and the spaces around it."""
    people = Patient.objects.kept().annotate(folded_name=Folded("name"))
    return people.filter(folded_name__regex=rf"^\s*{_pattern(name)}\s*$")


def perhaps_same(person: Patient) -> list[Patient]:
    """Return who may be this person in another file: the same email, or a name very like theirs.

    Two dates of birth that differ are two people's. So are a dependant's file and that of somebody
    who books for themselves, and of two dependants the email is not their own.
    """
    family = FamilyTie.objects.files_tied_to(person).values("pk")
    others = Patient.objects.kept().exclude(pk=person.pk).exclude(pk__in=family)
    alike = Q(folded_name__regex=_any_word(person.name))
    if person.email:
        alike |= Q(email__iexact=person.email)
    found = others.annotate(folded_name=Folded("name")).filter(alike)[:MOST_COMPARED]
    return [other for other in found if _is_alike(person, other)][:MOST_ALIKE]


def _is_alike(person, other):
    if person.birth_date and other.birth_date and person.birth_date != other.birth_date:
        return False
    if bool(person.contact_name) != bool(other.contact_name):
        return False
    has_own_email = person.email and not person.contact_name
    if has_own_email and person.email.lower() == other.email.lower():
        return True
    names = (" ".join(sorted(folded(one.name).split())) for one in (person, other))
    return SequenceMatcher(None, *names).ratio() >= ALIKE


def _any_word(name):
    words = folded(name).split()
    return rf"(^|\s)({'|'.join(re.escape(word) for word in words)})(\s|$)" if words else "^$"


def _pattern(name):
    return r"\s+".join(re.escape(word) for word in folded(name).split())


def _holds_words(wanted):
    holds = Q()
    for word in folded(wanted).replace(",", " ").split()[:MOST_WORDS]:
        holds &= Q(folded_name__contains=word) | Q(folded_email__contains=word)
    return holds or Q(pk__in=[])


def _holds_number(wanted):
    digits = re.sub(r"\D", "", wanted)
    if len(digits) < FEWEST_DIGITS or not LIKE_A_NUMBER.fullmatch(wanted):
        return Q(pk__in=[])
    if len(digits) > NUMBER_DIGITS:
        digits = digits.removeprefix(COUNTRY_CODE)
    return Q(digits__contains=digits)
