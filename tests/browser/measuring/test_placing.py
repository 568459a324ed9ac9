"""Points are placed, moved, carried on, undone and refused."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from assessments.models import Capture, Landmark, Step
from tests.browser.measuring.conftest import STEPS
from tests.browser.measuring_screen import LAPTOP, TABLET, UPRIGHT, walk_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]


def test_a_step_is_measured_by_keyboard_alone(open_screen, clips, axe):
    clip = clips()
    screen = open_screen()
    page = screen.page
    screen.choose_file(clip.path)  # the dialog of the system cannot be driven
    expect(page.get_by_label("Task")).to_be_focused()
    screen.press(*["Tab"] * 11, "Enter")
    expect(page.locator("#stage")).to_be_focused()

    screen.press(*["]"] * clip.midstance(0))
    screen.expect_frame(clip.midstance(0))
    for name in ("stance", "swing"):
        walk_to(screen, clip.points(0)[name])
        screen.press("Enter")
    screen.expect_saved()

    stored = {mark.name: (mark.x, mark.y) for mark in Landmark.objects.all()}
    for name in ("stance", "swing"):
        assert stored[f"{name}_pelvis"] == pytest.approx(clip.points(0)[name], abs=0.11)
    screen.press("Shift+Tab", "Alt+ArrowDown")
    expect(page.locator("#sent-state")).to_have_text("Everything is saved")
    assert Landmark.objects.get(name="stance_pelvis").y == pytest.approx(
        stored["stance_pelvis"][1] + 0.1
    )
    screen.press("z")
    screen.expect_saved()
    screen.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    assert axe(page) == []
    screen.press("Escape", "n")
    expect(page.locator("[data-side=R]")).to_have_attribute("aria-pressed", "true")


def test_letters_work_on_the_frame_alone_where_somebody_wants_that(begun):
    """WCAG 2.1.4: a key that is one character can be switched off outside of what it works on."""
    screen = begun()
    page = screen.page
    page.locator("#tab-steps").focus()
    screen.press("r")
    expect(page.locator("[data-side=R]")).to_have_attribute("aria-pressed", "true")

    screen.press("?")
    page.get_by_label("work on the frame alone").check()
    page.get_by_role("button", name="Close").click()
    page.locator("#tab-steps").focus()
    screen.press("l")
    expect(page.locator("[data-side=R]")).to_have_attribute("aria-pressed", "true")
    page.locator("#stage").focus()
    screen.press("l")
    expect(page.locator("[data-side=L]")).to_have_attribute("aria-pressed", "true")

    page.reload()
    expect(page.locator("html")).to_have_attribute("data-measuring", "ready")
    expect(page.get_by_label("work on the frame alone")).to_be_checked()


def test_swapped_sides_are_refused_and_stored_once_the_clip_is_said_to_be_mirrored(begun, clips):
    clip = clips()
    screen = begun()

    screen.place(clip, 0, side="R")

    expect(screen.page.locator("#refused")).to_contain_text("Left and right look swapped")
    screen.expect_unfinished()
    assert Step.objects.count() == 0
    screen.page.locator("[data-act=change]").click()
    screen.page.get_by_label("Mirrored").check()
    screen.page.get_by_role("button", name="Done", exact=True).click()
    screen.place(clip, 1, side="L")
    screen.expect_saved()
    assert [step.side for step in Step.objects.order_by("frame_number")] == ["R", "L"]


def test_every_move_is_undone_and_done_again(begun, clips):
    clip = clips()
    screen = begun()
    screen.place(clip, 0)
    screen.place(clip, 1)
    expect(screen.page.locator(".step-table tbody tr")).to_have_count(2)

    screen.press("z", "z", "z")
    screen.expect_frame(clip.midstance(0))
    screen.expect_unfinished()
    assert Step.objects.filter(removed_at=None).count() == 0
    screen.press("y", "y", "y")
    screen.expect_frame(clip.midstance(1))
    screen.expect_saved()
    assert Step.objects.filter(removed_at=None).count() == 2

    screen.page.get_by_label(f"Remove the step on frame {clip.midstance(0)}").click()
    screen.expect_saved()
    assert Step.objects.filter(removed_at=None).count() == 1
    screen.press("z")
    screen.expect_frame(clip.midstance(0))
    screen.expect_saved()
    assert Step.objects.filter(removed_at=None).count() == 2


def test_the_same_points_are_carried_on_and_count_when_each_was_looked_at(begun, clips):
    clip = clips()
    screen = begun()
    screen.place(clip, 0)

    screen.go_to(clip.midstance(2))
    screen.page.get_by_role("button", name="Same points").click()
    expect(screen.page.locator(".point-unsure")).to_have_count(2)
    screen.expect_unfinished()
    assert Step.objects.count() == 1
    screen.drag(clip.points(0)["swing"], clip.points(2)["swing"])
    screen.page.locator("#stage").focus()
    screen.press("Enter")
    expect(screen.page.locator(".point-unsure")).to_have_count(0)
    screen.expect_saved()

    later = Step.objects.get(frame_number=clip.midstance(2))
    assert float(later.values.get().value) == pytest.approx(STEPS[2].pelvic_drop_deg, abs=0.6)


def test_level_line_and_scale_are_stored_and_count(begun, clips):
    clip = clips()
    screen = begun()
    screen.place(clip, 0)
    screen.expect_saved()
    before = float(Step.objects.get().values.get().value)

    screen.page.get_by_role("button", name="Level line").click()
    screen.click_at((80, 1180))
    screen.click_at((640, 1170))
    screen.page.get_by_role("button", name="Scale").click()
    screen.click_at((80, 1180))
    screen.click_at((640, 1180))
    screen.page.get_by_label("Length between the two points").fill("52,5")
    screen.press("Enter")
    screen.expect_saved()

    capture = Capture.objects.get()
    assert capture.roll_deg == pytest.approx(-1.02, abs=0.1)
    assert (capture.scale_length_cm, capture.cm_per_px) == (
        Decimal("52.5"),
        pytest.approx(0.0938, abs=0.0005),
    )
    after = float(Step.objects.get().values.get().value)
    assert after == pytest.approx(before - capture.roll_deg, abs=0.02)  # of the left leg


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(LAPTOP, "light"), (TABLET, "dark"), (UPRIGHT, "light")],
    ids=["laptop", "tablet", "tablet held upright"],
)
def test_the_screen_is_in_order(open_screen, clips, axe, viewport, scheme):
    clip = clips()
    screen = open_screen(viewport, color_scheme=scheme)
    found = axe(screen.page)
    screen.open(clip.path)
    found += axe(screen.page)
    screen.declare(view="posterior")
    screen.place(clip, 0)
    screen.expect_saved()
    found += axe(screen.page)
    box = screen.page.locator("#stage").bounding_box()

    assert found == []
    assert box["height"] > 300
    assert box["y"] + box["height"] < viewport["height"]


def test_a_finger_drags_a_point_from_beside_it(open_screen, clips):
    clip = clips()
    screen = open_screen(TABLET, has_touch=True)
    screen.open(clip.path)
    screen.declare(view="posterior")
    screen.go_to(clip.midstance(0))
    for name in ("stance", "swing"):
        screen.tap(clip.points(0)[name])
    screen.expect_saved()
    before = {mark.name: (mark.x, mark.y) for mark in Landmark.objects.all()}

    screen.drag_finger(clip.points(0)["swing"], beside=(15, 15), by=(0, 8))
    screen.expect_saved()

    after = {mark.name: (mark.x, mark.y) for mark in Landmark.objects.all()}
    assert after["stance_pelvis"] == before["stance_pelvis"]
    assert after["swing_pelvis"][1] - before["swing_pelvis"][1] == pytest.approx(
        8 / screen.scale, abs=1
    )


def test_the_next_clip_begins_with_the_points_of_the_last_one(begun, clips):
    screen = begun()
    screen.choose_set("Pelvis and leg, from behind")

    screen.choose_file(clips(fps=60).path)
    screen.declare(view="posterior")

    chosen = screen.page.get_by_label("What to mark").locator("option:checked")
    expect(chosen).to_have_text("Pelvis and leg, from behind")
