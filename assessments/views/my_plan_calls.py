"""What the script of a plan's page asks for: to log what was done, perhaps long ago; its worker."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assessments import actions
from assessments.exceptions import SessionRefused
from assessments.forms.my_plan import LONGEST_NOTE
from assessments.models.sessions import MOST_LOGGED, MOST_SETS_LOGGED
from assessments.views.json_calls import CallRefused, answered, sent_as, without_log_in
from assessments.views.my_plan import TOLD, is_told, sent_items
from clinic.problems import invalid_input, method_not_allowed, problem

NOT_YOURS = "This exercise is not part of a plan of yours."
NOTHING_DONE = "Write how much of the first set you did."
Score = Annotated[int, Field(ge=0, le=10)]
Count = Annotated[int, Field(ge=0, le=MOST_LOGGED)]


class SessionSent(BaseModel):
    """One exercise of one day; `reference` stays the same however often it is sent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    version: UUID
    exercise: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{1,7}$")]
    reference: UUID
    done_on: date
    done: Annotated[list[Count], Field(max_length=MOST_SETS_LOGGED)] = []
    pain: Score | None = None
    effort: Score | None = None
    good_control: bool | None = None
    note: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=LONGEST_NOTE)] = ""


@never_cache
def my_plan_log(request) -> HttpResponse:
    """Log one exercise: 201, or 200 with what the same reference stored before."""
    if request.method != "POST":
        return method_not_allowed("POST")
    try:
        sent = sent_as(request, SessionSent)
    except CallRefused as refused:
        return refused.answer
    items = sent_items(request.user).filter(version__reference=sent.version, exercise=sent.exercise)
    item = items.first()
    if item is None:
        return problem(HTTPStatus.NOT_FOUND, NOT_YOURS)
    if item.dose and not sent.done:
        return invalid_input(("done", NOTHING_DONE), detail=NOTHING_DONE)
    now, said = timezone.now(), sent.model_dump(exclude={"version", "exercise"})
    try:
        log = actions.log_session(item=item, by=request.user, now=now, **said)
    except SessionRefused as error:
        return invalid_input((error.field, str(error)), detail=str(error))
    is_new = log.logged_at == now
    if is_new:
        notices.success(request, f"Logged: {item.name}.")
    if is_new and is_told(log):
        notices.warning(request, TOLD)
    return answered({"reference": str(log.reference)}, is_new=is_new)


my_plan_log.answer_without_log_in = without_log_in


@login_not_required
@require_safe
def my_plan_worker(request) -> HttpResponse:
    """Return the worker that shows the plan without a network, of the version that is served.

    It lies below the plan's own address, so that no other page is ever in its reach. It says
    nothing of anybody, and a browser asks for it after a log-out too.
    """
    script = f'importScripts("{static("js/my_plan/worker.js")}");\n'
    response = HttpResponse(script, content_type="text/javascript")
    patch_cache_control(response, no_cache=True)
    return response
