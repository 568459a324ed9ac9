"""The pages of signing: what is read before, the second signature, additions, sharing, the list."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import OpenPage, keep_typed, sign_assessment
from assessments.exceptions import AssessmentClosed
from assessments.models import Addendum, Assessment, CoSignature, Observation
from assessments.views import signing
from bookings.models import Appointment
from clinic.models import AccessEvent
from tests.assessments.models.sealed import below, capture_of, measurement_of, seal
from tests.factories import (
    NINE,
    AppointmentFactory,
    AssessmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
WORKLIST = "/assessments/"


@pytest.fixture
def practitioner():
    return PractitionerFactory(user=ClinicianFactory())


@pytest.fixture
def student(practitioner):
    return PractitionerFactory(user=ClinicianFactory(), supervisor=practitioner)


def assessment_by(practitioner, **changes):
    """Make an assessment of a treated patient with one thing seen by eye."""
    starts_at = NINE + timedelta(days=Appointment.objects.count())
    visit = AppointmentFactory(practitioner=practitioner, starts_at=starts_at)
    assessment = AssessmentFactory(patient=visit.patient, practitioner=practitioner, **changes)
    Observation.objects.create(assessment=assessment, item="knee_window", side="R", grade="reduced")
    return assessment


def signed_by(practitioner):
    assessment = assessment_by(practitioner)
    by = practitioner.user
    return sign_assessment(assessment=assessment, revision=0, by=by, now=NINE)


def page_of(assessment, name="assessment-sign"):
    return reverse(f"assessments:{name}", args=[assessment.reference])


def log_in(client, practitioner):
    client.force_login(practitioner.user)
    return client


# --- The sign page --------------------------------------------------------------------------------


def test_the_page_says_what_is_sealed_and_what_is_worth_a_look(client, practitioner):
    assessment = assessment_by(practitioner)
    capture_of(assessment)
    measurement_of(assessment, n_steps=5)

    page = log_in(client, practitioner).get(page_of(assessment))

    ready = page.context["ready"]
    assert dict(ready.counts)["measured values"] == 1
    assert ready.warnings == [
        "1 of 1 clips without a level line: a tilted camera tilts every angle measured on them.",
        "Contralateral pelvic drop, right, fresh: 5 of 7 steps. The mean is not stable yet.",
        "No measure is chosen as a target for the retest.",
    ]
    assert practitioner.user.name in page.text
    assert list(AccessEvent.objects.values_list("what", flat=True)) == ["assessment"]


def test_the_page_leads_to_what_is_typed_and_not_stored(client, practitioner):
    assessment = assessment_by(practitioner)
    keep_typed(
        assessment=assessment,
        code="set-up",
        read=lambda _: {"notes": "x"},
        page=OpenPage(0),
        by=practitioner.user,
        now=NINE,
    )

    page = log_in(client, practitioner).get(page_of(assessment))
    pressed = client.post(page_of(assessment), {"revision": "0"})

    assert [step.label for step in page.context["ready"].unfinished] == ["Set-up"]
    assert pressed.status_code == 409
    assert "Set-up" in pressed.text
    assert Assessment.objects.get().is_draft


def test_a_press_signs_and_a_second_one_changes_nothing(client, practitioner):
    assessment = assessment_by(practitioner)
    log_in(client, practitioner)

    first = client.post(page_of(assessment), {"revision": "0"})
    signed_at = Assessment.objects.get().signed_at
    second = client.post(page_of(assessment), {"revision": "0"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == assessment.get_absolute_url()
    assert Assessment.objects.get().signed_at == signed_at
    assert client.get(page_of(assessment)).url == assessment.get_absolute_url()


@pytest.mark.parametrize("revision", ["0", "", "x", "-1", "9" * 40, "1.5"])
def test_a_press_on_an_older_page_shows_what_stands_now(client, practitioner, revision):
    assessment = assessment_by(practitioner, revision=3)

    pressed = log_in(client, practitioner).post(page_of(assessment), {"revision": revision})

    assert pressed.status_code == 409
    assert "saved elsewhere" in pressed.text
    assert 'name="revision" value="3"' in pressed.text
    assert Assessment.objects.get().is_draft


def test_what_somebody_else_signed_meanwhile_is_a_409(client, practitioner):
    assessment = seal(assessment_by(practitioner))

    pressed = log_in(client, practitioner).post(page_of(assessment), {"revision": "0"})

    assert pressed.status_code == 409
    assert "is signed or put away" in pressed.text


def test_a_write_that_the_seal_refuses_is_a_409_on_any_page(client, practitioner, monkeypatch):
    """Were a page to forget to ask, the database refuses, and a person still reads why."""
    assessment = seal(assessment_by(practitioner))

    @transaction.atomic
    def forget(**arguments):
        Assessment.objects.update(notes="changed")

    monkeypatch.setattr(signing.actions, "sign_assessment", forget)
    log_in(client, practitioner)

    as_page = client.post(page_of(assessment), {"revision": "0"})
    as_call = client.post(page_of(assessment), {}, content_type="application/json")

    assert as_page.status_code == 409
    assert "takes an addendum" in as_page.text
    assert assessment.get_absolute_url() in as_page.text
    assert as_call.headers["Content-Type"] == "application/problem+json"
    assert as_call.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": str(AssessmentClosed()),
        "code": "closed",
    }


def test_the_same_number_of_queries_signs_one_row_and_twenty(client, practitioner):
    few, many = (assessment_by(practitioner) for _ in range(2))
    below(few)
    below(many)
    for number, item in enumerate(["trunk_lean", "crossover", "heel_whip", "overstride"] * 2):
        Observation.objects.get_or_create(
            assessment=many,
            item=item,
            side="LR"[number // 4],
            defaults={"grade": "no" if item == "crossover" else "mild"},
        )
    for number in range(10):
        capture_of(many, view="anterior" if number % 2 else "posterior")
    log_in(client, practitioner)
    client.get(page_of(few))

    counts = []
    for assessment in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page_of(assessment)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- The second signature -------------------------------------------------------------------------


def test_a_supervisor_finds_it_reads_it_and_cosigns(client, practitioner, student):
    assessment = signed_by(student)
    log_in(client, practitioner)

    listed = client.get(WORKLIST).context["worklist"].to_cosign
    asked = client.get(page_of(assessment, "assessment-cosign"))
    done = client.post(page_of(assessment, "assessment-cosign"), {"note": "Agreed."})

    assert listed == [assessment]
    assert (asked.status_code, done.url) == (200, assessment.get_absolute_url())
    assert CoSignature.objects.get().signed_by == practitioner.user
    assert "Agreed." in client.get(assessment.get_absolute_url()).text
    assert client.get(WORKLIST).context["worklist"].to_cosign == []


def test_the_student_waits_and_has_no_page_to_cosign(client, student):
    assessment = signed_by(student)
    log_in(client, student)

    assert "Awaiting co-signature" in client.get(assessment.get_absolute_url()).text
    assert client.get(page_of(assessment, "assessment-cosign")).status_code == 404
    assert client.get(WORKLIST).context["worklist"].awaiting == [assessment]
    client.post(page_of(assessment, "assessment-share"))
    assert not assessment.shares.exists()


def test_a_note_that_is_too_long_is_kept_on_the_page(client, practitioner, student):
    assessment = signed_by(student)

    refused = log_in(client, practitioner).post(
        page_of(assessment, "assessment-cosign"), {"note": "x" * 2001}
    )

    assert refused.status_code == 422
    assert "x" * 2001 in refused.text


def test_cosigning_what_another_has_cosigned_is_a_409(client, practitioner, student):
    assessment = signed_by(student)
    CoSignature.objects.create(assessment=assessment, signed_by=ClinicianFactory())

    pressed = log_in(client, practitioner).post(page_of(assessment, "assessment-cosign"), {})

    assert pressed.status_code == 409


# --- Addenda --------------------------------------------------------------------------------------


def test_an_addendum_is_read_with_the_assessment_by_clinicians_alone(client, practitioner):
    assessment = signed_by(practitioner)
    family = UserFactory()
    assessment.patient.looked_after_by.add(family)
    log_in(client, practitioner)
    typed = {"text": "Pain is gone <b>since</b> May.", "submission": str(uuid4())}

    for _ in range(2):
        sent = client.post(page_of(assessment, "addendum-create"), typed)
        assert sent.url == assessment.get_absolute_url()
    client.post(page_of(assessment, "assessment-share"))

    assert Addendum.objects.count() == 1
    assert "Pain is gone &lt;b&gt;since" in client.get(assessment.get_absolute_url()).text
    client.force_login(family)
    read = client.get(assessment.get_absolute_url())
    assert read.status_code == 200
    assert "Pain is gone" not in read.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"text": " \t"}, ""),
        ({"text": "x" * 10_001}, "x" * 10_001),
        ({"text": "Hip better", "submission": "no-uuid"}, "Hip better"),
        ({"text": "a\x00b"}, ""),
    ],
)
def test_an_addendum_that_cannot_be_taken_stays_on_its_page(client, practitioner, typed, kept):
    assessment = signed_by(practitioner)

    refused = log_in(client, practitioner).post(
        page_of(assessment, "addendum-create"), {"submission": str(uuid4())} | typed
    )

    assert refused.status_code == 422
    assert kept in refused.text
    assert not Addendum.objects.exists()


def test_an_addendum_to_what_is_not_signed_is_a_409(client, practitioner):
    assessment = assessment_by(practitioner)
    typed = {"text": "More.", "submission": str(uuid4())}

    refused = log_in(client, practitioner).post(page_of(assessment, "addendum-create"), typed)

    assert refused.status_code == 409
    assert "More." in refused.text


# --- Sharing --------------------------------------------------------------------------------------


def test_the_patient_reads_it_while_it_is_shared(client, practitioner):
    assessment = signed_by(practitioner)
    family = UserFactory()
    assessment.patient.looked_after_by.add(family)
    statuses = []

    for button in ({}, {"take_back": "1"}):
        log_in(client, practitioner).post(page_of(assessment, "assessment-share"), button)
        client.force_login(family)
        statuses.append(client.get(assessment.get_absolute_url()).status_code)

    assert statuses == [200, 404]


def test_what_was_recorded_and_shared_before_signing_was_stays_readable(client, practitioner):
    assessment = assessment_by(practitioner, status="recorded", recorded_at=NINE)
    assessment.shares.create(shared_by=practitioner.user, shared_at=NINE)
    family = UserFactory()
    assessment.patient.looked_after_by.add(family)
    client.force_login(family)

    assert client.get(assessment.get_absolute_url()).status_code == 200


# --- The list -------------------------------------------------------------------------------------


def test_the_list_shows_what_is_mine_the_oldest_first(client, practitioner, student):
    newer = assessment_by(practitioner, performed_at=NINE - timedelta(days=1))
    older = assessment_by(practitioner, performed_at=NINE - timedelta(days=9))
    assessment_by(student)
    signed_by(practitioner)

    page = log_in(client, practitioner).get(WORKLIST)

    assert page.context["worklist"].unsigned == [older, newer]
    assert page.context["worklist_count"] == 2
    assert '<span class="nav-count">2' in page.text


def test_the_list_is_for_clinicians_and_empty_without_a_profile(client):
    for user, status in [
        (FrontDeskFactory(), 404),
        (UserFactory(), 404),
        (ClinicianFactory(), 200),
    ]:
        client.force_login(user)
        assert client.get(WORKLIST).status_code == status


def test_the_list_takes_the_same_queries_for_one_and_for_twenty(client, practitioner, student):
    log_in(client, practitioner)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(WORKLIST).status_code == 200
        return len(found)

    for who in (practitioner, student):
        assessment_by(who)
        signed_by(who)
    queries()
    few = queries()
    for _ in range(10):
        assessment_by(practitioner)
        signed_by(student)

    assert queries() == few


def test_the_read_page_takes_the_same_queries_for_one_addendum_and_for_many(client, practitioner):
    few, many = signed_by(practitioner), signed_by(practitioner)
    beside_of = [few, *[many] * 9]
    for assessment in beside_of:
        Addendum.objects.create(
            assessment=assessment, text="x", signed_by=ClinicianFactory(), submission=uuid4()
        )
        assessment.shares.create(
            shared_by=ClinicianFactory(), withdrawn_at=NINE, withdrawn_by=ClinicianFactory()
        )
    log_in(client, practitioner)
    client.get(few.get_absolute_url())

    counts = []
    for assessment in (few, many):
        with CaptureQueriesContext(connection) as found:
            assert client.get(assessment.get_absolute_url()).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]


# --- The desk -------------------------------------------------------------------------------------


def test_the_desk_sees_that_a_note_is_unsigned_and_nothing_of_it(client, clock):
    visit = AppointmentFactory(
        starts_at=NINE, status="fulfilled", note_unsigned_since=NINE, patient=PatientFactory()
    )
    assessment = AssessmentFactory(patient=visit.patient, appointment=visit)
    clock.move_to(NINE + timedelta(hours=3))
    client.force_login(FrontDeskFactory())

    board = client.get("/desk/?day=2026-12-01").text

    assert "Note unsigned" in board
    assert str(assessment.reference) not in board


def test_the_desk_sees_no_mark_while_the_visit_runs_or_once_it_is_signed(client, clock):
    AppointmentFactory(starts_at=NINE, status="arrived", note_unsigned_since=NINE)
    clock.move_to(NINE + timedelta(minutes=5))
    client.force_login(FrontDeskFactory())
    assert "Note unsigned" not in client.get("/desk/?day=2026-12-01").text
