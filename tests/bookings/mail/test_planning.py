"""What is planned when a visit is booked, moved or cancelled."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bookings.actions import NewPatient, book_appointment, cancel_appointment, move_appointment
from bookings.exceptions import SlotUnavailable
from bookings.mail.planning import plan_cancellation, plan_for, replan_for
from bookings.models import ReminderRule
from clinic.models import ClinicProfile, Message
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    NINE,
    AppointmentFactory,
    PatientFactory,
    ServiceFactory,
    bookable,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
NOW = MONDAY_MORNING
TWO_DAYS_BEFORE = NINE - timedelta(hours=48)
THE_EVENING_BEFORE = datetime(2026, 12, 1, 3, tzinfo=UTC)  # 20:00: three hours before is 06:00


def planned(visit):
    rows = Message.objects.about(visit).order_by("pk")
    return [(row.kind, row.occasion, row.send_at, row.state) for row in rows]


def test_plan_for_plans_a_confirmation_now_and_both_reminders():
    visit = AppointmentFactory()

    plan_for(visit, now=NOW)

    assert planned(visit) == [
        ("confirmation", "r0", NOW, "planned"),
        ("reminder", "r0:48h", TWO_DAYS_BEFORE, "planned"),
        ("reminder", "r0:3h", THE_EVENING_BEFORE, "planned"),
    ]
    assert set(Message.objects.values_list("recipient", "recipient_email")) == {
        (visit.patient.pk, visit.patient.email)
    }


def test_plan_for_asks_for_rules_and_profile_and_writes_once(django_assert_num_queries):
    visit = AppointmentFactory()
    plan_for(AppointmentFactory(), now=NOW)  # content types are looked up once a process

    with django_assert_num_queries(2):
        plan_for(visit, now=NOW)


def test_plan_for_changes_nothing_when_it_is_asked_again():
    visit = AppointmentFactory()
    plan_for(visit, now=NOW)
    before = planned(visit)

    plan_for(visit, now=NOW + timedelta(minutes=1))

    assert planned(visit) == before


def test_plan_for_plans_nothing_for_a_patient_without_an_email():
    visit = AppointmentFactory(patient=PatientFactory(email=""))

    plan_for(visit, now=NOW)

    assert planned(visit) == []


def test_plan_for_prefers_the_rules_of_the_service():
    visit, other = AppointmentFactory(), AppointmentFactory(service=ServiceFactory())
    ReminderRule.objects.create(service=visit.service, hours_before=24)
    ReminderRule.objects.create(service=visit.service, hours_before=4, is_active=False)

    plan_for(visit, now=NOW)
    plan_for(other, now=NOW)

    assert [occasion for _, occasion, *_ in planned(visit)] == ["r0", "r0:24h"]
    assert [occasion for _, occasion, *_ in planned(other)] == ["r0", "r0:48h", "r0:3h"]


def test_plan_for_leaves_out_a_rule_that_is_switched_off():
    ReminderRule.objects.filter(hours_before=3).update(is_active=False)
    visit = AppointmentFactory()

    plan_for(visit, now=NOW)

    assert [occasion for _, occasion, *_ in planned(visit)] == ["r0", "r0:48h"]


def test_plan_for_keeps_the_clinics_own_quiet_hours():
    ClinicProfile.objects.create(quiet_from=time(19), quiet_until=time(5))
    visit = AppointmentFactory()

    plan_for(visit, now=NOW)

    assert planned(visit)[-1][2] == NINE - timedelta(hours=3)


def test_replan_for_drops_what_was_planned_and_plans_for_the_new_time():
    visit = AppointmentFactory()
    plan_for(visit, now=NOW)
    Message.objects.filter(kind="confirmation").update(state="sent")
    visit.starts_at += timedelta(days=1)
    visit.revision = 1

    replan_for(visit, now=NOW)

    assert planned(visit) == [
        ("confirmation", "r0", NOW, "sent"),
        ("reminder", "r0:48h", TWO_DAYS_BEFORE, "dropped"),
        ("reminder", "r0:3h", THE_EVENING_BEFORE, "dropped"),
        ("changed", "r1", NOW, "planned"),
        ("reminder", "r1:48h", TWO_DAYS_BEFORE + timedelta(days=1), "planned"),
        ("reminder", "r1:3h", THE_EVENING_BEFORE + timedelta(days=1), "planned"),
    ]
    assert set(Message.objects.filter(state="dropped").values_list("dropped_reason")) == {
        ("moved",)
    }


def test_plan_cancellation_drops_what_was_planned_and_plans_one_mail():
    visit = AppointmentFactory()
    plan_for(visit, now=NOW)
    visit.revision = 1

    plan_cancellation(visit, now=NOW)

    assert [(kind, occasion, state) for kind, occasion, _, state in planned(visit)] == [
        ("confirmation", "r0", "dropped"),
        ("reminder", "r0:48h", "dropped"),
        ("reminder", "r0:3h", "dropped"),
        ("cancelled", "r1", "planned"),
    ]


def test_the_actions_plan_one_mail_for_each_change():
    service, _ = bookable()
    visit = book_appointment(
        service=service, patient=NewPatient("Ana", email="ana@example.org"), starts_at=NINE
    )
    moved = move_appointment(appointment=visit, starts_at=NINE + timedelta(hours=2))
    cancel_appointment(appointment=moved)

    assert [(kind, occasion) for kind, occasion, *_ in planned(visit) if kind != "reminder"] == [
        ("confirmation", "r0"),
        ("changed", "r1"),
        ("cancelled", "r2"),
    ]
    assert {state for *_, state in planned(visit)[:-1]} == {"dropped"}


def test_nothing_is_planned_when_the_booking_fails():
    service, (practitioner,) = bookable()
    AppointmentFactory(practitioner=practitioner, starts_at=NINE)

    with pytest.raises(SlotUnavailable):
        book_appointment(
            service=service, patient=NewPatient("Ana", email="ana@example.org"), starts_at=NINE
        )

    assert not Message.objects.exists()
