"""A picture that is opened by its own address leaves an event, unless its page has left one."""

import pytest
from django.urls import reverse

from clinic.models import AccessEvent
from tests.assessments.models.sealed import clip_of
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FrameFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def frame(client):
    practitioner = PractitionerFactory(user=ClinicianFactory())
    patient = AppointmentFactory(practitioner=practitioner, starts_at=NINE).patient
    assessment = AssessmentFactory(patient=patient, practitioner=practitioner)
    client.force_login(practitioner.user)
    return FrameFactory(assessment=assessment, capture__created_by=practitioner.user)


def picture(frame):
    return reverse("assessments:frame-detail", args=[frame.assessment.reference, frame.reference])


def looks():
    return list(AccessEvent.objects.order_by("pk").values_list("what", "basis"))


def test_a_picture_by_itself_leaves_an_event(client, frame):
    assert client.get(picture(frame)).status_code == 200

    assert looks() == [("frame", "treating")]


def test_pictures_of_a_page_leave_none_beside_the_pages_own(client, frame):
    client.get(frame.assessment.get_absolute_url())
    client.get(picture(frame))

    assert looks() == [("assessment", "treating")]


def test_what_is_not_shown_leaves_none(client, frame):
    client.force_login(ClinicianFactory())

    assert client.get(picture(frame)).status_code == 403
    assert looks() == []


def test_a_patient_who_opens_a_shared_picture_leaves_one(client, frame, monkeypatch):
    monkeypatch.setattr("assessments.views.measuring._is_shown_to_patient", lambda *asked: True)
    user = frame.assessment.patient
    account = ClinicianFactory()
    user.looked_after_by.add(account)
    client.force_login(account)

    assert client.get(picture(frame)).status_code == 200
    assert looks() == [("frame", "own")]


def test_a_clip_leaves_an_event_when_it_is_fetched(client, frame, settings, tmp_path):
    settings.CLIPS_DIR = tmp_path
    clip = clip_of(frame.capture)
    (tmp_path / clip.path).write_bytes(b"video")

    answer = client.get(
        reverse("assessments:clip", args=[frame.assessment.reference, frame.capture.reference])
    )

    assert b"".join(answer.streaming_content) == b"video"
    assert looks() == [("clip", "treating")]
