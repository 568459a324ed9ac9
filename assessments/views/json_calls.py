"""Calls of a page's own script: JSON in, JSON out, and a problem (RFC 9457) for every refusal."""

from http import HTTPStatus
from typing import TypeVar

from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from pydantic import BaseModel, ValidationError

from assessments import access
from assessments.exceptions import (
    AssessmentClosed,
    AssessmentError,
    ByEyeFirst,
    MeasuringRefused,
    MeasuringRemoved,
    NoAccess,
    PictureRefused,
    PointsDiffer,
    ReasonNeeded,
    SafetyFirst,
)
from assessments.models import Assessment
from clinic.problems import invalid_input, method_not_allowed, problem

LARGEST_BODY = 1_000_000
MOST_ERRORS = 50  # told of in one answer
NOT_JSON = "json_invalid"
Body = TypeVar("Body", bound=BaseModel)
# What a rule's refusal is answered with: its status, and a code that the script goes by.
ANSWERS = {
    AssessmentClosed: (409, "closed"),
    SafetyFirst: (409, "safety_first"),
    ByEyeFirst: (409, "by_eye_first"),
    MeasuringRemoved: (409, "removed"),
    PictureRefused: (422, "picture"),
    PointsDiffer: (409, "points_differ"),
}


class CallRefused(Exception):
    """Raised with the answer to give."""

    def __init__(self, answer: HttpResponse):
        self.answer = answer
        super().__init__(answer.status_code)


def without_log_in(request) -> HttpResponse:
    return problem(HTTPStatus.UNAUTHORIZED, "Please log in again; nothing is lost.", code="log_in")


def clinicians_call(**by_method):
    """Return the view of these methods: each takes the request, the assessment and the address.

    It is for clinicians with a ground to open the file; to others there is nothing here. What they
    had begun may be saved for longer than a reason opens the file: then `request.may_look` is
    False, and the answer shows nothing but what was sent.
    """

    @never_cache
    def call(request, reference, **address):
        try:
            assessment = _found(request, reference)
            view = by_method.get("GET" if request.method == "HEAD" else request.method)
            if view is None:
                return method_not_allowed(", ".join(by_method))
            return view(request, assessment, **address)
        except CallRefused as refused:
            return refused.answer
        except (Http404, NoAccess):
            return problem(HTTPStatus.NOT_FOUND, "There is nothing here.")
        except ReasonNeeded as error:
            return problem(HTTPStatus.FORBIDDEN, str(error), code="reason_needed")
        except AssessmentError as error:
            return refusal(error)

    call.answer_without_log_in = without_log_in
    return call


def _found(request, reference):
    if not request.user.is_clinician:
        raise Http404
    assessment = get_object_or_404(Assessment.objects.with_person(), reference=reference)
    request.may_look, now = True, timezone.now()
    try:
        access.ground_for(request.user, assessment.patient, now)
    except ReasonNeeded:
        if request.method in ("GET", "HEAD"):
            raise
        access.ground_for(request.user, assessment.patient, now, saves=True)
        request.may_look = False
    return assessment


def refusal(error: AssessmentError, *, code: str = "changed", **members) -> HttpResponse:
    """Return the problem of a broken rule; `code` is that of a conflict with another page."""
    if isinstance(error, MeasuringRefused):
        code = {"code": error.code} if error.code else {}
        return invalid_input((error.field, str(error)), detail=str(error), **code)
    status, code = next(
        (answer for kind, answer in ANSWERS.items() if isinstance(error, kind)), (409, code)
    )
    return problem(status, str(error), code=code, **members)


def answered(fields: dict, *, is_new: bool = False) -> JsonResponse:
    return JsonResponse(fields, status=HTTPStatus.CREATED if is_new else HTTPStatus.OK)


def sent_as(request, schema: type[Body]) -> Body:
    """Return the body, sound in every part. Raises CallRefused: 400, 413 or 422."""
    try:
        return schema.model_validate_json(read_body(request, LARGEST_BODY))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
    if found[0]["type"] == NOT_JSON:
        raise CallRefused(problem(HTTPStatus.BAD_REQUEST, "This is not JSON that can be read."))
    errors = {
        ".".join(str(part) for part in each["loc"])[:100]: each["msg"]
        for each in found[:MOST_ERRORS]
    }
    raise CallRefused(invalid_input(*errors.items()))


def read_body(request, most_bytes: int) -> bytes:
    """Return the body as it was sent, read no further than `most_bytes`. Raises CallRefused."""
    too_large = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
            raise CallRefused(too_large)
        body = request.read(most_bytes + 1)
    except (ValueError, UnreadablePostError) as error:
        unreadable = problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.")
        raise CallRefused(unreadable) from error
    if len(body) > most_bytes:
        raise CallRefused(too_large)
    return body
