"""The first page of an assessment: the safety questions, asked again or confirmed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.models import SafetyCheck
from clinic.models import AccessEvent
from tests.assessments.form_answers import calm, screened
from tests.assessments.measured import Screen
from tests.assessments.pages import main_of, path, send
from tests.factories import NINE, AppointmentFactory, AssessmentFactory, SafetyCheckFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
STOPS = "A safety answer stops this assessment: suspected bone stress injury."
NOT_ASKED = "The safety questions have not been asked for this assessment."


@pytest.fixture
def visit(clinician, clock):
    return AppointmentFactory(practitioner=clinician.practitioner, starts_at=NINE)


@pytest.fixture
def begun(visit):
    return AssessmentFactory(
        patient=visit.patient,
        practitioner=visit.practitioner,
        appointment=visit,
        seen_at=NINE,
        safety=False,
    )


@pytest.fixture
def stopped(begun):
    SafetyCheckFactory(
        assessment=begun, answers=calm(groin_pain="yes"), checked_by=begun.practitioner.user
    )
    return begun


def safety(assessment):
    return reverse("assessments:assessment-safety", args=[assessment.reference])


def signing(assessment):
    return reverse("assessments:assessment-sign", args=[assessment.reference])


def press(client, assessment, do, **typed):
    return client.post(safety(assessment), {"do": do, "submission": str(uuid4())} | typed)


def answered_before(visit, clock, **answers):
    """Answer a visit's questions an hour before it, and come back."""
    clock.move_to(NINE.replace(hour=NINE.hour - 1))
    screen = screened(visit, **answers)
    clock.move_to(NINE.replace(hour=NINE.hour + 2))
    return screen


# --- What it shows --------------------------------------------------------------------------------


def test_the_latest_answers_are_shown_with_the_button_that_confirms_them(
    client, begun, visit, clock
):
    screen = answered_before(visit, clock, groin_pain="yes")
    client.force_login(visit.practitioner.user)

    shown = main_of(client.get(safety(begun)))

    assert NOT_ASKED in shown
    assert "What they answered last" in shown
    assert "No running test; refer for an imaging decision." in shown
    assert "Do you get pain in the groin when you exercise?" in shown
    assert f'value="{screen.reference}"' in shown
    assert "Asked again today: these answers still hold" in shown


def test_a_walk_in_is_asked(client, begun):
    begun.appointment = None
    begun.save()

    shown = client.get(safety(begun))

    assert "What they answered last" not in main_of(shown)
    assert shown.context["is_asking"]


def test_a_look_leaves_its_event(client, begun):
    client.get(safety(begun))

    assert AccessEvent.objects.filter(what="assessment", reference=begun.reference).count() == 1


# --- What it stores -------------------------------------------------------------------------------


def test_confirmed_by_one_press_the_set_up_opens(client, begun, visit, clock):
    screen = answered_before(visit, clock)
    client.force_login(visit.practitioner.user)

    answer = press(client, begun, "confirm", answers=str(screen.reference))

    assert (answer.status_code, answer.url) == (302, path(begun, "set-up"))
    assert begun.safety_checks.get().answered_at == screen.answered_at


def test_asked_anew_the_answers_are_stored(client, begun):
    answer = press(client, begun, "ask", **calm())

    assert (answer.status_code, answer.url) == (302, path(begun, "set-up"))
    assert not begun.safety_checks.get().stops


def test_answers_that_came_meanwhile_are_shown_before_others_are_stored(client, begun):
    first = SafetyCheckFactory(
        assessment=begun, answers=calm(unwell="yes"), checked_by=begun.practitioner.user
    )

    answer = press(client, begun, "ask", **calm(groin_pain="yes"))

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has answered these questions meanwhile." in shown
    assert answer.context["questions"]["groin_pain"].value() == "yes"
    assert f'name="read" value="{first.reference}"' in shown
    assert SafetyCheck.objects.count() == 1
    again = press(client, begun, "ask", read=str(first.reference), **calm(groin_pain="yes"))
    assert (again.status_code, SafetyCheck.objects.count()) == (302, 2)


def test_a_question_without_an_answer_is_told_and_the_others_are_kept(client, begun):
    answers = calm(unwell="yes")
    del answers["groin_pain"]

    answer = press(client, begun, "ask", **answers)

    assert answer.status_code == 422
    assert "Please answer this question." in main_of(answer)
    assert answer.context["questions"]["unwell"].value() == "yes"
    assert not SafetyCheck.objects.exists()


