"""A whole assessment by keyboard alone, from beginning it to its signature."""

import pytest
from playwright.sync_api import expect

from assessments.models import Assessment, AssessmentStatus, Measurement, Step
from tests.assessments.form_answers import screened
from tests.browser.looking import arrive
from tests.browser.measuring_screen import LAPTOP, Screen, walk_to
from tests.factories import AppointmentFactory, ClinicianFactory, PractitionerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo"),
]
MOST_TABS = 120
IS_FOCUSED = "element => element === document.activeElement"


class Keyboard:
    """A page that is worked by its keys."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, target):
        """Press Tab until the target has the focus."""
        for _ in range(MOST_TABS):
            if target.evaluate(IS_FOCUSED):
                return
            self.press("Tab")
        pytest.fail(f"{MOST_TABS} times Tab did not lead to {target}.")

    def type(self, name, text):
        self.go_to(self.page.locator(f"#id_{name}"))
        self.page.keyboard.type(text)

    def push(self, role, name):
        self.go_to(self.page.get_by_role(role, name=name, exact=True))
        self.press("Enter")

    def go_on(self, title):
        """Save the page; `title` is that of the next one."""
        self.press("Control+Enter")
        arrive(self.page, title)


@pytest.fixture
def visit():
    visit = AppointmentFactory(practitioner=PractitionerFactory(user=ClinicianFactory()))
    screened(visit)
    return visit


def test_a_whole_assessment_is_gone_by_keys_alone(open_page, log_in, clips, clock, visit):
    clock.move_to(visit.starts_at)
    page = open_page("/", viewport=LAPTOP)
    log_in(page, visit.practitioner.user)
    page.goto(f"/charts/{visit.patient.reference}/")
    keys = Keyboard(page)

    keys.push("button", "Record a running assessment")
    arrive(page, "Safety questions")
    keys.push("button", "Asked again today: these answers still hold")
    arrive(page, "Set-up")
    keys.type("speed_kmh", "10.5")
    keys.type("footwear", "Usual")
    keys.go_on("By eye")
    keys.press(*"1321")  # drop: typical left, marked right; knees: reduced left, open right
    keys.go_on("Measure")
    measure_by_keys(keys, clips())
    keys.push("link", "Done measuring")
    arrive(page, "End of run and pain")
    keys.type("run_minutes", "25")
    keys.go_on("Tests")
    keys.type("trendelenburg_L", "30")
    keys.go_on("Questionnaires")
    keys.go_on("Findings")
    keys.go_on("Sign")
    keys.push("button", "Sign")
    expect(page.get_by_role("main")).to_contain_text("Signed")

    stored = Assessment.objects.get()
    assert (stored.status, str(stored.speed_kmh)) == (AssessmentStatus.SIGNED, "10.5")
    assert (stored.footwear, stored.run_minutes) == ("usual", 25)
    assert stored.observations.count() == 4
    assert stored.clinical_tests.get().best == 30
    means = Measurement.objects.filter(metric="cpd").values_list("side", "state", "n_steps")
    assert set(means) == {("L", "fresh", 7), ("R", "fresh", 7)}


def measure_by_keys(keys, clip):
    """Place the first step of each leg, then carry its points on through seven steps a side."""
    page, screen = keys.page, Screen(keys.page)
    expect(page.locator("html")).to_have_attribute("data-measuring", "ready")
    screen.choose_file(clip.path)  # the dialog of the system cannot be driven
    expect(page.get_by_label("Task")).to_be_focused()
    keys.push("button", "Start measuring")
    expect(page.locator("#stage")).to_be_focused()
    keys.press(*["]"] * clip.midstance(0))
    for number in range(14):
        if number == 1:
            keys.press(*["]"] * (clip.midstance(1) - clip.midstance(0)), "r")
        elif number:
            keys.press("n")
        screen.expect_frame(clip.midstance(number))
        if number < 2:
            screen.crosshair = None
            keys.press("0")
            for name in ("stance", "swing"):
                walk_to(screen, clip.points(number)[name])
                keys.press("Enter")
        else:
            keys.press("c", "Enter", "Enter")
    screen.expect_saved()
    assert [step.side for step in Step.objects.order_by("frame_number")] == list("LR" * 7)
