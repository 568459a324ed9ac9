"""Signing as it is done: read, sign, co-sign, add, share, and a clip kept and deleted."""

import pytest

from assessments.models import Addendum, Assessment, ClipFile, Observation
from tests.assessments.models.sealed import below
from tests.browser.looking import faults
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)
from tests.instants import FromNowOn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
MP4 = {
    "name": "run.mp4",
    "mimeType": "video/mp4",
    "buffer": b"\x00\x00\x00\x0cftypisom\x00\x00\x00\x08moov" + b"film" * 5000,
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.CLIPS_DIR = tmp_path / "clips"
    return settings.CLIPS_DIR


@pytest.fixture
def student():
    supervisor = PractitionerFactory(user=ClinicianFactory())
    return PractitionerFactory(user=ClinicianFactory(), supervisor=supervisor)


@pytest.fixture
def assessment(student):
    visit = AppointmentFactory(practitioner=student, starts_at=NINE)
    assessment = AssessmentFactory(patient=visit.patient, practitioner=student)
    below(assessment)
    Observation.objects.create(assessment=assessment, item="knee_window", side="L", grade="open")
    return assessment


def test_signing_and_what_comes_after_is_in_order(open_page, axe, log_in, student, assessment):
    page = open_page("/")
    found = []
    log_in(page, student.user)

    page.goto("/assessments/")
    found += faults(page, axe)
    page.goto(f"{assessment.get_absolute_url()}sign/")
    found += faults(page, axe)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("It awaits a co-signature").wait_for()
    found += faults(page, axe)
    page.goto("/assessments/")
    found += faults(page, axe)

    page.context.clear_cookies()
    log_in(page, student.supervisor.user)
    page.goto("/assessments/")
    found += faults(page, axe)
    page.get_by_role("main").get_by_role("link", name=assessment.patient.name).click()
    page.get_by_role("link", name="Co-sign").click()
    found += faults(page, axe)
    page.get_by_label("A note with it").fill("Agreed.")
    page.get_by_role("button", name="Co-sign").click()
    page.get_by_role("link", name="Write an addendum").click()
    found += faults(page, axe)
    page.get_by_label("What is to be added?").fill("Pain is gone.")
    page.get_by_role("button", name="Sign the addendum").click()
    page.get_by_role("button", name="Share with the patient").click()
    page.get_by_role("button", name="Stop sharing").wait_for()
    found += faults(page, axe)

    assert found == []
    stored = Assessment.objects.get()
    assert (stored.is_signed, stored.is_shared, Addendum.objects.count()) == (True, True, 1)


def test_a_clip_is_kept_once_the_patient_agrees_and_deleted_when_they_no_longer_do(
    open_page, axe, log_in, student, assessment, folder
):
    page = open_page("/")
    log_in(page, student.user)
    page.goto(assessment.get_absolute_url())
    keep = page.get_by_role("button", name="Keep this clip")

    page.get_by_label("The video file").set_input_files(MP4)
    assert keep.is_disabled()
    page.get_by_label("The patient agrees today").check()
    found = faults(page, axe)
    keep.click()
    page.get_by_text("Kept since").wait_for()
    found += faults(page, axe)
    kept = ClipFile.objects.get()
    assert (folder / kept.path).read_bytes() == MP4["buffer"]

    withdrawing = FromNowOn()
    page.get_by_text("Consent withdrawn").click()
    page.get_by_role("button", name="Delete the clip").click()
    page.get_by_text("The file is deleted.").wait_for()

    assert found + faults(page, axe) == []
    assert list(folder.iterdir()) == []
    assert ClipFile.objects.get().deleted_at == withdrawing


def test_a_file_that_is_no_video_is_refused_in_words(
    open_page, log_in, student, assessment, folder
):
    page = open_page("/", meant_lines=["422 (Unprocessable Entity)"])
    log_in(page, student.user)
    page.goto(assessment.get_absolute_url())

    page.get_by_label("The video file").set_input_files(MP4 | {"buffer": b"<svg></svg>" * 9})
    page.get_by_label("The patient agrees today").check()
    page.get_by_role("button", name="Keep this clip").click()

    page.get_by_text("This is no MP4, MOV or WebM video").wait_for()
    assert not ClipFile.objects.exists()
