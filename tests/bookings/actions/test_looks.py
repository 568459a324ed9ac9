from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.actions import find_unusual_looks, sign_off_looks
from bookings.exceptions import LookSignedOff, OwnLook
from clinic.models import AccessEvent, ClinicProfile, LookReview, UnusualLook
from tests.factories import (
    NINE,
    AdministratorFactory,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PrivacyOfficerFactory,
    UserFactory,
    WaitlistEntryFactory,
)

pytestmark = pytest.mark.django_db
LATER = NINE + timedelta(hours=2)
REVIEWED = ("unusual", "reviewed_by", "outcome", "note", "reviewed_at")
UNSETTLED = timedelta(minutes=90)
WHY = "Covers for a colleague"


def look(user, patient, *, at=NINE, basis="desk"):
    reason = WHY if basis == "break_glass" else ""
    details = {"what": "person", "basis": basis, "reason": reason, "occurred_at": at}
    return AccessEvent.objects.create(user=user, patient=patient, **details)


def with_visit(**details):
    return AppointmentFactory(patient=PatientFactory(**details)).patient


def odd():
    return {unusual.look_id: unusual.oddities for unusual in UnusualLook.objects.all()}


def an_unusual_look(user=None):
    seen = look(user or FrontDeskFactory(), PatientFactory())
    return UnusualLook.objects.create(look=seen, oddities=["no_visit"])


def sign(*unusual, by, outcome="in_order", note="They booked a visit by phone."):
    keys = [one.pk for one in unusual]
    return sign_off_looks(unusual=keys, by=by, outcome=outcome, note=note, now=LATER)


def test_what_stands_out_is_found_and_the_rest_is_not():
    desk, clinician = FrontDeskFactory(name="Robin Välé"), ClinicianFactory(name="Sam Lee")
    strange = look(desk, PatientFactory())
    relative = look(desk, with_visit(name="Kit Vale-Smith"))
    opened = look(clinician, with_visit(), basis="break_glass")
    look(desk, with_visit())
    look(desk, WaitlistEntryFactory().patient)
    look(clinician, with_visit(), basis="treating")
    joined_into = PatientFactory()
    with_visit(merged_into=joined_into)
    look(desk, joined_into)
    own = PatientFactory()
    AccessEvent.objects.create(user=UserFactory(), patient=own, what="chart", basis="own")

    find_unusual_looks(now=LATER)

    assert odd() == {
        strange.pk: ["no_visit"],
        relative.pk: ["family_name"],
        opened.pk: ["break_glass"],
    }


def test_more_files_in_an_hour_than_the_clinic_says_are_many():
    ClinicProfile.objects.create(files_per_hour=2)
    desk = FrontDeskFactory()
    seen = [look(desk, with_visit(), at=NINE + timedelta(minutes=m)) for m in (0, 10, 20)]

    find_unusual_looks(now=LATER)

    assert odd() == {seen[2].pk: ["many"]}


def test_a_look_is_judged_after_an_hour_and_once():
    desk = FrontDeskFactory()
    old, new = look(desk, PatientFactory()), look(desk, PatientFactory(), at=NINE + UNSETTLED)

    assert find_unusual_looks(now=LATER) != []
    ClinicProfile.objects.create(treated_for_days=1)
    assert find_unusual_looks(now=LATER) == []

    assert odd() == {old.pk: ["no_visit"]}
    assert new.pk not in odd()


def test_what_is_found_takes_as_many_queries_for_many_looks():
    def queries():
        with CaptureQueriesContext(connection) as asked:
            find_unusual_looks(now=LATER)
        return len(asked)

    look(FrontDeskFactory(), PatientFactory())
    few = queries()
    for _ in range(3):
        look(FrontDeskFactory(), PatientFactory())

    assert queries() == few


def test_what_was_found_is_signed_and_stays():
    officer, looks = PrivacyOfficerFactory(), [an_unusual_look(), an_unusual_look()]

    sign(*looks, by=officer, outcome="not_in_order", note="They were curious.")

    assert list(LookReview.objects.order_by("pk").values_list(*REVIEWED)) == [
        (one.pk, officer.pk, "not_in_order", "They were curious.", LATER) for one in looks
    ]
    assert list(UnusualLook.objects.to_review()) == []
    review = LookReview.objects.earliest("pk")
    for attempt in (
        lambda: LookReview.objects.update(note="Nothing"),
        lambda: review.delete(),
        lambda: UnusualLook.objects.update(oddities=["many"]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_nobody_signs_off_their_own_look_not_even_past_the_pages():
    administrator = AdministratorFactory()
    own, anothers = an_unusual_look(administrator), an_unusual_look()

    with pytest.raises(OwnLook):
        sign(own, anothers, by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        LookReview.objects.create(
            unusual=own, reviewed_by=administrator, outcome="in_order", note="Mine"
        )

    assert list(LookReview.objects.all()) == []


def test_what_somebody_else_has_signed_off_is_not_signed_again():
    first, second = an_unusual_look(), an_unusual_look()
    sign(first, by=PrivacyOfficerFactory())

    with pytest.raises(LookSignedOff):
        sign(first, second, by=AdministratorFactory())

    assert LookReview.objects.get().unusual == first
