"""How a script or another site is told that something is refused: problem+json (RFC 9457)."""

import json
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"
DATABASE_IS_AWAY = (OperationalError, InterfaceError)
TRY_AGAIN_AFTER_S = 30


def problem(status: int, detail: str, **members) -> HttpResponse:
    """Return one problem; `members` are what this kind of problem adds, such as `errors`."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    text = json.dumps(body, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def invalid_input(*errors: tuple[str, str], detail: str = "", **members) -> HttpResponse:
    """Return a 422 that names each field and what is wrong with it."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        detail or "Some of what was sent cannot be used.",
        errors=[{"field": field, "message": message} for field, message in errors],
        **members,
    )


def unavailable() -> HttpResponse:
    """Return the 503 of a request that could not reach the database."""
    response = problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "We cannot reach our records just now. Please try again."
    )
    response["Retry-After"] = str(TRY_AGAIN_AFTER_S)
    return response


def method_not_allowed(allowed: str) -> HttpResponse:
    response = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"This address takes: {allowed}.")
    response["Allow"] = allowed
    return response
