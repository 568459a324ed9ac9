"""Two clinicians answer the safety questions of one assessment at once."""

from uuid import uuid4

import pytest

from assessments.actions import ask_safety, confirm_safety
from assessments.exceptions import ScreenSuperseded
from assessments.models import SafetyCheck
from tests.assessments.form_answers import calm, screened
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)
from tests.races import kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def visit():
    practitioner = PractitionerFactory(user=ClinicianFactory())
    return AppointmentFactory(practitioner=practitioner, starts_at=NINE)


@pytest.fixture
def begun(visit):
    return AssessmentFactory(
        patient=visit.patient,
        practitioner=visit.practitioner,
        appointment=visit,
        safety=False,
    )


def by_whom(assessment):
    by = ClinicianFactory()
    return {"assessment": assessment, "submission": uuid4(), "by": by, "now": NINE}


def asking(assessment, read, **answers):
    sent = by_whom(assessment)
    return lambda: ask_safety(answers=calm(**answers), read=read, **sent)


def confirming(assessment, read):
    sent = by_whom(assessment)
    return lambda: confirm_safety(answers=read, **sent)


def test_of_two_who_ask_at_once_one_answer_stands_and_the_other_is_told(begun):
    found = race(asking(begun, None, unwell="yes"), asking(begun, None))

    assert kinds(found.outcomes) == {SafetyCheck: 1, ScreenSuperseded: 1}
    assert (SafetyCheck.objects.count(), found.deadlocks) == (1, 0)


def test_of_one_who_asks_and_one_who_confirms_at_once_one_answer_stands(begun, visit):
    screen = screened(visit)

    found = race(asking(begun, screen.reference, unwell="yes"), confirming(begun, screen.reference))

    assert kinds(found.outcomes) == {SafetyCheck: 1, ScreenSuperseded: 1}
    assert (SafetyCheck.objects.count(), found.deadlocks) == (1, 0)


def test_one_press_that_is_sent_twice_at_once_stores_one_answer(begun):
    found = race(*[asking(begun, None)] * 2)

    assert kinds(found.outcomes) == {SafetyCheck: 2}
    assert SafetyCheck.objects.count() == 1
