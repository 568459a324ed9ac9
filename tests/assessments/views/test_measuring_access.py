"""Who may measure, and when: before the runner was seen and after signing nobody."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.actions import sign_assessment
from assessments.models import Capture, Step
from clinic.models import AccessEvent
from tests.assessments.measured import Screen, ready_assessment, stored
from tests.factories import NINE, ClinicianFactory, FrontDeskFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


@pytest.fixture
def screen(client):
    return Screen(client, ready_assessment())


def every_call(screen, capture, step):
    return [
        screen.client.get(screen.url("capture-list")),
        screen.put_capture(capture),
        screen.put_step(capture, step),
        screen.put_frame(capture, 1, b"x"),
        screen.delete_step(capture, step),
        screen.delete_capture(capture),
    ]


@pytest.mark.parametrize("factory", [UserFactory, FrontDeskFactory])
def test_to_all_but_clinicians_there_is_nothing(screen, factory):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    screen.client.force_login(factory())

    answers = every_call(screen, capture, step)

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert Step.objects.filter(removed_at__isnull=True).count() == 1


def test_a_colleague_is_asked_for_a_reason(screen):
    capture, step = screen.capture(), uuid4()
    screen.client.force_login(ClinicianFactory())

    answers = every_call(screen, capture, step)

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (403, "reason_needed")
    }


def test_who_is_logged_out_is_told_so_in_json(screen):
    capture, step = screen.capture(), uuid4()
    screen.client.logout()

    answers = every_call(screen, capture, step)

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "log_in")}


def test_the_token_of_the_page_is_asked_for(screen):
    screen.client.handler.enforce_csrf_checks = True

    assert screen.put_capture(uuid4()).status_code == 403


def test_an_identifier_of_another_assessment_is_not_there(screen, client):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    other = Screen(client, ready_assessment())
    own = other.capture()

    answers = [
        other.put_capture(capture),
        other.put_step(capture),
        other.put_step(own, step),
        other.delete_step(own, step),
        other.delete_capture(capture),
        other.put_frame(capture, 1, b"x"),
    ]

    assert {answer.status_code for answer in answers[:5]} == {404}
    assert answers[5].status_code in (404, 422)
    assert Step.objects.get().removed_at is None


def test_nothing_is_measured_before_the_runner_was_seen(client):
    screen = Screen(client, ready_assessment(seen_at=None, seen_by=None))

    answers = [screen.put_capture(uuid4()), screen.put_step(uuid4())]
    page = screen.client.get(screen.url("measure"))

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (409, "by_eye_first")
    }
    assert (page.status_code, page.url) == (302, screen.url("section", "by-eye"))
    assert not Capture.objects.exists()


def signed(screen):
    screen.assessment.observations.create(item="pelvic_drop", side="R", grade="mild")
    screen.assessment.refresh_from_db()
    return sign_assessment(
        assessment=screen.assessment,
        revision=screen.assessment.revision,
        by=screen.assessment.practitioner.user,
        now=NINE,
    )


def test_nothing_of_a_signed_assessment_is_measured(screen):
    capture, step = screen.capture(), uuid4()
    screen.put_step(capture, step)
    before = stored()
    signed(screen)

    answers = [
        screen.put_capture(capture, clip_mark="other", revision=1),
        screen.put_capture(uuid4()),
        screen.put_step(capture, step, frame_number=7, revision=1),
        screen.put_step(capture, uuid4(), frame_number=8),
        screen.delete_step(capture, step),
        screen.delete_capture(capture),
    ]
    page = screen.client.get(screen.url("measure"))

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "closed")}
    assert stored() == before
    assert (page.status_code, page.url) == (302, screen.assessment.get_absolute_url())


@pytest.mark.parametrize("table", ["capture", "step", "landmark", "stepvalue", "measurement"])
def test_the_database_keeps_what_was_measured_and_signed(screen, table):
    screen.put_step(screen.capture())
    signed(screen)

    for change in (
        f"DELETE FROM assessments_{table}",
        f"UPDATE assessments_{table} SET assessment_id = assessment_id",
    ):
        with (
            pytest.raises(IntegrityError, match="signed assessment is refused"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_a_look_at_the_screen_leaves_its_event(screen):
    screen.put_step(screen.capture())

    page = screen.client.get(screen.url("measure"))
    screen.client.get(screen.url("capture-list"))

    assert page.status_code == 200
    assert (
        list(AccessEvent.objects.values_list("what", "reference", "basis"))
        == [("assessment", screen.assessment.reference, "treating")] * 2
    )


def test_the_screen_begins_with_all_that_is_stored(screen):
    capture = screen.capture()
    screen.put_step(capture)

    page = screen.client.get(screen.url("measure"), {"capture": str(capture)})
    other = screen.client.get(screen.url("measure"), {"capture": "<script>"})

    begins = page.context["measuring"]
    assert begins["state"] == screen.client.get(screen.url("capture-list")).json()
    assert (begins["selected"], other.context["measuring"]["selected"]) == (str(capture), "")
    assert begins["metrics"]["cpd"]["mdc"] == 2.8
    assert json.loads(json.dumps(begins)) == begins
