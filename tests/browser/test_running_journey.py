"""A runner's log on a phone, questions by a link, and the chart that their clinician reads."""

import re
from datetime import timedelta

import pytest

from assessments.links import follow_up_key
from assessments.models import FollowUpAnswer, Run
from clinic.models import ClinicProfile
from tests.assessments.records import Recorded, record, value
from tests.assessments.watch_files import fit, session
from tests.browser.looking import arrive, check, faults, small_targets
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AppointmentFactory,
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    PractitionerFactory,
    RunFactory,
    UserFactory,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock", "demo", "reminder_rules"),
]


@pytest.fixture
def clinician():
    ClinicProfile.objects.create(name="False Creek Running Clinic", phone="604-555-0100")
    return PractitionerFactory(user=ClinicianFactory())


@pytest.fixture
def ada(clinician):
    patient = PatientFactory(name="Ada Runner")
    patient.looked_after_by.add(UserFactory(name="Ada Runner"))
    AppointmentFactory(patient=patient, practitioner=clinician)
    return patient


def test_a_run_is_typed_then_one_is_read_from_a_watch_without_a_script(
    open_page, axe, log_in, ada, tmp_path
):
    page = open_page("/", javascript=False)
    log_in(page, ada.looked_after_by.get())
    page.goto("/me/runs/")
    page.get_by_label("Distance in km").fill("8,5")
    page.get_by_label("Minutes").fill("48")
    page.get_by_role("group", name="Worst pain during the run").get_by_label(
        "3", exact=True
    ).check()
    page.get_by_role("button", name="Log this run").click()
    arrive(page, "My runs")
    (tmp_path / "run.fit").write_bytes(fit(session(avg_cadence=84)))
    page.get_by_role("link", name="From a watch").click()
    page.get_by_label("File from your watch").set_input_files(tmp_path / "run.fit")
    page.get_by_role("button", name="Read the file").click()
    arrive(page, "Is this right?")
    page.get_by_role("group", name="Worst pain during the run").get_by_label(
        "1", exact=True
    ).check()
    page.get_by_role("button", name="Put it into the log").click()
    arrive(page, "My runs")

    runs = Run.objects.order_by("pk").values_list("distance_km", "nprs_during_max", "source")
    assert [(float(km), pain, source) for km, pain, source in runs] == [
        (8.5, 3, "typed"),
        (10.0, 1, "watch"),
    ]


def test_the_pages_of_the_log_are_in_order(open_page, axe, log_in, ada, tmp_path):
    page = open_page("/")
    log_in(page, ada.looked_after_by.get())
    for weeks in range(8):
        day = (MONDAY_MORNING - timedelta(weeks=weeks, days=1)).date()
        RunFactory(patient=ada, ran_on=day, nprs_during_max=weeks)
    run = f"/me/runs/{ada.runs.last().reference}/"
    (tmp_path / "run.fit").write_bytes(fit(session(started_at=None), session(km=4)))

    found = check(page, axe, ["/me/runs/", run, "/me/runs/import/"]) + small_targets(page)
    page.get_by_label("File from your watch").set_input_files(tmp_path / "run.fit")
    page.get_by_role("button", name="Read the file").click()
    arrive(page, "Is this right?")
    found += faults(page, axe) + small_targets(page)
    page.goto("/me/runs/")
    page.get_by_role("button", name="Log this run").click()
    arrive(page, "My runs")
    found += faults(page, axe) + small_targets(page)

    assert found == []


def test_questions_are_answered_by_keyboard_from_a_link_and_read_on_the_chart(
    open_page, axe, log_in, ada, clinician
):
    follow_up = FollowUpFactory(patient=ada, codes=["psfs", "nprs", "uwri"])
    page = open_page(f"/follow-ups/{follow_up.reference}/?key={follow_up_key(follow_up)}")
    assert "key=" not in page.url
    page.get_by_role("button", name="Send my answers").click()
    found = faults(page, axe) + small_targets(page)
    page.get_by_label("Activity 1").fill("Stairs")
    page.keyboard.press("Tab")
    page.keyboard.type("6")
    page.get_by_role("radio", name="0", exact=True).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    for item in range(1, 10):
        page.get_by_label(re.compile(f"Item {item},")).fill("3")
    page.keyboard.press("Enter")
    arrive(page, "Thank you")
    found += faults(page, axe)

    answers = FollowUpAnswer.objects.order_by("code").values_list("code", "answers")
    assert list(answers) == [("nprs", [4]), ("psfs", [6]), ("uwri", [3] * 9)]
    record(ada, clinician, Recorded(values=[value("cpd", "L", "4.8")]), days_ago=30)
    RunFactory(patient=ada, nprs_during_max=4)
    FollowUpFactory(patient=ada, is_mailed=False)
    log_in(page, clinician.user)
    chart = f"/charts/{ada.reference}/"
    typing = f"/follow-ups/{follow_up.reference}/type-in/"
    found += check(page, axe, [chart, f"{chart}questions/new/", typing])
    assert found == []
