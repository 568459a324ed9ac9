"""A plan is written, sent, changed by new versions, and ended."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments import plans
from assessments.actions import (
    answer_screen,
    ask_safety,
    begin_programme,
    begin_version,
    discard_draft,
    end_programme,
    note_safety,
    save_dose,
    save_draft,
    send_version,
    set_thresholds,
)
from assessments.exceptions import (
    NoSuchExercise,
    PlanBlocked,
    PlanChanged,
    PlanClosed,
    PlanIncomplete,
    PlanNotRunning,
)
from assessments.exercises.doses import Dose
from assessments.exercises.library import EXERCISES
from assessments.judging import plan_limits, thresholds
from assessments.models import Programme, ProgrammeVersion, RuleSetting, SafetyCheck
from assessments.reading.prescribing import offer_for, template_items
from clinic.delivery import deliver_due
from clinic.models import Message
from tests.assessments.form_answers import calm
from tests.factories import NINE, AssessmentFactory, PatientFactory
from tests.factories.programmes import (
    a_clinician,
    a_draft,
    a_draft_plan,
    a_running_plan,
    draft_items,
    item_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 11, 23)


def now():
    return timezone.now()


def send(draft, **changes):
    by = draft.programme.practitioner.user
    return send_version(
        **{"version": draft, "revision": draft.revision, "by": by, "now": now(), **changes}
    )


def exercises(version):
    return [item.exercise for item in version.items.all()]


# --- Writing --------------------------------------------------------------------------------------


def test_a_plan_begins_with_the_clinics_weeks_and_load_advice_and_is_taken_up_again():
    patient, practitioner = PatientFactory(), a_clinician()
    begin = {
        "patient": patient,
        "practitioner": practitioner,
        "assessment": None,
        "by": practitioner.user,
        "now": now(),
    }

    first, second = begin_programme(**begin), begin_programme(**begin)

    assert first == second
    draft = first.draft
    assert (draft.starts_on, draft.weeks, draft.retest_week) == (TODAY + timedelta(days=1), 6, 6)
    assert draft.load_advice.startswith("Keep your next long run within about 10 %")
    assert (draft.moves_by_itself, Message.objects.count()) == (False, 0)


def test_a_draft_is_stored_as_it_is_written_with_what_each_exercise_looks_like_today():
    draft = a_draft("E05", "E02")

    assert exercises(draft) == ["E05", "E02"]
    item = draft.items.get(exercise="E05")
    assert item.dose == EXERCISES["E05"].dose
    assert item.shown["name"] == "Side-lying hip abduction"
    assert item.shown["steps"] == list(EXERCISES["E05"].steps)
    assert (draft.revision, draft.ends_on, draft.retest_on) == (
        *(1, date(2027, 1, 3)),
        date(2027, 1, 4),
    )


def test_a_page_that_is_older_than_the_draft_saves_nothing_over_it():
    draft = a_draft("E05")

    with pytest.raises(PlanChanged):
        save_draft(version=draft, revision=0, plan=a_draft_plan("E02"), now=now())

    assert exercises(ProgrammeVersion.objects.get()) == ["E05"]


def test_an_exercise_that_there_is_not_is_refused():
    draft = a_draft("E05")
    plan = a_draft_plan(items=tuple(replace(item, exercise="E99") for item in draft_items("E05")))

    with pytest.raises(NoSuchExercise):
        save_draft(version=draft, revision=1, plan=plan, now=now())


def test_a_saved_default_holds_for_who_adds_the_exercise_from_then_on():
    by, dose = a_clinician().user, Dose(sets=2, least=5, most=6)
    save_dose(exercise="E05", dose=dose, words="With a cushion", by=by, now=now())

    clam = EXERCISES["E04"]
    assert plans.doses_of([EXERCISES["E05"], clam]) == {
        "E05": (dose, "With a cushion"),
        "E04": (clam.dose, clam.dose_words),
    }
    with pytest.raises(NoSuchExercise):
        save_dose(exercise="E99", dose=Dose(least=5, most=6), words="", by=by, now=now())


def test_the_exercises_of_a_template_are_read_at_once(django_assert_num_queries):
    draft = a_draft("E04")
    by, dose = draft.programme.created_by, Dose(sets=2, least=5, most=6)
    save_dose(exercise="E02", dose=dose, words="With a towel", by=by, now=now())
    offer = offer_for(draft.programme, {"E04"})

    with django_assert_num_queries(2):  # the clinic's doses, and its days a week
        items = template_items(offer, "start")

    own = {item.exercise: (item.dose, item.dose_words) for item in items}
    assert (list(own), own["E02"]) == (["E05", "E04", "E02", "E22"], (dose, "With a towel"))


# --- Sending --------------------------------------------------------------------------------------


def test_a_version_is_sent_once_with_its_rules_and_one_mail_that_names_no_body_part():
    draft = a_draft("E05")

    first, second = send(draft), send(draft)

    assert first == second == ProgrammeVersion.objects.get()
    assert first.rules["plan_up_pain_max"] == "2"
    assert first.programme.status == "running"
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient) == ("plan_ready", draft.programme.patient)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"items": ()}, "Add at least one exercise"),
        ({"items": "idle"}, "Choose the days of: Clamshell"),
        ({"load_advice": " "}, "Load advice is always part"),
    ],
)
def test_a_plan_that_is_not_whole_is_not_sent(plan, said):
    if plan.get("items") == "idle":
        plan = {"items": draft_items("E04", days=())}
    draft = a_draft("E04", **plan)

    with pytest.raises(PlanIncomplete, match=said):
        send(draft)

    assert Message.objects.count() == 0


def test_a_draft_whose_first_day_has_passed_is_not_sent(clock):
    draft = a_draft("E04", starts_on=TODAY)
    clock.shift(timedelta(days=1))

    with pytest.raises(PlanIncomplete, match="Choose today or a later day") as caught:
        send(draft)

    assert caught.value.field == "starts_on"
    again = save_draft(
        version=draft,
        revision=draft.revision,
        plan=a_draft_plan("E04", starts_on=TODAY + timedelta(days=1)),
        now=now(),
    )
    assert send(again).is_sent


def test_a_place_that_is_said_twice_is_given_once():
    draft = a_draft("E04")
    first, second = draft_items("E04", "E02", line=1)

    draft = save_draft(
        version=draft, revision=1, plan=a_draft_plan(items=(first, second)), now=now()
    )

    assert [(item.exercise, item.line.number) for item in draft.items.all()] == [
        ("E04", 1),
        ("E02", 2),
    ]


def test_a_caution_asks_for_a_note_before_the_plan_is_sent():
    draft = a_draft("E05", cautions=("post_op",))

    with pytest.raises(PlanBlocked, match="after an operation") as caught:
        send(draft)

    assert caught.value.field == "caution_note"
    noted = a_draft_plan("E05", cautions=("post_op",), caution_note="Surgeon agrees.")
    draft = save_draft(version=draft, revision=draft.revision, plan=noted, now=now())
    assert send(draft).caution_note == "Surgeon agrees."


def test_an_open_red_flag_blocks_a_plan_until_a_clinician_has_noted_what_they_did(clock):
    clock.move_to(NINE - timedelta(days=1))
    draft = a_draft("E05")
    visit = draft.programme.patient.appointments.get()
    stopping = calm() | {"night_pain": "yes"}
    answer_screen(appointment=visit, answers=stopping, written_by=visit.reference)

    with pytest.raises(PlanBlocked, match="A safety answer is open"):
        send(draft)

    assessment = AssessmentFactory(patient=draft.programme.patient, appointment=visit, safety=False)
    by = draft.programme.practitioner.user
    asked = {"assessment": assessment, "by": by}
    screen = visit.screens.get()
    clock.shift(60)
    check = ask_safety(
        **asked, answers=stopping, read=screen.reference, submission=screen.reference, now=now()
    )
    clock.shift(60)
    with pytest.raises(PlanBlocked):
        send(draft)
    note_safety(
        **asked,
        answers=check.reference,
        note="Imaging is clear.",
        submission=check.reference,
        now=now(),
    )
    assert SafetyCheck.objects.count() == 2
    assert send(draft).is_sent


def test_a_new_plan_ends_the_one_that_ran_in_whichever_file():
    earlier = a_running_plan("E05")
    joined = PatientFactory(merged_into=earlier.patient)
    draft = a_draft("E02", patient=joined, practitioner=earlier.practitioner)

    send(draft)

    assert [each.status for each in Programme.objects.order_by("pk")] == ["ended", "running"]


# --- Versions -------------------------------------------------------------------------------------


def test_a_changed_plan_is_a_new_version_and_the_last_one_stays_as_it_was_sent():
    programme = a_running_plan("E04", "E02")
    by = programme.practitioner.user

    draft = begin_version(programme=programme, by=by, now=now())
    again = begin_version(programme=programme, by=by, now=now())

    assert draft == again
    lines = {item.exercise: item.line.number for item in draft.items.all()}
    kept = replace(draft_items("E04")[0], line=lines["E04"])
    plan = a_draft_plan(items=(kept, *draft_items("E22")))
    draft = save_draft(version=draft, revision=0, plan=plan, now=now())
    send(draft)
    assert [(each.number, exercises(each)) for each in programme.versions.all()] == [
        (2, ["E04", "E22"]),
        (1, ["E04", "E02"]),
    ]
    assert item_of(programme, "E04").line.number == lines["E04"]
    assert item_of(programme, "E22").line.number == 3
    assert Message.objects.filter(kind="plan_ready", state="planned").count() == 1


def test_beside_a_new_plan_that_is_being_written_no_version_begins():
    running = a_running_plan("E04")
    draft = a_draft("E05", patient=running.patient, practitioner=running.practitioner)

    again = begin_version(programme=running, by=running.created_by, now=now())

    assert again == draft
    assert ProgrammeVersion.objects.filter(sent_at=None).count() == 1


def test_a_draft_is_put_away_and_the_plan_that_runs_goes_on():
    programme = a_running_plan("E04")
    by = programme.practitioner.user
    draft = begin_version(programme=programme, by=by, now=now())

    discard_draft(version=draft, by=by, now=now())
    discard_draft(version=draft, by=by, now=now())

    programme.refresh_from_db()
    assert (programme.status, programme.draft) == ("running", None)
    with pytest.raises(PlanClosed):
        discard_draft(version=programme.in_force, by=by, now=now())


def test_a_plan_that_was_never_sent_is_discarded_and_another_can_begin():
    draft = a_draft("E04")
    programme = draft.programme

    discard_draft(version=draft, by=programme.created_by, now=now())

    programme.refresh_from_db()
    assert programme.status == "discarded"
    assert a_draft("E05", patient=programme.patient).programme != programme


def test_a_plan_ends_with_why_and_takes_no_new_version():
    programme = a_running_plan("E04")
    by = programme.practitioner.user

    end_programme(programme=programme, reason="All goals reached.", by=by, now=now())
    ended = end_programme(programme=programme, reason="Again", by=by, now=now())

    assert (ended.status, ended.end_reason) == ("ended", "All goals reached.")
    with pytest.raises(PlanNotRunning):
        begin_version(programme=programme, by=by, now=now())


# --- Its mail, and the clinic's word on it --------------------------------------------------------


def test_the_mail_says_that_a_plan_is_ready_and_names_no_body_part(mailoutbox):
    programme = a_running_plan("E05", patient=PatientFactory(name="Ada"))
    deliver_due(now())

    [mail] = mailoutbox
    assert mail.subject == "Your plan is ready"
    said = f"{mail.body} {mail.alternatives[0][0]}".lower()
    assert [word for word in ("hip", "leg", "knee", "abduction", "exercise") if word in said] == []
    assert programme.in_force.sent_at is not None


def test_the_mail_of_a_plan_that_has_ended_is_not_sent(mailoutbox):
    programme = a_running_plan("E05")
    end_programme(programme=programme, reason="Over", by=programme.created_by, now=now())

    deliver_due(now())

    assert mailoutbox == []
    assert Message.objects.get().dropped_reason == "superseded"


def test_where_the_clinic_says_so_plans_move_by_themselves_from_then_on():
    settings = RuleSetting.objects.current()
    set_thresholds(
        values=settings | {plan_limits.MOVES_BY_ITSELF: Decimal(1)},
        mark=thresholds.settings_mark(settings),
        by=a_clinician().user,
        now=now(),
    )
    practitioner = a_clinician()

    programme = begin_programme(
        patient=PatientFactory(),
        practitioner=practitioner,
        assessment=None,
        by=practitioner.user,
        now=now(),
    )

    assert programme.draft.moves_by_itself is True
    assert thresholds.in_words(plan_limits.MOVES_BY_ITSELF, "1") == (
        "What happens when a rule is met: the plan moves on by itself"
    )
