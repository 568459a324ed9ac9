"""A plan once it was sent: how it goes, what the rule proposes, its retest, its end."""

from uuid import uuid4

from django.contrib import messages as notices
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import actions, plans
from assessments.catalogue import exercises_by_code
from assessments.exceptions import AssessmentError
from assessments.exercises.exercise import Exercise
from assessments.forms.programmes import EndForm, RetestForm, SeenForm, StepForm
from assessments.models import (
    PlanAlert,
    Programme,
    ProgrammeVersion,
    ProgressionStep,
    StepState,
)
from assessments.programmes.progression import Direction
from assessments.reading.plans import course_of, shown_plan
from assessments.reading.retests import retest_of, service_of
from assessments.views.programmes import of_a_patient, refuse
from bookings.actions import Booker, book_appointment
from bookings.exceptions import BookingError
from bookings.models import AppointmentSource
from bookings.slots.services import practitioners_offering

LOGS_SHOWN = 20


@of_a_patient
@require_safe
def programme_detail(request, patient):
    """Show the plan that runs, or the last one that did, with all that a clinician decides."""
    draft, sent = plans.draft_plan(patient), plans.plans_of(patient)
    current = next((each for each in sent if each.is_running), sent[0] if sent else None)
    if current is None and draft is not None:
        return redirect("assessments:programme-draft", patient.reference)
    return _render(request, patient, current, draft, sent)


def _render(request, patient, current, draft, sent, *, retest=None, error="", status=200):
    now = timezone.now()
    context = {"patient": patient, "programme": current, "draft": draft, "retest_error": error}
    if current is not None:
        alerts = list(current.alerts.select_related("seen_by"))
        context |= {
            "plan": shown_plan(current.in_force),
            "course": course_of(current, timezone.localdate(now)),
            "proposals": _proposals(current),
            "alerts": [alert for alert in alerts if alert.seen_at is None],
            "seen_alerts": [alert for alert in alerts if alert.seen_at is not None],
            "logs": current.session_logs.select_related("item")[:LOGS_SHOWN],
            "versions": [each for each in current.versions.all() if each.is_sent],
            "earlier": [each for each in sent if each != current],
            "retest": retest or (retest_of(current, now) if current.is_running else None),
            "submission": uuid4(),
            "end_form": EndForm(),
            "seen_form": SeenForm(),
        }
    return render(request, "assessments/programmes/detail.html", context, status=status)


def _proposals(programme: Programme) -> list[tuple[ProgressionStep, list[Exercise]]]:
    """Return what the rule proposes, each with the exercises that it may lead to."""
    waiting = list(programme.steps.filter(state=StepState.PROPOSED))
    if not waiting:
        return []
    version, known = programme.in_force, exercises_by_code()
    barred = actions.barred_from(version)
    items = {item.line_id: item for item in version.items.all()}
    return [
        (step, actions.choices_of(items[step.line_id], Direction(step.direction), known, barred))
        for step in waiting
        if step.line_id in items
    ]


@of_a_patient
@require_safe
def version_detail(request, patient, version):
    """Show one sent version as its patient read it."""
    found = ProgrammeVersion.objects.filter(
        programme__in=Programme.objects.of_person(patient), sent_at__isnull=False
    ).prefetch_related("items__moved_by__decided_by__practitioner")
    shown = shown_plan(get_object_or_404(found, reference=version))
    context = {"patient": patient, "plan": shown, "is_preview": False}
    return render(request, "assessments/programmes/version.html", context)


# --- What a clinician decides ---------------------------------------------------------------------


