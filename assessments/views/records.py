"""The record for other programs: a bundle that can be computed again, FHIR, and a table."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.exceptions import AssessmentError, NotSigned, ReasonNeeded
from assessments.export import measurements_csv, open_record
from assessments.export.bundle import bundle_of
from assessments.views.assessments import for_clinicians
from assessments.views.charts import ask_for_reason, clinical_page, find_patient

BUNDLE, OPEN_RECORD, TABLE = "bundle", "open_record", "measurements"  # what an event calls it
FHIR_JSON, CSV = "application/fhir+json", "text/csv; charset=utf-8"
NOT_FINISHED = "It is not finished: until then there is nothing of it to hand on."


def as_file(
    parts: Iterable[str] | bytes, *, kind: str, name: str
) -> HttpResponse | StreamingHttpResponse:
    """Return what is downloaded under a name, sent as it is made."""
    whole = isinstance(parts, bytes)
    answer = HttpResponse if whole else StreamingHttpResponse
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return answer(parts, content_type=kind, headers=headers)


def _look(request, assessment, what):
    access.open_file(
        request.user,
        assessment.patient,
        what=what,
        reference=assessment.reference,
        now=timezone.now(),
    )


def _refused(request, assessment, error: AssessmentError):
    context = {"error": str(error), "back_url": assessment.get_absolute_url()}
    return render(request, "409.html", context, status=409)


def _name(assessment, extension):
    return f"assessment-{timezone.localdate(assessment.performed_at)}.{extension}"


@require_safe
@for_clinicians
def assessment_bundle(request, assessment):
    if not assessment.is_signed:
        return _refused(
            request, assessment, NotSigned("Only a signed assessment makes a file to check.")
        )
    _look(request, assessment, BUNDLE)
    name = _name(assessment, "bundle.json")
    return as_file(bundle_of(assessment), kind="application/json", name=name)


@require_safe
@for_clinicians
def assessment_fhir(request, assessment):
    if not assessment.is_finished:
        return _refused(request, assessment, NotSigned(NOT_FINISHED))
    _look(request, assessment, OPEN_RECORD)
    whole = open_record.finished().get(pk=assessment.pk)
    parts = open_record.assessment_as_fhir(whole, now=timezone.now())
    return as_file(parts, kind=FHIR_JSON, name=_name(assessment, "fhir.json"))


@require_safe
@for_clinicians
def assessment_table(request, assessment):
    if not assessment.is_finished:
        return _refused(request, assessment, NotSigned(NOT_FINISHED))
    _look(request, assessment, TABLE)
    parts = measurements_csv.of_assessment(assessment)
    return as_file(parts, kind=CSV, name=_name(assessment, "csv"))


@clinical_page
@require_safe
def chart_fhir(request, reference):
    return _chart(request, reference, OPEN_RECORD)


@clinical_page
@require_safe
def chart_table(request, reference):
    return _chart(request, reference, TABLE)


def _chart(request, reference, what):
    """Hand over a whole file in one of both forms, to a clinician with a ground to open it."""
    patient = find_patient(request.user, reference)
    now = timezone.now()
    look = {"what": what, "reference": patient.reference, "now": now}
    try:
        access.open_file(request.user, patient, **look)
    except ReasonNeeded:
        return ask_for_reason(request, patient)
    day = timezone.localdate(now)
    if what == TABLE:
        parts = measurements_csv.of_chart(patient)
        return as_file(parts, kind=CSV, name=f"measurements-{day}.csv")
    parts = open_record.chart_as_fhir(patient, now=now)
    return as_file(parts, kind=FHIR_JSON, name=f"file-{day}.fhir.json")
