from datetime import timedelta

import pytest

from bookings.models import IdempotentRequest
from bookings.tasks import forget_old_idempotency_keys
from tests.conftest import MONDAY_MORNING
from tests.factories import AppointmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_forget_old_idempotency_keys_deletes_what_is_over_a_day_old():
    visit = AppointmentFactory()
    for key, hours in [("old", 25), ("young", 23)]:
        IdempotentRequest.objects.create(
            key=key,
            fingerprint="f",
            appointment=visit,
            answer={},
            created_at=MONDAY_MORNING - timedelta(hours=hours),
        )

    forget_old_idempotency_keys()

    assert list(IdempotentRequest.objects.values_list("key", flat=True)) == ["young"]