@of_a_patient
@require_POST
def step_decide(request, patient, step):
    """Make a proposed step, or leave the exercise as it is."""
    found = ProgressionStep.objects.filter(programme__in=Programme.objects.of_person(patient))
    step, form = get_object_or_404(found, reference=step), StepForm(request.POST)
    if not form.is_valid():
        return refuse(request, patient, "Choose whether to take the step.", status=422)
    decided = {"step": step, "by": request.user, "now": timezone.now()}
    typed = form.cleaned_data
    try:
        if typed["decision"] == "accept":
            made = actions.accept_step(
                **decided, to_exercise=typed["to_exercise"], note=typed["note"]
            )
            notices.success(request, f"{made.to_name} takes the place of {made.from_name}.")
        else:
            actions.decline_step(**decided, note=typed["note"])
            notices.success(request, f"{step.from_name} stays as it is.")
    except AssessmentError as error:
        return refuse(request, patient, error)
    return redirect("assessments:programme-detail", patient.reference)


@of_a_patient
@require_http_methods(["GET", "HEAD", "POST"])
def alert_detail(request, patient, alert):
    """Say what was done about an alert; what was typed stays where it is refused."""
    found = PlanAlert.objects.filter(programme__in=Programme.objects.of_person(patient))
    alert = get_object_or_404(found.select_related("programme", "seen_by"), reference=alert)
    form = SeenForm(request.POST if request.method == "POST" else None)
    context, status = {"patient": patient, "alert": alert, "form": form}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.see_alert(
                    alert=alert,
                    what_was_done=form.cleaned_data["what_was_done"],
                    by=request.user,
                    now=timezone.now(),
                )
            except AssessmentError as error:
                return refuse(request, patient, error)
            notices.success(request, "Noted. It is off your list.")
            return redirect("assessments:programme-detail", patient.reference)
    return render(request, "assessments/programmes/alert.html", context, status=status)


@of_a_patient
@require_http_methods(["GET", "HEAD", "POST"])
def programme_end(request, patient):
    """Ask why the plan ends, then end it."""
    programme = plans.running_plan(patient)
    if programme is None:
        return redirect("assessments:programme-detail", patient.reference)
    form = EndForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.end_programme(
                    programme=programme,
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    now=timezone.now(),
                )
            except AssessmentError as error:
                return refuse(request, patient, error)
            notices.success(request, "The plan has ended. Its record stays.")
            return redirect("assessments:programme-detail", patient.reference)
    context = {"patient": patient, "programme": programme, "form": form}
    return render(request, "assessments/programmes/end.html", context, status=status)


# --- The retest -----------------------------------------------------------------------------------


@of_a_patient
@require_POST
def retest_book(request, patient):
    """Book the retest with treadmill and clinician; a time that has gone offers the next ones."""
    programme, form = plans.running_plan(patient), RetestForm(request.POST)
    if programme is None:
        return refuse(request, patient, "The plan is not running, so it has no retest to book.")
    if not form.is_valid():
        return _retest_refused(request, patient, programme, form.first_error(), 422)
    service = service_of(programme)
    people = {person.slug: person for person in practitioners_offering(service)} if service else {}
    practitioner = people.get(form.cleaned_data["practitioner"])
    if practitioner is None:
        text = "Whoever you chose gives no running assessment any more. Choose another time."
        return _retest_refused(request, patient, programme, text, 409)
    try:
        visit = book_appointment(
            service=service,
            practitioner=practitioner,
            patient=programme.patient.person,
            starts_at=form.cleaned_data["starts_at"],
            booker=Booker(AppointmentSource.DESK, user=request.user),
            submission=form.cleaned_data["submission"],
        )
    except BookingError as error:
        return _retest_refused(request, patient, programme, str(error), error.status)
    unit = f", {visit.equipment.name}" if visit.equipment else ""
    notices.success(request, f"The retest is booked with {visit.practitioner.name}{unit}.")
    url = reverse("assessments:programme-detail", args=[patient.reference])
    return redirect(f"{url}#retest")


def _retest_refused(request, patient, programme, error, status):
    """Show the plan again, with why the time could not be had and the next ones on offer."""
    draft, sent = plans.draft_plan(patient), plans.plans_of(patient)
    return _render(request, patient, programme, draft, sent, error=error, status=status)
