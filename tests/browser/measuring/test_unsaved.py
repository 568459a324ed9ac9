"""What is not saved: said as it is, kept for its own person, gone by no other hand."""

import pytest
from playwright.sync_api import expect

from assessments import actions
from assessments.models import Assessment, Capture, Step
from tests.browser.measuring_screen import Screen
from tests.factories import NINE, AppointmentFactory, ClinicianFactory, PractitionerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
REFUSED = ["422"]


def state(screen):
    return screen.page.locator("#sent-state")


def row(screen, words):
    return screen.page.locator("#unsaved-list > li").filter(has_text=words)


def reload(screen, assessment):
    screen.page.once("dialog", lambda asked: asked.accept())  # “Leave? Changes are not saved.”
    screen.visit(assessment)


@pytest.fixture
def colleague(assessment):
    """Another clinician, who treats the same person."""
    practitioner = PractitionerFactory(user=ClinicianFactory())
    AppointmentFactory(
        practitioner=practitioner, patient=assessment.patient, starts_at=NINE.replace(hour=22)
    )
    return practitioner.user


@pytest.fixture
def one_frame(begun, clips):
    """Return the screen with a step that was refused: the server knows one frame of the clip."""

    def refused():
        screen = begun(meant_lines=REFUSED)
        screen.expect_saved()
        Capture.objects.update(frame_count=1)
        screen.place(clips(), 0)
        expect(state(screen)).to_contain_text("2 changes refused")  # the step, and its picture
        return screen

    return refused


def test_another_person_neither_sends_nor_loses_what_was_placed(
    begun, clips, log_in, assessment, colleague
):
    screen = begun(meant_lines=["401", "ERR_FAILED"])
    screen.expect_saved()
    log_in(screen.page, colleague)
    screen.place(clips(), 0)
    expect(state(screen)).to_contain_text("kept on this computer for you: somebody else")
    reload(screen, assessment)
    expect(state(screen)).to_have_text("Nothing to save yet")
    assert not Step.objects.exists()

    log_in(screen.page, assessment.practitioner.user)
    screen.visit(assessment)
    screen.expect_saved()

    assert Step.objects.count() == 1


def test_a_refused_step_says_why_and_keeps_its_points(one_frame, clips, assessment):
    screen = one_frame()
    count = screen.count
    expect(screen.page.locator("#refused")).to_contain_text("Not saved")
    expect(screen.page.locator(".point-placed")).to_have_count(2)
    reload(screen, assessment)
    expect(state(screen)).to_contain_text("2 changes refused")

    screen.page.get_by_role("button", name="See what").click()
    expect(row(screen, f"Frame {clips().midstance(0)}, left leg")).to_contain_text("frames")
    Capture.objects.update(frame_count=count)
    screen.page.get_by_role("button", name="Try again").click()
    screen.page.get_by_role("button", name="Close", exact=True).click()
    screen.expect_saved()

    assert Step.objects.get().landmarks.count() == 2


def test_a_refused_step_is_thrown_away_by_its_person_alone(one_frame, clips, assessment):
    screen = one_frame()
    screen.page.get_by_role("link", name="Done measuring").click()
    expect(screen.page.locator("#unsaved-list > li")).to_have_count(2)

    for words in ("left leg", "The picture of frame"):
        row(screen, words).get_by_role("button", name="Throw away").click()
        expect(row(screen, words)).to_have_count(0)
    screen.page.get_by_role("button", name="Close", exact=True).click()
    screen.expect_saved()
    screen.visit(assessment)

    expect(state(screen)).to_have_text("Nothing to save yet")
    assert not Step.objects.exists()


def test_points_that_are_not_all_placed_survive_a_reload(begun, clips, assessment):
    clip, screen = clips(), begun()
    screen.expect_saved()
    screen.place(clip, 0, names=["stance"])
    screen.expect_unfinished()

    screen.visit(assessment)
    screen.expect_unfinished()
    screen.open(clip.path)
    screen.go_to(clip.midstance(0))
    expect(screen.page.locator(".point-placed")).to_have_count(1)
    screen.click_at(clip.points(0)["swing"])
    screen.expect_saved()

    assert set(Step.objects.get().landmarks.values_list("name", flat=True)) == {
        "stance_pelvis",
        "swing_pelvis",
    }


def test_a_stored_step_that_makes_no_value_any_more_is_not_said_to_be_saved(
    begun, clips, assessment
):
    clip, screen = clips(), begun()
    screen.place(clip, 0)
    screen.expect_saved()
    stance, swing = clip.points(0)["stance"], clip.points(0)["swing"]

    screen.drag(swing, (stance[0] + 5, stance[1]))
    screen.expect_unfinished()
    screen.visit(assessment)
    screen.page.get_by_role("button", name="See what").click()

    expect(row(screen, "Frame")).to_contain_text("it needs 20 px")


def test_a_clip_goes_after_a_question_that_says_what_goes_with_it(begun, clips, assessment):
    screen = begun()
    for number in (0, 1):
        screen.place(clips(), number)
    screen.expect_saved()
    page = screen.page
    page.locator("[data-act=change]").click()

    page.get_by_role("button", name="Remove this clip").click()
    expect(page.locator("#remove-text")).to_contain_text("Fresh, from behind")
    expect(page.locator("#remove-text")).to_contain_text("2 steps")
    page.get_by_role("button", name="Keep it", exact=True).click()
    assert Capture.objects.get().removed_at is None
    page.get_by_role("button", name="Remove this clip").click()
    page.get_by_role("button", name="Remove it").click()

    expect(page.locator("#stage-empty")).to_be_visible()
    screen.expect_saved()
    assert Capture.objects.get().removed_at is not None


def test_a_clip_of_an_assessment_signed_meanwhile_stays(begun, clips, assessment):
    screen = begun(meant_lines=["409"])
    screen.place(clips(), 0)
    screen.expect_saved()
    open_now = Assessment.objects.get()
    actions.sign_assessment(
        assessment=open_now,
        revision=open_now.revision,
        by=assessment.practitioner.user,
        now=assessment.performed_at,
    )
    page = screen.page

    page.locator("[data-act=change]").click()
    page.get_by_role("button", name="Remove this clip").click()
    page.get_by_role("button", name="Remove it").click()

    expect(state(screen)).to_contain_text("1 change not saved: this was signed")
    expect(page.locator("#earlier")).to_contain_text("1 step")
    assert Capture.objects.get().removed_at is None


def test_a_conflict_that_nobody_has_answered_is_asked_again_after_a_reload(
    begun, clips, assessment
):
    screen = begun(meant_lines=["409"])
    screen.place(clips(), 0)
    screen.expect_saved()
    Step.objects.update(revision=5)
    screen.drag(clips().points(0)["swing"], clips().points(2)["swing"])
    expect(screen.page.locator("#conflict")).to_be_visible()

    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#conflict")).to_be_visible()
    Screen(screen.page).visit(assessment)
    expect(screen.page.locator("#conflict")).to_be_visible()
    screen.answer_dialog("Keep mine")

    assert Step.objects.get().revision == 6
