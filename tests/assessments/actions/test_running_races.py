"""One run that is sent from five places at once, and one recording under two keys."""

from uuid import uuid4

import pytest

from assessments.actions.running import log_run
from assessments.models import Run
from tests.assessments.actions.running import RECORDED, SAID
from tests.factories import NINE, PatientFactory, UserFactory
from tests.races import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


def logging(submissions, recorded=None):
    patient, user = PatientFactory(), UserFactory()
    return [
        lambda key=key: log_run(
            patient=patient, said=SAID, submission=key, by=user, now=NINE, recorded=recorded
        )[0]
        for key in submissions
    ]


def test_one_log_from_five_places_at_once_is_stored_once():
    found = race(*logging([uuid4()] * 5))

    assert set(found.outcomes) == {Run.objects.get()}
    assert found.deadlocks == 0


def test_one_recording_at_once_under_two_keys_is_stored_once():
    found = race(*logging([uuid4(), uuid4()], RECORDED))

    assert sorted(kind.__name__ for kind in kinds(found.outcomes)) == ["Run", "RunLoggedAlready"]
    assert Run.objects.count() == 1
