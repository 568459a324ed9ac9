"""The safety questions are repeated at every assessment; an answer that stops, stops it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.actions import (
    OpenPage,
    Values,
    answer_screen,
    ask_safety,
    confirm_safety,
    discard_assessment,
    fill_section,
    keep_frame,
    keep_typed,
    note_safety,
    review_screen,
    save_capture,
    sign_assessment,
)
from assessments.exceptions import (
    AssessmentClosed,
    NoteUncalledFor,
    SafetyFirst,
    ScreenSuperseded,
)
from assessments.files.frames import Picture
from assessments.models import Observation, SafetyCheck
from assessments.questions import red_flags
from assessments.safety import latest_answers, safety_of
from tests.assessments.form_answers import calm, screened
from tests.assessments.models.sealed import capture_of
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]
LATER = NINE + timedelta(minutes=5)


@pytest.fixture
def visit():
    practitioner = PractitionerFactory(user=ClinicianFactory(name="Cara Clinician"))
    return AppointmentFactory(practitioner=practitioner, starts_at=NINE)


def begun(visit, **changes):
    return AssessmentFactory(
        patient=visit.patient,
        practitioner=visit.practitioner,
        appointment=visit,
        safety=False,
        **changes,
    )


def walk_in(visit, **changes):
    """Return an assessment of the visit's patient that is of no visit."""
    return AssessmentFactory(
        patient=visit.patient, practitioner=visit.practitioner, safety=False, **changes
    )


def by_whom(assessment, **changes):
    by = assessment.practitioner.user
    return {"assessment": assessment, "submission": uuid4(), "by": by, "now": NINE} | changes


def ask(assessment, now=NINE, **answers):
    latest = latest_answers(assessment)
    read = latest.reference if latest else None
    return ask_safety(answers=calm(**answers), read=read, **by_whom(assessment, now=now))


def confirm(assessment, answers, now=NINE):
    return confirm_safety(answers=answers.reference, **by_whom(assessment, now=now))


def note(assessment, answers, words="Called the doctor: walking only.", now=LATER):
    return note_safety(answers=answers.reference, note=words, **by_whom(assessment, now=now))


def see(assessment):
    """Store a grade by eye."""
    row = Observation(item="pelvic_drop", side="R", grade="marked")
    by = assessment.practitioner.user
    return fill_section(
        assessment=assessment,
        code="by-eye",
        values=Values(rows=[row]),
        page=OpenPage(0),
        by=by,
        now=NINE,
    )


def stands(assessment):
    """Return whether the assessment was asked about its safety, and what stops it."""
    safety = safety_of(assessment)
    return safety.check is not None, [group.code for group in safety.groups]


# --- Asked and confirmed --------------------------------------------------------------------------


def test_what_is_asked_at_an_assessment_is_kept_with_who_and_when(visit):
    assessment = begun(visit)

    check = ask(assessment, groin_pain="yes", pain_site="lower_leg")

    check.refresh_from_db()
    assert (check.assessment, check.checked_by, check.checked_at, check.answered_at) == (
        assessment,
        visit.practitioner.user,
        NINE,
        NINE,
    )
    assert (check.stops, check.fired, check.score_points, check.note) == (
        True,
        ["bone_stress"],
        0,
        "",
    )
    assert (check.is_intact, check.is_confirmed) == (True, False)


def test_a_confirmation_keeps_the_answers_and_when_they_were_given(visit):
    screen = screened(visit)
    assessment = begun(visit)

    check = confirm(assessment, screen)

    assert (check.asked, check.fingerprint) == (screen.asked, screen.fingerprint)
    assert (check.answered_at, check.checked_at, check.is_confirmed) == (
        screen.answered_at,
        NINE,
        True,
    )
    assert safety_of(assessment).title == (
        "Safety questions confirmed 1 Dec 2026, 09:00 by Cara Clinician: no answer stops."
    )


def test_the_latest_answers_are_found_in_whichever_file_and_assessment(visit):
    other = PatientFactory(merged_into=visit.patient)
    screened(AppointmentFactory(patient=other, starts_at=NINE + timedelta(days=1)), unwell="yes")
    at_the_last = ask(walk_in(visit), now=NINE + timedelta(minutes=1))

    assert latest_answers(begun(visit)) == at_the_last


def test_older_answers_are_not_confirmed_over_newer_ones(visit):
    first = screened(visit)
    screened(visit, unwell="yes")
    assessment = begun(visit)

    with pytest.raises(ScreenSuperseded):
        confirm(assessment, first)

    assert stands(assessment) == (False, [])


