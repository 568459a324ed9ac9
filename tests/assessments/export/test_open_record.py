"""The record for other systems: valid FHIR whose references resolve, a table that runs nothing."""

import csv
import json
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle

from assessments.actions import begin_version, send_version
from assessments.biomechanics.metrics import METRICS
from assessments.export.fhir import terms
from assessments.measuring import strength_tests
from assessments.models import Addendum, CoSignature
from clinic.csv_cells import cell
from clinic.models import AccessEvent, ClinicProfile
from tests.assessments.records import Recorded, force, record, score, value
from tests.factories import (
    NINE,
    AppointmentFactory,
    ClinicianFactory,
    PatientFactory,
    PractitionerFactory,
    UserFactory,
)
from tests.factories.programmes import a_running_plan

# Codes that FHIR requires and the classes of `fhir.resources` do not look at.
STATUSES = {
    "Observation": {"final", "preliminary"},
    "DiagnosticReport": {"final", "preliminary", "appended"},
    "Appointment": {"booked", "arrived", "fulfilled", "cancelled", "noshow"},
    "CarePlan": {"active", "completed", "revoked"},
}


@pytest.fixture
def practitioner():
    return PractitionerFactory(user=ClinicianFactory(name="Ana Ruiz"))


@pytest.fixture
def patient(practitioner):
    ClinicProfile.objects.create(name="Harbour", email="desk@example.org", street="1 Quay")
    patient = PatientFactory(name="=Анна “Zoë” 李")
    patient.looked_after_by.add(UserFactory())
    AppointmentFactory(practitioner=practitioner, patient=patient, starts_at=NINE)
    return patient


def recorded(patient, practitioner, **changes):
    """Record, sign and share an assessment with something in every part."""
    return record(
        patient,
        practitioner,
        Recorded(
            set_up={"notes": "Private note."},
            values=[
                value("cpd", "L", "-4.8", mdc=Decimal("2.8"), sd=Decimal("1.1")),
                value("cpd", "R", "8.1", mdc=Decimal("2.8"), click_sd=Decimal("0.9")),
                value("fppa_run", "L", "6.6"),
                value("cadence_spm", "", "164", method="visual", n_steps=40),
            ],
            tests=[force("L", "180"), force("R", "150")],
            scores=[score("lefs", 60, [3] * 20)],
            end={"nprs_during_max": 3, "run_minutes": Decimal(30)},
            findings={
                "factors": ["fatigue"],
                "factors_note": "Private note.",
                "linked_conditions": ["achilles_tendinopathy"],
            },
        ),
        share=True,
        **changes,
    )


def get(client, name, reference):
    return client.get(reverse(f"assessments:{name}", args=[reference]))


def text_of(response):
    return b"".join(response.streaming_content).decode()


def resources(text):
    """Return the resources of a bundle by their addresses, once it is seen to be a valid one."""
    content = json.loads(text)
    Bundle.model_validate(content)
    entries = content["entry"]
    found = {entry["fullUrl"]: entry["resource"] for entry in entries}
    assert len(found) == len(entries)
    assert [ref for ref in references(entries) if ref not in found] == []
    for resource in found.values():
        known = STATUSES.get(resource["resourceType"])
        assert known is None or resource["status"] in known
    return found


def references(content):
    if isinstance(content, dict):
        own = [content["reference"]] if "reference" in content else []
        return own + [one for part in content.values() for one in references(part)]
    if isinstance(content, list):
        return [one for part in content for one in references(part)]
    return []


def kinds(found):
    names = [resource["resourceType"] for resource in found.values()]
    return {name: names.count(name) for name in sorted({*names})}


def by_code(found, code):
    return [
        resource
        for resource in found.values()
        if code in [coding.get("code") for coding in resource.get("code", {}).get("coding", [])]
    ]


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "demo")]


