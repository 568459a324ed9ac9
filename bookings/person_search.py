"""Finds people by a part of their name, email or phone number, whatever its accents and case."""

import re
import unicodedata

from django.db.models import Func, Q, QuerySet, TextField, Value

from clinic.models import Patient, User

MOST_WORDS = 6
FEWEST_DIGITS = 2
COUNTRY_CODE, NUMBER_DIGITS = "1", 10
LIKE_A_NUMBER = re.compile(r"[\d\s()+./-]+")
ACCENTS = "[\u0300-\u036f]"  # the combining ones, which NFKD takes off their letters


class Folded(Func):
    """A text without accents, in lower case, in PostgreSQL itself: `unaccent` is an extension.

    Case comes last: a server with a plain locale knows that of letters without accents alone.
    """

    template = f"lower(regexp_replace(normalize(%(expressions)s, NFKD), '{ACCENTS}', '', 'g'))"
    output_field = TextField()


class Digits(Func):
    """The digits of a phone number alone."""

    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, field):
        super().__init__(field, Value(r"\D"), Value(""), Value("g"))


def folded(text: str) -> str:
    """Return a text as `Folded` has it."""
    return re.sub(ACCENTS, "", unicodedata.normalize("NFKD", text)).lower()


def people_matching(user: User, wanted: str) -> QuerySet[Patient]:
    """Return whose name and email hold every word of `wanted`, or whose phone holds its digits."""
    people = Patient.objects.visible_to(user).filter(merged_into=None)
    return people.annotate(
        folded_name=Folded("name"), folded_email=Folded("email"), digits=Digits("phone")
    ).filter(_holds_words(wanted) | _holds_number(wanted))


def people_named(name: str) -> QuerySet[Patient]:
    """Return who has exactly this name, but for accents, case and the spaces around it."""
    people = Patient.objects.filter(merged_into=None).annotate(folded_name=Folded("name"))
    return people.filter(folded_name__regex=rf"^\s*{_pattern(name)}\s*$")


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
