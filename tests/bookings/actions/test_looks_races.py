"""Races for what stands out: threads and separate connections."""

from datetime import timedelta

import pytest

from bookings.actions import find_unusual_looks, sign_off_looks
from bookings.exceptions import LookSignedOff
from clinic.models import AccessEvent, LookReview, UnusualLook
from tests.factories import NINE, FrontDeskFactory, PatientFactory, PrivacyOfficerFactory
from tests.races import kinds, race

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + timedelta(hours=2)


def test_what_is_found_and_signed_at_once_is_so_once():
    looks = {"user": FrontDeskFactory(), "what": "person", "basis": "desk", "occurred_at": NINE}
    for _ in range(3):
        AccessEvent.objects.create(patient=PatientFactory(), **looks)

    found, *_ = race(*[lambda: find_unusual_looks(now=LATER)] * 4)
    unusual = list(UnusualLook.objects.order_by("pk").values_list("pk", flat=True))
    officers = PrivacyOfficerFactory.create_batch(4)
    signed, _, _, deadlocks = race(
        *[
            lambda officer=officer, place=place: sign_off_looks(
                unusual=unusual[:: (-1) ** place],
                by=officer,
                outcome="in_order",
                note="They had a call.",
                now=LATER,
            )
            for place, officer in enumerate(officers)
        ]
    )

    assert sorted(map(len, found)) == [0, 0, 0, 3]
    assert kinds(signed) == {list: 1, LookSignedOff: 3}
    assert list(LookReview.objects.order_by("unusual").values_list("unusual", flat=True)) == unusual
    assert deadlocks == 0
