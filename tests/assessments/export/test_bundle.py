"""A signed assessment as a bundle: all of it fits, the same bytes each time, to who may open it."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import sign_assessment
from assessments.bundle.canonical import read
from assessments.bundle.checking import check
from assessments.models import Capture, Frame, RuleSetting
from clinic.models import AccessEvent
from tests.assessments.measured import LEFT_DROP, Screen, ready_assessment
from tests.assessments.records import Recorded, force, record, score, value
from tests.factories import NINE, AppointmentFactory, ClinicianFactory, PractitionerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]
LEVEL = [[0, 1000.25], [1000, 1004]]
SCALE = {"points": [[100, 1800], [900, 1800]], "length_cm": 60}


def address(assessment):
    return reverse("assessments:assessment-bundle", args=[assessment.reference])


def sign(assessment, now=NINE):
    assessment.refresh_from_db()
    by, revision = assessment.practitioner.user, assessment.revision
    return sign_assessment(assessment=assessment, revision=revision, by=by, now=now)


@pytest.fixture
def measured(client):
    """An assessment measured on two clips, with a threshold set between them, then signed."""
    screen = Screen(client, ready_assessment())
    screen.steps(screen.capture(horizon=LEVEL), 7)
    for code, value_of_it, changed_at in (
        ("noisy_sd_deg", 4, NINE - timedelta(days=40)),
        ("g1_typical_max_deg", 4, NINE),
        ("click_sd_px", 2, NINE),
    ):
        RuleSetting.objects.create(code=code, value=value_of_it, changed_at=changed_at)
    tired = screen.capture(state="end_of_run", horizon=LEVEL)
    screen.put_step(tired, side="L", points=LEFT_DROP)
    screen.delete_capture(screen.capture(view="anterior", landmark_set="asis"))
    clip = Capture.objects.get(reference=tired)
    Frame.objects.create(
        assessment=clip.assessment,
        capture=clip,
        number=100,
        picture=b"jpeg",
        width_px=1080,
        height_px=1920,
    )
    assessment = sign(screen.assessment)
    RuleSetting.objects.create(
        code="mdc_cpd", value=4, changed_at=NINE + timedelta(days=1)
    )  # after the signing: nothing of it is in the bundle
    return assessment


def test_what_was_measured_fits_and_is_handed_over_with_an_event(client, measured):
    first, second = client.get(address(measured)), client.get(address(measured))

    report = check(first.content)
    _, parts = read(first.content)
    assert (report.misfits, report.unchecked) == ([], [])
    assert first.content == second.content
    assert [len(capture.steps) for capture in parts.captures] == [7, 1]
    assert [frame.sha256 for frame in parts.frames] == [hashlib.sha256(b"jpeg").hexdigest()]
    assert {
        code: (str(parts.thresholds.in_force[code]), [*map(str, held)])
        for code, held in parts.thresholds.earlier.items()
    } == {"g1_typical_max_deg": ("4.000", ["5.0"]), "click_sd_px": ("2.000", ["1.0"])}
    assert [str(parts.thresholds.in_force[code]) for code in ("noisy_sd_deg", "mdc_cpd")] == [
        "4.000",
        "2.8",
    ]
    assert first["Content-Disposition"] == (
        'attachment; filename="assessment-2026-12-01.bundle.json"'
    )
    events = AccessEvent.objects.filter(what="bundle").values_list("basis", "reference")
    assert list(events) == [("treating", measured.reference)] * 2


def test_all_that_can_be_recorded_fits(client):
    practitioner = PractitionerFactory(user=ClinicianFactory())
    visit = AppointmentFactory(practitioner=practitioner, starts_at=NINE)
    assessment = record(
        visit.patient,
        practitioner,
        Recorded(
            values=[value("cpd", "L", "4.8"), value("cpd", "R", "8.1"), value("fppa_run", "L", 6)],
            tests=[force("L", "180"), force("R", "150")],
            scores=[score("lefs", 60, [3] * 20)],
            targets=[("cpd", "L", "fresh")],
            end={"nprs_during_max": 3, "pain_locations": ["anterior_knee_R"]},
            findings={"factors": ["fatigue"], "factors_note": "Private note."},
            set_up={"notes": "Private note.", "shoes": "ランナー Зима"},
        ),
    )
    client.force_login(practitioner.user)

    raw = client.get(address(assessment)).content

    report = check(raw)
    assert (report.misfits, report.unchecked) == ([], [])
    assert "Private note" not in raw.decode()
    assert visit.patient.name not in raw.decode()


def test_an_unsigned_assessment_makes_none(client):
    screen = Screen(client, ready_assessment())

    response = client.get(address(screen.assessment))

    assert response.status_code == 409
    assert not AccessEvent.objects.filter(what="bundle").exists()


def test_the_number_of_queries_does_not_grow_with_the_steps(client):
    counts = []
    for steps in (1, 5):
        screen = Screen(client, ready_assessment())
        screen.steps(screen.capture(), steps)
        sign(screen.assessment)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(screen.assessment))
        counts.append(len(asked))

    assert counts[0] == counts[1]
