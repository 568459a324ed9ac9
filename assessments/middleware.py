"""What every request passes through for the record's sake."""

from http import HTTPStatus

from django.db import IntegrityError
from django.shortcuts import render
from django.urls import reverse

from assessments.exceptions import AssessmentClosed, PlanClosed
from clinic.problems import problem

SEALED = {"assessment_sealed": AssessmentClosed, "plan_sealed": PlanClosed}  # by what refuses
CLOSED = "closed"  # what a script goes by


class SealedRecord:
    """Answer a write that the seals refused with a 409 that a person can read, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not is_of_the_seal(exception):
            return None
        text = str(SEALED[exception.__cause__.diag.constraint_name]())
        if request.content_type == "application/json":
            return problem(HTTPStatus.CONFLICT, text, code=CLOSED)
        context = {"error": text, "back_url": _where_to_look(request)}
        return render(request, "409.html", context, status=409)


def _where_to_look(request):
    """Return the page of the assessment or the plan, or the start of a clinician's day."""
    match = request.resolver_match
    if match and match.route.startswith("charts/<uuid:reference>/programme/"):
        return reverse("assessments:programme-detail", args=[match.kwargs["reference"]])
    if match and match.route.startswith("assessments/<uuid:reference>/"):
        return reverse("assessments:assessment-detail", args=[match.kwargs["reference"]])
    return reverse("bookings:appointment-list")


def is_of_the_seal(exception: Exception) -> bool:
    """Say whether the trigger of a signed assessment, or of a sent plan, refused a write."""
    diagnosis = getattr(exception.__cause__, "diag", None)
    return (
        isinstance(exception, IntegrityError)
        and diagnosis is not None
        and diagnosis.constraint_name in SEALED
    )
