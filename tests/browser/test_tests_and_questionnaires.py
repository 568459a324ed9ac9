"""The stopwatches, the tapping of the step rate and the live values, by a clock we move."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import ClinicalTest, Measurement, QuestionnaireResponse, SectionCode
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
pytestmark.append(pytest.mark.usefixtures("demo", "clock", "reminder_rules"))
LAPTOP = {"width": 1366, "height": 768}
SECOND = 1000


@pytest.fixture
def open_section(open_page, log_in, clock):
    """Return a function that opens a page of an assessment; `ticking` leaves the clock alone."""
    opened = []

    def open_section(code, *, ticking=False, **options):
        clock.move_to(NINE + timedelta(hours=2))
        user = ClinicianFactory()
        visit = AppointmentFactory(practitioner=PractitionerFactory(user=user), starts_at=NINE)
        assessment = AssessmentFactory(
            patient=visit.patient, practitioner=visit.practitioner, appointment=visit
        )
        page = open_page("/", **options)
        opened.append(page)
        log_in(page, user)
        if not ticking:
            page.clock.install(time=NINE)
        page.goto(reverse("assessments:section", args=[assessment.reference, code]))
        if not ticking:
            page.clock.pause_at(NINE + timedelta(minutes=1))
        return page

    yield open_section
    for page in opened:  # a draft on its way would find the tables emptied
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")


def watch_of(page, name):
    return page.locator(f"[data-timer='id_{name}']")


def tap(page, times, *, apart):
    for _ in range(times):
        page.keyboard.press("t")
        page.clock.run_for(apart)


def test_the_watch_stops_by_itself_at_the_end_of_the_test(open_section):
    page = open_section(SectionCode.TESTS)
    watch = watch_of(page, "trendelenburg_L")

    watch.get_by_role("button", name="Start").click()
    page.clock.run_for(29 * SECOND)
    expect(watch.locator("[data-timer-digits]")).to_have_text("29")
    expect(page.locator("#id_trendelenburg_L")).to_have_value("")
    page.clock.run_for(5 * SECOND)

    expect(watch.locator("[data-timer-digits]")).to_have_text("30")
    expect(watch.get_by_role("status")).to_have_text("Held 30 s.")
    expect(page.locator("#id_trendelenburg_L")).to_have_value("30")
    expect(watch.get_by_role("button", name="Start")).to_be_enabled()


def test_the_watch_is_started_and_stopped_by_the_space_bar(open_section):
    page = open_section(SectionCode.TESTS)
    watch = watch_of(page, "trendelenburg_R")

    watch.get_by_role("button", name="Start").focus()
    page.keyboard.press("Space")
    page.clock.run_for(12_900)
    page.keyboard.press("Space")

    expect(watch.get_by_role("status")).to_have_text("Stopped at 12 s.")
    expect(page.locator("#id_trendelenburg_R")).to_have_value("12")


def test_the_watch_is_right_after_the_tab_slept(open_section):
    """A hidden tab skips ticks: the clock goes on, and one tick alone follows."""
    page = open_section(SectionCode.TESTS)
    watch = watch_of(page, "bridge_L")

    watch.get_by_role("button", name="Start").click()
    page.clock.fast_forward(95 * SECOND)
    watch.get_by_role("button", name="Stop").click()

    expect(page.locator("#id_bridge_L")).to_have_value("95")


def test_a_watch_that_slept_past_the_end_counts_the_end(open_section):
    page = open_section(SectionCode.TESTS)
    watch = watch_of(page, "hold_R")

    watch.get_by_role("button", name="Start").click()
    page.clock.fast_forward(900 * SECOND)

    expect(watch.get_by_role("status")).to_have_text("Held 300 s.")
    expect(page.locator("#id_hold_R")).to_have_value("300")


def test_a_leg_that_was_lifted_for_a_moment_is_no_zero(open_section):
    page = open_section(SectionCode.TESTS)
    watch = watch_of(page, "trendelenburg_L")

    watch.get_by_role("button", name="Start").click()
    page.clock.run_for(400)
    watch.get_by_role("button", name="Stop").click()

    expect(page.locator("#id_trendelenburg_L")).to_have_value("1")


def test_one_that_could_not_be_lifted_is_recorded_as_zero(open_section):
    page = open_section(SectionCode.TESTS)

    watch_of(page, "trendelenburg_L").get_by_role("button", name="Could not lift fully").click()

    expect(page.locator("#id_trendelenburg_L")).to_have_value("0")


def test_a_false_start_is_cancelled_and_only_one_watch_runs(open_section):
    page = open_section(SectionCode.TESTS)
    watch, other = (watch_of(page, f"bridge_{side}") for side in "LR")
    page.fill("#id_bridge_L", "40")

    watch.get_by_role("button", name="Start").click()
    page.clock.run_for(3 * SECOND)
    expect(other.get_by_role("button", name="Start")).to_be_disabled()
    page.keyboard.press("Escape")

    expect(page.locator("#id_bridge_L")).to_have_value("40")
    expect(watch.locator("[data-timer-digits]")).to_have_text("40")
    expect(other.get_by_role("button", name="Start")).to_be_enabled()


def test_taps_make_the_step_rate_and_the_server_computes_it(open_section):
    page = open_section(SectionCode.TESTS)

    page.locator("[data-tap-button]").first.focus()
    tap(page, 21, apart=350)
    expect(page.locator("#id_cadence_fresh_contacts")).to_have_value("21")
    expect(page.locator("#id_cadence_fresh_spm")).to_have_value("171.4")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/questionnaires/")

    row = Measurement.objects.get()
    assert (row.metric, float(row.mean), row.n_steps, row.method) == (
        "cadence_spm",
        171.4,
        21,
        "visual",
    )


def test_one_contact_that_fired_twice_counts_once(open_section):
    page = open_section(SectionCode.TESTS)

    page.locator("[data-tap-button]").first.focus()
    for _ in range(20):
        tap(page, 1, apart=60)
        tap(page, 1, apart=290)

    expect(page.locator("#id_cadence_fresh_contacts")).to_have_value("20")
    expect(page.locator("#id_cadence_fresh_spm")).to_have_value("171.4")


def test_a_pause_begins_a_new_count_and_a_missed_contact_is_told(open_section):
    page = open_section(SectionCode.TESTS)

    page.locator("[data-tap-button]").first.focus()
    tap(page, 10, apart=350)
    page.clock.run_for(3 * SECOND)
    tap(page, 10, apart=350)
    page.clock.run_for(350)
    tap(page, 11, apart=350)

    expect(page.locator("#id_cadence_fresh_contacts")).to_have_value("21")
    expect(page.locator("[data-tap-said]").first).to_contain_text("The taps were uneven")


def test_a_rate_typed_by_hand_takes_the_place_of_the_taps(open_section):
    page = open_section(SectionCode.TESTS)

    page.locator("[data-tap-button]").first.focus()
    tap(page, 21, apart=350)
    page.fill("#id_cadence_fresh_spm", "165")
    page.select_option("#id_cadence_fresh_method", "device")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/questionnaires/")

    assert float(Measurement.objects.get().mean) == 165


def test_a_finger_taps_on_a_phone(open_section):
    page = open_section(SectionCode.TESTS, has_touch=True)

    for _ in range(20):
        page.locator("[data-tap-button]").first.tap()
        page.clock.run_for(360)

    expect(page.locator("#id_cadence_fresh_contacts")).to_have_value("20")


def test_strength_is_shown_as_it_is_typed_and_stored_by_keyboard(open_section, axe):
    page = open_section(SectionCode.TESTS, ticking=True, viewport=LAPTOP)

    page.select_option("#id_force_contraction", "break")
    page.select_option("#id_force_position", "side_lying")
    page.fill("#id_force_arm_cm", "40")
    page.fill("#id_force_mass_kg", "60")
    page.fill("#id_force_fresh_L_1", "240")
    page.fill("#id_force_fresh_R_1", "200")
    expect(page.locator("#values-force_fresh_L")).to_contain_text("1.60\u00a0N·m/kg")
    expect(page.locator("#values-hip_abd_force_n-fresh")).to_contain_text("83.3\u00a0% of the left")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/questionnaires/")

    assert ClinicalTest.objects.count() == 2


def test_the_beep_is_off_until_it_is_asked_for(open_section):
    page = open_section(SectionCode.TESTS)

    box = page.get_by_label("Beep when the time is up")
    expect(box).not_to_be_checked()
    box.check()
    page.reload()

    expect(page.get_by_label("Beep when the time is up")).to_be_checked()


def test_tests_are_typed_without_javascript(open_section):
    page = open_section(SectionCode.TESTS, ticking=True, javascript=False)

    assert page.locator("[data-timer]").first.is_hidden()
    page.fill("#id_trendelenburg_L", "30")
    page.get_by_role("button", name="Save and go on").last.click()

    assert ClinicalTest.objects.get().best == 30


def test_a_questionnaire_is_scored_as_it_is_typed(open_section, axe):
    page = open_section(SectionCode.QUESTIONNAIRES, ticking=True, viewport=LAPTOP)

    page.locator("summary", has_text="UWRI").click()
    for item in range(1, 9):
        page.fill(f"#id_uwri_{item}", "3")
    expect(page.locator("#score-uwri")).to_contain_text("8 of 9 answered: no score yet.")
    page.fill("#id_uwri_9", "4")
    expect(page.locator("#score-uwri")).to_contain_text("28 of 36")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/findings/")

    assert QuestionnaireResponse.objects.get().score == 28


@pytest.mark.parametrize("code", [SectionCode.TESTS, SectionCode.QUESTIONNAIRES])
def test_a_phone_shows_the_whole_page_without_scrolling_sideways(open_section, axe, code):
    page = open_section(code, ticking=True)

    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert axe(page) == []