def test_an_answer_that_stops_comes_back_to_the_page_which_asks_for_a_note(client, begun):
    answer = press(client, begun, "ask", **calm(groin_pain="yes"))

    assert (answer.status_code, answer.url) == (302, safety(begun))
    shown = main_of(client.get(safety(begun)))
    assert STOPS in shown
    assert "What did you do?" in shown


def test_a_note_lets_it_go_on(client, stopped):
    read = str(stopped.safety_checks.get().reference)

    answer = press(client, stopped, "note", answers=read, note="Called: walking only.")

    assert (answer.status_code, answer.url) == (302, path(stopped, "set-up"))
    assert "Called: walking only." in main_of(client.get(safety(stopped)))


def test_an_empty_note_is_refused_beside_its_field(client, stopped):
    read = str(stopped.safety_checks.get().reference)

    answer = press(client, stopped, "note", answers=read, note=" ")

    assert answer.status_code == 422
    assert "This field is required." in main_of(answer)


def test_a_note_about_older_answers_is_kept_on_the_page(client, stopped):
    read = str(stopped.safety_checks.get().reference)
    SafetyCheckFactory(assessment=stopped, answers=calm(blood_clot="yes"))

    answer = press(client, stopped, "note", answers=read, note="Called: walking only.")

    assert answer.status_code == 409
    shown = main_of(answer)
    assert "Please read the new answers first." in shown
    assert "Called: walking only." in shown
    assert read not in shown


# --- On every page --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    ["set-up", "by-eye", "degrees", "run-end", "tests", "questionnaires", "findings"],
)
@pytest.mark.parametrize("kind", ["begun", "stopped"])
def test_every_page_says_how_it_stands_in_the_same_words(client, request, kind, code):
    assessment = request.getfixturevalue(kind)

    shown = main_of(client.get(path(assessment, code)))

    assert (NOT_ASKED if kind == "begun" else STOPS) in shown
    assert safety(assessment) in shown


@pytest.mark.parametrize("kind", ["begun", "stopped"])
def test_signing_says_it_and_has_no_button(client, request, kind):
    assessment = request.getfixturevalue(kind)
    assessment.observations.create(item="pelvic_drop", side="R", grade="marked")

    shown = main_of(client.get(signing(assessment)))

    assert (NOT_ASKED if kind == "begun" else STOPS) in shown
    assert "btn btn-primary" not in shown


def test_signing_without_the_button_is_refused(client, stopped):
    stopped.observations.create(item="pelvic_drop", side="R", grade="marked")

    answer = client.post(signing(stopped), {"revision": "0"})

    stopped.refresh_from_db()
    assert (answer.status_code, stopped.is_signed) == (409, False)
    assert STOPS in main_of(answer)


def test_a_calm_answer_is_said_on_every_page_too(client, begun):
    press(client, begun, "ask", **calm())

    said = begun.safety_checks.get().checked_by
    assert f"by {said}: no answer stops." in main_of(client.get(path(begun, "by-eye")))


def test_the_measuring_screen_opens_after_the_questions(client, stopped):
    screen = Screen(client, stopped)

    page = client.get(screen.url("measure"))
    answer = screen.put_capture(uuid4())

    assert (page.status_code, page.url) == (302, safety(stopped))
    assert (answer.status_code, answer.json()["code"]) == (409, "safety_first")
    assert answer.json()["detail"].startswith(STOPS)


def test_grades_that_wait_are_kept_as_typed(client, stopped):
    answer = send(client, stopped, "by-eye")

    assert answer.status_code == 409
    shown = main_of(answer)
    assert "Kept as typed, not stored" in shown
    assert "Save and go on" in shown
    assert stopped.sections.get().typed["pelvic_drop_R"] == "marked"
    assert not stopped.observations.exists()


def test_a_page_that_waits_is_left_for_the_questions(client, stopped):
    answer = send(client, stopped, "by-eye", go="safety")

    assert (answer.status_code, answer.url) == (302, safety(stopped))
    assert stopped.sections.get().typed["pelvic_drop_R"] == "marked"


def test_a_signed_assessment_says_what_was_asked_and_done(client, stopped):
    read = str(stopped.safety_checks.get().reference)
    press(client, stopped, "note", answers=read, note="Called: walking only.")

    shown = main_of(client.get(stopped.get_absolute_url()))

    assert "what was done about an answer that stops is noted." in shown
    assert "Called: walking only." in shown
