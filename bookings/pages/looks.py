"""Who opened which file: every look, and those that wait for somebody to ask about them."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from bookings.people.households import opened_in_words
from bookings.people.person_search import Folded, folded
from bookings.slots.holidays import whole_day
from clinic import witness
from clinic.models import (
    AccessBasis,
    AccessEvent,
    LookReview,
    Oddity,
    Patient,
    UnusualLook,
    User,
)
from clinic.models.people import PERSON_OF_PATIENT
from clinic.zones import clinic_zone

MOST_AT_ONCE = 300  # unusual looks on one page, the oldest; the others follow once these are gone
NO_ACCOUNT = "Somebody with the link"


@dataclass(frozen=True)
class LookRow:
    """One look as it is listed."""

    at: datetime
    who: str
    whose: str
    what: str
    ground: str
    reason: str
    unusual: UnusualLook | None
    review: LookReview | None


@dataclass(frozen=True)
class Case:
    """The unusual looks of one account on one day that are asked about together.

    They are at one person's file, or at many files and unusual for that alone.
    """

    unusual: list[UnusualLook]
    is_own: bool  # of whoever reads the page, who leaves it to others
    reads_reasons: bool

    @property
    def value(self) -> str:
        """Return what the page's box stands for: these looks and no others."""
        return "-".join(str(one.pk) for one in self.unusual)

    @property
    def who(self) -> str:
        return str(self.unusual[0].look.user)

    @property
    def first_at(self) -> datetime:
        return self.unusual[0].look.occurred_at

    @property
    def last_at(self) -> datetime:
        return self.unusual[-1].look.occurred_at

    @property
    def people(self) -> int:
        return len({one.look.patient.person_id for one in self.unusual})

    @property
    def whose(self) -> str:
        if self.people > 1:
            return f"{self.people} people"
        return self.unusual[0].look.patient.person.name

    @property
    def what(self) -> list[str]:
        """Return what was opened, each once, in the order in which it was."""
        return list(dict.fromkeys(opened_in_words(one.look) for one in self.unusual))

    @property
    def why(self) -> list[str]:
        found = {oddity for one in self.unusual for oddity in one.oddities}
        return [oddity.label for oddity in Oddity if oddity in found]

    @property
    def reasons(self) -> list[str]:
        if not self.reads_reasons:
            return []
        return list(dict.fromkeys(one.look.reason for one in self.unusual if one.look.reason))


def looks_asked_for(
    *,
    who: User | None = None,
    whose: str = "",
    first: date | None = None,
    last: date | None = None,
    ground: str = "",
) -> QuerySet[AccessEvent]:
    """Return the looks that fit what was asked for, the latest first."""
    looks = AccessEvent.objects.select_related(
        "user", PERSON_OF_PATIENT, "unusual__review__reviewed_by"
    )
    zone = clinic_zone()
    if who:
        looks = looks.filter(user=who)
    if whose:
        looks = looks.filter(patient__in=_named(whose))
    if first:
        looks = looks.filter(occurred_at__gte=whole_day(first, zone).start)
    if last:
        looks = looks.filter(occurred_at__lt=whole_day(last, zone).end)
    return looks.filter(basis=ground) if ground else looks


def rows_of(looks: list[AccessEvent], reader: User) -> list[LookRow]:
    """Return these looks in words, as far as the reader may know them."""
    reads_reasons = witness.reads_reasons(reader)
    return [_row(look, reads_reasons) for look in looks]


def cases_to_review(reader: User) -> tuple[list[Case], bool]:
    """Return what waits to be signed off, the oldest first, and whether more waits behind it."""
    waiting = UnusualLook.objects.to_review().select_related(
        "look__user", f"look__{PERSON_OF_PATIENT}"
    )
    looks = list(waiting[: MOST_AT_ONCE + 1])
    has_more, reads_reasons = len(looks) > MOST_AT_ONCE, witness.reads_reasons(reader)
    looks = sorted(looks[:MOST_AT_ONCE], key=_case_key)
    cases = [
        Case(list(own), own_key[1] == reader.pk, reads_reasons)
        for own_key, own in groupby(looks, key=_case_key)
    ]
    return sorted(cases, key=lambda case: case.first_at), has_more


def reviews() -> QuerySet[LookReview]:
    """Return what was signed off, the latest first."""
    return LookReview.objects.select_related(
        "reviewed_by", "unusual__look__user", f"unusual__look__{PERSON_OF_PATIENT}"
    )


def grounds() -> list[tuple[str, str]]:
    return [(basis.value, basis.label) for basis in AccessBasis]


def _named(words):
    people = Patient.objects.annotate(folded_name=Folded("name"))
    for word in folded(words).split():
        people = people.filter(folded_name__contains=word)
    return Patient.objects.of_those_in(people.values("pk"))


def _row(look, reads_reasons):
    unusual = getattr(look, "unusual", None)
    return LookRow(
        at=look.occurred_at,
        who=str(look.user) if look.user else NO_ACCOUNT,
        whose=look.patient.person.name,
        what=opened_in_words(look),
        ground=look.get_basis_display(),
        reason=look.reason if reads_reasons else "",
        unusual=unusual,
        review=getattr(unusual, "review", None),
    )


def _case_key(unusual):
    look = unusual.look
    is_one_of_many = unusual.oddities == [Oddity.MANY]
    person = 0 if is_one_of_many else look.patient.person_id
    return timezone.localdate(look.occurred_at), look.user_id, person
