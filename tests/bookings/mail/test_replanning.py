"""What is planned already, when the reminder rules or the quiet hours change."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bookings.mail import replanning
from bookings.mail.planning import plan_for, replan_for
from bookings.mail.replanning import replan_reminders
from bookings.models import ReminderRule
from clinic import outbox
from clinic.models import ClinicProfile, Message
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    FrontDeskFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
NOW = MONDAY_MORNING
TWO_DAYS_BEFORE = NINE - timedelta(hours=48)
THE_EVENING_BEFORE = datetime(2026, 12, 1, 3, tzinfo=UTC)  # 20:00: three hours before is 06:00


def reminders(visit):
    return {
        row.occasion: (row.send_at, row.due_at, row.state, row.dropped_reason)
        for row in Message.objects.about(visit).filter(kind="reminder")
    }


def waiting(at):
    return (at, at, "planned", "")


@pytest.fixture
def visit():
    visit = AppointmentFactory()
    plan_for(visit, now=NOW)
    return visit


def switch(hours, is_active):
    ReminderRule.objects.filter(hours_before=hours).update(is_active=is_active)


def test_replan_reminders_changes_nothing_when_the_rules_are_the_same(visit):
    before = list(Message.objects.values().order_by("pk"))

    for minutes in (0, 60 * 24 * 6, 60 * 24 * 7 + 1):  # at last past the first reminder's time
        replan_reminders(NOW + timedelta(minutes=minutes))

    assert list(Message.objects.values().order_by("pk")) == before


def test_replan_reminders_plans_and_drops_as_the_rules_now_ask(visit):
    switch(48, False)
    ReminderRule.objects.create(hours_before=24)

    replan_reminders(NOW)
    replan_reminders(NOW)

    assert reminders(visit) == {
        "r0:48h": (TWO_DAYS_BEFORE,) * 2 + ("dropped", "rules_changed"),
        "r0:24h": waiting(NINE - timedelta(hours=24)),
        "r0:3h": waiting(THE_EVENING_BEFORE),
    }
    assert Message.objects.get(kind="confirmation").state == "planned"


def test_replan_reminders_revives_what_it_dropped(visit):
    before = reminders(visit)
    switch(48, False)
    replan_reminders(NOW)
    switch(48, True)

    replan_reminders(NOW)

    assert reminders(visit) == before


def test_replan_reminders_leaves_what_was_dropped_for_another_reason(visit):
    Message.objects.filter(hours_before=48).update(
        state="dropped", dropped_reason="other", dropped_note="Asked to."
    )
    before = reminders(visit)

    replan_reminders(NOW)

    assert reminders(visit) == before


@pytest.mark.parametrize("state", ["sent", "sending", "failed"])
def test_replan_reminders_never_touches_what_is_no_longer_planned(state, visit):
    Message.objects.filter(kind="reminder").update(state=state)
    before = reminders(visit)
    ReminderRule.objects.update(is_active=False)

    replan_reminders(NOW)

    assert reminders(visit) == before


def test_replan_reminders_leaves_what_the_desk_sends_again(visit):
    sent = Message.objects.get(occasion="r0:48h")
    Message.objects.filter(pk=sent.pk).update(state="sent")
    again = outbox.resend(sent, by=FrontDeskFactory())
    ReminderRule.objects.update(is_active=False)

    replan_reminders(NOW)

    again.refresh_from_db()
    assert again.state == "planned"


def test_replan_reminders_does_not_plan_what_would_have_gone_out_already(visit):
    ReminderRule.objects.create(hours_before=24 * 7)

    replan_reminders(NINE - timedelta(days=6))

    assert set(reminders(visit)) == {"r0:48h", "r0:3h"}


def test_replan_reminders_keeps_its_distance_from_the_confirmation(visit):
    hours = (NINE - NOW) // timedelta(hours=1)
    ReminderRule.objects.create(hours_before=hours - 1)
    ReminderRule.objects.create(hours_before=hours - 3)

    replan_reminders(NOW)

    assert set(reminders(visit)) == {f"r0:{hours - 3}h", "r0:48h", "r0:3h"}


def test_replan_reminders_follows_the_quiet_hours(visit):
    ClinicProfile.objects.create(quiet_from=time(19), quiet_until=time(5))

    replan_reminders(NOW)

    assert reminders(visit)["r0:3h"] == waiting(NINE - timedelta(hours=3))


def test_replan_reminders_leaves_the_next_try_of_what_was_tried(visit):
    retry_at = THE_EVENING_BEFORE + timedelta(minutes=5)
    Message.objects.filter(occasion="r0:3h").update(due_at=retry_at, attempts=2)
    ClinicProfile.objects.create(quiet_from=time(19), quiet_until=time(5))

    replan_reminders(NOW)

    assert reminders(visit)["r0:3h"] == (THE_EVENING_BEFORE, retry_at, "planned", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "cancelled", "cancelled_at": NOW, "cancelled_side": "patient"},
        {"status": "arrived"},
        {"patient__email": ""},
        {"starts_at": NOW},
    ],
)
def test_replan_reminders_plans_nothing_for_a_visit_nobody_is_reminded_of(changes):
    AppointmentFactory(**changes)

    replan_reminders(NOW)

    assert not Message.objects.exists()


def test_replan_reminders_prefers_the_rules_of_the_service(visit):
    other = AppointmentFactory()
    plan_for(other, now=NOW)
    ReminderRule.objects.create(service=visit.service, hours_before=24)

    replan_reminders(NOW)

    assert {occasion for occasion, row in reminders(visit).items() if row[2] == "planned"} == {
        "r0:24h"
    }
    assert set(reminders(other)) == {"r0:48h", "r0:3h"}


def test_replan_reminders_is_of_the_visits_revision(visit):
    visit.revision = 1
    visit.save()
    replan_for(visit, now=NOW)
    ReminderRule.objects.create(hours_before=24)

    replan_reminders(NOW)

    assert {name for name, row in reminders(visit).items() if row[2] == "planned"} == {
        "r1:48h",
        "r1:24h",
        "r1:3h",
    }
    assert "r0:24h" not in reminders(visit)


def test_replan_reminders_takes_as_many_queries_for_three_visits_as_for_one(
    visit, django_assert_num_queries, django_assert_max_num_queries
):
    switch(48, False)
    ReminderRule.objects.create(hours_before=24)
    with django_assert_max_num_queries(9) as one:
        replan_reminders(NOW)
    for _ in range(3):
        plan_for(AppointmentFactory(), now=NOW)
    ReminderRule.objects.update(is_active=True)
    ReminderRule.objects.filter(hours_before=3).update(is_active=False)
    ReminderRule.objects.create(hours_before=12)

    with django_assert_num_queries(len(one) + 1):  # and one that revives
        replan_reminders(NOW)

    assert Message.objects.filter(state="planned", kind="reminder").count() == 4 * 3


def test_replan_reminders_reaches_every_visit_when_they_fill_several_batches(monkeypatch):
    monkeypatch.setattr(replanning, "VISITS_AT_A_TIME", 2)
    AppointmentFactory.create_batch(5)

    replan_reminders(NOW)

    assert Message.objects.filter(kind="reminder").count() == 5 * 2
