"""How the API's tests call it, and the problems it answers with."""

from bookings.links.visits import visit_key

PATH = "/api/v1/appointments"
PROBLEM = "application/problem+json"
ADA = {
    "starts_at": "2026-12-01T09:00:00-07:00",
    "name": "Ada Runner",
    "email": "ada@example.org",
    "phone": "604 555 0100",
    "accepts_policy": True,
}


def post(client, wish, key=None):
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(PATH, wish, content_type="application/json", headers=headers)


def bearer(visit, scheme="Bearer"):
    return {"Authorization": f"{scheme} {visit_key(visit)}"}


def problem(status, title, detail, **members):
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}


NOT_FOUND = problem(404, "Not Found", "There is nothing here, or not for this token.")


def conflict(detail, **members):
    return problem(409, "Conflict", detail, **members)


def invalid(**errors):
    return problem(
        422,
        "Unprocessable Entity",
        "Some of what was sent cannot be used.",
        errors=[{"field": field, "message": text} for field, text in errors.items()],
    )


def slot(hour, practitioner):
    """Return the slot of an hour on Tuesday 1 December 2026 as the API shows it."""
    return {
        "starts_at": f"2026-12-01T{hour:02}:00:00-07:00",
        "ends_at": f"2026-12-01T{hour + 1:02}:00:00-07:00",
        "practitioner": practitioner,
    }
