"""Sentences are for people: with every one of them reworded, everything happens as before."""

from itertools import count

import pytest
from django.apps import apps
from django.db.models import Choices
from django.utils import timezone

from assessments.actions.judgement import judge
from assessments.judging import grading
from assessments.measuring import strength_tests
from assessments.reading.values import ShownFinding
from assessments.sentences import measures
from bookings.actions.people import change_contact, choose_messages
from bookings.mail.planning import plan_for
from bookings.mail.replanning import replan_reminders
from bookings.models import Appointment, ReminderRule
from clinic import outbox
from clinic.delivery import deliver_due
from clinic.models import Message
from tests.assessments.records import SET_UP, force, value
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
APPS = ("clinic", "bookings", "assessments")
NOW = MONDAY_MORNING


def every_choice(kind=Choices):
    for choices in kind.__subclasses__():
        yield from every_choice(choices)
        if choices.__module__.split(".")[0] in APPS:
            yield from choices


@pytest.fixture
def reword(monkeypatch):
    """Return a function after which every choice and every reason has other words."""

    def reword():
        number = count()
        for words in (strength_tests.WORDS, grading.SET_UP, measures.WAY_WORDS):
            for code in words:
                monkeypatch.setitem(words, code, f"word {next(number)}")
        for member in every_choice():
            monkeypatch.setattr(member, "_label_", f"Word {next(number)}")
        for app in APPS:
            for model in apps.get_app_config(app).get_models():
                for field in model._meta.get_fields():
                    if getattr(field, "choices", None):
                        words = [(value, f"Word {next(number)}") for value, _ in field.flatchoices]
                        monkeypatch.setattr(field, "choices", words)

    return reword


def messages_of(visit):
    rows = Message.objects.about(visit).order_by("pk")
    return [(row.kind, row.occasion, row.state, row.dropped_reason) for row in rows]


def contact(patient, email):
    patient.refresh_from_db()
    change_contact(
        patient=patient,
        name=patient.name,
        email=email,
        phone=patient.phone,
        birth_date=patient.birth_date,
    )


def what_happens():
    """Return how a visit's mail stands after each thing that drops or revives it."""
    visit = AppointmentFactory()
    person, seen = visit.patient, []

    def look():
        seen.append(messages_of(visit))

    plan_for(visit, now=NOW)
    deliver_due(NOW)
    look()
    for is_active in (False, True):
        ReminderRule.objects.filter(hours_before=48).update(is_active=is_active)
        replan_reminders(NOW)
        look()
    for wanted in (False, True):
        choose_messages(patient=person, reminders_wanted=wanted, offers_wanted=True)
        look()
    for email in ("", "ana@example.org"):
        contact(person, email)
        look()
    confirmation = Message.objects.about(visit).get(kind="confirmation", state="sent")
    again = outbox.resend(confirmation, by=FrontDeskFactory())
    ReminderRule.objects.update(is_active=False)
    replan_reminders(NOW)
    ReminderRule.objects.update(is_active=True)
    look()
    Appointment.objects.filter(pk=visit.pk).update(revision=1)
    deliver_due(timezone.now())
    look()
    assert Message.objects.get(pk=again.pk).state == "dropped"
    return seen


def test_mail_is_dropped_revived_and_sent_again_whatever_its_reasons_are_called(reword):
    before = what_happens()
    states = {(state, reason) for seen in before for *_, state, reason in seen}
    assert states == {
        ("planned", ""),
        ("sent", ""),
        *(("dropped", why) for why in ("rules_changed", "no_reminders", "no_email", "superseded")),
    }

    reword()

    assert what_happens() == before
    words = {row.dropped_because for row in Message.objects.filter(state="dropped")}
    assert all(text.startswith("Word ") for text in words)


def judged(*rows, **set_up):
    """Return an assessment with these rows, judged."""
    assessment = AssessmentFactory(**set_up)
    for row in rows:
        row.assessment = assessment
        row.save()
    judge(assessment)
    return assessment


def test_what_a_clinician_says_of_a_doubtful_value_stays_whatever_the_doubt_is_called(reword):
    tests = force("L", "165", pain=3), force("R", "120", is_valid=False)
    assessment = judged(*tests, value("cpd", "R", "8.3"))
    assessment.findings.update(
        override="mild", override_reason="Seen on the day.", override_by=ClinicianFactory()
    )
    before = list(assessment.findings.values())
    assert {row["basis"].get("why") for row in before} >= {"pain", "no_age"}
    assert [row["basis"]["missing"] for row in before if row["about"] == "cpd"] == [
        ["speed", "incline", "footwear"]
    ]

    reword()
    judge(assessment)

    assert list(assessment.findings.values()) == before


def test_a_value_below_the_usual_range_is_told_as_such_whatever_its_way_is_called(reword):
    reword()

    finding = judged(value("knee_flexion_ms", "R", "30"), **SET_UP).findings.get()

    assert ShownFinding(finding).words == "a little less than usual"
    assert ShownFinding(finding).way.startswith("word ")
