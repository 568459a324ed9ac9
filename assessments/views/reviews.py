"""What a clinician reads before a visit, and what they do about it."""

from django.contrib import messages as notices
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import access, actions
from assessments.exceptions import AssessmentError, ReasonNeeded, ScreenSuperseded
from assessments.forms.intake import ReviewForm
from assessments.judging import load
from assessments.models import RedFlagScreen
from assessments.questions import red_flags
from assessments.reading import visit_answers
from assessments.views.charts import ask_for_reason, clinical_page
from bookings.models import Appointment

WHAT = "forms before a visit"


def find_visit(request, reference) -> Appointment:
    """Return the visit; to all but clinicians there is none."""
    if not request.user.is_clinician:
        raise Http404
    visits = Appointment.objects.ever_booked().with_people().with_person()
    return get_object_or_404(visits, reference=reference)


@clinical_page
@require_safe
def forms_detail(request, reference):
    appointment = find_visit(request, reference)
    try:
        access.open_file(
            request.user,
            appointment.patient,
            what=WHAT,
            reference=appointment.reference,
            now=timezone.now(),
        )
    except ReasonNeeded:
        return ask_for_reason(request, appointment.patient.person)
    return _render(request, appointment)


@clinical_page
@require_POST
def review(request, reference):
    appointment = find_visit(request, reference)
    try:
        access.ground_for(request.user, appointment.patient, timezone.now())
    except ReasonNeeded:
        return ask_for_reason(request, appointment.patient.person)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        refusal = str(ScreenSuperseded()) if "screen" in form.errors else ""
        return _render(request, appointment, form, refusal=refusal, status=422)
    screen = get_object_or_404(
        RedFlagScreen.objects.select_related("appointment"),
        appointment=appointment,
        reference=form.cleaned_data["screen"],
    )
    try:
        actions.review_screen(screen=screen, note=form.cleaned_data["note"], by=request.user)
    except AssessmentError as error:
        return _render(request, appointment, form, refusal=str(error), status=409)
    notices.success(request, "Your note is kept. The visit may go ahead as booked.")
    return redirect("assessments:visit-forms", appointment.reference)


def _render(request, appointment, form=None, *, refusal="", status=200):
    shown = visit_answers.forms_of(appointment)
    if shown.screen and (form is None or refusal):
        note = form.data.get("note", "") if form else ""
        form = ReviewForm(initial={"screen": shown.screen.reference, "note": note})
    context = {
        "appointment": appointment,
        "forms": shown,
        "form": form if shown.screen else None,
        "refusal": refusal,
        "is_asked": bool(appointment.service.intake_form),
        "score_source": red_flags.SCORE_SOURCE,
        "load_source": load.SOURCE,
    }
    return render(request, "assessments/intake/visit_forms.html", context, status=status)
