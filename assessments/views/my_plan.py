"""A patient's own plan: read, logged, answered, taken back, printed."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, actions, plans
from assessments.exceptions import SessionRefused
from assessments.forms.my_plan import NextDayForm, SessionForm
from assessments.models import ProgrammeItem, SessionLog
from assessments.programmes.progression import AlertKind, told_of
from assessments.reading import my_plan as reading
from assessments.reading.agreed import next_visit
from assessments.reading.disclaimer import disclaimer, is_accepted_by
from assessments.running.words import CALL_US
from assessments.views.persons_pages import path_of, persons_page
from bookings.people import households
from clinic.marks import mark_of
from clinic.models import Patient

WHAT = "my_plan"  # what an event calls it
KEPT_FOR = "X-Kept-For"  # on a page that its own account may read without a network
TOLD = f"Your clinician is told of the pain. {CALL_US}"
NOT_OF_THE_PLAN = "This exercise is not part of your plan. Please log it in its list below."


def _with_plans(user):
    return reading.people_with_plans(households.people_of(user))


of_a_person = persons_page(_with_plans, "assessments/my_plan/none.html")


def sent_items(user):
    """Return what stands in any version of a plan that was sent to whom an account looks after."""
    return ProgrammeItem.objects.filter(
        version__sent_at__isnull=False, programme__patient__in=Patient.objects.of_account(user)
    ).select_related("version", "programme")


# --- The page -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_person
def my_plan(request, person, people):
    """Show the plan, and log one exercise of it."""
    if request.method != "POST":
        return _render(request, person, people)
    item = _item_of(request)
    if item is None:
        return _render(request, person, people, error=NOT_OF_THE_PLAN, status=422)
    form = SessionForm(request.POST, item=item)
    if not form.is_valid():
        return _render(request, person, people, form=form, status=422)
    now = timezone.now()
    try:
        log = actions.log_session(item=item, by=request.user, now=now, **form.said())
    except SessionRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _render(request, person, people, form=form, status=422)
    notices.success(request, f"Logged: {item.name}." if log.logged_at == now else "Logged before.")
    if is_told(log):
        notices.warning(request, TOLD)
    return redirect(path_of("my-plan", person, people))


def _item_of(request):
    """Return the exercise that a form is about; None where there is no such one."""
    try:
        version = UUID(request.POST.get("version", ""))
    except ValueError:
        return None
    exercise = request.POST.get("exercise", "").replace("\x00", "")
    return sent_items(request.user).filter(version__reference=version, exercise=exercise).first()


def is_told(log: SessionLog) -> bool:
    """Say whether a session was so painful that the clinician is told."""
    limits = plans.limits_of(log.item.version)
    return AlertKind.PAIN in told_of(plans.as_session(log), log.effort, limits)


def _render(request, person, people, *, form=None, next_day=None, error="", status=200):
    now = timezone.now()
    programme = reading.current_plan(person)
    look = {"what": WHAT, "reference": programme.reference, "now": now}
    access.note_own_look(request.user, programme.patient, page=WHAT, **look)
    plan = reading.own_plan(programme, timezone.localdate(now))
    to_answer = plan.to_answer
    context = {
        "person": person,
        "people": [(each, path_of("my-plan", each, people)) for each in people],
        "plan": plan,
        "due": [(each, _form_of(plan, each, form)) for each in plan.due],
        "others": [(each, _form_of(plan, each, form)) for each in plan.others],
        "left_over": form and form.item.exercise not in {each.code for each in plan.items} and form,
        "open_code": form.item.exercise if form else plan.first_open,
        "error": error,
        "next_day": next_day or (NextDayForm(logs=to_answer) if to_answer else None),
        "to_answer": to_answer,
        "advice": reading.open_advice(person),
        "visit": next_visit(person, now),
        "call_us": CALL_US,
        "disclaimer": _disclaimer_for(request.user, person, people),
        "own_url": path_of("my-plan", person, people),
        "next_day_url": path_of("my-plan-next-day", person, people),
        "take_back_url": path_of("my-plan-take-back", person, people),
        "sheet_url": path_of("my-plan-sheet", person, people),
        "kept": {"now_ms": int(now.timestamp() * 1000), "days": reading.days_ahead(now)},
    }
    response = render(request, "assessments/my_plan/plan.html", context, status=status)
    response[KEPT_FOR] = request.user.browser_key
    return response


def _disclaimer_for(user, person, people):
    """Return what is to be read once; None once it was."""
    if is_accepted_by(user):
        return None
    text, url = disclaimer(), path_of("my-plan-disclaimer", person, people)
    return {"text": text, "mark": mark_of(text), "url": url}


def _form_of(plan, each, refused):
    """Return the form of one card; one that was refused comes back on its own."""
    if refused and refused.item.exercise == each.code:
        return refused
    return SessionForm(item=each.item, done=each.done) if plan.may_log else None


# --- The day after, a mistake, paper --------------------------------------------------------------


@require_POST
@of_a_person
def my_plan_next_day(request, person, people):
    """Keep whether anything was worse the day after; what was answered before stays."""
    to_answer = reading.own_plan(reading.current_plan(person), timezone.localdate()).to_answer
    if not to_answer:
        notices.info(request, "This was answered before.")
        return redirect(path_of("my-plan", person, people))
    form = NextDayForm(request.POST, logs=to_answer)
    if not form.is_valid():
        return _render(request, person, people, next_day=form, status=422)
    now, answers = timezone.now(), form.answers()
    for log, is_worse in answers:
        actions.answer_next_day(log=log, is_worse=is_worse, now=now)
    if any(is_worse for _log, is_worse in answers):
        notices.warning(request, TOLD.replace("of the pain", "that it was worse"))
    else:
        notices.success(request, "Thank you. Noted.")
    return redirect(path_of("my-plan", person, people))


@require_POST
@of_a_person
def my_plan_disclaimer(request, person, people):
    """Keep that the disclaimer was read; a page with another text is shown today's."""
    text = disclaimer()
    if request.POST.get("mark") == mark_of(text):
        actions.accept_disclaimer(user=request.user, text=text, now=timezone.now())
    return redirect(path_of("my-plan", person, people))


@require_POST
@of_a_person
def my_plan_take_back(request, person, people):
    """Let a log that was a mistake count no more."""
    try:
        reference = UUID(request.POST.get("log", ""))
    except ValueError:
        raise Http404 from None
    own = Patient.objects.of_account(request.user)
    logs = SessionLog.objects.filter(programme__patient__in=own).select_related("item", "programme")
    log = get_object_or_404(logs, reference=reference)
    actions.take_back_session(log=log, now=timezone.now())
    notices.success(request, f"Taken back: {log.item.name}. It no longer counts.")
    return redirect(path_of("my-plan", person, people))


@require_safe
@of_a_person
def my_plan_sheet(request, person, people):
    """Show the plan as a sheet for paper, with boxes to tick."""
    now, programme = timezone.now(), reading.current_plan(person)
    look = {"what": WHAT, "reference": programme.reference, "now": now}
    access.note_own_look(request.user, programme.patient, page=WHAT, **look)
    plan = reading.own_plan(programme, timezone.localdate(now))
    context = {
        "person": person,
        "plan": plan,
        "rows": [(each, reading.sheet_weeks(plan, each.item)) for each in plan.items],
        "call_us": CALL_US,
        "own_url": path_of("my-plan", person, people),
    }
    response = render(request, "assessments/my_plan/sheet.html", context)
    response[KEPT_FOR] = request.user.browser_key
    return response
