"""Two sets of points on one frame: a point has one place, and who measures says which."""

import pytest
from playwright.sync_api import expect

from assessments.models import Landmark, Measurement, Step
from tests.browser.measuring_screen import UPRIGHT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


@pytest.fixture
def asked(begun, clips):
    """Return the screen as it asks: the trunk's swing side is 20 px below the pelvis's."""

    def asked(**options):
        clip, screen = clips(), begun(meant_lines=["409"], **options)
        screen.place(clip, 0)
        screen.expect_saved()
        screen.choose_set("Trunk and pelvis")
        (x, y), swing = clip.points(0)["stance"], clip.points(0)["swing"]
        for point in ((x, y), (swing[0], swing[1] + 20), (360, 260)):
            screen.click_at(point)
        expect(screen.page.locator("#conflict")).to_be_visible()
        return screen

    return asked


def places():
    """Return where the pelvis's swing side lies, by set, to whole pixels."""
    rows = Landmark.objects.filter(name="swing_pelvis").order_by("step")
    return {row.step.point_set: round(row.y) for row in rows}


def test_both_places_are_shown_beside_each_other_with_what_they_say(asked, axe):
    screen = asked()

    page = screen.page
    expect(page.locator("#conflict-title")).to_have_text("One point, two places")
    expect(page.locator("#conflict-both h3")).to_have_text(
        ["New: Trunk and pelvis", "Standing: Pelvis"]
    )
    for column in page.locator("#conflict-both > div").all():
        expect(column).to_contain_text("Pelvic drop: ")
        expect(column).to_contain_text("Pelvis, swing side: ")
    assert axe(page) == []
    assert Step.objects.count() == 1


def test_the_new_place_can_hold_for_all(asked):
    screen = asked()
    before = places()["pelvis"]

    screen.answer_dialog("Use the new place for all")

    found = places()
    assert set(found) == {"pelvis", "trunk"}
    assert found["pelvis"] == found["trunk"] == pytest.approx(before + 20, abs=2)
    assert Measurement.objects.get(metric="cpd").n_steps == 1


def test_the_place_that_stands_can_hold_for_all(asked):
    screen = asked()
    before = places()["pelvis"]

    screen.answer_dialog("Use the place that stands")

    assert places() == {"pelvis": before, "trunk": before}
    assert Landmark.objects.filter(name="c7").count() == 1


def test_a_question_that_is_put_away_keeps_the_points_unsaved_and_is_asked_again(asked, clips):
    screen = asked()
    page = screen.page

    screen.press("Escape")
    expect(page.locator("#conflict")).to_be_hidden()
    expect(page.locator(".row-open")).to_have_text("not saved")
    expect(page.locator("#refused")).to_contain_text("the same point elsewhere")
    assert Step.objects.count() == 1
    swing = clips().points(0)["swing"]
    screen.drag((swing[0], swing[1] + 20), (swing[0], swing[1] + 30))

    expect(page.locator("#conflict")).to_be_visible()


def test_points_of_the_frame_are_carried_into_another_set_and_not_asked_about(begun, clips):
    clip, screen = clips(), begun()
    screen.place(clip, 0)
    screen.expect_saved()

    screen.choose_set("Trunk and pelvis")
    screen.page.get_by_role("button", name="Same points").click()
    screen.click_at((360, 260))
    screen.expect_saved()

    found = places()
    assert set(found) == {"pelvis", "trunk"}
    assert found["pelvis"] == found["trunk"]


def test_the_question_fits_a_tablet_held_upright(asked):
    screen = asked(viewport=UPRIGHT)

    box = screen.page.locator("#conflict").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= UPRIGHT["width"]
