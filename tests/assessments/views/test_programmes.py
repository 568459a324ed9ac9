"""The pages of a plan: written from findings, sent, decided on, its retest booked in one press."""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.actions import accept_step, answer_screen
from assessments.models import (
    DoseDefault,
    PlanAlert,
    Programme,
    ProgrammeVersion,
    ProgressionStep,
)
from bookings.models import Appointment
from bookings.people.households import staff_name
from clinic.models import AccessEvent
from tests.assessments.form_answers import calm
from tests.assessments.records import Recorded, record, value
from tests.factories import NINE, AppointmentFactory, WorkingHoursFactory, bookable
from tests.factories.programmes import a_draft, a_running_plan, log
from tests.markup import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
FOUND = Recorded(
    seen={("pelvic_drop", "R"): "marked"},
    values=[value("cpd", "R", "8.1"), value("cadence_spm", "", "169.4", n_steps=20)],
    end={"pain_locations": ["hip_lateral_R"]},
    findings={"factors": ["weakness"]},
)


@pytest.fixture
def patient(clinician):
    return AppointmentFactory(practitioner=clinician.practitioner).patient


def url(name, patient, *more):
    return reverse(f"assessments:programme-{name}", args=[patient.reference, *more])


def begin(client, patient, **sent):
    return client.post(url("begin", patient), sent, follow=True)


def typed_of(page):
    """Return what a draft's page would send as it stands."""
    forms = [page.context["form"], *page.context["items"]]
    sent = {"revision": str(page.context["revision"])}
    for form in forms:
        for name in form.fields:
            found = form[name].value()
            if name != "revision" and found not in (None, False):
                sent[form.add_prefix(name)] = found
    return sent


def press(client, patient, do, **changes):
    page = client.get(url("draft", patient))
    return client.post(url("draft", patient), typed_of(page) | {"do": do} | changes, follow=True)


def exercises(patient):
    version = Programme.objects.get(patient=patient).versions.first()
    return [item.exercise for item in version.items.all()]


# --- Writing --------------------------------------------------------------------------------------


def test_a_plan_begins_from_what_an_assessment_found_each_suggestion_with_its_reason(
    client, clinician, patient
):
    assessment = record(patient, clinician.practitioner, FOUND)

    page = begin(client, patient, assessment=assessment.reference)

    assert page.redirect_chain == [(url("draft", patient), 302)]
    assert Programme.objects.get().assessment == assessment
    offer = page.context["offer"]
    assert [one.code for one in offer.first][:4] == ["E05", "E22", "E01", "E06"]
    said = as_read(page.text)
    assert "Pelvis drops, not yet strong enough. Pelvic drop, right, fresh: 8.1°" in said
    assert "No deep drop with pain at the outer hip" in said
    assert "Willy-11, verified" in said
    assert AccessEvent.objects.filter(what="programme").count() == 1


@pytest.mark.parametrize("named", ["x", "0b7e5f4f-dc0e-4b0a-b0f1-c4c1f1f0a8d2"])
def test_a_plan_from_an_assessment_that_there_is_not_is_not_there(client, patient, named):
    assert client.post(url("begin", patient), {"assessment": named}).status_code == 404
    assert Programme.objects.count() == 0


def test_suggestions_templates_and_the_library_fill_the_draft_with_their_doses(
    client, clinician, patient
):
    record(patient, clinician.practitioner, FOUND)
    begin(client, patient)

    press(client, patient, "add:E24")
    press(client, patient, "template:endurance")
    press(client, patient, "add:E14")

    assert exercises(patient) == ["E24", "E05", "E01", "E22", "E11", "E14"]
    draft = Programme.objects.get().draft
    items = {item.exercise: item for item in draft.items.all()}
    assert (items["E05"].dose.least, items["E05"].dose.most) == (20, 25)
    assert (float(items["E24"].own_spm), items["E24"].days) == (169.4, [0, 2, 4])
    assert items["E24"].reason.startswith("Pelvis drops, not yet strong enough.")