def test_one_assessment_is_a_valid_bundle_with_all_it_says(client, patient, practitioner):
    assessment = recorded(patient, practitioner)
    client.force_login(practitioner.user)

    response = get(client, "assessment-fhir", assessment.reference)
    found = resources(text_of(response))

    assert response["Content-Type"] == "application/fhir+json"
    assert kinds(found) == {
        "DiagnosticReport": 1,
        "Observation": 13,
        "Organization": 1,
        "Patient": 1,
        "Practitioner": 1,
        "Provenance": 1,
    }
    [report] = by_code(found, "running-assessment")
    assert (report["status"], len(report["result"])) == ("final", 13)
    concluded = [code["text"] for code in report["conclusionCode"]]
    assert concluded == ["Tires with effort", "Achilles tendinopathy"]
    assert list(AccessEvent.objects.values_list("what", "basis", "reference")) == [
        ("open_record", "treating", assessment.reference)
    ]


def test_a_measure_has_its_unit_side_error_and_no_more_than_its_grade(
    client, patient, practitioner
):
    assessment = recorded(patient, practitioner)
    client.force_login(practitioner.user)

    found = resources(text_of(get(client, "assessment-fhir", assessment.reference)))

    left, right = by_code(found, "cpd")
    assert left["valueQuantity"] == {
        "value": -4.8,
        "unit": "°",
        "system": "http://unitsofmeasure.org",
        "code": "deg",
    }
    assert (left["bodySite"]["coding"][0]["code"], left["bodySite"]["text"]) == (
        "32153003",
        "Left stance leg",
    )
    assert [each["text"] for each in right["interpretation"]] == ["Marked"]
    parts = {each["code"]["coding"][0]["code"]: each for each in right["component"]}
    assert parts["detectable-change"]["valueQuantity"]["value"] == 2.8
    assert parts["count"]["valueInteger"] == 8
    [rate] = by_code(found, "cadence_spm")
    assert (rate["valueQuantity"]["code"], "bodySite" in rate) == ("/min", False)
    assert {test["valueQuantity"]["code"] for test in by_code(found, "hip_abd_force_n")} == {"N"}
    [pain] = by_code(found, "72514-3")
    assert pain["valueQuantity"]["value"] == 3


def test_what_was_added_and_co_signed_is_told(client, patient, practitioner):
    assessment = recorded(patient, practitioner)
    Addendum.objects.create(
        assessment=assessment,
        text="Seen\x0cagain.",  # a page break, which FHIR allows in no text
        signed_by=practitioner.user,
        submission=uuid4(),
    )
    CoSignature.objects.create(assessment=assessment, signed_by=ClinicianFactory(name="Bo Lind"))
    client.force_login(practitioner.user)

    found = resources(text_of(get(client, "assessment-fhir", assessment.reference)))

    [report] = by_code(found, "running-assessment")
    assert report["status"] == "appended"
    assert report["extension"][0]["valueAnnotation"]["text"] == "Seen again."
    signed = [one for one in found.values() if one["resourceType"] == "Provenance"]
    assert {
        one["agent"][0]["type"]["coding"][0]["code"]: found[one["agent"][0]["who"]["reference"]][
            "name"
        ][0]["text"]
        for one in signed
    } == {"author": practitioner.name, "verifier": "Bo Lind"}


def test_a_whole_file_has_every_visit_and_as_many_queries_for_three_as_for_one(
    client, patient, practitioner
):
    client.force_login(practitioner.user)
    counts, seen = [], []
    for days_ago in (0, 7, 14):
        recorded(patient, practitioner, days_ago=days_ago)
        for name in ("chart-fhir", "chart-table"):
            with CaptureQueriesContext(connection) as asked:
                text = text_of(get(client, name, patient.reference))
            counts.append(len(asked))
            if name == "chart-fhir":
                seen.append(kinds(resources(text)))

    assert (counts[2:4], counts[4:]) == (counts[:2], counts[:2])
    assert [(one["DiagnosticReport"], one["Appointment"]) for one in seen] == [
        (1, 1),
        (2, 1),
        (3, 1),
    ]


@pytest.mark.parametrize("kind", ["fhir", "csv"])
def test_a_person_gets_what_was_shared_and_nothing_else(client, patient, practitioner, kind):
    shared = recorded(patient, practitioner)
    unshared = record(patient, practitioner, days_ago=9)
    other = PatientFactory(name="Stranger")
    recorded(other, practitioner)
    client.force_login(patient.looked_after_by.get())

    response = client.post("/me/data/", {"format": kind})
    text = text_of(response)

    assert str(shared.reference) in text
    for secret in ("Private note", "achilles", "Stranger", str(unshared.reference), "fppa_run"):
        assert secret not in text
    if kind == "fhir":
        assert kinds(resources(text))["DiagnosticReport"] == 1
    events = AccessEvent.objects.values_list("what", "basis", "patient")
    assert list(events) == [("export", "own", patient.pk)]


