"""A patient's chart, for the clinicians who treat them; others give a reason first."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessments import access, actions, plans, queries
from assessments.exceptions import AssessmentError, NoAccess, ReasonNeeded, TooManyFiles
from assessments.forms.pages import BreakGlassForm
from assessments.reading.follow_ups import courses_of, follow_ups_of
from assessments.reading.plans import course_of
from assessments.reading.running import latest_measured, read_runs, runs_of
from assessments.reading.trending import trends
from bookings.people.households import opened_in_words
from clinic.models import AccessBasis, Patient
from clinic.rate_limits import client_address

RUNS_SHOWN = 12


def find_patient(user, reference) -> Patient:
    """Return the patient whose file `reference` is of; to all but clinicians there is none."""
    if not user.is_clinician:
        raise Http404
    return get_object_or_404(Patient.objects.with_person(), reference=reference).person


def ask_for_reason(request, patient, form=None, *, status=403):
    context = {"patient": patient, "form": form or BreakGlassForm()}
    return render(request, "assessments/charts/reason_needed.html", context, status=status)


def clinical_page(view):
    """Answer a stranger's look with a 404, and one without a ground with the question for it."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NoAccess:
            raise Http404 from None

    return guarded


@clinical_page
@require_safe
def chart_detail(request, reference):
    patient = find_patient(request.user, reference)
    now = timezone.now()
    try:
        event = access.open_file(
            request.user, patient, what="chart", reference=patient.reference, now=now
        )
    except ReasonNeeded:
        return ask_for_reason(request, patient)
    chart = queries.chart_of(patient)
    looks = patient.access_events.exclude(basis=AccessBasis.DESK)  # which sees nothing of this
    drawn = trends(chart.finished)
    last_runs = list(runs_of(patient)[:RUNS_SHOWN])
    context = _plan_of(patient, now) | {
        "chart": chart,
        "event": event,
        "runs": read_runs(patient, last_runs, timezone.localdate(now)),
        "latest": latest_measured(chart.finished),
        "follow_ups": follow_ups_of(patient, now),
        "courses": courses_of(patient),
        "trends": drawn,
        "has_more_trends": not all(trend.is_chief for trend in drawn),
        "seen_by": [(look, opened_in_words(look)) for look in looks.select_related("user")[:10]],
    }
    return render(request, "assessments/charts/detail.html", context)


def _plan_of(patient, now):
    """Return what the chart says of the plan: the one that runs, or the last that did."""
    sent = plans.plans_of(patient)
    current = next((each for each in sent if each.is_running), sent[0] if sent else None)
    if current is None:
        return {"programme": None, "plan_draft": plans.draft_plan(patient)}
    return {
        "programme": current,
        "course": course_of(current, timezone.localdate(now)),
        "plan_waits": plans.count_waiting(current),
    }


@clinical_page
@require_POST
def chart_open(request, reference):
    patient = find_patient(request.user, reference)
    form = BreakGlassForm(request.POST)
    if not form.is_valid():
        return ask_for_reason(request, patient, form, status=422)
    try:
        access.break_glass(
            request.user,
            patient,
            reason=form.in_words(),
            now=timezone.now(),
            address=client_address(request),
        )
    except TooManyFiles as error:
        form.add_error(None, str(error))
        return ask_for_reason(request, patient, form, status=429)
    return redirect("assessments:chart-detail", patient.reference)


@clinical_page
@require_POST
def assessment_create(request, reference):
    patient = find_patient(request.user, reference)
    now = timezone.now()
    try:
        access.ground_for(request.user, patient, now)
    except ReasonNeeded:
        return ask_for_reason(request, patient)
    practitioner = queries.practitioner_of(request.user)
    try:
        assessment = actions.begin_assessment(
            patient=patient,
            practitioner=practitioner,
            appointment=practitioner and queries.visit_to_assess(patient, practitioner, now),
            now=now,
            is_quick=request.POST.get("quick") == "1",
        )
    except AssessmentError as error:
        context = {
            "error": str(error),
            "back_url": reverse("assessments:chart-detail", args=[patient.reference]),
        }
        return render(request, "409.html", context, status=409)
    return redirect("assessments:assessment-resume", assessment.reference)
