"""Who of a list has a file already: by name, and by birth date or email beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bookings.people.person_search import plain
from clinic.models import Patient


@dataclass(frozen=True)
class Match:
    """Whose file a row is about; `unclear` says why that cannot be told."""

    file: int | None = None
    line: int | None = None  # of the list, where somebody stands that begins a file with it
    unclear: str = ""


@dataclass
class Someone:
    """What tells a person from others of the name; with a file, or in a line of the list."""

    birth_date: date | None
    email: str
    file: int | None = None
    line: int | None = None


class KnownPeople:
    """Everybody with a file, read once, and whoever of the list was seen before.

    One person are two of the same name, and of the same birth date or email. The same name alone
    says nothing, and neither does what one of the two leaves out.
    """

    def __init__(self):
        self.by_name = defaultdict(list)
        people = Patient.objects.kept().order_by("pk")
        told = people.values_list("pk", "name", "birth_date", "email")
        for pk, name, birth_date, email in told.iterator(chunk_size=5000):
            self.by_name[plain(name)].append(Someone(birth_date, email.lower(), file=pk))

    def match(self, name: str, birth_date: date | None, email: str) -> Match:
        """Return whose file this is about."""
        told = Someone(birth_date, email.lower())
        namesakes = self.by_name.get(plain(name), [])
        same = [one for one in namesakes if _is_same(one, told)]
        if len(same) > 1:
            return Match(unclear="Several people fit. Please join their files first.")
        if same:
            return Match(file=same[0].file, line=same[0].line)
        if unsure := [one for one in namesakes if _may_be_same(one, told)]:
            where = f"in line {unsure[0].line}" if unsure[0].line else "who has a file"
            return Match(
                unclear=f"This may be somebody of the same name {where}. A date of birth, or an "
                "email, in both places would tell."
            )
        return Match()

    def add(self, name: str, birth_date: date | None, email: str, *, line: int) -> None:
        """Remember who is to get a file with a line of the list."""
        self.by_name[plain(name)].append(Someone(birth_date, email.lower(), line=line))


def _is_same(one: Someone, other: Someone) -> bool:
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return bool(one.email) and one.email == other.email


def _may_be_same(one: Someone, other: Someone) -> bool:
    """Say whether nothing tells two of one name, who are not the same for sure, apart."""
    if one.birth_date and other.birth_date:
        return False
    return not (one.email and other.email)