def test_exercises_are_moved_and_removed_and_a_dose_becomes_the_clinics_default(
    client, clinician, patient
):
    a_draft("E04", "E02", patient=patient, practitioner=clinician.practitioner)

    press(client, patient, "down:E04")
    press(client, patient, "default:E02", **{"i0-sets": "2", "i0-sets_most": ""})
    press(client, patient, "remove:E04")

    assert exercises(patient) == ["E02"]
    assert (DoseDefault.objects.get().exercise, DoseDefault.objects.get().sets) == ("E02", 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"i0-sets": "0"}, "This must lie from 1 to 10 sets."),
        ({"i0-sets": "-3"}, "This must lie from 1 to 10 sets."),
        ({"i0-most": "99999"}, "This must lie from 1 to 300 in a set."),
        ({"i0-most": "150"}, "Give a whole number from 1 to 100."),
        ({"i0-least": "20"}, "Give 20 or more: it is the top of the range."),
        ({"i0-least": "eight"}, "Write a number, such as 5.2."),
        ({"i0-sets": ""}, "Write a whole number, such as 3."),
        ({"i0-extra_set": "on"}, "Say which side has the extra set."),
        ({"weeks": "0"}, "This must lie from 1 to 26 weeks."),
        ({"weeks": "2", "retest_week": "20"}, "Choose a week of the plan"),
        ({"starts_on": "1970-01-01"}, "Please choose a day nearer to today."),
    ],
)
def test_what_nobody_could_do_is_told_beside_its_field_and_stays_as_it_was_typed(
    client, clinician, patient, typed, said
):
    draft = a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "send", **typed)

    assert (page.status_code, said in as_read(page.text)) == (422, True)
    assert "Nothing is saved yet: please see the lines marked below." in as_read(page.text)
    field, text = next(iter(typed.items()))
    assert text == "on" or not text or f'value="{text}"' in page.text
    assert field in page.text
    draft.refresh_from_db()
    assert (draft.sent_at, draft.revision) == (None, 1)


def test_a_page_that_is_older_than_the_draft_keeps_what_was_typed_and_stores_nothing(
    client, clinician, patient
):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "save", revision="0", note="My own words")

    assert (page.status_code, "My own words" in page.text) == (409, True)
    assert ProgrammeVersion.objects.get().note == ""


def test_a_page_that_was_refused_overwrites_nothing_that_another_saved_meanwhile(
    client, clinician, patient
):
    draft = a_draft("E04", patient=patient, practitioner=clinician.practitioner)
    opened = typed_of(client.get(url("draft", patient)))
    press(client, patient, "save", note="Another’s")

    refused = client.post(url("draft", patient), opened | {"do": "save", "weeks": "0"})
    corrected = client.post(
        url("draft", patient), typed_of(refused) | {"do": "save", "weeks": "6", "note": "Mine"}
    )

    assert (refused.status_code, corrected.status_code) == (422, 409)
    draft.refresh_from_db()
    assert draft.note == "Another’s"
    told = client.post(url("draft", patient), typed_of(corrected) | {"do": "save"})
    draft.refresh_from_db()
    assert (told.status_code, draft.note) == (302, "Mine")


def test_an_exercise_that_is_sent_twice_is_kept_once(client, clinician, patient):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)
    sent = typed_of(client.get(url("draft", patient)))
    again = {name.replace("i0-", "i1-"): value for name, value in sent.items()}

    page = client.post(url("draft", patient), again | sent | {"do": "save"})

    assert (page.status_code, exercises(patient)) == (302, ["E04"])


def test_a_draft_is_looked_at_as_its_patient_will_read_it(client, clinician, patient):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "preview", note="Take your time.")

    said = as_read(page.text)
    assert page.redirect_chain[-1][0] == url("preview", patient)
    assert "2 to 3 sets of 12 to 15, each side" in said
    assert "Take your time." in said
    assert "with pain of at most 2 out of 10 and good control" in said
    assert "Keep your next long run within about 10 %" in said


# --- Sending --------------------------------------------------------------------------------------


def test_one_press_sends_the_plan_and_the_chart_shows_it(client, clinician, patient):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "send")

    assert page.redirect_chain[-1][0] == url("detail", patient)
    assert Programme.objects.get().is_running
    chart = client.get(reverse("assessments:chart-detail", args=[patient.reference]))
    assert "Clamshell" in as_read(chart.text)
    assert "Next measurement due from" in as_read(chart.text)


def test_a_first_day_that_has_passed_is_told_beside_it(client, clinician, patient):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "send", starts_on="2026-11-22")

    assert page.status_code == 409
    assert page.context["form"].errors["starts_on"] == [
        "Choose today or a later day: the plan has not begun."
    ]


