"""A copy of one's data: all of it, of nobody else, in two formats, and never from a cache."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import OpenPage, answer_follow_up, review_screen, save_intake
from assessments.forms.intake import VisitQuestionsForm, as_submitted
from assessments.models import Section
from bookings.actions import write_note
from bookings.mail.planning import plan_for
from clinic.models import AccessEvent, ClinicProfile, Message
from tests.assessments.form_answers import runner, screened
from tests.assessments.records import Recorded, between, force, record, score, value
from tests.factories import (
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FamilyTieFactory,
    FollowUpFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    RunFactory,
    ServiceFactory,
    UserFactory,
)
from tests.factories.programmes import a_running_plan, log

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo", "reminder_rules")]


@pytest.fixture
def user(client):
    ClinicProfile.objects.create(name="Harbour", email="desk@example.org")
    user = UserFactory(email="ada@example.org", name="Ada Runner")
    client.force_login(user)
    return user


def with_everything(user, name, reviewer=None):
    """Open a file that has a row in every table."""
    patient = PatientFactory(name=name)
    patient.looked_after_by.add(user)
    visit = AppointmentFactory(patient=patient, service=ServiceFactory(intake_form="running"))
    plan_for(visit, now=timezone.now())
    desk = FrontDeskFactory(name="Dora")
    for note in ({"patient": patient}, {"patient": patient, "appointment": visit}):
        write_note(text=f"Rang for {name}", written_by=desk, submission=uuid4(), **note)
    FamilyTieFactory(patient=patient, made_by=desk)
    save_intake(
        appointment=visit,
        answers=VisitQuestionsForm(
            as_submitted(runner(goal_text=f"Goal of {name}")), form="running"
        ).answers(),
        page=OpenPage(0),
        written_by=uuid4(),
        may_read=True,
        now=timezone.now(),
    )
    practitioner = PractitionerFactory(user=UserFactory(email=f"{name}s.clinician@example.org"))
    screen = screened(visit, groin_pain="yes")
    review_screen(screen=screen, note="We spoke.", by=reviewer or practitioner.user)
    record(
        patient,
        practitioner,
        Recorded(
            set_up={"notes": f"Private note on {name}"},
            seen={("knee_window", "R"): "closed"},
            values=[value("cpd", "L", "4.8"), value("fppa_run", "L", "6.6")],
            tests=[force("L", "180")],
            scores=[score("lefs", 61, [3] * 20)],
            targets=[("cpd", "L", "fresh")],
            end={"nprs_during_max": 3},
            findings={"factors": ["fatigue"], "factors_note": f"Private note on {name}"},
        ),
        share=True,
    )
    record(patient, practitioner, Recorded(set_up={"notes": f"Unshared of {name}"}), days_ago=9)
    RunFactory(patient=patient, logged_by=user)
    answer_follow_up(
        follow_up=FollowUpFactory(patient=patient, asked_by=practitioner.user),
        answers=[between("psfs", [5, 6], ["Run", "Stairs"])],
        typed_by=None,
        now=timezone.now(),
    )
    plan = a_running_plan("E04", patient=patient, practitioner=practitioner, note=f"To {name}")
    log(plan, "E04", note=f"Went well for {name}")
    draft = AssessmentFactory(patient=patient, practitioner=practitioner)
    Section.objects.create(assessment=draft, code="set-up", typed={"notes": f"Draft of {name}"})
    return patient


def download(client, kind="json"):
    return client.post("/me/data/", {"format": kind})


def test_the_file_holds_every_table_of_each_person(client, user):
    with_everything(user, "Ada")
    with_everything(user, "Ben")

    people = json.loads(download(client).content)["people"]

    assert [person["name"] for person in people] == ["Ada", "Ben"]
    ada = people[0]
    assert {name: len(rows) for name, rows in ada.items() if isinstance(rows, list)} == {
        "visits": 1,
        "series": 0,
        "waitlist_wishes": 0,
        "messages": 7,  # two say that something is ready to read, two ask after the run
        "notes_of_the_desk": 2,
        "family": 1,
        "answers_before_visits": 1,
        "safety_answers": 1,
        "safety_checks": 3,
        "running_assessments": 2,
        "runs": 1,
        "questions_between_visits": 2,
        "plans": 1,
        "texts_shown": 0,
        "who_looked": 1,
    }
    plan = ada["plans"][0]
    assert [each["name"] for each in plan["versions"][0]["exercises"]] == ["Clamshell"]
    assert (plan["versions"][0]["note"], plan["sessions"][0]["note"]) == (
        "To Ada",
        "Went well for Ada",
    )
    assert {
        "part": "What you would like",
        "question": "A race or another event ahead",
        "answer": "Half marathon",
    } in ada["answers_before_visits"][0]["answers"]
    assert ada["safety_answers"][0]["what_it_asked_for"] == ["Suspected bone stress injury"]
    assert {name: ada["safety_checks"][0][name] for name in ("what_it_asked_for", "note")} == {
        "what_it_asked_for": [],
        "note": "",
    }
    assert [("measured" in row) for row in ada["running_assessments"]].count(True) == 1
    [shared] = [row for row in ada["running_assessments"] if "measured" in row]
    assert [(row["mean"], row["error"], row["unit"]) for row in shared["measured"]] == [
        ("4.800", "2.8", "°")
    ]
    assert shared["tests"] == [
        {
            "what": "Hip-abductor strength",
            "state": "Fresh",
            "side": "Left",
            "result": "180\u00a0N",
        }
    ]
    assert shared["questionnaires"][0]["score"] == "61 of 80, higher is better"
    assert shared["pain"] == [{"what": "Worst pain during it", "how": "3 / 10"}]
    assert shared["what_may_be_behind_it"] == ["Tires with effort"]
    assert shared["looked_at_next_time"] == ["Pelvic drop, left, fresh"]
    assert [run["distance_km"] for run in ada["runs"]] == ["8.00"]
    asked = [(row["what"], len(row["answers"])) for row in ada["questions_between_visits"]]
    assert asked == [(["Numeric pain rating"], 0), (["Patient-Specific Functional Scale"], 1)]
    assert ada["visits"][0]["starts_at"] == "2026-12-01T09:00-07:00"
    assert ada["visits"][0]["how_soon"] == []  # a clinician has looked


def test_the_file_says_how_soon_a_clinician_is_to_look(client, user):
    patient = PatientFactory(name="Ada")
    patient.looked_after_by.add(user)
    screened(AppointmentFactory(patient=patient), groin_pain="yes")

    [person] = json.loads(download(client).content)["people"]

    assert person["visits"][0]["how_soon"] == ["No running yet"]


@pytest.mark.parametrize("kind", ["json", "html"])
def test_nothing_of_others_and_no_unshared_word_is_in_it(client, user, kind):
    with_everything(user, "Ada")
    with_everything(UserFactory(), "Stranger")

    text = download(client, kind).content.decode()

    assert "Goal of Ada" in text
    for secret in ("Stranger", "Private note", "Unshared of", "Draft of"):
        assert secret not in text


@pytest.mark.parametrize("kind", ["json", "html"])
def test_nobody_elses_email_is_in_it(client, user, kind):
    staff = ClinicianFactory(email="staff@example.org", name="")
    ada = with_everything(user, "Ada", reviewer=staff)
    other = UserFactory(email="other.parent@example.org", name="")
    ada.looked_after_by.add(other)
    for looker, basis in ((other, "own"), (staff, "treating")):
        AccessEvent.objects.create(user=looker, patient=ada, what="chart", basis=basis)

    text = download(client, kind).content.decode()

    assert "We spoke." in text
    assert "Somebody who looks after this person too" in text
    assert "Somebody at the clinic" in text
    for email in (other.email, staff.email):
        assert email not in text


def test_what_was_joined_into_a_file_is_in_it(client, user):
    kept = with_everything(user, "Ada")
    joined = with_everything(UserFactory(), "Ada R.")
    joined.merged_into = kept
    joined.save()

    people = json.loads(download(client).content)["people"]

    assert [person["name"] for person in people] == ["Ada", "Ada R."]


def test_the_file_is_an_attachment_that_nothing_keeps(client, user):
    answers = {kind: download(client, kind) for kind in ("json", "html")}

    for kind, answer in answers.items():
        assert answer["Content-Disposition"] == f'attachment; filename="my-data-2026-11-23.{kind}"'
        assert "no-store" in answer["Cache-Control"]


def test_the_readable_file_says_what_is_missing_and_escapes_what_was_typed(client, user):
    with_everything(user, "Ada <script>alert(1)</script>")

    text = download(client, "html").content.decode()

    assert "<script>" not in text
    assert "Not included" in text
    assert "write to desk@example.org" in text
    assert "1 December 2026, 09:00" in text
    assert "Do you get pain in the groin when you exercise? Yes" in text


def test_each_download_stays_in_the_files_and_looking_at_the_page_does_not(client, user):
    patient = with_everything(user, "Ada")

    client.get("/me/data/")
    download(client)

    events = AccessEvent.objects.values_list("what", "basis", "user", "patient")
    assert list(events) == [("export", "own", user.pk, patient.pk)]


def test_an_unknown_format_is_refused(client, user):
    assert download(client, "pdf").status_code == 400


def test_a_visitor_is_sent_to_the_log_in(client):
    assert client.post("/me/data/", {"format": "json"}).status_code == 302


def test_a_private_message_is_not_in_it(client, user):
    with_everything(user, "Ada")
    Message.objects.update(is_private=True)

    assert json.loads(download(client).content)["people"][0]["messages"] == []


def test_the_number_of_queries_does_not_grow_with_the_people(client, user):
    counts = []
    for name in ("Ada", "Ben", "Cleo"):
        with_everything(user, name)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            download(client)
        counts.append(len(asked))

    assert counts[1:] == counts[:1] * 2
    assert counts[0] < 40
