"""The plan on a phone: followed without a script, with a timer, and without a network."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from assessments.mail import compose_plan_ready
from assessments.models import SessionLog
from clinic.models import ClinicProfile, Message
from tests.assessments.records import DROPPING, record
from tests.browser.looking import faults, small_targets
from tests.factories import NINE, AppointmentFactory, PatientFactory, UserFactory
from tests.factories.programmes import a_clinician, a_running_plan, draft_items, log

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]
URL = "/me/plan/"
BEATS = """
async () => {
  const module = await import('/static/js/my_plan/metronome.js');
  const { beats, next } = module.beatsBefore(10, 12.5, 180);
  const { secondsLeft } = await import('/static/js/my_plan/timer.js');
  return [beats.length, Number(next.toFixed(3)), secondsLeft(2000, 1), secondsLeft(2000, 2000)];
}
"""


def a_plan(*items, **changes):
    """Return a plan of somebody with an account, in its third week."""
    ClinicProfile.objects.create(name="False Creek Running Clinic", phone="604-555-0100")
    clinician = a_clinician(name="Ana Flores")
    patient = changes.get("patient") or PatientFactory(name="Ada Runner")
    if "patient" not in changes:
        AppointmentFactory(practitioner=clinician, starts_at=NINE, patient=patient)
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    return a_running_plan(
        **{
            "practitioner": clinician,
            "patient": patient,
            "items": items or draft_items("E01", "E04"),
            "starts_on": timezone.localdate() - timedelta(days=14),
            "note": "Start calmly.",
            **changes,
        }
    )


def owner_of(plan):
    return plan.patient.looked_after_by.get()


@pytest.fixture
def on_the_plan(open_page, log_in):
    """Return a function that opens the page of a plan as its owner."""

    def on_the_plan(plan, **options):
        page = open_page("/", **options)
        log_in(page, owner_of(plan))
        page.clock.set_fixed_time(timezone.now())  # that of the clinic
        page.goto(URL)
        return page

    return on_the_plan


def test_the_pages_of_a_plan_are_in_order(on_the_plan, axe):
    items = (
        *draft_items("E01", first_side="L", extra_set=True),
        *draft_items("E10", note="Slowly."),
        *draft_items("E24", own_spm=Decimal("168.4"), days=(0, 1)),
    )
    plan = a_plan(*items)
    page = on_the_plan(plan, has_touch=True)

    found = faults(page, axe) + small_targets(page)
    log(plan, "E01", days_ago=3, pain=6)
    log(plan, "E01")
    page.goto(URL)
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    found += faults(page, axe) + small_targets(page)
    page.goto(f"{URL}sheet/")
    found += faults(page, axe)

    assert found == []


def test_holds_and_steps_are_timed_to_ones_own_plan(on_the_plan):
    items = (*draft_items("E22"), *draft_items("E24", own_spm=Decimal("168.4")))
    page = on_the_plan(a_plan(*items))
    metronome = page.locator("#E24")

    metronome.locator("> details > summary").click()
    metronome.get_by_label("Steps a minute").fill("180")
    metronome.get_by_role("button", name="Start the metronome").click()

    expect(metronome.get_by_role("status")).to_have_text("Metronome at 180 steps a minute.")
    metronome.get_by_role("button", name="Stop the metronome").click()
    expect(metronome.get_by_role("status")).to_have_text("Stopped.")
    assert page.locator("[data-rate]").evaluate("e => [e.min, e.max]") == ["177", "185"]
    assert page.evaluate(BEATS) == [8, 12.667, 2, 0]
    hold = page.locator("#E22")
    hold.get_by_role("button", name="Hold 30 s").click()
    expect(hold.locator("[data-digits]")).to_contain_text(" s")
    hold.get_by_role("button", name="Stop").click()
    expect(hold.get_by_role("status")).to_have_text("Stopped.")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_signed_assessment_leads_to_a_ticked_exercise_on_a_phone(open_page, log_in, javascript):
    ClinicProfile.objects.create(name="False Creek Running Clinic", phone="604-555-0100")
    clinician = a_clinician(name="Ana Flores")
    patient = AppointmentFactory(practitioner=clinician, starts_at=NINE).patient
    patient.looked_after_by.add(UserFactory(email="ada@example.org"))
    assessment = record(patient, clinician, DROPPING)
    page = open_page("/", javascript=javascript)
    page.clock.set_fixed_time(timezone.now())

    log_in(page, clinician.user)
    page.goto(assessment.get_absolute_url())
    page.get_by_role("button", name="Write a plan").click()
    page.get_by_role("button", name="Add Side-lying hip abduction").click()
    page.get_by_label("Begins on").fill("2026-11-23")
    page.get_by_role("button", name=f"Send to {patient.name}").click()
    expect(page.get_by_role("button", name="Change the plan")).to_be_visible()
    mail = compose_plan_ready(Message.objects.get(kind="plan_ready"))
    [link] = re.findall(rf"{settings.SITE_URL}(/\S+)", mail.body_text)

    log_in(page, patient.looked_after_by.get())
    page.goto(link)
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    card = page.locator("#E05")
    card.get_by_role("group", name="Pain during it").get_by_label("1", exact=True).check()
    card.get_by_role("button", name="Done").click()

    expect(card.locator("[data-done]")).to_contain_text("Done today")
    expect(page.locator(".plan-head")).to_contain_text("Done for today.")
    assert stored() == [("E05", "2026-11-23", 1)]


# --- Without a network ----------------------------------------------------------------------------

PAGES_KEPT = "async () => (await (await caches.open('stance-plan-pages')).keys()).length"
# Have the worker keep two parts for the page, then one for the sheet, then forget the page itself.
KEEP_BOTH = """
async () => {
  const worker = navigator.serviceWorker;
  const named = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url);
  const keep = async (page, parts) => {
    const kept = new Promise((resolve) => worker.addEventListener('message', resolve));
    worker.controller.postMessage({ page, parts });
    await kept;
    return (await named('stance-plan-parts')).length;
  };
  const parts = [...document.querySelectorAll('link[rel=stylesheet]')].map(({ href }) => href);
  const sheet = `${location.origin}/me/plan/sheet/`;
  const found = [await keep(location.href, parts.slice(0, 2)), await keep(sheet, [parts[0]])];
  await (await caches.open('stance-plan-pages')).delete(location.href);
  return [...found, await keep(sheet, [parts[0]])];
}
"""
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "401 (Unauthorized)")


def cut_off(page):
    """Have the page kept, then take the network away and open it again."""
    page.locator("body[data-is-kept]").wait_for()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("body[data-kept]")).to_be_visible()


def log_in_the_browser(page, code):
    card = page.locator(f"#{code}")
    if card.locator("> details").get_attribute("open") is None:
        card.locator("> details > summary").click()
    card.get_by_role("group", name="Pain during it").get_by_label("2", exact=True).check()
    card.get_by_role("button", name="Done").click()


def come_back(page):
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def choose_day(card, day):
    card.locator("summary", has_text="Another day").click()
    card.locator("[name=done_on]").fill(day)


def not_sent(page):
    return page.locator("#not-sent")


def stored():
    logs = SessionLog.objects.select_related("item").order_by("pk")
    return [(each.item.exercise, each.done_on.isoformat(), each.pain) for each in logs]


def test_a_plan_is_followed_without_a_network_and_sent_once_it_is_back(on_the_plan, axe):
    page = on_the_plan(a_plan(), meant_lines=CUT)

    cut_off(page)
    log_in_the_browser(page, "E01")
    expect(not_sent(page)).to_contain_text("1 exercise is not sent yet. There is no network.")
    expect(page.locator("#E01")).to_contain_text("Kept on this device: 10")
    found = faults(page, axe)
    page.reload()
    page.clock.set_fixed_time(timezone.now() + timedelta(minutes=5))
    log_in_the_browser(page, "E04")
    expect(not_sent(page)).to_contain_text("2 exercises are not sent yet.")
    before = stored()
    page.context.set_offline(False)

    expect(not_sent(page)).to_be_empty()
    expect(page.locator("body:not([data-kept]) .plan-done")).to_contain_text("Done for today.")
    assert (before, found) == ([], [])
    assert stored() == [("E01", "2026-11-23", 2), ("E04", "2026-11-23", 2)]


def test_a_page_that_was_kept_shows_the_exercises_of_the_day_it_is_opened_on(on_the_plan):
    items = (*draft_items("E01"), *draft_items("E04", days=(1,)))
    plan = a_plan(*items)
    log(plan, "E01", days_ago=3)
    log(plan, "E01")
    page = on_the_plan(plan, meant_lines=CUT)
    page.locator("body[data-is-kept]").wait_for()

    page.clock.set_fixed_time(timezone.now() + timedelta(days=1))
    page.context.set_offline(True)
    page.reload()

    expect(page.locator("[data-today]")).to_have_text("Tuesday 24 November")
    expect(page.locator("[data-due] [data-card]")).to_have_attribute("id", "E04")
    expect(page.locator("[data-others] [data-card]")).to_have_attribute("id", "E01")
    log_in_the_browser(page, "E04")
    expect(not_sent(page)).to_contain_text("Tuesday 24 November")
    page.get_by_role("button", name="No, nothing").click()
    expect(page.locator("#next-day")).to_contain_text("This needs the network.")


def test_a_page_that_is_left_open_over_night_turns_to_the_new_day_once(on_the_plan):
    page = on_the_plan(a_plan(), meant_lines=CUT)
    page.locator("body[data-is-kept]").wait_for()
    page.context.set_offline(True)
    typed, other = (page.locator(f"#{code}") for code in ("E01", "E04"))
    typed.get_by_role("group", name="Pain during it").get_by_label("3", exact=True).check()
    page.clock.set_fixed_time(timezone.now() + timedelta(days=1))

    come_back(page)
    expect(page.locator("[data-today]")).to_have_text("Tuesday 24 November")
    days = [card.locator("[name=done_on]").input_value() for card in (typed, other)]
    log_in_the_browser(page, "E04")
    expect(other).to_contain_text("Kept on this device")
    choose_day(typed, "2026-11-22")
    come_back(page)

    assert days == ["2026-11-23", "2026-11-24"]
    assert typed.locator("[name=done_on]").input_value() == "2026-11-22"
    expect(other.locator("[data-to-log]")).to_be_hidden()


def test_what_waits_is_on_the_card_of_the_one_who_did_it(on_the_plan):
    plan = a_plan()
    clinician, at = plan.practitioner, NINE + timedelta(days=1)
    bo = AppointmentFactory(practitioner=clinician, starts_at=at).patient
    bo.looked_after_by.add(owner_of(plan))
    a_running_plan(
        practitioner=clinician,
        patient=bo,
        items=draft_items("E01"),
        starts_on=plan.in_force.starts_on,
    )
    adas, bos = (f"{URL}?who={each.reference}" for each in (plan.patient, bo))
    page = on_the_plan(plan, meant_lines=CUT)
    page.route("**/me/plan/log/", lambda route: route.abort())

    page.goto(adas)
    log_in_the_browser(page, "E01")
    expect(page.locator("#E01")).to_contain_text("Kept on this device")
    page.goto(bos)
    expect(not_sent(page)).to_contain_text("1 exercise is not sent yet.")

    expect(page.locator("[data-waits]")).to_have_count(0)
    expect(page.locator("#unsaved")).to_have_count(0)
    page.goto("/me/")
    expect(page.locator("#unsaved a")).to_have_attribute("href", adas)


def test_a_part_is_kept_as_long_as_a_kept_page_is_made_of_it(on_the_plan):
    page = on_the_plan(a_plan())
    page.locator("body[data-is-kept]").wait_for()

    assert page.evaluate(KEEP_BOTH) == [2, 2, 1]


def test_what_waits_is_its_persons_alone_and_outlives_a_log_in(on_the_plan, log_in):
    plan, other = a_plan(), UserFactory()
    page = on_the_plan(plan, meant_lines=CUT)
    cut_off(page)
    log_in_the_browser(page, "E01")
    expect(not_sent(page)).to_contain_text("1 exercise is not sent yet.")

    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    expect(not_sent(page)).to_contain_text("You were logged out.")
    log_in(page, other)
    page.goto(URL)
    expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
    kept = page.evaluate(
        "async () => (await (await caches.open('stance-plan-pages')).keys()).length"
    )
    page.goto("/me/")
    expect(page.locator("#unsaved")).to_have_count(0)
    before = stored()
    log_in(page, owner_of(plan))
    page.goto(URL)

    expect(page.locator("[data-done]")).to_have_count(1)
    assert (kept, before, stored()) == (0, [], [("E01", "2026-11-23", 2)])


def test_a_log_out_asks_about_what_waits_and_forgets_the_pages(on_the_plan):
    page = on_the_plan(a_plan(), meant_lines=CUT, viewport={"width": 1280, "height": 900})
    cut_off(page)
    log_in_the_browser(page, "E01")
    expect(not_sent(page)).to_contain_text("1 exercise is not sent yet.")
    page.route("**/me/plan/log/", lambda route: route.abort())
    page.context.set_offline(False)

    page.locator("summary", has_text="Account").click()
    page.locator(".site-nav").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("dialog")).to_contain_text("My plan: 1 exercise logged")
    with page.expect_navigation():
        page.get_by_role("button", name="Throw it away and log out").click()

    assert page.evaluate("() => caches.has('stance-plan-pages')") is False
    assert stored() == []
