from datetime import timedelta

import pytest

from bookings.models import IdempotentRequest
from bookings.tasks import expire_holds, forget_old_idempotency_keys, replan_reminders
from clinic.models import Message
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


def test_replan_reminders_plans_what_the_rules_ask_for(reminder_rules):
    AppointmentFactory()

    replan_reminders()

    assert set(Message.objects.values_list("occasion", flat=True)) == {"r0:48h", "r0:3h"}


def test_beat_replans_the_reminders_every_hour(settings):
    (entry,) = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == replan_reminders.name
    ]

    assert entry["schedule"] == 3600
    assert entry["options"]["expires"] < 3600


def test_beat_expires_holds_every_minute(settings):
    (entry,) = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == expire_holds.name
    ]

    assert entry["schedule"] == 60
    assert entry["options"]["expires"] < 60
