"""The pages between visits: opened by a key, answered once, read on the chart."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import access
from assessments.actions import answer_follow_up, withdraw_follow_up
from assessments.links import follow_up_key
from assessments.models import FollowUp, FollowUpAnswer
from bookings.actions.people import change_contact
from clinic.models import AccessEvent, Message
from tests.assessments.records import Recorded, between, record, score
from tests.conftest import MONDAY_MORNING
from tests.factories import (
    AppointmentFactory,
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    PractitionerFactory,
    RunFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
NOW = MONDAY_MORNING


@pytest.fixture
def clinician():
    return PractitionerFactory(user=ClinicianFactory()).user


@pytest.fixture
def patient(clinician):
    patient = PatientFactory(name="Ada Runner")
    AppointmentFactory(patient=patient, practitioner=clinician.practitioner)
    return patient


def keyed(follow_up):
    return f"/follow-ups/{follow_up.reference}/?key={follow_up_key(follow_up)}"


def psfs(**answers):
    """Return what the page sends: each activity with its answer, in order."""
    typed = {}
    for number, (activity, points) in enumerate(answers.items(), start=1):
        typed |= {f"psfs_{number}_activity": activity, f"psfs_{number}": str(points)}
    return typed


def test_a_link_is_answered_without_a_log_in_and_says_thank_you_from_then_on(client, patient):
    follow_up = FollowUpFactory(patient=patient, codes=["psfs", "nprs"])
    page = client.get(keyed(follow_up))
    done = client.post(page.wsgi_request.path, psfs(Run=5, Stairs=6) | {"nprs": "1"})
    after = client.get(keyed(follow_up))

    assert page.status_code == 200
    assert done.status_code == 302
    answers = follow_up.answers.order_by("code").values_list(
        "code", "answers", "activities", "score", "language", "typed_by"
    )
    assert list(answers) == [
        ("nprs", [1], [], 1, "en", None),
        ("psfs", [5, 6], ["Run", "Stairs"], 5.5, "en", None),
    ]
    assert "These questions were answered on 23 November 2026" in after.content.decode()
    again = client.post(page.wsgi_request.path, {"nprs": "9"})
    assert (again.status_code, FollowUpAnswer.objects.count()) == (409, 2)


def test_pain_above_the_clinics_threshold_is_answered_with_what_to_do(client, patient):
    follow_up = FollowUpFactory(patient=patient, codes=["nprs"])
    client.get(keyed(follow_up))

    page = client.post(f"/follow-ups/{follow_up.reference}/", {"nprs": "4"}, follow=True)

    said = page.content.decode()
    assert "Mild discomfort up to 2 out of 10" in said
    assert "Call us before running again if you have pain at rest" in said


def test_an_item_that_is_missing_is_refused_and_nothing_typed_is_lost(client, patient):
    follow_up = FollowUpFactory(patient=patient, codes=["uwri", "psfs"])
    client.get(keyed(follow_up))
    typed = {f"uwri_{number}": "3" for number in range(1, 9)} | {"language": "fr"}

    page = client.post(
        f"/follow-ups/{follow_up.reference}/", typed | {"psfs_1_activity": "Run", "psfs_2": "4"}
    )
    client.post(f"/follow-ups/{follow_up.reference}/", typed | {"uwri_9": "4"} | psfs(Run=5))

    assert page.status_code == 422
    errors = page.context["form"].errors
    assert set(errors) == {"uwri_9", "psfs_1", "psfs_2_activity"}
    assert page.context["form"]["uwri_8"].value() == "3"
    assert follow_up.answers.get(code="uwri").language == "fr"
    assert follow_up.answers.get(code="uwri").score == 28


@pytest.mark.parametrize("codes", [["uwri"], ["lefs"], ["visa_a"]])
def test_the_words_of_others_are_not_printed(client, patient, codes):
    follow_up = FollowUpFactory(patient=patient, codes=codes)

    page = client.get(keyed(follow_up)).content.decode()

    labels = {text.strip() for text in re.findall(r"<label[^>]*>\s*([^<]*)", page)}
    assert all(re.match(r"Item \d+, 0 to \d+$|Language of", text) for text in labels if text)
    assert "copy the numbers here" in page


def test_links_that_are_taken_back_over_or_early_say_so(client, clinician, patient):
    over, taken_back, early = FollowUpFactory.create_batch(3, patient=patient)
    withdraw_follow_up(follow_up=taken_back, by=clinician, now=NOW)
    FollowUp.objects.filter(pk=over.pk).update(
        closes_at=NOW - timedelta(days=1), due_at=NOW - timedelta(days=9)
    )
    FollowUp.objects.filter(pk=early.pk).update(due_at=NOW + timedelta(days=1))
    said = {}
    for name, row in {"over": over, "taken back": taken_back, "early": early}.items():
        row.refresh_from_db()
        said[name] = client.get(keyed(row)).content.decode()

    assert "The time to answer is over" in said["over"]
    assert "These questions were taken back" in said["taken back"]
    assert "These questions are not open yet" in said["early"]


def test_a_key_opens_its_own_questions_until_another_email_reaches_the_person(client, patient):
    follow_up, other = FollowUpFactory.create_batch(2, patient=patient)
    key = follow_up_key(follow_up)
    path = f"/follow-ups/{follow_up.reference}/"
    tampered = [f"{path}?key={wrong}" for wrong in (follow_up_key(other), key[:-1], "x")]
    before = [client.get(url).status_code for url in tampered]
    change_contact(
        patient=patient, name=patient.name, email="new@example.org", phone="", birth_date=None
    )

    assert before == [404, 404, 404]
    assert client.get(f"{path}?key={key}").status_code == 404
    assert Client().get(path).status_code == 302
    assert Client().get(f"/follow-ups/{patient.reference}/").status_code == 302


def test_activities_of_the_last_time_are_asked_again_and_that_look_is_kept(client, patient):
    before = FollowUpFactory(patient=patient)
    client.get(keyed(before))
    client.post(f"/follow-ups/{before.reference}/", psfs(Run=4))
    follow_up = FollowUpFactory(patient=patient)

    page = client.get(keyed(follow_up))

    assert page.context["form"]["psfs_1_activity"].value() == "Run"
    assert list(AccessEvent.objects.values_list("what", "basis")) == [("follow_up", "link")]


def test_staff_answer_nobodys_questions_by_a_link(client, clinician, patient):
    client.force_login(clinician)

    assert client.get(keyed(FollowUpFactory(patient=patient))).status_code == 404


# --- Clinicians -----------------------------------------------------------------------------------


def test_a_clinician_asks_from_the_chart_today_or_on_another_morning(client, clinician, patient):
    client.force_login(clinician)
    page = f"/charts/{patient.reference}/questions/new/"
    for day in ("2026-11-23", "2026-12-01"):
        client.post(page, {"codes": ["psfs", "lefs"], "due_on": day})
    wrong = client.post(page, {"due_on": "2026-11-22"})

    assert [row.codes for row in FollowUp.objects.all()] == [["psfs", "lefs"]] * 2
    due = [row.due_at.isoformat() for row in FollowUp.objects.order_by("due_at")]
    assert (due[0][:16], due[1]) == ("2026-11-23T16:00", "2026-12-01T16:00:00+00:00")
    assert Message.objects.filter(kind="follow_up_questions").count() == 4
    assert set(wrong.context["form"].errors) == {"codes", "due_on"}


def test_what_a_colleague_has_begun_to_ask_outlives_the_reason_given(client, patient, clock):
    colleague = ClinicianFactory()
    client.force_login(colleague)
    access.break_glass(colleague, patient, reason="Covers for her", now=NOW)
    clock.move_to(NOW + timedelta(hours=6))

    sent = {"codes": ["psfs"], "due_on": "2026-11-23"}
    answer = client.post(f"/charts/{patient.reference}/questions/new/", sent)

    assert (answer.status_code, FollowUp.objects.get().asked_by) == (302, colleague)


def test_without_an_email_the_clinician_is_told_and_types_the_answers_in(
    client, clinician, patient
):
    patient.email = ""
    patient.save()
    client.force_login(clinician)
    page = f"/charts/{patient.reference}/questions/new/"
    told = client.post(page, {"codes": ["psfs"], "due_on": "2026-11-23"}, follow=True)
    follow_up = FollowUp.objects.get()
    client.post(f"/follow-ups/{follow_up.reference}/type-in/", psfs(Run=5))
    client.post(f"/follow-ups/{follow_up.reference}/type-in/", psfs(Run=6))

    assert "has no email, so nothing is sent" in told.content.decode()
    assert "No email: ask them, and type the answers in" in told.content.decode()
    rows = FollowUpAnswer.objects.order_by("pk")
    assert [(row.answers, row.typed_by) for row in rows] == [([5], clinician), ([6], clinician)]


def test_the_chart_has_each_score_with_two_statements_about_its_change(client, clinician, patient):
    scores = [score("uwri", 20, [2] * 8 + [4])]
    record(patient, clinician.practitioner, Recorded(scores=scores), days_ago=30)
    for points, days in ((25, 10), (36, 1)):
        follow_up = FollowUpFactory(patient=patient, codes=["uwri"])
        given = FollowUpAnswer(
            code="uwri", answers=[4] * 9, score=points, scorer_version=1, language="en"
        )
        answer_follow_up(
            follow_up=follow_up, answers=[given], typed_by=None, now=NOW - timedelta(days=days)
        )
    client.force_login(clinician)

    [course] = client.get(f"/charts/{patient.reference}/").context["courses"]

    assert [(one.score, one.change) for one in course.scores] == [
        (
            "36 of 36",
            [
                "11 points better: beyond measurement error (4.1 points, 95 % sure).",
                "As large as what matters to patients (8 points).",
            ],
        ),
        (
            "25 of 36",
            [
                "5 points better: beyond measurement error (4.1 points, 95 % sure).",
                "Smaller than what matters to patients (8 points).",
            ],
        ),
        ("20 of 36", []),
    ]


def test_the_chart_asks_as_much_for_many_rows_as_for_one(client, clinician, patient):
    client.force_login(clinician)

    def more():
        RunFactory(patient=patient)
        follow_up = FollowUpFactory(patient=patient, codes=["uwri"])
        answer_follow_up(
            follow_up=follow_up, answers=[between("uwri", [3] * 9)], typed_by=None, now=NOW
        )

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/charts/{patient.reference}/")
        return len(asked)

    more()
    queries()
    few = queries()
    for _ in range(3):
        more()

    assert queries() == few


def test_other_activities_make_another_scale(client, clinician, patient):
    for given in (psfs(Run=4), psfs(Stairs=9)):
        follow_up = FollowUpFactory(patient=patient)
        browser = Client()
        browser.get(keyed(follow_up))
        browser.post(f"/follow-ups/{follow_up.reference}/", given)
    client.force_login(clinician)

    [course] = client.get(f"/charts/{patient.reference}/").context["courses"]

    assert course.scores[0].change == ["Not comparable with the one before: the activities differ."]


def test_the_account_that_looks_after_somebody_answers_too(client, patient):
    user = UserFactory()
    patient.looked_after_by.add(user)
    client.force_login(user)
    follow_up = FollowUpFactory(patient=patient, codes=["nprs"])
    log = client.get("/me/runs/").context["asked"]

    client.post(f"/follow-ups/{follow_up.reference}/", {"nprs": "0"})

    assert follow_up.answers.get().answers == [0]
    assert (log, client.get("/me/runs/").context["asked"]) == (follow_up, None)