def test_a_caution_without_its_note_is_told_beside_the_note(client, clinician, patient):
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "send", cautions=["balance_risk"])

    assert page.status_code == 409
    assert page.context["form"].errors["caution_note"] == [
        "Say in the note what you did about: risk of falling, or poor balance."
    ]
    assert not Programme.objects.get().is_running


def test_an_open_red_flag_blocks_says_why_and_suggests_nothing(client, clinician, patient):
    record(patient, clinician.practitioner, FOUND)
    next_week = NINE + timedelta(days=7)
    visit = AppointmentFactory(patient=patient, starts_at=next_week)
    answers = calm() | {"night_pain": "yes"}
    answer_screen(appointment=visit, answers=answers, written_by=visit.reference)
    a_draft("E04", patient=patient, practitioner=clinician.practitioner)

    page = press(client, patient, "send")

    assert (page.status_code, page.context["offer"].first) == (409, [])
    said = as_read(page.text)
    assert "No plan can be sent: a safety answer is open" in said
    assert "No exercise plan while a safety answer is open: refer" in said
    assert not Programme.objects.get().is_running


# --- How it goes ----------------------------------------------------------------------------------


@pytest.fixture
def running(client, clinician, patient):
    """A plan that runs, with a step that its rule proposes and a pain that was told."""
    programme = a_running_plan("E04", "E02", patient=patient, practitioner=clinician.practitioner)
    log(programme, "E04", days_ago=2)
    log(programme, "E04", days_ago=1)
    log(programme, "E02", pain=7)
    return programme


def test_what_waits_for_a_clinician_is_on_their_list_and_in_its_count(client, running):
    page = client.get(reverse("assessments:assessment-worklist"))

    assert [alert.kind for alert in page.context["alerts"]] == ["pain"]
    assert [step.direction for step in page.context["proposals"]] == ["up", "down"]
    assert page.context["worklist_count"] == 3


def test_a_step_is_taken_or_left_by_one_press_each(client, running, patient):
    up, down = ProgressionStep.objects.order_by("pk")

    taken = client.post(
        url("step", patient, up.reference), {"decision": "accept", "to_exercise": "E07"}
    )
    left = client.post(url("step", patient, down.reference), {"decision": "decline"})
    again = client.post(url("step", patient, up.reference), {"decision": "decline"})

    assert [answer.status_code for answer in (taken, left, again)] == [302, 302, 409]
    page = as_read(client.get(url("detail", patient)).text)
    by = staff_name(ProgressionStep.objects.get(pk=up.pk).decided_by)
    why = "Top of the range in all sets on 2 sessions in a row"
    assert f"in place of Clamshell, decided by {by}. {why}" in page
    assert [step.state for step in ProgressionStep.objects.order_by("pk")] == ["made", "declined"]


def test_an_alert_is_seen_to_with_words_and_is_off_the_list(client, running, patient):
    alert = PlanAlert.objects.get()
    address = url("alert", patient, alert.reference)

    empty = client.post(address, {"what_was_done": " "})
    done = client.post(address, {"what_was_done": "Called: one week of rest."})

    assert (empty.status_code, done.status_code) == (422, 302)
    page = client.get(reverse("assessments:assessment-worklist"))
    assert list(page.context["alerts"]) == []
    assert "Called: one week of rest." in client.get(address).text


def test_the_course_counts_what_was_done_of_what_was_planned_beside_pain_and_steps(
    client, running, patient, clock
):
    accept_step(step=ProgressionStep.objects.first(), by=running.created_by, now=timezone.now())
    clock.shift(timedelta(days=7))

    page = client.get(url("detail", patient))
    course = page.context["course"]

    assert "<strong>1 exercise done</strong>, 6 planned so far (16 %), most" in as_read(page.text)
    first = course.weeks[0]
    assert (first.number, first.planned, first.done) == (1, 6, 1)
    assert (course.done, course.most_pain) == (1, 7)
    assert [(step.direction, step.state) for step in course.steps] == [
        ("down", "made"),
        ("up", "proposed"),
    ]


def test_a_plan_ends_with_a_reason_and_without_one_stays(client, running, patient):
    empty = client.post(url("end", patient), {"reason": ""})
    ended = client.post(url("end", patient), {"reason": "Runs without pain."}, follow=True)

    assert empty.status_code == 422
    assert "Runs without pain." in as_read(ended.text)


