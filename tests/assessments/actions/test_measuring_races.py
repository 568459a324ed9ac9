"""Two pages that measure one assessment at once, each on a connection of its own."""

from decimal import Decimal
from uuid import uuid4

import pytest

from assessments.actions import save_step, sign_assessment
from assessments.actions.measuring import Placed
from assessments.biomechanics.points import Point
from assessments.exceptions import AssessmentClosed, MeasuredAlready, PointsDiffer
from assessments.models import Assessment, AssessmentStatus, Landmark, Measurement, Step
from tests.assessments.measured import ready_assessment
from tests.factories import NINE, CaptureFactory
from tests.races import kinds, race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "reminder_rules"),
]


@pytest.fixture
def capture():
    assessment = ready_assessment()
    assessment.observations.create(item="pelvic_drop", side="R", grade="mild")
    return CaptureFactory(assessment=assessment, created_by=assessment.practitioner.user)


MORE = {
    "pelvis": {},
    "trunk": {"c7": Point(950.0, 200.0)},
    "pelvis_leg": {
        "hip": Point(1010.0, 540.0),
        "knee": Point(1000.0, 800.0),
        "ankle": Point(1010.0, 1040.0),
    },
}


def saving(capture, *, frame, reference=None, swing_y=510.0, point_set="pelvis", moves=None):
    placed = Placed(
        frame_number=frame,
        time_s=Decimal("0.1"),
        side="R",
        event="midstance",
        point_set=point_set,
        points={"stance_pelvis": Point(1010.0, 500.0), "swing_pelvis": Point(900.0, swing_y)}
        | MORE[point_set],
        moves=moves or {},
    )
    return lambda: save_step(
        assessment=capture.assessment,
        capture=capture.reference,
        reference=reference or uuid4(),
        placed=placed,
        revision=0,
    )


def test_steps_saved_at_once_are_all_stored_and_counted(capture):
    found = race(*[saving(capture, frame=frame, swing_y=505.0 + frame) for frame in range(8)])

    row = Measurement.objects.get()
    values = [step.values.get().value for step in Step.objects.all()]
    assert (len(values), row.n_steps, found.deadlocks) == (8, 8, 0)
    assert abs(row.mean - sum(values) / 8) < Decimal("0.001")
    assert Assessment.objects.get().revision == 8


def test_one_step_sent_by_two_requests_at_once_is_stored_once(capture):
    reference = uuid4()

    found = race(*[saving(capture, frame=5, reference=reference)] * 4)

    assert sorted(is_new for _, is_new in found.outcomes) == [False, False, False, True]
    assert (Step.objects.count(), Measurement.objects.get().n_steps) == (1, 1)


def test_two_pages_that_measure_one_moment_at_once_store_it_once(capture):
    found = race(saving(capture, frame=5), saving(capture, frame=5, swing_y=515.0))

    assert kinds(found.outcomes)[MeasuredAlready] == 1
    assert Step.objects.count() == 1


def test_two_sets_that_place_one_point_at_once_never_leave_it_in_two_places(capture):
    found = race(
        saving(capture, frame=5), saving(capture, frame=5, swing_y=515.0, point_set="trunk")
    )

    assert kinds(found.outcomes)[PointsDiffer] == 1
    assert (Step.objects.count(), found.deadlocks) == (1, 0)


def test_of_two_who_move_one_point_at_once_one_is_told(capture):
    step, _ = saving(capture, frame=5)()
    moves = {step.reference: step.revision}

    found = race(
        saving(capture, frame=5, swing_y=515.0, point_set="trunk", moves=moves),
        saving(capture, frame=5, swing_y=520.0, point_set="pelvis_leg", moves=moves),
    )

    assert kinds(found.outcomes) == {tuple: 1, PointsDiffer: 1}
    places = Landmark.objects.filter(name="swing_pelvis").values_list("y", flat=True)
    assert (len(places), len(set(places)), found.deadlocks) == (2, 1, 0)


def test_a_step_and_a_signature_at_once_never_leave_a_signed_one_changed(capture):
    def sign():
        return sign_assessment(
            assessment=capture.assessment,
            revision=0,
            by=capture.assessment.practitioner.user,
            now=NINE,
        )

    found = race(sign, saving(capture, frame=5))

    is_signed = Assessment.objects.get().status == AssessmentStatus.SIGNED
    assert Step.objects.count() == (0 if is_signed else 1)
    assert kinds(found.outcomes)[AssessmentClosed] == (1 if is_signed else 0)
    assert found.deadlocks == 0
