"""Who looks after whom, at the desk's word, and what it never does: open or mix two files."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from bookings.actions import add_dependant, join_files, tie_family, untie_family
from bookings.exceptions import (
    FamilyStaysApart,
    FamilyTheOtherWay,
    LookedAfterThemselves,
    PersonMayBeKnown,
    SamePerson,
)
from bookings.models import FamilyTie
from bookings.people.families import family_of
from bookings.people.person_search import perhaps_same
from clinic.models import Patient
from tests.factories import FrontDeskFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
TOKEN = UUID("12345678-1234-5678-1234-567812345678")
MAIL, PHONE = "mia@example.org", "604-555-0142"


@pytest.fixture
def by():
    return FrontDeskFactory()


@pytest.fixture
def mia():
    return PatientFactory(name="Mia Runner", email=MAIL, phone=PHONE)


def child_of(carer, by, name="Leo Runner", **details):
    return add_dependant(carer=carer, name=name, made_by=by, **{"submission": uuid4()} | details)


def names(relatives):
    return [one.person.name for one in relatives]


def test_a_child_gets_a_file_of_its_own_that_is_reached_as_its_mother_is(mia, by):
    leo = child_of(mia, by, birth_date=date(2015, 5, 17), submission=TOKEN)
    again = child_of(mia, by, submission=TOKEN)

    assert again == leo
    assert (leo.name, leo.email, leo.phone, leo.contact_name) == (
        "Leo Runner",
        MAIL,
        PHONE,
        "Mia Runner",
    )
    assert names(family_of(mia).looked_after) == ["Leo Runner"]
    assert names(family_of(leo).carers) == ["Mia Runner"]


def test_a_child_is_seen_by_its_mothers_own_account_and_by_no_other(mia, by):
    own, other = UserFactory(name="Mia Runner", email=MAIL), UserFactory(name="Grandma")
    PatientFactory(name="Grandma").looked_after_by.add(other)
    mia.looked_after_by.add(own, other)

    leo = child_of(mia, by)

    assert list(leo.looked_after_by.all()) == [own]


def test_who_is_of_the_family_already_is_found_however_they_are_written(mia, by):
    booked_online = PatientFactory(name="Léo  runner", email=MAIL, contact_name="mia runner")

    assert child_of(mia, by) == booked_online
    assert child_of(mia, by) == booked_online
    assert FamilyTie.objects.count() == 1


def test_a_name_that_has_a_file_elsewhere_is_asked_about(mia, by):
    PatientFactory(name="Leo Runner")

    with pytest.raises(PersonMayBeKnown):
        child_of(mia, by)
    leo = child_of(mia, by, is_somebody_else=True)

    assert names(family_of(mia).looked_after) == [leo.name]


def test_two_children_of_one_mother_are_each_others_family(mia, by):
    leo, zoe = child_of(mia, by), child_of(mia, by, name="Zoe Runner")

    assert names(family_of(leo).everybody) == ["Mia Runner", "Zoe Runner"]
    assert names(family_of(zoe).everybody) == ["Mia Runner", "Leo Runner"]


def test_an_account_makes_a_family_too():
    user = UserFactory()
    own, child = PatientFactory(name="Ada"), PatientFactory(name="Ben", contact_name="Ada")
    for one in (own, child):
        one.looked_after_by.add(user)

    assert names(family_of(own).everybody) == ["Ben"]
    assert family_of(child).accounts == [user]


def test_a_tie_to_a_file_that_was_there_opens_it_to_no_account(mia, by):
    mia.looked_after_by.add(UserFactory(name="Mia Runner", email=MAIL))
    father = PatientFactory(name="Old Runner")

    tie = tie_family(patient=father, looked_after_by=mia, made_by=by)
    again = tie_family(patient=father, looked_after_by=mia, made_by=by)
    father.refresh_from_db()

    assert again == tie
    assert (list(father.looked_after_by.all()), father.contact_name) == ([], "Mia Runner")


def test_nobody_looks_after_themselves_or_who_looks_after_them(mia, by):
    twice = PatientFactory(name="Mia Runner", merged_into=mia)
    leo = child_of(mia, by)

    with pytest.raises(SamePerson):
        tie_family(patient=twice, looked_after_by=mia, made_by=by)
    with pytest.raises(FamilyTheOtherWay):
        tie_family(patient=mia, looked_after_by=leo, made_by=by)
    with pytest.raises(LookedAfterThemselves):
        child_of(leo, by, name="Teddy")


def test_who_is_let_go_books_for_themselves(mia, by):
    leo = child_of(mia, by)

    untie_family(tie=FamilyTie.objects.get())
    untie_family(tie=FamilyTie(pk=0, patient=leo))
    leo.refresh_from_db()

    assert (leo.contact_name, FamilyTie.objects.count()) == ("", 0)
    assert FamilyTie.pgh_event_model.objects.filter(pgh_label="delete").count() == 1


def test_a_tie_that_was_a_mistake_leaves_who_books_for_a_child(mia, by):
    leo = PatientFactory(name="Leo Runner", contact_name="Mia Runner", email=MAIL)
    tie = tie_family(patient=leo, looked_after_by=PatientFactory(name="Zoe Vale"), made_by=by)

    untie_family(tie=tie)
    leo.refresh_from_db()

    assert leo.contact_name == "Mia Runner"


def test_a_tie_outlives_every_change_of_contact(mia, by):
    leo = child_of(mia, by)
    Patient.objects.filter(pk=mia.pk).update(name="Mia Vale", email="", phone="")
    mia.refresh_from_db()

    assert names(family_of(mia).looked_after) == ["Leo Runner"]
    assert names(family_of(leo).carers) == ["Mia Vale"]


@pytest.mark.parametrize("contact_name", ["", "Mia Runner"])
def test_a_dependant_is_never_proposed_for_joining_with_who_looks_after_them(mia, by, contact_name):
    """The email and the phone of their contact are no hint, nor is a name that is very like."""
    child = child_of(mia, by, name="Mia Runner jr")
    Patient.objects.filter(pk=child.pk).update(contact_name=contact_name)
    child.refresh_from_db()

    assert (perhaps_same(mia), perhaps_same(child)) == ([], [])
    for kept, joined in ((mia, child), (child, mia)):
        with pytest.raises(FamilyStaysApart):
            join_files(kept=kept, joined=joined)


def test_a_tie_of_a_joined_file_is_the_persons(mia, by):
    child_of(mia, by)
    kept = PatientFactory(name="Mia R.", email=MAIL)

    join_files(kept=kept, joined=mia)

    assert names(family_of(kept).looked_after) == ["Leo Runner"]
