"""The plan on its person's own pages: read, logged, answered, taken back, and by whom."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from assessments.actions import begin_version, end_programme, save_draft, send_version
from assessments.actions.exercises import add_exercise
from assessments.files.frames import read_picture
from assessments.models import DisclaimerAcceptance, PlanAlert, SessionLog
from assessments.reading import disclaimer as reading
from assessments.reading.disclaimer import disclaimer
from assessments.views import my_plan as views
from clinic.marks import mark_of
from clinic.models import AccessEvent
from tests.assessments.exercises.own import FIELDS
from tests.assessments.form_answers import screened
from tests.factories import ClinicianFactory, PatientFactory, UserFactory
from tests.factories.programmes import (
    a_clinician,
    a_draft,
    a_draft_plan,
    a_running_plan,
    draft_items,
    log,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
URL = "/me/plan/"
A_DAY = timedelta(days=1)


def begun(days=14):
    """Return the day on which a plan began that runs for so many days."""
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def plan():
    return a_running_plan("E04", "E02", starts_on=begun())


@pytest.fixture
def person(client, plan):
    """Whose plan it is, logged in."""
    user = UserFactory()
    plan.patient.looked_after_by.add(user)
    client.force_login(user)
    return user


def session(plan, code="E04", **changes):
    """Return a session as a browser sends it: three sets of 12, all well."""
    sets = {f"set_{place}": "15" for place in (1, 2, 3)}
    return {
        "version": str(plan.in_force.reference),
        "exercise": code,
        "reference": str(uuid4()),
        "done_on": timezone.localdate().isoformat(),
        "pain": "1",
        "effort": "5",
        "good_control": "yes",
        "note": "",
        **sets,
        **changes,
    }


def stored():
    return [
        (each.item.exercise, each.done, each.pain, each.effort, each.good_control, each.note)
        for each in SessionLog.objects.counting().select_related("item").order_by("pk")
    ]


def shown(client, url=URL):
    response = client.get(url)
    assert response.status_code == 200
    return response.context["plan"]


def test_today_comes_first_with_what_was_done_last_time(client, plan, person):
    log(plan, "E04", days_ago=3, done=[13, 12])

    response = client.get(URL)

    read = response.context["plan"]
    forms = {each.code: form for each, form in response.context["due"]}
    assert [each.code for each in read.due] == ["E04", "E02"]
    assert [form.initial["done_on"] for form in forms.values()] == [timezone.localdate()] * 2
    assert [field.value() for field in forms["E04"].sets] == [13, 12, None]
    assert [field.value() for field in forms["E02"].sets] == [10, None, None]
    assert (read.week, read.first_open, read.so_far) == (
        "Week 3 of 6",
        "E04",
        "1 day logged, 6 planned so far",
    )


def test_the_clinicians_reason_is_not_the_patients_text(client, person):
    said = {"reason": "Pelvic drop, marked by your word.", "note": "Take your time."}
    [patient] = person.patients.all()
    a_running_plan(patient=patient, items=draft_items("E04", **said), starts_on=begun())

    page = client.get(URL).text

    assert ("by your word" in page, "Take your time." in page) == (False, True)


def test_a_session_is_logged_in_one_press_and_once(client, plan, person):
    sent = session(plan, note="Felt easy.")

    answers = [client.post(URL, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert stored() == [("E04", [15, 15, 15], 1, 5, True, "Felt easy.")]
    assert shown(client).done_today == 1
    assert SessionLog.objects.get().logged_by == person


def test_a_session_without_a_word_on_how_it_was_is_logged_so(client, plan, person):
    nothing = {"pain": "", "effort": "", "good_control": "", "set_2": "", "set_3": ""}

    client.post(URL, session(plan, **nothing))

    assert stored() == [("E04", [15], None, None, None, "")]


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"set_1": "many"}, "set_1", "Write a whole number, such as 10."),
        ({"set_1": "1000"}, "set_1", "This must lie from 0 to 999 repetitions. Please check it."),
        (
            {"set_1": "", "set_2": "", "set_3": ""},
            "set_1",
            "Write how much of the first set you did.",
        ),
        ({"pain": "11"}, "pain", "Choose a number from 0 to 10."),
        ({"good_control": "perhaps"}, "good_control", "Choose yes or no."),
        ({"done_on": "2026-11-24"}, "done_on", "This day is still to come."),
        ({"done_on": "2026-10-01"}, "done_on", "This day lies before your plan began."),
        ({"done_on": ""}, "done_on", "Choose the day."),
    ],
)
def test_what_cannot_be_stands_beside_its_field(client, plan, person, changes, field, error):
    response = client.post(URL, session(plan, note="As typed", **changes))

    form = next(form for each, form in response.context["due"] if each.code == "E04")
    assert (response.status_code, form.errors) == (422, {field: [error]})
    assert "As typed" in response.content.decode()
    assert stored() == []


def test_a_session_of_a_version_that_was_replaced_counts_for_that_version(client, plan, person):
    old = plan.in_force
    sent = session(plan)
    by = plan.practitioner.user
    again = a_draft_again(plan, by)

    first = client.post(URL, sent | {"set_1": "x"})
    client.post(URL, sent)

    assert again.number == 2
    assert first.context["left_over"].item.version == old
    assert [each.item.version for each in SessionLog.objects.all()] == [old]


def a_draft_again(plan, by):
    """Send a version of the plan without its first exercise."""

    now = timezone.now()
    draft = begin_version(programme=plan, by=by, now=now)
    draft = save_draft(
        version=draft,
        revision=draft.revision,
        plan=a_draft_plan("E02", starts_on=plan.in_force.starts_on),
        now=now,
    )
    send_version(version=draft, revision=draft.revision, by=by, now=now)
    return draft


def test_pain_is_told_and_says_when_to_call(client, plan, person):
    response = client.post(URL, session(plan, pain="8"), follow=True)

    said = [str(each) for each in response.context["messages"]]
    assert said[0] == "Logged: Clamshell."
    assert said[1].startswith("Your clinician is told of the pain. Call us before running again")
    assert [alert.kind for alert in PlanAlert.objects.all()] == ["pain"]


@pytest.mark.parametrize(
    ("answer", "worse"), [("nothing", [False, False]), ("these", [True, False])]
)
def test_the_day_after_is_asked_once(client, plan, person, answer, worse):
    logs = [log(plan, code, days_ago=3) for code in ("E04", "E02")]
    asked = [each.item.exercise for each in shown(client).to_answer]

    client.post(f"{URL}next-day/", {"answer": answer, "worse": [str(logs[0].reference)]})

    assert asked == ["E04", "E02"]
    assert [SessionLog.objects.get(pk=each.pk).worse_next_day for each in logs] == worse
    assert shown(client).to_answer == []


def test_an_answer_that_says_nothing_is_asked_again(client, plan, person):
    log(plan, "E04", days_ago=3)

    answers = [client.post(f"{URL}next-day/", sent) for sent in ({}, {"answer": "these"})]

    assert [response.status_code for response in answers] == [422, 422]
    assert [response.context["next_day"].errors for response in answers] == [
        {"answer": ["Choose one of the answers."]},
        {"worse": ["Tick what was worse, or answer “No, nothing”."]},
    ]


def test_a_mistake_is_taken_back(client, plan, person):
    mistaken = log(plan, "E04")

    client.post(f"{URL}take-back/", {"log": str(mistaken.reference)})

    assert stored() == []
    assert shown(client).done_today == 0


def test_an_exercise_that_moved_says_which_rule_moved_it(client, person, plan):
    again = a_running_plan("E04", starts_on=begun(), moves_by_itself=True)
    again.patient.looked_after_by.add(person)
    for days_ago in (2, 1):
        log(again, "E04", days_ago=days_ago)

    moved = shown(client, f"{URL}?who={again.patient.reference}").items[0].moved

    assert moved == (
        "Since 23 November in place of Clamshell, by the rule itself. Top of the range in all sets "
        "on 2 sessions in a row, pain at most 2/10, good control: one level harder."
    )


@pytest.mark.parametrize(
    ("starts", "standing", "may_log"),
    [(-20, "not_begun", False), (-6, "not_begun", True), (0, "running", True), (50, "over", True)],
)
def test_a_plan_says_where_it_stands(client, starts, standing, may_log):
    plan = a_running_plan("E04", starts_on=begun(starts))
    user = UserFactory()
    plan.patient.looked_after_by.add(user)
    client.force_login(user)

    read = shown(client)

    assert (read.standing, read.may_log, read.is_untouched) == (
        standing,
        may_log,
        standing != "over",
    )


def test_a_plan_that_has_ended_is_read_and_no_longer_logged(client, plan, person, clock):
    by = plan.practitioner.user
    log(plan, "E04", days_ago=3)
    end_programme(programme=plan, reason="Well again.", by=by, now=timezone.now())
    clock.move_to(timezone.now() + 14 * A_DAY)
    client.force_login(person)

    response = client.get(URL)

    read = response.context["plan"]
    assert (read.standing, read.due) == ("ended", [])
    assert read.so_far == "1 day logged, 7 planned so far"  # and none after its end
    assert [form for _each, form in response.context["others"]] == [None, None]
    assert "Well again." not in response.content.decode()


def test_an_exercise_of_the_clinics_own_has_its_own_picture(client):
    clinician, written = a_clinician(), BytesIO()
    Image.new("RGB", (32, 24), "teal").save(written, "PNG")
    own = add_exercise(
        values=FIELDS | {"picture_alt": "Somebody on one leg."},
        picture=read_picture(written.getvalue()),
        by=clinician.user,
        now=timezone.now(),
    )
    [item] = draft_items("E04")
    items = (item, replace(item, exercise=own.code))
    plan = a_running_plan(practitioner=clinician, items=items, starts_on=begun())
    user = UserFactory()
    plan.patient.looked_after_by.add(user)
    client.force_login(user)

    photos = {each.code: (each.photo, each.photo_alt) for each in shown(client).items}

    assert photos == {
        "E04": ("", ""),
        own.code: (str(own.picture.reference), "Somebody on one leg."),
    }


def test_a_safety_answer_that_waits_for_a_clinician_is_said_first(client, plan, person):
    screened(plan.patient.appointments.get(), night_pain="yes")

    page = client.get(URL)

    [group] = page.context["advice"]
    assert group.advice_title in page.content.decode()


# --- Whose it is ----------------------------------------------------------------------------------


def test_a_stranger_finds_no_plan_and_changes_nothing(client, plan):
    logged = log(plan, "E04")
    client.force_login(UserFactory())

    answers = [
        client.get(URL).templates[0].name,
        client.get(f"{URL}?who={plan.patient.reference}").status_code,
        client.post(URL, session(plan)).templates[0].name,
        client.post(f"{URL}take-back/", {"log": str(logged.reference)}).templates[0].name,
        client.get(f"{URL}sheet/?who={plan.patient.reference}").status_code,
    ]

    none = "assessments/my_plan/none.html"
    assert answers == [none, 404, none, none, 404]
    assert [each.taken_back_at for each in SessionLog.objects.all()] == [None]


def test_who_looks_after_several_chooses_whose_plan_it_is(client, plan, person):
    child = PatientFactory(name="Kit")
    child.looked_after_by.add(person)
    theirs = a_running_plan("E05", patient=child, practitioner=plan.practitioner)

    response = client.get(f"{URL}?who={child.reference}")

    assert [each.name for each, _url in response.context["people"]] == [plan.patient.name, "Kit"]
    assert response.context["plan"].programme == theirs


def test_a_draft_is_nobodys_plan_yet(client):
    draft = a_draft("E04")
    user = UserFactory()
    draft.programme.patient.looked_after_by.add(user)
    client.force_login(user)

    response = client.get(URL)

    assert response.templates[0].name == "assessments/my_plan/none.html"
    assert "My plan</a>" not in response.content.decode().replace("\n", "")


def test_looks_at_a_plan_leave_an_event_as_other_own_looks_do(client, plan, person):
    for path in (URL, URL, f"{URL}sheet/"):
        client.get(path)

    events = AccessEvent.objects.filter(what="my_plan")
    assert [(each.user, each.patient, each.basis, each.reference) for each in events] == [
        (person, plan.patient, "own", plan.reference)
    ]


def test_staff_are_sent_to_their_own_pages(client, plan):
    client.force_login(ClinicianFactory())

    assert client.get(URL).url == "/appointments/"


def test_a_plan_asks_as_much_for_one_log_as_for_many(client, person, plan):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    log(plan, "E04", days_ago=3)
    count()
    few = count()
    for days_ago in range(3, 10):
        log(plan, "E02", days_ago=days_ago)
        log(plan, "E04", days_ago=days_ago)

    assert count() == few


# --- What a script sends --------------------------------------------------------------------------


def as_sent(plan, **changes):
    return {
        "version": str(plan.in_force.reference),
        "exercise": "E04",
        "reference": str(uuid4()),
        "done_on": timezone.localdate().isoformat(),
        "done": [12, 12],
        "pain": 1,
        "effort": None,
        "good_control": True,
        "note": "",
        **changes,
    }


def call(client, sent, **headers):
    return client.post(f"{URL}log/", sent, content_type="application/json", headers=headers)


def test_what_is_sent_five_times_is_stored_once(client, plan, person):
    sent = as_sent(plan)

    answers = [call(client, sent).status_code for _ in range(5)]

    assert answers == [201, 200, 200, 200, 200]
    assert stored() == [("E04", [12, 12], 1, None, True, "")]


def test_a_call_for_a_version_that_was_replaced_counts_for_that_version(client, plan, person):
    old, sent = plan.in_force, as_sent(plan)
    a_draft_again(plan, plan.practitioner.user)

    answer = call(client, sent)

    assert (answer.status_code, SessionLog.objects.get().item.version) == (201, old)


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"done": []}, 422, "done"),
        ({"done": [-1]}, 422, "done.0"),
        ({"done": [1] * 13}, 422, "done"),
        ({"pain": 11}, 422, "pain"),
        ({"pain": "2"}, 422, "pain"),
        ({"note": "a\x00b"}, 422, "note"),
        ({"note": "x" * 501}, 422, "note"),
        ({"reference": "1"}, 422, "reference"),
        ({"done_on": "2026-11-24"}, 422, "done_on"),
        ({"done_on": "2026-10-01"}, 422, "done_on"),
        ({"worse": True}, 422, "worse"),
        ({"exercise": "E05"}, 404, None),
        ({"version": str(uuid4())}, 404, None),
    ],
)
def test_what_cannot_be_is_refused_as_a_problem(client, plan, person, changes, status, field):
    answer = call(client, as_sent(plan, **changes))

    fields = [each["field"] for each in answer.json().get("errors", [])] or [None]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, fields) == (status, [field])
    assert stored() == []


def test_nothing_is_taken_for_another_account_or_without_a_log_in(client, plan, person):
    sent, key = as_sent(plan), person.browser_key
    client.force_login(UserFactory())
    answers = [call(client, sent), call(client, sent, **{"X-Account": key})]
    client.logout()
    answers.append(call(client, sent, **{"X-Account": key}))

    assert [(each.status_code, each.json().get("code")) for each in answers] == [
        (404, None),
        (401, "other_account"),
        (401, "log_in"),
    ]
    assert stored() == []


def test_a_page_says_for_whom_a_browser_may_keep_it(client, plan, person):
    kept = [client.get(path).headers.get("X-Kept-For") for path in (URL, f"{URL}sheet/", "/me/")]
    client.force_login(UserFactory())

    assert kept == [person.browser_key, person.browser_key, None]
    assert client.get(URL).headers.get("X-Kept-For") is None


def test_the_worker_reaches_the_pages_of_the_plan_alone(client):
    answer = client.get(f"{URL}worker.js")

    assert answer.content == b'importScripts("/static/js/my_plan/worker.js");\n'
    assert answer.headers["Content-Type"] == "text/javascript"
    assert "Service-Worker-Allowed" not in answer.headers


def test_what_these_pages_are_not_is_read_once_and_again_when_it_says_something_else(
    client, person, plan, monkeypatch
):
    asked = "Please read this once"
    press = {"mark": mark_of(disclaimer())}

    shown = asked in client.get(URL).content.decode()
    client.post(f"{URL}disclaimer/", {"mark": "another text's"})
    still = asked in client.get(URL).content.decode()
    client.post(f"{URL}disclaimer/", press)
    client.post(f"{URL}disclaimer/", press)
    after = asked in client.get(URL).content.decode()
    [read] = DisclaimerAcceptance.objects.all()
    monkeypatch.setattr(views, "disclaimer", lambda: "Not the same text.")
    monkeypatch.setattr(reading, "disclaimer", lambda: "Not the same text.")
    again = client.get(URL).content.decode()

    assert (shown, still, after) == (True, True, False)
    assert (read.user, read.text) == (person, disclaimer())
    assert asked in again
    assert "Not the same text." in again