def test_answers_to_another_list_of_questions_are_asked_anew(visit, monkeypatch):
    screen = screened(visit)
    monkeypatch.setattr(red_flags, "VERSION", red_flags.VERSION + 1)

    with pytest.raises(ScreenSuperseded):
        confirm(begun(visit), screen)


def test_answers_are_not_stored_over_newer_ones_that_nobody_read(visit):
    assessment = begun(visit)
    ask(assessment, unwell="yes")

    with pytest.raises(ScreenSuperseded) as told:
        ask_safety(answers=calm(), read=None, **by_whom(assessment))

    assert str(told.value).startswith("Somebody has answered these questions meanwhile.")
    assert stands(assessment) == (True, ["urgent"])


def test_the_same_submission_makes_one_check(visit):
    assessment, submission = begun(visit), uuid4()
    sent = by_whom(assessment, submission=submission)

    made = {ask_safety(answers=calm(), read=None, **sent) for _ in range(2)}

    assert made == {SafetyCheck.objects.get()}


def test_a_page_for_signing_that_was_opened_before_is_older(visit):
    assessment = begun(visit)
    before = assessment.revision

    ask(assessment)

    assessment.refresh_from_db()
    assert assessment.revision == before + 1


def test_a_closed_assessment_takes_no_answers(visit):
    assessment = begun(visit)
    discard_assessment(assessment=assessment, by=visit.practitioner.user, now=NINE)

    with pytest.raises(AssessmentClosed):
        ask(assessment)


# --- What waits -----------------------------------------------------------------------------------


def measure(assessment):
    save_capture(
        assessment=assessment,
        reference=uuid4(),
        filmed=None,
        revision=0,
        by=assessment.practitioner.user,
    )


def keep_picture(assessment):
    capture = capture_of(assessment)
    keep_frame(
        assessment=assessment,
        capture=capture.reference,
        number=1,
        picture=Picture(b"jpeg", 1080, 1920),
    )


def fill(code):
    def store(assessment):
        fill_section(
            assessment=assessment,
            code=code,
            values=Values(),
            page=OpenPage(0),
            by=assessment.practitioner.user,
            now=NINE,
        )

    store.__name__ = code
    return store


def sign(assessment):
    assessment.refresh_from_db()
    sign_assessment(
        assessment=assessment,
        revision=assessment.revision,
        by=assessment.practitioner.user,
        now=NINE,
    )


OF_THE_RUN = [measure, keep_picture, *map(fill, ("by-eye", "degrees", "run-end", "tests")), sign]


@pytest.mark.parametrize("do", OF_THE_RUN)
@pytest.mark.parametrize("kind", [begun, walk_in])
def test_nothing_of_the_run_is_stored_or_signed_before_the_questions_are_asked(visit, kind, do):
    assessment = kind(visit, seen_at=NINE)

    with pytest.raises(SafetyFirst) as refused:
        do(assessment)

    assert str(refused.value) == (
        "The safety questions have not been asked for this assessment. Nothing of the run is "
        "stored, and nothing is signed, until they are."
    )


@pytest.mark.parametrize("do", OF_THE_RUN)
@pytest.mark.parametrize("kind", [begun, walk_in])
def test_nothing_of_the_run_is_stored_or_signed_after_an_answer_that_stops(visit, kind, do):
    assessment = kind(visit, seen_at=NINE)
    ask(assessment, groin_pain="yes")

    with pytest.raises(SafetyFirst) as refused:
        do(assessment)

    assert str(refused.value) == (
        "A safety answer stops this assessment: suspected bone stress injury. No running test; "
        "refer for an imaging decision. Nothing of the run is stored, and nothing is signed, until "
        "a clinician notes what they did about it."
    )


@pytest.mark.parametrize("code", ["set-up", "questionnaires", "findings"])
def test_what_is_no_run_is_stored_all_the_same(visit, code):
    assessment = begun(visit)

    fill(code)(assessment)

    assert assessment.sections.get().filled_at == NINE


def test_what_is_typed_is_kept_while_the_questions_wait(visit):
    assessment = begun(visit)

    keep_typed(
        assessment=assessment,
        code="by-eye",
        read=lambda stored: {"pelvic_drop_L": "mild"},
        page=OpenPage(0),
        by=visit.practitioner.user,
        now=NINE,
    )

    assert assessment.sections.get().typed == {"pelvic_drop_L": "mild"}


