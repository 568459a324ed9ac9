"""Setting up reference data: what follows from a change."""

import json

import pytest
from django.contrib import admin
from django.urls import reverse

from bookings.models import ReminderRule
from clinic import outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RULE = {"service": "", "hours_before": 24, "is_active": "on"}


@pytest.fixture
def administrator(client, demo):
    client.force_login(UserFactory(roles=["administrator"]))
    return client


def add(client):
    return client.post(reverse("admin:bookings_reminderrule_add"), RULE)


def change(client):
    rule = ReminderRule.objects.create(hours_before=12)
    return client.post(reverse("admin:bookings_reminderrule_change", args=[rule.pk]), RULE)


@pytest.mark.parametrize("edit", [add, change])
def test_an_edited_reminder_rule_has_all_visits_replanned(
    edit, administrator, queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = edit(administrator)
        assert list(queue.glob("*.msg")) == []

    assert response.status_code == 302
    assert [json.loads(path.read_text())["headers"]["task"] for path in queue.glob("*.msg")] == [
        "bookings.tasks.replan_reminders"
    ]


def test_a_reminder_rule_is_kept_when_the_broker_is_down(
    administrator, broker, django_capture_on_commit_callbacks
):
    broker("redis://127.0.0.1:1/0")

    with django_capture_on_commit_callbacks(execute=True):
        assert add(administrator).status_code == 302

    assert ReminderRule.objects.filter(hours_before=24).exists()
    assert outbox._broker.left_alone_until > 0


def test_the_set_up_holds_what_is_rare_and_the_schedule_has_pages_of_its_own():
    ours = {
        model._meta.label
        for model in admin.site._registry
        if model._meta.app_label in ("bookings", "clinic")
    }

    assert ours == {
        "bookings.ReminderRule",
        "clinic.User",
    }


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("admin:bookings_reminderrule_add", "Hours before the visit"),
        ("admin:clinic_user_add", "Email they log in with"),
    ],
)
def test_the_set_up_is_labelled_for_a_person(administrator, path, label):
    assert label in administrator.get(reverse(path)).content.decode()
