"""The pages of the report: what a runner's own page begins with, and who may open a PDF."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions import share_assessment, withdraw_share
from assessments.models import Report
from assessments.reports import making
from clinic.models import AccessEvent
from tests.assessments.pages import main_of
from tests.assessments.records import DROPPING, record
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    FrontDeskFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.factories.programmes import a_running_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LATER = NINE + timedelta(hours=2)


@pytest.fixture
def visit(clock):
    clock.move_to(LATER)
    practitioner = PractitionerFactory(user=ClinicianFactory())
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    visit.patient.looked_after_by.add(UserFactory())
    return visit


def list_of(assessment):
    return reverse("assessments:report-list", args=[assessment.reference])


def page_of(report):
    references = [report.assessment.reference, report.reference]
    return reverse("assessments:report-detail", args=references)


def test_a_runners_page_begins_with_three_sentences_the_plan_and_the_next_date(client, visit):
    assessment = record(visit.patient, visit.practitioner, DROPPING, share=True)
    a_running_plan("E05", "E01", patient=visit.patient, practitioner=visit.practitioner)
    making.make_reports()
    client.force_login(visit.patient.looked_after_by.get())

    page = main_of(client.get(assessment.get_absolute_url()))

    parts = [
        *("What we saw", "What it may mean", "What comes next"),
        *("Side-lying hip abduction", "3 sets of 8 to 12, each side", "Squat lateral band walk"),
        *("Open as a PDF", "All that we measured and saw"),
    ]
    assert sorted(parts, key=page.index) == parts


def test_a_clinician_has_a_report_made_and_sees_how_far_it_is(client, visit):
    assessment = record(visit.patient, visit.practitioner, DROPPING)
    client.force_login(visit.practitioner.user)

    asked = client.post(list_of(assessment), {"edition": "technical"})
    waiting = client.get(list_of(assessment), headers={"HX-Request": "true"})
    making.make_reports()
    made = client.get(list_of(assessment))
    pdf = client.get(page_of(Report.objects.get()))

    assert asked.status_code == 302
    assert "Waiting for its turn" in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    assert ("Open the PDF" in made.text, "every 1s" in made.text) == (True, False)
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert [event.what for event in AccessEvent.objects.filter(what="report")] == ["report"]
    assert client.post(list_of(assessment), {"edition": "x"}).status_code == 404


def test_a_runner_opens_what_was_shared_until_it_is_taken_back_and_is_seen_to_have_read(
    client, visit
):
    assessment = record(visit.patient, visit.practitioner, DROPPING)
    now, by = LATER, visit.practitioner.user
    share_assessment(assessment=assessment, by=by, now=now)
    making.make_reports()
    report = Report.objects.get()
    runner = visit.patient.looked_after_by.get()

    client.force_login(by)
    before = client.get(list_of(assessment)).text
    client.force_login(runner)
    opened = client.get(page_of(report)).status_code
    client.force_login(by)
    after = client.get(list_of(assessment)).text
    withdraw_share(assessment=assessment, by=by, now=now)
    client.force_login(runner)
    withdrawn = client.get(page_of(report)).status_code

    assert ("Not read yet" in before, "Read on 1 December 2026" in after) == (True, True)
    assert (opened, withdrawn) == (200, 404)


def test_the_technical_edition_is_for_clinicians_whatever_is_shared(client, visit):
    assessment = record(visit.patient, visit.practitioner, DROPPING, share=True)
    client.force_login(visit.practitioner.user)
    client.post(list_of(assessment), {"edition": "technical"})
    making.make_reports()
    report = Report.objects.get(edition="technical")

    mine = client.get(page_of(report)).status_code
    client.force_login(visit.patient.looked_after_by.get())
    runners = client.get(page_of(report)).status_code

    assert (mine, runners) == (200, 404)


def test_a_draft_is_for_the_clinic_alone_and_a_stranger_finds_nothing(client, visit):
    assessment = record(visit.patient, visit.practitioner, DROPPING, sign=False)
    client.force_login(visit.practitioner.user)
    client.post(list_of(assessment), {"edition": "patient"})
    making.make_reports()
    report = Report.objects.get()

    answers = {}
    for who in (visit.patient.looked_after_by.get(), UserFactory(), FrontDeskFactory()):
        client.force_login(who)
        answers[who] = [client.get(page_of(report)).status_code]

    assert report.is_draft is True
    assert list(answers.values()) == [[404], [404], [404]]