# --- Until a clinician has said what they did -----------------------------------------------------


@pytest.mark.parametrize("kind", [begun, walk_in])
def test_a_note_lets_the_assessment_go_on_and_keeps_what_was_answered(visit, kind):
    assessment = kind(visit)
    asked = ask(assessment, groin_pain="yes")

    noted = note(assessment, asked)

    see(assessment)
    sign(assessment)
    assert [one.note for one in assessment.safety_checks.all()] == [noted.note, ""]
    assert (noted.asked, noted.answered_at, noted.checked_at) == (asked.asked, NINE, LATER)
    assert safety_of(assessment).title == (
        "Safety questions reviewed 1 Dec 2026, 09:05 by Cara Clinician: what was done about an "
        "answer that stops is noted."
    )


def test_a_note_is_of_the_answers_that_were_read(visit):
    assessment = begun(visit)
    first = ask(assessment, unwell="yes")
    ask(assessment, now=LATER, blood_clot="yes")

    with pytest.raises(ScreenSuperseded):
        note(assessment, first)

    assert stands(assessment) == (True, ["emergency", "urgent"])


def test_where_nothing_stops_there_is_nothing_to_note(visit):
    assessment = begun(visit)
    asked = ask(assessment)

    with pytest.raises(NoteUncalledFor):
        note(assessment, asked)


def test_calm_answers_do_not_take_back_what_stopped(visit):
    assessment = begun(visit)
    ask(assessment, groin_pain="yes")

    calm_ones = ask(assessment, now=LATER)

    assert stands(assessment) == (True, ["bone_stress"])
    note(assessment, calm_ones, now=LATER)
    assert stands(assessment) == (True, [])


def test_an_answer_before_the_visit_that_nobody_reviewed_stops_calm_ones_too(visit):
    screened(visit, saddle_numbness="yes")
    assessment = begun(visit)

    ask(assessment)

    assert stands(assessment) == (True, ["emergency"])


def test_an_assessment_that_was_put_away_takes_its_answers_along(visit):
    first = begun(visit)
    ask(first, groin_pain="yes")
    discard_assessment(assessment=first, by=visit.practitioner.user, now=NINE)
    second = begun(visit)

    ask(second, now=LATER)

    assert stands(second) == (True, ["bone_stress"])


def test_a_review_before_the_visit_holds_for_the_answers_that_are_confirmed_at_it(visit):
    screen = screened(visit, groin_pain="yes")
    review_screen(screen=screen, note="MRI clear.", by=visit.practitioner.user)
    at_it, another = begun(visit), walk_in(visit)

    confirm(at_it, screen)

    assert stands(at_it) == (True, [])
    confirm(another, latest_answers(another), now=LATER)
    assert stands(another) == (True, ["bone_stress"])


def test_what_is_answered_for_a_later_visit_does_not_stop_an_earlier_assessment(visit):
    assessment = begun(visit)
    ask(assessment, now=NINE - timedelta(days=30))

    answer_screen(appointment=visit, answers=calm(unwell="yes"), written_by=uuid4())

    assert stands(assessment) == (True, [])


def test_another_person_stops_nobody(visit):
    screened(AppointmentFactory(starts_at=NINE), unwell="yes")
    assessment = begun(visit)

    ask(assessment)

    assert stands(assessment) == (True, [])


# --- The visit ------------------------------------------------------------------------------------


def test_an_answer_that_stops_holds_the_visit_until_it_is_noted(visit):
    assessment = begun(visit)

    asked = ask(assessment, unwell="yes")
    visit.refresh_from_db()
    held = visit.under_review_since
    note(assessment, asked)

    visit.refresh_from_db()
    assert (held is None, visit.under_review_since) == (False, None)


def test_calm_answers_and_reviewed_ones_hold_nothing(visit):
    screen = screened(visit, unwell="yes")
    review_screen(screen=screen, note="Called.", by=visit.practitioner.user)

    confirm(begun(visit), screen)

    visit.refresh_from_db()
    assert visit.under_review_since is None


def test_a_note_reviews_what_was_answered_before_the_visit(visit):
    screen = screened(visit, unwell="yes")
    assessment = begun(visit)

    note(assessment, confirm(assessment, screen), "Called: walking only.")

    screen.refresh_from_db()
    assert (screen.review.note, screen.review.reviewed_by) == (
        "Called: walking only.",
        visit.practitioner.user,
    )
