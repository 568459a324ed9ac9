"""What is logged moves a plan on by its written rule: proposed, or made where the plan says so."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import (
    accept_step,
    answer_next_day,
    answer_screen,
    barred_from,
    begin_version,
    decline_step,
    end_programme,
    log_session,
    raise_silences,
    save_dose,
    see_alert,
    set_thresholds,
    take_back_session,
)
from assessments.exceptions import AlertSeen, SessionRefused, StepDecided, StepOutdated
from assessments.exercises.doses import Dose
from assessments.judging import plan_limits, thresholds
from assessments.models import (
    PlanAlert,
    ProgrammeVersion,
    ProgressionStep,
    RuleSetting,
    SessionLog,
)
from clinic.models import Message
from tests.assessments.form_answers import calm
from tests.assessments.records import Recorded, record
from tests.factories import ClinicianFactory
from tests.factories.programmes import a_draft, a_running_plan, draft_items, item_of, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
A_DAY = timedelta(days=1)


def now():
    return timezone.now()


def steps():
    return [
        (step.from_exercise, step.to_exercise, step.state)
        for step in ProgressionStep.objects.order_by("pk")
    ]


def alerts():
    return [(alert.kind, alert.words) for alert in PlanAlert.objects.all()]


def on_the_plan(programme):
    return [(item.exercise, item.position) for item in programme.in_force.items.all()]


@pytest.fixture
def programme():
    return a_running_plan("E04", "E02")


@pytest.fixture
def proposed(programme):
    """A step up that two good sessions ask for."""
    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)
    return ProgressionStep.objects.get()


# --- Logging --------------------------------------------------------------------------------------


def test_the_same_log_sent_five_times_is_stored_once_and_moves_nothing_more(programme):
    key = uuid4()
    sent = {"days_ago": 1, "reference": key, "pain": 8, "effort": 10}

    for _ in range(5):
        log(programme, "E04", **sent)

    assert SessionLog.objects.get().reference == key
    assert alerts() == [
        ("pain", "Clamshell, 22 November: pain 8/10."),
        ("effort", "Clamshell, 22 November: effort 10/10."),
    ]


@pytest.mark.parametrize(
    ("days_ago", "said"), [(-1, "This day has not come yet"), (8, "before your plan began")]
)
def test_a_day_that_cannot_be_is_refused(programme, days_ago, said):
    with pytest.raises(SessionRefused, match=said) as caught:
        log(programme, "E04", days_ago=days_ago)

    assert caught.value.field == "done_on"


def test_nothing_is_logged_of_a_draft_or_under_the_key_of_another_plan(programme):
    draft = a_draft("E05")
    made = log(programme, "E04")
    day = {"done_on": timezone.localdate(), "done": [], "now": now()}

    with pytest.raises(SessionRefused, match="not part of a plan that was sent"):
        log_session(item=draft.items.get(), reference=uuid4(), **day)
    with pytest.raises(SessionRefused, match="another plan"):
        log_session(item=draft.items.get(), reference=made.reference, **day)


def test_what_is_logged_late_of_a_plan_that_ended_is_kept_and_moves_nothing(programme):
    item = item_of(programme, "E04")
    end_programme(programme=programme, reason="Done.", by=programme.created_by, now=now())

    for _ in range(2):
        log_session(
            item=item,
            reference=uuid4(),
            done_on=timezone.localdate(),
            done=[15, 15, 15],
            pain=9,
            now=now(),
        )

    assert (SessionLog.objects.count(), steps()) == (2, [])
    assert [kind for kind, _ in alerts()] == ["pain"]


# --- Up -------------------------------------------------------------------------------------------


def test_a_step_up_is_proposed_to_the_clinician_with_its_rule_and_the_plan_stays(
    programme, proposed
):
    assert (proposed.state, proposed.direction, proposed.rule) == (
        *("proposed", "up"),
        "top_of_range",
    )
    assert (proposed.from_name, proposed.to_name) == ("Clamshell", "Standing hip abduction, band")
    assert proposed.words == (
        "Top of the range in all sets on 2 sessions in a row, pain at most 2/10, good control: "
        "one level harder."
    )
    assert on_the_plan(programme) == [("E04", 1), ("E02", 2)]
    assert alerts() == []


def test_an_accepted_step_is_a_new_version_that_says_which_rule_moved_it(programme, proposed):
    by = programme.practitioner.user

    accept_step(step=proposed, by=by, now=now(), note="Well done")
    accept_step(step=proposed, by=by, now=now())

    version = programme.in_force
    assert (version.number, version.sent_by, version.is_by_rule) == (2, by, False)
    assert on_the_plan(programme) == [("E07", 1), ("E02", 2)]
    item = item_of(programme, "E07")
    assert (item.moved_by, item.line) == (proposed, proposed.line)
    assert item.dose_words == ""
    assert item_of(programme, "E02").moved_by is None
    assert steps() == [("E04", "E07", "made")]
    assert Message.objects.filter(kind="plan_ready", state="planned").count() == 1


def test_a_declined_step_is_not_proposed_again_for_the_same_sessions(programme, proposed):
    by = programme.practitioner.user

    decline_step(step=proposed, by=by, now=now(), note="Another week")
    log(programme, "E04")

    assert steps() == [("E04", "E07", "declined")]
    with pytest.raises(StepDecided):
        accept_step(step=proposed, by=by, now=now())


def test_a_proposal_lapses_when_a_session_hurts_meanwhile(programme, proposed):
    log(programme, "E04", pain=4)

    assert steps() == [("E04", "E07", "lapsed")]
    with pytest.raises(StepDecided):
        accept_step(step=proposed, by=programme.practitioner.user, now=now())


def test_a_proposal_lapses_when_a_log_behind_it_is_taken_back(programme, proposed):
    take_back_session(log=SessionLog.objects.first(), now=now())

    assert steps() == [("E04", "E07", "lapsed")]


def test_a_step_to_what_the_ladder_does_not_lead_to_is_refused(programme, proposed):
    with pytest.raises(StepOutdated):
        accept_step(step=proposed, by=programme.practitioner.user, now=now(), to_exercise="E23")


def test_two_levels_in_a_week_are_refused_even_by_hand(programme, proposed, clock):
    by = programme.practitioner.user
    accept_step(step=proposed, by=by, now=now())
    for _ in range(3):
        clock.shift(A_DAY)
        log(programme, "E07")
    assert steps() == [("E04", "E07", "made")]

    clock.shift(4 * A_DAY)
    log(programme, "E07")

    assert steps()[-1] == ("E07", "E06", "proposed")


def test_pain_that_was_found_since_bars_a_step_of_a_plan_that_began_without_an_assessment():
    programme = a_running_plan("E07")
    record(
        programme.patient,
        programme.practitioner,
        Recorded(seen={("pelvic_drop", "R"): "mild"}, end={"pain_locations": ["hip_lateral_R"]}),
    )

    log(programme, "E07", days_ago=2)
    log(programme, "E07", days_ago=1)
    step = ProgressionStep.objects.get()

    assert barred_from(programme.in_force) >= {"E08", "E20"}
    with pytest.raises(StepOutdated):
        accept_step(step=step, by=programme.created_by, now=now(), to_exercise="E08")


@pytest.mark.parametrize(
    "act",
    [
        lambda step: accept_step(step=step, by=step.programme.created_by, now=now()),
        lambda step: log(step.programme, "E02"),
        lambda step: answer_next_day(log=SessionLog.objects.first(), is_worse=True, now=now()),
        lambda step: take_back_session(log=SessionLog.objects.first(), now=now()),
    ],
    ids=["accept", "log", "answer", "take back"],
)
def test_nobody_opens_a_safety_answer_while_the_rule_is_asked(proposed, act):
    with CaptureQueriesContext(connection) as asked:
        act(proposed)

    locked = [sql for row in asked if "FOR NO KEY UPDATE" in (sql := row["sql"] or "")]
    assert ['FROM "clinic_patient"' in sql for sql in locked[:2]] == [True, False]
    assert 'FROM "assessments_programme"' in locked[1]


# --- Down -----------------------------------------------------------------------------------------


def test_pain_proposes_a_step_down_and_the_clinician_is_told_once(programme):
    log(programme, "E02", pain=6)

    assert steps() == [("E02", "E09", "proposed")]
    assert alerts() == [("pain", "Banded bridge with abduction, 23 November: pain 6/10.")]


def test_worse_the_next_day_is_answered_once_and_steps_down(programme):
    made = log(programme, "E02", days_ago=1)

    answer_next_day(log=made, is_worse=True, now=now())
    answer_next_day(log=made, is_worse=False, now=now())

    assert steps() == [("E02", "E09", "proposed")]
    assert [kind for kind, _ in alerts()] == ["pain"]


def test_no_next_morning_and_no_good_answer_tells_again_what_was_seen_to(programme):
    made = log(programme, "E02", days_ago=1, pain=8, effort=10)
    worse = log(programme, "E04", days_ago=1, pain=8, effort=10)
    by = programme.practitioner.user
    for alert in PlanAlert.objects.all():
        see_alert(alert=alert, what_was_done="Called.", by=by, now=now())

    answer_next_day(log=made, is_worse=False, now=now())
    assert PlanAlert.objects.unseen().count() == 0

    answer_next_day(log=worse, is_worse=True, now=now())
    assert [(each.kind, each.words) for each in PlanAlert.objects.unseen()] == [
        ("pain", "Clamshell, 22 November: pain 8/10, worse the next day.")
    ]


def test_what_was_said_of_the_harder_exercise_goes_with_it():
    said = {"first_side": "L", "extra_set": True, "note": "N", "reason": "R", "source": "S"}
    programme = a_running_plan("E10", items=draft_items("E10", **said))
    log(programme, "E10", pain=8)
    by = programme.practitioner.user

    accept_step(step=ProgressionStep.objects.get(), by=by, now=now())

    item = item_of(programme, "E02")
    assert {name: getattr(item, name) for name in said} == {
        "first_side": "",
        "extra_set": False,
        "note": "",
        "reason": "",
        "source": "",
    }


def test_a_step_keeps_its_side_where_both_exercises_are_of_one_and_has_the_clinics_dose():
    programme = a_running_plan(items=draft_items("E04", first_side="R", extra_set=True))
    by, dose = programme.practitioner.user, Dose(sets=2, least=5, most=6)
    save_dose(exercise="E07", dose=dose, words="Red band", by=by, now=now())
    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)

    accept_step(step=ProgressionStep.objects.get(), by=by, now=now())

    item = item_of(programme, "E07")
    assert (item.first_side, item.extra_set) == ("R", True)
    assert (item.dose, item.dose_words) == (dose, "Red band")


def test_with_nothing_easier_the_clinician_is_told_all_the_same(programme):
    log(programme, "E04", pain=9)

    assert steps() == []
    assert alerts() == [("pain", "Clamshell, 23 November: pain 9/10.")]


# --- By itself ------------------------------------------------------------------------------------


def test_a_plan_that_moves_by_itself_makes_the_step_and_nobody_signs_it():
    programme = a_running_plan("E04", "E02", moves_by_itself=True)

    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)

    step = ProgressionStep.objects.get()
    assert (step.state, step.is_automatic) == ("made", True)
    version = programme.in_force
    assert (version.number, version.sent_by, version.is_by_rule) == (2, None, True)
    assert on_the_plan(programme) == [("E07", 1), ("E02", 2)]


def test_a_version_that_the_rule_sends_has_the_rules_that_its_patient_has_read():
    programme = a_running_plan("E04", moves_by_itself=True)
    settings = RuleSetting.objects.current()
    set_thresholds(
        values=settings | {plan_limits.DOWN_PAIN_ABOVE: Decimal(9)},
        mark=thresholds.settings_mark(settings),
        by=programme.created_by,
        now=now(),
    )

    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)

    last, first = programme.versions.all()
    assert (last.is_by_rule, last.rules) == (True, first.rules)


def test_a_plan_moves_nothing_by_itself_while_a_safety_answer_is_open():
    programme = a_running_plan("E04", moves_by_itself=True)
    visit = programme.patient.appointments.get()
    answers = calm() | {"night_pain": "yes"}
    answer_screen(appointment=visit, answers=answers, written_by=visit.reference)

    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)

    assert steps() == [("E04", "E07", "proposed")]


def test_a_step_that_is_made_meanwhile_goes_into_a_draft_that_is_open(programme, proposed):
    by = programme.practitioner.user
    draft = begin_version(programme=programme, by=by, now=now())

    accept_step(step=proposed, by=by, now=now())

    draft.refresh_from_db()
    assert (draft.number, draft.revision) == (3, 1)
    assert [item.exercise for item in draft.items.all()] == ["E07", "E02"]
    assert [each.number for each in ProgrammeVersion.objects.all()] == [3, 2, 1]


# --- Alerts ---------------------------------------------------------------------------------------


def test_more_of_one_day_is_told_with_it_until_somebody_has_seen_to_it(programme):
    by = programme.practitioner.user
    log(programme, "E04", pain=7)
    log(programme, "E02", pain=8)
    seen = PlanAlert.objects.get()

    see_alert(alert=seen, what_was_done="Called: rest.", by=by, now=now())
    see_alert(alert=seen, what_was_done="Again", by=by, now=now())
    log(programme, "E04", pain=9, done=[1])

    assert alerts() == [
        (
            "pain",
            "Clamshell, 23 November: pain 7/10. Banded bridge with abduction, 23 November: pain "
            "8/10.",
        ),
        ("pain", "Clamshell, 23 November: pain 9/10."),
    ]
    seen.refresh_from_db()
    assert seen.what_was_done == "Called: rest."
    with pytest.raises(AlertSeen):
        see_alert(alert=seen, what_was_done="Too", by=ClinicianFactory(), now=now())


def test_silence_is_told_once_however_often_it_is_looked_for(programme, clock):
    log(programme, "E04")
    clock.shift(6 * A_DAY)
    assert raise_silences(now=now()) == 0

    clock.shift(A_DAY)

    assert [raise_silences(now=now()) for _ in range(3)] == [1, 0, 0]
    see_alert(
        alert=PlanAlert.objects.get(), what_was_done="Rang.", by=programme.created_by, now=now()
    )
    clock.shift(20 * A_DAY)
    assert raise_silences(now=now()) == 0
    log(programme, "E04")
    clock.shift(7 * A_DAY)
    assert raise_silences(now=now()) == 1


def test_a_plan_that_is_over_or_ended_is_not_silent(programme, clock):
    clock.shift(50 * A_DAY)
    assert raise_silences(now=now()) == 0

    end_programme(programme=programme, reason="Over", by=programme.created_by, now=now())

    assert raise_silences(now=now()) == 0
