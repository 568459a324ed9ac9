"""Measurements as a table: one row a value, safe to open where a cell may be a formula."""

from collections.abc import Iterator

from django.db.models import OuterRef, QuerySet, Subquery

from assessments.biomechanics.metrics import METRICS
from assessments.export.moments import at
from assessments.models import Assessment, Finding, Measurement
from assessments.reading.changes import error_of
from assessments.reading.values import NOT_FOR_PATIENTS
from clinic import csv_cells
from clinic.models import Patient, User
from clinic.models.people import PERSON_OF_PATIENT
from clinic.zones import clinic_zone

HEADER = (
    *("person", "assessment", "performed_at", "zone", "status", "metric", "measure", "side"),
    *("state", "view", "landmark_set", "method", "n", "mean", "sd", "unit", "click_error"),
    *("detectable_change", "grade", "grade_of_the_clinician", "rule", "rule_version"),
)
AT_A_TIME = 500


def of_assessment(assessment: Assessment) -> Iterator[str]:
    """Return the table of one assessment, for a clinician, row by row."""
    return table(Measurement.objects.filter(assessment=assessment))


def of_chart(person: Patient) -> Iterator[str]:
    """Return the table of a person's finished assessments, for a clinician."""
    finished = Assessment.objects.finished().of_person(person)
    return table(Measurement.objects.filter(assessment__in=finished))


def of_own(user: User) -> Iterator[str]:
    """Return the table of what was shared with a person, as the shared pages tell it."""
    people = Patient.objects.of_account(user)
    shared = Assessment.objects.shared().filter(patient__in=people)
    rows = Measurement.objects.filter(assessment__in=shared.values("pk"))
    return table(rows.exclude(metric__in=NOT_FOR_PATIENTS))


def table(rows: QuerySet[Measurement]) -> Iterator[str]:
    """Yield the header and each value as a line; rows come from the database as they are sent."""
    yield csv_cells.header(HEADER)
    found = Finding.objects.filter(
        assessment=OuterRef("assessment"),
        about=OuterRef("metric"),
        side=OuterRef("side"),
        state=OuterRef("state"),
    )
    judged = {
        f"its_{name}": Subquery(found.values(name)[:1])
        for name in ("grade", "override", "rule", "rule_version")
    }
    related = ("assessment", f"assessment__{PERSON_OF_PATIENT}")
    ordered = (
        rows.select_related(*related)
        .annotate(**judged)
        .order_by("assessment__performed_at", "assessment", "metric", "state", "side")
    )
    for row in ordered.iterator(chunk_size=AT_A_TIME):
        yield csv_cells.line(_cells(row))


def _cells(row):
    metric, assessment = METRICS[row.metric], row.assessment
    return (
        assessment.patient.person.name,
        str(assessment.reference),
        at(assessment.performed_at, timespec="seconds"),
        clinic_zone().key,
        assessment.status,
        row.metric,
        metric.name,
        row.side,
        row.state,
        row.view,
        row.landmark_set,
        row.method,
        row.n_steps,
        row.mean,
        row.sd,
        metric.unit,
        row.click_sd,
        error_of(row),
        row.its_grade,
        row.its_override,
        row.its_rule,
        row.its_rule_version,
    )
