"""Who belongs together: whom somebody looks after, who looks after them, and who else is there."""

from dataclasses import dataclass, field

from django.db.models import Q

from bookings.models import FamilyTie
from bookings.people.person_search import folded
from clinic.models import Patient, User
from clinic.models.people import PERSON_OF_CARER, PERSON_OF_PATIENT


@dataclass(frozen=True)
class Relative:
    """Somebody of a family; with the `tie` to the person whose family it is, where one was told."""

    person: Patient
    how: str  # a sentence's end, after their name
    tie: FamilyTie | None = None


@dataclass
class Family:
    """Who looks after a person, whom they look after, and who else is looked after with them."""

    carers: list[Relative] = field(default_factory=list)
    looked_after: list[Relative] = field(default_factory=list)
    others: list[Relative] = field(default_factory=list)
    accounts: list[User] = field(default_factory=list)

    @property
    def everybody(self) -> list[Relative]:
        return [*self.carers, *self.looked_after, *self.others]

    @property
    def head_of_it(self) -> Patient | None:
        """Return who looks after the person, and is asked for them; None if they do themselves."""
        return self.carers[0].person if self.carers else None

    def named(self, name: str) -> Patient | None:
        """Return whom this person looks after under a name, however it is written."""
        for one in self.looked_after:
            if folded(one.person.name).split() == folded(name).split():
                return one.person
        return None


def family_of(person: Patient) -> Family:
    """Return somebody's family, as the desk was told, as bookings say, and by their accounts.

    A handful of queries, however large it is. Each is in it once, by what is known best.
    """
    files = list(Patient.objects.of_person(person).values_list("pk", flat=True))
    family, seen = Family(), {person.person_id}

    def add(group, one, how, tie=None):
        if one.person.pk not in seen:
            seen.add(one.person.pk)
            group.append(Relative(one.person, how, tie))

    ties = list(_with_both(FamilyTie.objects.of_people(files)))
    for tie in ties:
        if tie.patient_id in files:
            add(family.carers, tie.looked_after_by, f"looks after {person.name}", tie)
        else:
            add(family.looked_after, tie.patient, f"looked after by {person.name}", tie)
    group = family.carers if person.contact_name else family.looked_after
    for one in _by_contact(person):
        how = "books for them" if person.contact_name else f"{person.name} booked for them"
        add(group, one, how)
    for tie in _ties_of_the_same(family.carers):
        add(family.others, tie.patient, f"looked after by {tie.looked_after_by.name} too")
    family.accounts = list(User.objects.filter(patients__in=files).distinct())
    for one in Patient.objects.kept().filter(looked_after_by__in=family.accounts).distinct():
        add(family.others, one, "in the same account")
    return family


def _with_both(ties):
    return ties.select_related(PERSON_OF_PATIENT, PERSON_OF_CARER)


def _ties_of_the_same(carers):
    keys = [one.person.pk for one in carers]
    if not keys:
        return []
    theirs = Patient.objects.of_people(keys)
    return list(_with_both(FamilyTie.objects.filter(looked_after_by__in=theirs)))


def _by_contact(person):
    """Return who was booked for by this person, or books for them, by name and email or phone."""
    reach = Q()
    if person.email:
        reach |= Q(email__iexact=person.email)
    if person.phone:
        reach |= Q(phone=person.phone)
    if not reach:
        return []
    if person.contact_name:
        named = Q(name__iexact=person.contact_name.strip(), contact_name="")
    else:
        named = Q(contact_name__iexact=person.name.strip())
    return Patient.objects.kept().filter(named & reach).exclude(pk=person.pk)
