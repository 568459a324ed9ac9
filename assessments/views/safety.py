"""The safety questions at an assessment: its first page."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import actions, flow, safety
from assessments.exceptions import AssessmentError, ScreenSuperseded
from assessments.forms.safety import AskForm, ConfirmForm, SafetyNoteForm
from assessments.questions import red_flags
from assessments.views.assessments import (
    find_assessment,
    for_clinicians,
    leave_event,
    may_look,
)
from bookings.views.submissions import submission_of

ASK, CONFIRM, NOTE = "ask", "confirm", "note"
FORMS = {ASK: AskForm, CONFIRM: ConfirmForm, NOTE: SafetyNoteForm}


@for_clinicians
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_safety(request, assessment):
    if request.method == "POST":
        return _save(request, assessment)
    if not assessment.is_open:
        return redirect(assessment)
    leave_event(request, assessment)
    return _render(request, assessment)


def _save(request, assessment):
    """Keep what was asked, confirmed or done; what was typed comes back with a refusal."""
    what = request.POST.get("do", ASK)
    if what not in FORMS:
        what = ASK
    form = FORMS[what](request.POST)
    if not form.is_valid():
        refusal = str(ScreenSuperseded()) if {"answers", "read"} & set(form.errors) else ""
        return _render(request, assessment, {what: form}, refusal=refusal, status=422)
    try:
        _keep(request, assessment, what, form)
    except AssessmentError as error:
        newer = find_assessment(assessment.reference)
        return _render(request, newer, {what: form}, refusal=str(error), status=409)
    if safety.safety_of(assessment).stops:
        return redirect(flow.url_of(assessment, flow.SAFETY))
    return redirect(flow.url_of(assessment, flow.first_to_do(assessment)))


def _keep(request, assessment, what, form):
    saves = {
        "assessment": assessment,
        "submission": submission_of(str(assessment.reference), form.cleaned_data),
        "by": request.user,
        "now": timezone.now(),
    }
    if what == ASK:
        read = form.cleaned_data["read"]
        return actions.ask_safety(answers=form.answers(), read=read, **saves)
    saves["answers"] = form.cleaned_data["answers"]
    if what == CONFIRM:
        return actions.confirm_safety(**saves)
    return actions.note_safety(note=form.cleaned_data["note"], **saves)


def _render(request, assessment, sent=None, *, refusal="", status=200):
    """Show the latest answers, and the forms; `sent` is the one that came back, by what it does."""
    sent = sent or {}
    rail = flow.rail(assessment, flow.SAFETY)
    latest = safety.latest_answers(assessment) if may_look(request, assessment) else None
    read = {"answers": latest.reference} if latest else {}
    is_asked = rail.safety.check is not None
    note = sent.get(NOTE)
    if note is None or refusal:  # sent once more, it is said of what stands here now
        note = SafetyNoteForm(initial=read | {"note": note.data.get("note", "") if note else ""})
    context = {
        "assessment": assessment,
        "rail": rail,
        "refusal": refusal,
        "latest": latest,
        "is_asked": is_asked,
        "may_confirm": latest and not is_asked and latest.is_of_today and latest.is_intact,
        "confirm": ConfirmForm(initial=read),
        "questions": sent.get(ASK) or AskForm(),
        "is_asking": ASK in sent or latest is None,
        "note": note,
        "next_url": flow.url_of(assessment, flow.first_to_do(assessment)),
        "score_source": red_flags.SCORE_SOURCE,
    }
    return render(request, "assessments/sections/safety.html", context, status=status)
