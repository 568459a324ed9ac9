"""A screen is a row that nothing changes; a “yes” holds the visit until a clinician has looked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import ProgrammingError, connection, transaction

from assessments.actions import answer_screen, review_screen
from assessments.exceptions import ScreenSuperseded
from assessments.models import RedFlagScreen, ScreenReview
from bookings.actions import (
    book_appointment,
    cancel_appointment,
    leave_phone,
    move_appointment,
)
from bookings.exceptions import CallFirst
from clinic.delivery import deliver_due
from clinic.models import ClinicProfile, Message
from tests.assessments.form_answers import calm, screened
from tests.factories import (
    AT_THE_DESK,
    NINE,
    ClinicianFactory,
    PatientFactory,
    bookable,
)
from tests.instants import FromNowOn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reminder_rules")]


@pytest.fixture
def visit():
    ClinicProfile.objects.create(name="Harbour", phone="604 555 0199", email="desk@example.org")
    service, [practitioner] = bookable(intake_form="running")
    practitioner.user = ClinicianFactory(email="clinician@example.org")
    practitioner.save()
    return book_appointment(service=service, starts_at=NINE, patient=PatientFactory())


def again(visit):
    """Return what asks for the same service three hours later."""
    return {"service": visit.service, "starts_at": NINE + timedelta(hours=3)}


def test_a_screen_keeps_the_questions_with_their_answers_and_what_they_asked_for(visit):
    screen = screened(visit, groin_pain="yes", pain_site="lower_leg", high_arches="unsure")

    screen.refresh_from_db()
    assert (screen.stops, screen.fired, screen.items_version) == (True, ["bone_stress"], 1)
    assert (screen.score_points, screen.score_unknown) == (0, ["high_arches"])
    groin = next(row for row in screen.asked if row["code"] == "groin_pain")
    assert groin == {
        "code": "groin_pain",
        "group": "bone_stress",
        "question": "Do you get pain in the groin when you exercise?",
        "answer": "yes",
        "shown": "Yes",
    }
    assert screen.is_intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_redflagscreen SET stops = false, fired = '{}'",
        "UPDATE assessments_redflagscreen SET asked = '[]'",
        "DELETE FROM assessments_redflagscreen",
    ],
)
def test_no_statement_changes_or_removes_a_screen(visit, statement):
    screened(visit, groin_pain="yes")

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert RedFlagScreen.objects.get().stops


def test_a_calm_screen_holds_nothing(visit):
    screened(visit)

    visit.refresh_from_db()
    assert visit.under_review_since is None
    assert not Message.objects.filter(kind="review_needed").exists()


def test_a_yes_holds_the_visit_and_the_clinician_is_mailed_without_a_word_of_it(visit):
    deliver_due()
    mail.outbox.clear()

    answering = FromNowOn()
    screened(visit, saddle_numbness="yes")
    deliver_due()

    visit.refresh_from_db()
    assert (visit.status, visit.under_review_since) == ("booked", answering)
    [sent] = mail.outbox
    assert sent.to == ["clinician@example.org"]
    assert sent.subject == "Emergency or same day: a form before a visit needs your eyes"
    assert "The patient’s phone: not known" in sent.body
    assert "Tuesday 1 December 2026 at 09:00" in sent.body
    assert str(visit.reference) in sent.body
    words = (sent.body + str(sent.alternatives)).lower()
    private = ["numb", visit.patient.name.lower(), visit.service.name.lower(), "key="]
    assert not any(word in words for word in private)


def test_without_the_practitioners_account_the_clinics_own_address_is_told(visit):
    visit.practitioner.user = None
    visit.practitioner.save()

    screened(visit, unwell="yes")

    planned = Message.objects.get(kind="review_needed")
    assert (planned.recipient, planned.recipient_email) == (None, "desk@example.org")


def test_many_answers_in_an_hour_mail_once(visit):
    for _ in range(3):
        screened(visit, unwell="yes")

    assert Message.objects.filter(kind="review_needed").count() == 1
    assert RedFlagScreen.objects.count() == 3


def told():
    messages = Message.objects.filter(kind="review_needed").order_by("pk")
    return list(messages.values_list("recipient_email", flat=True))


def test_whoever_is_on_call_is_told_too_and_nobody_twice(visit):
    ClinicProfile.objects.update(on_call_email="on-call@example.org")
    screened(visit, saddle_numbness="yes")
    both = told()
    Message.objects.all().delete()
    ClinicProfile.objects.update(on_call_email="Clinician@example.org")
    screened(visit, saddle_numbness="yes")

    assert both == ["clinician@example.org", "on-call@example.org"]
    assert told() == ["clinician@example.org"]


def test_a_graver_answer_within_the_hour_is_told_again(visit):
    for code in ("eating", "groin_pain", "unwell", "blood_clot", "eating"):
        screened(visit, **{code: "yes"})

    visit.refresh_from_db()
    assert visit.review_levels == ["emergency", "urgent", "no_running", "review"]
    assert told() == ["clinician@example.org"] * 4


def test_a_phone_that_is_left_is_told_and_one_that_is_known_stays(visit):
    screened(visit, blood_clot="yes")
    for phone in ("", "604 555 0177", "604 555 0666"):
        leave_phone(appointment=visit, phone=phone)
    mail.outbox.clear()

    deliver_due()

    visit.patient.refresh_from_db()
    alerts = [sent for sent in mail.outbox if sent.to == ["clinician@example.org"]]
    assert visit.patient.phone == "604 555 0177"
    assert len(alerts) == 2
    assert all("The patient’s phone: 604 555 0177" in sent.body for sent in alerts)


def test_the_mail_is_dropped_when_a_clinician_has_looked_already(visit):
    screen = screened(visit, unwell="yes")
    review_screen(screen=screen, note="Called.", by=visit.practitioner.user)

    deliver_due()

    planned = Message.objects.get(kind="review_needed")
    assert (planned.state, planned.dropped_reason) == ("dropped", "reviewed")


def test_a_move_by_the_desk_keeps_the_hold_and_tells_the_clinician_again(visit):
    screened(visit, unwell="yes")
    visit.refresh_from_db()

    move_appointment(appointment=visit, starts_at=NINE + timedelta(hours=3), booker=AT_THE_DESK)

    states = Message.objects.filter(kind="review_needed").order_by("pk").values_list("state")
    assert list(states) == [("dropped",), ("planned",)]


def test_while_under_review_the_patient_neither_moves_nor_books_an_assessment(visit):
    screened(visit, unwell="yes")
    visit.refresh_from_db()

    with pytest.raises(CallFirst, match="call the clinic"):
        move_appointment(appointment=visit, starts_at=NINE + timedelta(hours=3))
    with pytest.raises(CallFirst):
        book_appointment(patient=visit.patient, **again(visit))


def test_while_under_review_the_patient_books_other_services_and_the_desk_anything(visit):
    screened(visit, unwell="yes")
    other, _ = bookable()

    book_appointment(patient=visit.patient, service=other, starts_at=NINE + timedelta(hours=5))
    book_appointment(
        patient=visit.patient,
        booker=AT_THE_DESK,
        **again(visit),
    )

    assert visit.patient.appointments.count() == 3


def test_while_under_review_the_patient_moves_no_other_assessment(visit):
    other = book_appointment(patient=visit.patient, **again(visit))
    screened(visit, unwell="yes")

    with pytest.raises(CallFirst):
        move_appointment(appointment=other, starts_at=NINE + timedelta(hours=5))


def test_a_joined_file_is_the_same_person(visit):
    other = PatientFactory(merged_into=visit.patient)
    screened(visit, unwell="yes")

    with pytest.raises(CallFirst):
        book_appointment(patient=other, **again(visit))


def test_two_files_that_are_joined_into_a_third_are_the_same_person(visit):
    kept = PatientFactory()
    visit.patient.merged_into = kept
    visit.patient.save()
    screened(visit, unwell="yes")

    with pytest.raises(CallFirst):
        book_appointment(patient=PatientFactory(merged_into=kept), **again(visit))


def test_another_person_is_not_kept_from_booking(visit):
    screened(visit, unwell="yes")

    booked = book_appointment(patient=PatientFactory(), **again(visit))

    assert booked.status == "booked"


def test_the_patient_may_cancel_but_not_book_anew_around_the_hold(visit):
    screened(visit, unwell="yes")
    visit.refresh_from_db()

    cancel_appointment(appointment=visit)

    with pytest.raises(CallFirst):
        book_appointment(patient=visit.patient, **again(visit))


def test_a_later_calm_screen_does_not_end_the_hold(visit):
    answering = FromNowOn()
    screened(visit, unwell="yes")
    visit.refresh_from_db()
    since = visit.under_review_since

    screened(visit)

    visit.refresh_from_db()
    assert (since, visit.under_review_since) == (answering, since)


def test_a_review_ends_the_hold_and_a_later_yes_sets_it_again(visit):
    screen = screened(visit, unwell="yes")

    review_screen(screen=screen, note="Called: seen by the doctor.", by=visit.practitioner.user)
    visit.refresh_from_db()
    assert (visit.under_review_since, visit.review_levels) == (None, [])
    again = FromNowOn()
    screened(visit, night_pain="yes")

    visit.refresh_from_db()
    assert visit.under_review_since == again
    assert ScreenReview.objects.get().note == "Called: seen by the doctor."


def test_a_review_of_answers_that_were_superseded_clears_nothing(visit):
    answering = FromNowOn()
    first = screened(visit, unwell="yes")
    screened(visit, blood_clot="yes")

    with pytest.raises(ScreenSuperseded):
        review_screen(screen=first, note="Called.", by=visit.practitioner.user)

    visit.refresh_from_db()
    assert visit.under_review_since == answering
    assert not ScreenReview.objects.exists()


def test_a_review_pressed_twice_is_one(visit):
    screen = screened(visit, unwell="yes")

    reviews = [
        review_screen(screen=screen, note=note, by=visit.practitioner.user)
        for note in ("Called.", "Called again.")
    ]

    assert reviews[0] == reviews[1]
    assert ScreenReview.objects.get().note == "Called."


def test_the_same_submission_makes_one_screen(visit):
    submission, writer = uuid4(), uuid4()

    screens = {
        answer_screen(
            appointment=visit, answers=calm(), written_by=writer, submission=submission
        ).pk
        for _ in range(2)
    }

    assert len(screens) == 1
