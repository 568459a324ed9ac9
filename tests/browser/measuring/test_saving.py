"""What is placed is stored once, whatever becomes of the network, the log-in or the other tab."""

import pytest
from playwright.sync_api import expect

from assessments import actions
from assessments.models import Capture, Step
from tests.factories import NINE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


def test_what_is_placed_offline_is_kept_and_stored_once(begun, clips):
    clip = clips()
    screen = begun(meant_lines=["ERR_INTERNET_DISCONNECTED"])
    screen.place(clip, 0)
    screen.expect_saved()

    screen.page.context.set_offline(True)
    screen.place(clip, 1)
    screen.place(clip, 2)
    expect(screen.page.locator("#sent-state")).to_contain_text("kept on this computer")
    assert Step.objects.count() == 1
    screen.page.context.set_offline(False)
    screen.page.evaluate("dispatchEvent(new Event('online'))")
    screen.expect_saved()

    assert Step.objects.count() == 3


def test_a_reload_sends_what_was_waiting_once(begun, clips, assessment):
    clip = clips()
    screen = begun(meant_lines=["ERR_FAILED"])
    screen.expect_saved()
    screen.page.route("**/steps/**", lambda route: route.abort())
    screen.place(clip, 0)
    screen.place(clip, 1)
    expect(screen.page.locator("#sent-state")).to_contain_text("kept on this computer")

    screen.page.unroute("**/steps/**")
    screen.page.on("dialog", lambda asked: asked.accept())  # “Leave? Changes are not saved.”
    screen.visit(assessment)
    screen.expect_saved()

    assert Step.objects.count() == 2


def test_an_answer_that_was_lost_stores_nothing_twice(begun, clips):
    clip = clips()
    screen = begun(meant_lines=["ERR_FAILED"])
    screen.expect_saved()
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    screen.page.route("**/steps/**", lose_the_first)
    screen.place(clip, 0)
    screen.expect_saved()

    assert lost == [201]
    assert [step.revision for step in Step.objects.all()] == [1]


def test_what_had_no_answer_is_sent_again_by_itself(begun, clips):
    clip = clips()
    screen = begun(meant_lines=["ERR_FAILED"])
    for number in (0, 2):
        screen.place(clip, number)
    screen.expect_saved()
    lost = []

    def lose_two(route):
        if len(lost) == 2:
            return route.continue_()
        lost.append(route.request.url)
        return route.abort()

    screen.page.route("**/steps/**", lose_two)
    screen.place(clip, 4)  # the third of this leg: no frame is sent that would wake the queue
    screen.expect_saved()

    assert (len(lost), Step.objects.count()) == (2, 3)


def test_a_step_removed_in_another_tab_is_offered_again(begun, clips, assessment):
    clip = clips()
    screen = begun(meant_lines=["409"])
    screen.place(clip, 0)
    screen.expect_saved()
    step = Step.objects.get()
    actions.remove_step(
        assessment=assessment,
        capture=step.capture.reference,
        reference=step.reference,
        now=NINE,
    )

    screen.drag(clip.points(0)["swing"], clip.points(2)["swing"])
    expect(screen.page.locator("#conflict-text")).to_contain_text("removed")
    screen.answer_dialog("Add it again")

    assert Step.objects.filter(removed_at=None).count() == 1


def test_two_clinicians_who_declare_one_clip_are_told_of_each_other(begun):
    screen = begun(meant_lines=["409"])
    screen.expect_saved()
    Capture.objects.update(revision=5, state="end_of_run")

    screen.page.locator("[data-act=change]").click()
    screen.page.get_by_label("Pelvis or hip point").select_option("iliac_crest")
    screen.page.get_by_role("button", name="Done", exact=True).click()
    expect(screen.page.locator("#conflict-both")).to_contain_text("end of run")
    screen.answer_dialog("Keep mine")

    capture = Capture.objects.get()
    assert (capture.state, capture.landmark_set) == ("fresh", "iliac_crest")


def test_a_lost_log_in_keeps_what_was_placed(begun, clips, log_in, assessment):
    clip = clips()
    screen = begun(meant_lines=["401", "403"])
    screen.expect_saved()

    screen.page.context.clear_cookies(name="sessionid")
    screen.place(clip, 0)
    expect(screen.page.locator("#sent-state")).to_contain_text("Log in again in another tab")
    log_in(screen.page, assessment.practitioner.user)
    screen.page.evaluate("dispatchEvent(new Event('focus'))")
    screen.expect_saved()

    assert Step.objects.count() == 1