def test_an_earlier_version_is_read_as_it_was_sent_and_a_strangers_is_not_there(
    client, running, patient
):
    sent = running.in_force
    page = client.get(url("version", patient, sent.reference))
    later = NINE + timedelta(days=1)
    stranger = AppointmentFactory(practitioner=running.practitioner, starts_at=later).patient

    assert "Clamshell" in page.text
    assert client.get(url("version", stranger, sent.reference)).status_code == 404
    assert client.get(url("alert", stranger, PlanAlert.objects.get().reference)).status_code == 404


# --- The retest -----------------------------------------------------------------------------------


@pytest.fixture
def offered(running):
    service, _ = bookable(slug="running", equipment=1, intake_form="running")
    WorkingHoursFactory(practitioner=running.practitioner, opens=time(13))
    service.practitioners.add(running.practitioner)
    return service


def test_the_retest_is_proposed_at_its_week_and_booked_in_one_press(
    client, offered, running, patient
):
    page = client.get(url("detail", patient))
    retest = page.context["retest"]

    sent = {"time": retest.first.value, "submission": page.context["submission"]}
    answers = [client.post(url("retest", patient), sent) for _ in range(2)]

    starts_at = timezone.localtime(retest.first.starts_at)
    assert (starts_at.date() >= running.in_force.retest_on, starts_at.hour) == (True, 13)
    assert {each.practitioner for each in retest.others} == set(offered.practitioners.all())
    assert retest.first.practitioner == running.practitioner
    assert [answer.status_code for answer in answers] == [302, 302]
    visit = Appointment.objects.get(service=offered)
    assert (visit.practitioner, visit.patient) == (running.practitioner, patient)
    assert visit.equipment.kind == "treadmill"
    assert f"{visit.practitioner.name}" in as_read(client.get(url("detail", patient)).text)
    assert client.get(url("detail", patient)).context["retest"].booked == visit


@pytest.mark.parametrize(
    ("status", "is_done"), [("fulfilled", True), ("booked", True), ("noshow", False)]
)
def test_a_retest_that_has_been_is_done_and_one_that_nobody_came_to_is_due(
    client, clinician, offered, running, patient, clock, status, is_done
):
    clock.shift(timedelta(days=50))
    client.force_login(clinician)
    starts_at = timezone.now() - timedelta(days=2)
    AppointmentFactory(
        practitioner=running.practitioner,
        patient=patient,
        service=offered,
        starts_at=starts_at.replace(minute=0, second=0, microsecond=0),
        status=status,
    )

    page = client.get(url("detail", patient))

    assert ("Done on" in as_read(page.text)) is is_done
    assert (page.context["retest"].first is None) is is_done


def test_a_time_that_has_gone_says_so_and_the_next_ones_are_one_press_away(
    client, offered, running, patient
):
    first = client.get(url("detail", patient)).context["retest"].first
    AppointmentFactory(practitioner=first.practitioner, starts_at=first.starts_at, service=offered)

    page = client.post(url("retest", patient), {"time": first.value})

    assert page.status_code == 409
    assert "Not booked" in as_read(page.text)
    assert first not in [page.context["retest"].first, *page.context["retest"].others]
    assert page.context["retest"].first is not None


@pytest.mark.parametrize("time", ["", "tomorrow", "2026-12-01T09:00:00|nobody", "|x"])
def test_a_time_that_cannot_be_read_books_nothing(client, offered, patient, time):
    before = Appointment.objects.count()

    assert client.post(url("retest", patient), {"time": time}).status_code == 422
    assert Appointment.objects.count() == before


def test_without_a_running_assessment_on_offer_the_page_says_so(client, running, patient):

    assert "offers no running assessment" in as_read(client.get(url("detail", patient)).text)


def test_a_write_that_the_seal_refuses_is_a_page_that_a_person_can_read(
    client, running, patient, monkeypatch
):
    def write_over(**_):
        with transaction.atomic():
            ProgrammeVersion.objects.filter(pk=running.in_force.pk).update(note="x")

    monkeypatch.setattr(actions, "begin_version", write_over)

    page = client.post(url("version-begin", patient))

    assert (page.status_code, "Write a new version." in page.text) == (409, True)
    assert url("detail", patient) in page.text