def test_nothing_shared_is_a_valid_bundle_too(client):
    client.force_login(UserFactory())

    found = resources(text_of(client.post("/me/data/", {"format": "fhir"})))

    assert kinds(found) == {"Organization": 1}


def test_the_table_has_a_row_a_value_that_no_program_runs(client, patient, practitioner):
    assessment = recorded(patient, practitioner)
    client.force_login(practitioner.user)

    response = get(client, "assessment-table", assessment.reference)
    text = text_of(response)

    assert (response["Content-Type"], text[0]) == ("text/csv; charset=utf-8", "\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [(row["metric"], row["side"], row["mean"]) for row in rows] == [
        ("cadence_spm", "", "164.000"),
        ("cpd", "L", "-4.800"),
        ("cpd", "R", "8.100"),
        ("fppa_run", "L", "6.600"),
    ]
    assert rows[2] == {
        "person": "'=Анна “Zoë” 李",
        "assessment": str(assessment.reference),
        "performed_at": "2026-12-01T09:00:00-07:00",
        "zone": "America/Vancouver",
        "status": "signed",
        "metric": "cpd",
        "measure": "Contralateral pelvic drop",
        "side": "R",
        "state": "fresh",
        "view": "posterior",
        "landmark_set": "psis",
        "method": "2d_manual",
        "n": "8",
        "mean": "8.100",
        "sd": "",
        "unit": "°",
        "click_error": "0.900",
        "detectable_change": "2.800",
        "grade": "marked",
        "grade_of_the_clinician": "",
        "rule": "G1",
        "rule_version": "2",
    }


def test_every_unit_has_its_code_in_ucum():
    ours = {metric.unit for metric in METRICS.values()} | {*strength_tests.UNITS.values()}

    assert ours - {*terms.UNITS} == set()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        (Decimal("-4.80"), "-4.80"),
        (-3, "-3"),
        ("Zoë 李", "Zoë 李"),
        ("", ""),
        (None, ""),
    ],
)
def test_no_cell_begins_like_a_formula_but_a_negative_number_stays_one(value, written):
    assert cell(value) == written


def test_what_is_not_finished_is_not_handed_on(client, patient, practitioner):
    assessment = record(patient, practitioner, sign=False)
    client.force_login(practitioner.user)

    statuses = [
        get(client, name, assessment.reference).status_code
        for name in ("assessment-fhir", "assessment-table", "assessment-bundle")
    ]

    assert statuses == [409, 409, 409]


def test_a_plan_that_was_sent_is_a_care_plan_and_what_replaced_it_says_so(
    client, patient, practitioner
):
    shared = recorded(patient, practitioner)
    plan = a_running_plan(
        "E04", "E02", patient=patient, practitioner=practitioner, assessment=shared
    )
    second = begin_version(programme=plan, by=plan.practitioner.user, now=timezone.now())
    client.force_login(patient.looked_after_by.get())

    before = resources(text_of(client.post("/me/data/", {"format": "fhir"})))
    send_version(
        version=second, revision=second.revision, by=plan.practitioner.user, now=timezone.now()
    )
    after = resources(text_of(client.post("/me/data/", {"format": "fhir"})))

    assert [kinds(found)["CarePlan"] for found in (before, after)] == [1, 2]
    [only] = [one for one in before.values() if one["resourceType"] == "CarePlan"]
    assert (only["status"], only["period"], len(only["activity"])) == (
        "active",
        {"start": "2026-11-23", "end": "2027-01-03"},
        3,
    )
    assert only["supportingInfo"] == [{"reference": f"urn:uuid:{shared.reference}"}]
    exercise = only["activity"][0]
    assert exercise["detail"]["code"]["coding"][0]["code"] == "E04"
    assert exercise["detail"]["scheduledTiming"]["repeat"]["dayOfWeek"] == ["mon", "wed", "fri"]
    versions = [one for one in after.values() if one["resourceType"] == "CarePlan"]
    assert [(one["status"], "replaces" in one) for one in versions] == [
        ("revoked", False),
        ("active", True),
    ]
