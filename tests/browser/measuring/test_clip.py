"""The video itself is kept only with the patient's consent, and goes when that is withdrawn."""

import pytest
from playwright.sync_api import expect

from assessments.models import ClipFile
from tests.assessments.models.sealed import seal
from tests.instants import FromNowOn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.CLIPS_DIR = tmp_path / "clips"
    return settings.CLIPS_DIR


def test_a_clip_is_kept_with_consent_and_deleted_at_the_patients_word(
    begun, clips, assessment, folder
):
    clip = clips()
    screen = begun()
    page = screen.page
    screen.place(clip, 0)
    screen.expect_saved()
    assert not folder.exists()

    page.locator("[data-act=change]").click()
    page.get_by_text("Keep the video itself in the record").click()
    keep = page.get_by_role("button", name="Keep this clip")
    expect(keep).to_be_disabled()
    consent = page.get_by_label("The patient agrees today, 1 December 2026,")
    consent.check()
    keep.click()
    expect(page.locator("#clip-whole-part")).to_have_text("The clip is kept in the record.")
    page.get_by_role("button", name="Done", exact=True).click()
    page.locator("[data-act=change]").click()
    expect(keep).to_have_count(0)
    screen.expect_saved()
    kept = ClipFile.objects.get()
    assert [file.read_bytes() for file in folder.iterdir()] == [clip.path.read_bytes()]
    assert (kept.kept_by, kept.capture.assessment) == (assessment.practitioner.user, assessment)

    seal(assessment)
    page.goto(assessment.get_absolute_url())
    withdrawing = FromNowOn()
    page.get_by_text("Consent withdrawn").first.click()
    page.get_by_role("button", name="Delete the clip").click()
    page.wait_for_load_state()

    assert list(folder.iterdir()) == []
    assert ClipFile.objects.get().withdrawn_at == withdrawing
