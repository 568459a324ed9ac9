"""Which error of the API is answered with which problem (RFC 9457)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bookings.exceptions import BookingError, InputRefused
from clinic.problems import (
    DATABASE_IS_AWAY,
    invalid_input,
    method_not_allowed,
    problem,
    unavailable,
)
from clinic.rate_limits import TooManyAttempts, with_retry_after


def unusable(field: str, message: str) -> ValidationError:
    """Return the error to raise for one field that does not fit what the clinic has."""
    return ValidationError([{"loc": (field,), "msg": message}])


def as_api_view(view: Callable) -> Callable:
    """Open a view to callers without an account, keep its answers from caches, and have its
    404 and 405 say what is wrong in the API's own form.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = not_found(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = method_not_allowed(response["Allow"])
        response["Cache-Control"] = "no-store"
        return response

    return answer


def not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "There is nothing here, or not for this token.")


def answer_errors_with_problems(api: NinjaAPI) -> None:
    """Have `api` answer each kind of error with a problem; the nearest class decides."""
    for error, handler in {
        Http404: not_found,
        AuthenticationError: not_found,  # without its token, a visit is not there
        HttpError: _http_error,
        ValidationError: _validation_error,
        BookingError: _booking_error,
        TooManyAttempts: _too_many_attempts,
        RequestDataTooBig: _too_large,
        SuspiciousOperation: _unreadable,
        BadRequest: _unreadable,
        UnreadablePostError: _unreadable,
        Exception: _internal_error,
    }.items():
        api.add_exception_handler(error, handler)


def _http_error(request, error):
    return problem(error.status_code, str(error))


def _validation_error(request, error):
    return invalid_input(*[(_field(found["loc"]), found["msg"]) for found in error.errors])


def _field(location):
    """Return the field at fault; ("body", <argument>) alone is the body as a whole."""
    if location[0] == "body":
        return str(location[2]) if len(location) > 2 else "body"
    return str(location[-1])


def _booking_error(request, error):
    if isinstance(error, InputRefused):
        return invalid_input((error.field, str(error)))
    return problem(error.status, str(error))


def _too_many_attempts(request, error):
    answer = problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.")
    return with_retry_after(answer, error)


def _too_large(request, error):
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")


def _unreadable(request, error):
    return problem(HTTPStatus.BAD_REQUEST, "The request cannot be read.")


def _internal_error(request, error):
    """Answer without a word of what happened inside: that is for the log and Django's signal."""
    got_request_exception.send(sender=NinjaAPI, request=request)
    if isinstance(error, DATABASE_IS_AWAY):
        response = unavailable()
    else:
        response = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
    log_response(
        "%s: %s",
        response.reason_phrase,
        request.path,
        response=response,
        request=request,
        exception=error,
    )
    return response
