"""A run that a page's own script sends, perhaps long after it was typed: JSON in, JSON out."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from assessments import actions
from assessments.exceptions import AssessmentError
from assessments.forms.running import RunForm
from assessments.models import Run
from assessments.views.json_calls import CallRefused, answered, read_body, without_log_in
from bookings.people import households
from clinic.problems import invalid_input, method_not_allowed, problem

LARGEST_BODY = 10_000


@never_cache
def run_log(request) -> HttpResponse:
    """Log one run: 201, or 200 with the run that the same submission made before.

    The members are those of the form, with `who`, the reference of the person whose run it is, and
    `submission`, which the page makes once for each run.
    """
    if request.method != "POST":
        return method_not_allowed("POST")
    try:
        sent = _sent(request)
    except CallRefused as refused:
        return refused.answer
    people = {str(person.reference): person for person in households.people_of(request.user)}
    person = people.get(sent.get("who", ""))
    form = RunForm(sent)
    errors = [(name, str(error)) for name, found in form.errors.items() for error in found]
    if person is None:
        errors.append(("who", "Say whose run it is, by a reference of your account's."))
    if not form.has_submission:
        errors.append(("submission", "Send a UUID that stays the same when it is sent again."))
    if errors:
        return invalid_input(*errors)
    try:
        run, is_new = actions.log_run(
            patient=person,
            said=form.said(),
            submission=form.cleaned_data["submission"],
            by=request.user,
            now=timezone.now(),
        )
    except AssessmentError as error:
        return problem(HTTPStatus.CONFLICT, str(error), code="sent_otherwise")
    return answered({"run": _fields(run)}, is_new=is_new)


run_log.answer_without_log_in = without_log_in


def _sent(request) -> dict[str, str]:
    """Return the members as a form has them: texts. Raises CallRefused."""
    try:
        sent = json.loads(read_body(request, LARGEST_BODY))
    except (ValueError, RecursionError) as error:
        raise CallRefused(
            problem(HTTPStatus.BAD_REQUEST, "This is not JSON that can be read.")
        ) from error
    if not isinstance(sent, dict):
        raise CallRefused(problem(HTTPStatus.BAD_REQUEST, "Send one object: one run."))
    return {name: "" if value is None else str(value) for name, value in sent.items()}


def _fields(run: Run) -> dict:
    return {
        "reference": str(run.reference),
        "ran_on": run.ran_on.isoformat(),
        "distance_km": str(run.distance_km),
        "duration_s": run.duration_s,
        "nprs_during_max": run.nprs_during_max,
        "nprs_next_morning": run.nprs_next_morning,
        "is_removed": run.removed_at is not None,
    }
