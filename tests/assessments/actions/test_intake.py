"""Answers before a visit: kept as typed, read where they can be, never overwritten unseen."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from assessments.actions import OpenPage, answer_screen, save_intake
from assessments.exceptions import AnsweredElsewhere, FormClosed, IntakeChanged
from assessments.forms.intake import VisitQuestionsForm, as_submitted
from assessments.models import Intake
from assessments.questions import before_visit
from bookings.actions import cancel_appointment
from tests.assessments.form_answers import calm, runner
from tests.factories import NINE, AppointmentFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def visit():
    return AppointmentFactory(service=ServiceFactory(intake_form="running"))


def form_of(form="running", **typed):
    sent = {name: one if isinstance(one, list) else [one] for name, one in typed.items()}
    return VisitQuestionsForm(MultiValueDict(sent), form=form)


def save(visit, *, page=None, written_by=None, may_read=False, replaces=False, **typed):
    return save_intake(
        appointment=visit,
        answers=form_of(visit.service.intake_form, **typed).answers(),
        page=page or OpenPage(0, uuid4()),
        written_by=written_by or uuid4(),
        may_read=may_read,
        replaces=replaces,
        now=timezone.now(),
    )


def test_a_runners_answers_are_kept_as_typed_and_read_into_columns(visit):
    intake = save(visit, **runner())

    intake.refresh_from_db()
    assert intake.typed["weekly_km_2"] == "28,5"
    assert intake.weekly_km_last4 == [Decimal("30.0"), Decimal("28.5"), None, Decimal("20.0")]
    assert (intake.running_years, intake.mass_kg) == (Decimal("7.5"), Decimal("64.5"))
    assert (intake.sessions_per_week, intake.stress_0_10) == (3, 4)
    assert intake.recent_change == ["shoes", "hills"]
    assert intake.injury_history == [
        {"site": "Shin", "side": "left", "when": "spring 2024", "weeks": "6", "over": "yes"}
    ]
    assert intake.finished_at == intake.saved_at


def test_an_answer_that_cannot_be_read_is_kept_and_its_column_stays_empty(visit):
    save(visit, written_by=(mine := uuid4()), **runner(mass_kg="64"))

    intake = save(visit, written_by=mine, page=OpenPage(0), **runner(mass_kg="sixty"))

    intake.refresh_from_db()
    assert (intake.typed["mass_kg"], intake.mass_kg) == ("sixty", None)
    assert intake.weekly_km == Decimal("32.0")


BAD = {
    "too heavy": ("mass_kg", "351", "from 20 to 350 kg"),
    "too light": ("mass_kg", "19", "from 20 to 350 kg"),
    "below nothing": ("weekly_km", "-1", "from 0 to 400 km"),
    "words": ("weekly_km", "a lot", "Write a number"),
    "two commas": ("weekly_km", "1,2,3", "Write"),
    "infinity": ("weekly_km", "inf", "Write a number"),
    "too fine": ("weekly_km", "3,25", "At most 1 digits"),
    "half a run": ("sessions_per_week", "2,5", "Write a whole number"),
    "beyond ten": ("stress_0_10", "11", "from 0 to 10"),
    "a day that is none": ("goal_date", "2027-02-30", "valid date"),
    "the end of time": ("goal_date", "9999-12-31", "nearer to today"),
    "born tomorrow": ("birth_date", "2030-01-01", "date of birth"),
    "no such change": ("recent_change", ["diet"], "diet"),
    "an injury nowhere": ("injury_2_weeks", "3", ""),
    "a zero byte": ("occupation", "a\x00b", "Null"),
}


@pytest.mark.parametrize(("name", "text", "message"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_said_next_to_its_field(name, text, message):
    form = form_of(**runner(**{name: text}))

    assert not form.is_valid()
    field = "injury_2_site" if name == "injury_2_weeks" else name
    assert message in " ".join(form.errors[field])
    assert list(form.errors) == [field]


def test_a_form_without_any_answer_is_complete(visit):
    intake = save(visit)

    assert (intake.typed, intake.finished_at) == ({}, intake.saved_at)


def test_saved_answers_come_back_into_the_form_as_they_were_typed(visit):
    intake = save(visit, **runner(mass_kg="sixty"))

    form = VisitQuestionsForm(as_submitted(intake.typed), form="running")

    assert form["mass_kg"].value() == "sixty"
    assert form["recent_change"].value() == ["shoes", "hills"]
    assert "mass_kg" in form.errors


def test_an_older_page_overwrites_nothing(visit):
    mine = uuid4()
    save(visit, written_by=mine, **runner())
    save(visit, written_by=mine, page=OpenPage(0, uuid4()), **runner(goal_text="Newer"))

    with pytest.raises(IntakeChanged):
        save(visit, written_by=mine, page=OpenPage(0, uuid4()), **runner(goal_text="Older"))

    assert Intake.objects.get().goal_text == "Newer"


def test_the_same_page_may_save_again_and_again(visit):
    mine, page = uuid4(), OpenPage(0, uuid4())
    for text in ("R", "Ru", "Run"):
        save(visit, written_by=mine, page=page, goal_text=text)

    assert (Intake.objects.get().goal_text, Intake.objects.get().revision) == ("Run", 2)


def test_whoever_may_not_read_replaces_only_when_they_say_so_and_nothing_is_lost(visit):
    save(visit, **runner(goal_text="Mine"))

    with pytest.raises(AnsweredElsewhere):
        save(visit, **runner(goal_text="Theirs"))
    save(visit, replaces=True, **runner(goal_text="Theirs"))

    intake = Intake.objects.get()
    assert intake.goal_text == "Theirs"
    assert [one["typed"]["goal_text"] for one in intake.earlier] == ["Mine"]


def test_answers_end_when_the_visit_begins_or_is_cancelled(visit, clock):
    cancelled = AppointmentFactory(service=visit.service, starts_at=NINE + timedelta(days=1))
    cancel_appointment(appointment=cancelled)
    cancelled.refresh_from_db()
    clock.move_to(visit.starts_at)

    for closed in (visit, cancelled):
        with pytest.raises(FormClosed):
            save(closed, **runner())
        with pytest.raises(FormClosed):
            answer_screen(appointment=closed, answers=calm(), written_by=uuid4())

    assert not Intake.objects.exists()


@pytest.mark.parametrize("form", ["running", "short"])
def test_the_desk_learns_that_a_form_is_filled_once_both_parts_are(form):
    visit = AppointmentFactory(service=ServiceFactory(intake_form=form))
    save(visit, goal_text="Run again.")
    visit.refresh_from_db()
    assert visit.lacks_form

    answer_screen(appointment=visit, answers=calm(), written_by=uuid4())

    visit.refresh_from_db()
    assert not visit.lacks_form


@pytest.mark.parametrize(
    ("column", "value"),
    [("mass_kg", 500), ("stress_0_10", 11), ("sex_for_norms", "x"), ("form", "long")],
)
def test_the_database_refuses_what_no_form_would_send(visit, column, value):
    save(visit, **runner())

    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.update(**{column: value})


def test_answers_are_read_from_what_was_saved_with_their_units(visit):
    intake = save(visit, **runner())

    read = dict(before_visit.as_read(intake.form, intake.typed))

    assert ("Distance in a usual week", "32 km") in read["Your running now"]
    assert ("What has changed lately?", "Shoes, More or fewer hills") in read[
        "Your last four weeks"
    ]
    assert read["Injuries before"] == [("Injury 1", "Shin, left, spring 2024, 6 weeks lost, over")]
    assert "Your days" in read
    assert all(text for rows in read.values() for _, text in rows)


def test_every_column_of_a_question_exists_and_every_number_has_its_range():
    columns = {field.name for field in Intake._meta.get_fields()}
    asked = {
        question.name
        for sections in before_visit.FORMS.values()
        for section in sections
        for question in section.questions
    } - set(before_visit.WEEKS)

    assert asked <= columns
    named = {constraint.name for constraint in Intake._meta.constraints}
    assert {f"intake_{name}_within_range" for name in before_visit.numbers()} <= named
