"""What is asked between visits: planned with its cause, dropped with it, answered once."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.actions import (
    OpenPage,
    Values,
    answer_follow_up,
    ask_questions,
    discard_assessment,
    fill_section,
    withdraw_follow_up,
)
from assessments.exceptions import FollowUpAnswered, FollowUpOver, FollowUpWithdrawn
from assessments.mail import compose_day_after, compose_questions
from assessments.models import FollowUp, FollowUpAnswer, SectionCode
from clinic.emails import Drop, Later
from clinic.models import ClinicProfile, DropReason, Message
from clinic.outbox import resend
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AssessmentFactory,
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOW = MONDAY_MORNING
DAY = timedelta(days=1)


@pytest.fixture
def clinician():
    return ClinicianFactory()


def run_ended(assessment, by, *, now=NOW, km=Decimal("4.4"), revision=0):
    fill_section(
        assessment=assessment,
        code=SectionCode.RUN_END,
        values=Values(fields={"run_km": km}),
        page=OpenPage(revision),
        by=by,
        now=now,
    )


def planned(follow_up):
    messages = Message.objects.about(follow_up).order_by("send_at")
    return [(row.kind, row.occasion, row.send_at, row.state) for row in messages]


def answer(code="nprs", given=(3,), activities=()):
    return FollowUpAnswer(
        code=code,
        answers=list(given),
        activities=list(activities),
        score=sum(given),
        scorer_version=1,
        language="en",
    )


# --- A day after a run ----------------------------------------------------------------------------


def test_a_stored_run_is_followed_by_one_question_a_day_later(clinician):
    assessment = AssessmentFactory(performed_at=NOW - timedelta(minutes=50))

    run_ended(assessment, clinician)
    run_ended(assessment, clinician, km=Decimal("4.5"), revision=1)

    follow_up = FollowUp.objects.get()
    assert (follow_up.kind, follow_up.codes, follow_up.asked_by) == (
        "day_after",
        ["nprs"],
        clinician,
    )
    assert planned(follow_up) == [
        ("follow_up_day_after", "asked", NOW + DAY, "planned"),
        ("follow_up_day_after", "reminder", NOW + DAY + timedelta(hours=6), "planned"),
    ]


def test_what_falls_into_the_night_waits_for_the_morning_and_is_not_asked_twice_there(clinician):
    evening = NOW + timedelta(hours=12, minutes=30)  # 21:30 there

    run_ended(AssessmentFactory(performed_at=evening), clinician, now=evening)

    morning = NOW + 2 * DAY - timedelta(hours=1)
    follow_up = FollowUp.objects.get()
    assert planned(follow_up) == [("follow_up_day_after", "asked", morning, "planned")]
    mail = compose_day_after(Message.objects.about(follow_up).get())
    assert "this once more" not in mail.body_text


def test_a_run_that_was_stored_days_later_is_not_asked_about(clinician):
    run_ended(AssessmentFactory(performed_at=NOW - 3 * DAY), clinician)

    assert FollowUp.objects.count() == 0


def test_what_takes_the_run_back_drops_its_question(clinician):
    assessment, other = (AssessmentFactory(performed_at=NOW) for _ in range(2))
    for one in (assessment, other):
        run_ended(one, clinician)

    discard_assessment(assessment=assessment, by=clinician, now=NOW)
    run_ended(other, clinician, km=None, revision=1)

    for follow_up in FollowUp.objects.all():
        assert follow_up.withdrawn_by == clinician
        assert [state for *_, state in planned(follow_up)] == ["dropped", "dropped"]
    run_ended(other, clinician, revision=2)  # and a run after all asks anew
    assert FollowUp.objects.filter(withdrawn_at=None).count() == 1


def test_without_an_email_nothing_is_planned_and_the_row_says_so(clinician):
    assessment = AssessmentFactory(performed_at=NOW, patient=PatientFactory(email=""))

    run_ended(assessment, clinician)

    follow_up = FollowUp.objects.get()
    assert (follow_up.is_mailed, planned(follow_up)) == (False, [])


# --- Questionnaires -------------------------------------------------------------------------------


def asked(by, **changes):
    told = {"patient": PatientFactory(), "codes": ["psfs"], "due_at": NOW, "submission": uuid4()}
    return ask_questions(**told | changes, by=by)


def test_questions_are_planned_once_with_one_reminder(clinician):
    patient, submission = PatientFactory(), uuid4()
    first, again = (asked(clinician, patient=patient, submission=submission) for _ in range(2))

    assert first == again
    assert planned(first) == [
        ("follow_up_questions", "asked", NOW, "planned"),
        ("follow_up_questions", "reminder", NOW + 3 * DAY, "planned"),
    ]


def test_an_answer_is_stored_once_and_ends_the_reminder(clinician):
    follow_up = asked(clinician)
    given = answer("psfs", [5, 6], ["Run", "Stairs"])

    answer_follow_up(follow_up=follow_up, answers=[given], typed_by=None, now=NOW)
    with pytest.raises(FollowUpAnswered):
        answer_follow_up(follow_up=follow_up, answers=[answer("psfs")], typed_by=None, now=NOW)
    with pytest.raises(FollowUpAnswered):
        withdraw_follow_up(follow_up=follow_up, by=clinician, now=NOW)

    assert follow_up.answers.get().answers == [5, 6]
    assert [state for *_, state in planned(follow_up)] == ["dropped", "dropped"]
    notes = Message.objects.about(follow_up).values_list("dropped_note", flat=True)
    assert set(notes) == {"It was answered."}


def test_a_clinicians_answers_supersede_what_stands_and_say_nothing_twice(clinician):
    follow_up = asked(clinician)
    for given, typed_by in (([5], None), ([5], clinician), ([7], clinician), ([8], clinician)):
        answer_follow_up(
            follow_up=follow_up,
            answers=[answer("psfs", given, ["Run"])],
            typed_by=typed_by,
            now=NOW,
        )

    rows = FollowUpAnswer.objects.order_by("pk")
    before = [row.supersedes and row.supersedes.answers for row in rows]
    assert [row.answers for row in rows] == [[5], [7], [8]]
    assert before == [None, [5], [7]]


def test_what_is_over_or_taken_back_is_answered_by_a_clinician_or_nobody(clinician):
    over, taken_back = asked(clinician), asked(clinician)
    withdraw_follow_up(follow_up=taken_back, by=clinician, now=NOW)
    late = NOW + 20 * DAY

    with pytest.raises(FollowUpOver):
        answer_follow_up(follow_up=over, answers=[answer()], typed_by=None, now=late)
    with pytest.raises(FollowUpWithdrawn):
        answer_follow_up(follow_up=taken_back, answers=[answer()], typed_by=clinician, now=NOW)
    answer_follow_up(follow_up=over, answers=[answer()], typed_by=clinician, now=late)
    assert FollowUpAnswer.objects.get().typed_by == clinician


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM assessments_followup",
        "TRUNCATE assessments_followup CASCADE",
        "UPDATE assessments_followupanswer SET score = 1",
        "DELETE FROM assessments_followupanswer",
        "TRUNCATE assessments_followupanswer CASCADE",
    ],
)
def test_what_was_asked_is_kept_and_what_was_answered_is_written_once(statement):
    given = answer()
    given.follow_up, given.answered_at = FollowUpFactory(), NOW
    given.save()
    connection.check_constraints()

    with (
        pytest.raises(IntegrityError, match="is refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# --- Its mail -------------------------------------------------------------------------------------


def message_of(follow_up, occasion="asked"):
    return Message.objects.about(follow_up).get(occasion=occasion)


def test_the_mail_carries_a_link_and_no_finding(clinician):
    ClinicProfile.objects.create(name="Harbour", phone="604-555-0100")
    patient = PatientFactory(name="Ben Runner", contact_name="Ada Runner")
    follow_up = asked(clinician, patient=patient, codes=["uwri", "nprs"])

    mail, reminder = (
        compose_questions(message_of(follow_up, occasion)) for occasion in ("asked", "reminder")
    )

    assert mail.subject == "A few questions from your clinician"
    assert mail.stored_text == (
        "Hello Ada Runner,\n\nThis is about Ben Runner.\n\n"
        "Your clinician would like to know how you are getting on. The questions take a few "
        "minutes and need no log-in. Please have the printed form at hand that we gave you.\n\n"
        "Answer them:\n[link]\n\n"
        "The page takes your answers until Monday 7 December 2026 at 09:00, Vancouver time.\n\n"
        "Questions? Call us at 604-555-0100.\n\nWith best wishes,\nHarbour\n"
    )
    assert f"/follow-ups/{follow_up.reference}/?key=" in mail.body_text
    assert "write about them this once more" in reminder.body_text
    Message.objects.about(follow_up).update(state="failed")
    first = resend(message_of(follow_up, "asked"), UserFactory())
    assert "this once more" not in compose_questions(first).body_text  # the only one that arrived
    for word in ("pain", "UWRI", "knee", "hip", "injury"):
        assert word not in mail.body_text + mail.body_html + reminder.body_text


def test_who_wants_no_questions_is_mailed_none(clinician):
    follow_up = asked(clinician, patient=PatientFactory(questions_wanted=False), codes=["uwri"])

    assert compose_questions(message_of(follow_up)) == Drop(DropReason.NO_QUESTIONS)


def test_a_mail_is_dropped_or_waits_for_the_morning(clinician, clock):
    follow_up = FollowUpFactory()
    about = {"about": follow_up, "about_id": follow_up.pk, "send_at": NOW}
    message = Message(kind="follow_up_day_after", **about)
    clock.move_to(NOW + timedelta(hours=14))
    late = compose_day_after(message)
    clock.move_to(follow_up.closes_at)
    over = compose_day_after(message)
    FollowUp.objects.update(answered_at=timezone.now())

    assert late == Later(NOW + timedelta(hours=23))
    assert over == Drop(DropReason.TOO_LATE)
    assert compose_day_after(message) == Drop(DropReason.SUPERSEDED)
