"""The measuring screen, and what its script reads and stores."""

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access, actions, flow, queries
from assessments.exceptions import (
    MeasuredAlready,
    MeasuredElsewhere,
    NoAccess,
    PointsDiffer,
    ReasonNeeded,
)
from assessments.files import frames
from assessments.models import Frame, SectionCode, Step
from assessments.reading import measuring_screen
from assessments.reading.stills import for_patient
from assessments.views.assessments import WHAT, find_assessment, for_clinicians, leave_event
from assessments.views.charts import ask_for_reason, clinical_page
from assessments.views.json_calls import answered, clinicians_call, read_body, refusal, sent_as
from assessments.views.measuring_schemas import CaptureSent, StepSent
from assessments.views.sections import SEE_FIRST

ALIKE = 0.05  # a value of the page's that differs by more was computed from something else


@for_clinicians
@require_safe
def measure(request, assessment):
    if not assessment.is_open:
        return redirect(assessment)
    rail = flow.rail(assessment, flow.MEASURE)
    if not rail.safety.is_settled:
        return redirect(flow.url_of(assessment, flow.SAFETY))
    if not flow.may_show_degrees(assessment):
        notices.info(request, SEE_FIRST)
        return redirect(flow.url_of(assessment, SectionCode.BY_EYE))
    leave_event(request, assessment)
    context = {
        "assessment": assessment,
        "measuring": measuring_screen.screen(assessment, selected=request.GET.get("capture", "")),
        "rail": rail,
        "next_url": flow.url_of(assessment, flow.after(assessment, flow.MEASURE)),
    }
    return render(request, "assessments/measuring/screen.html", context)


def _read_captures(request, assessment):
    if not flow.may_show_degrees(assessment):
        return answered({"captures": [], "summary": []})
    leave_event(request, assessment)
    return answered(measuring_screen.state(assessment))


def _put_capture(request, assessment, capture):
    sent = sent_as(request, CaptureSent)
    try:
        stored, is_new = actions.save_capture(
            assessment=assessment,
            reference=capture,
            filmed=sent.filmed(),
            revision=sent.revision,
            by=request.user,
        )
    except MeasuredElsewhere as error:
        _check_may_look(request)
        return refusal(error, capture=measuring_screen.one_capture(assessment, error.row))
    fields = {"capture": measuring_screen.one_capture(assessment, stored)}
    return answered(fields | _summary(request, assessment), is_new=is_new)


def _delete_capture(request, assessment, capture):
    actions.remove_capture(assessment=assessment, reference=capture, now=timezone.now())
    return answered(_summary(request, assessment))


def _put_step(request, assessment, capture, step):
    sent = sent_as(request, StepSent)
    placed = sent.placed()
    try:
        stored, is_new = actions.save_step(
            assessment=assessment,
            capture=capture,
            reference=step,
            placed=placed,
            revision=sent.revision,
        )
    except PointsDiffer as error:
        _check_may_look(request)
        return refusal(error, **measuring_screen.differing(placed, error.measures, error.steps))
    except MeasuredElsewhere as error:
        _check_may_look(request)
        code = "duplicate" if isinstance(error, MeasuredAlready) else "changed"
        return refusal(error, code=code, step=_step_fields(error.row))
    fields = _step_fields(stored)
    answer = {"step": fields} | _summary(request, assessment)
    if sent.moves:
        moved = stored.capture.steps.filter(reference__in=sent.moves)
        answer["moved"] = [_step_fields(other) for other in moved]
    if _differs(sent.values, fields["values"]):
        answer["differs"] = True
    return answered(answer, is_new=is_new)


def _check_may_look(request):
    """Raise ReasonNeeded where what somebody else stored may not be shown any more."""
    if not request.may_look:
        raise ReasonNeeded


def _summary(request, assessment):
    """Return what all frames add up to, for an answer: nothing of it where it may not be shown."""
    return {"summary": measuring_screen.summary(assessment)} if request.may_look else {}


def _step_fields(step):
    return measuring_screen.step_fields(
        Step.objects.prefetch_related("landmarks", "values").get(pk=step.pk)
    )


def _differs(shown, computed):
    """Say whether the page showed another value than the one that counts."""
    return any(
        shown.get(each["metric"]) is not None
        and each["value"] is not None
        and abs(shown[each["metric"]] - each["value"]) > ALIKE
        for each in computed
    )


def _delete_step(request, assessment, capture, step):
    actions.remove_step(assessment=assessment, capture=capture, reference=step, now=timezone.now())
    return answered(_summary(request, assessment))


def _put_frame(request, assessment, capture, number):
    clip = assessment.captures.filter(reference=capture).first()
    if clip is None:
        raise NoAccess
    sent = read_body(request, frames.LARGEST_BYTES)
    picture = frames.read_picture(sent, within=(clip.width_px, clip.height_px))
    frame, is_new = actions.keep_frame(
        assessment=assessment, capture=capture, number=number, picture=picture
    )
    url = measuring_screen.frame_url(assessment, frame)
    return answered({"number": frame.number, "url": url}, is_new=is_new)


capture_list = clinicians_call(GET=_read_captures)
capture_detail = clinicians_call(PUT=_put_capture, DELETE=_delete_capture)
step_detail = clinicians_call(PUT=_put_step, DELETE=_delete_step)
frame_keep = clinicians_call(PUT=_put_frame)


@clinical_page
@require_safe
def frame_detail(request, reference, frame):
    """Show a kept frame, to those who may read the page that it stands on."""
    assessment = find_assessment(reference)
    kept = Frame.objects.filter(
        reference=frame, assessment=assessment, capture__removed_at__isnull=True
    ).first()
    look = {
        "page": WHAT,
        "what": "frame",
        "reference": assessment.reference,
        "now": timezone.now(),
    }
    try:
        if kept:
            access.note_look(request.user, assessment.patient, **look)
        else:
            access.ground_for(request.user, assessment.patient, look["now"])
    except (NoAccess, ReasonNeeded):
        if not (kept and _is_shown_to_patient(request.user, assessment, frame)):
            if request.user.is_clinician:
                return ask_for_reason(request, assessment.patient)
            raise Http404 from None
        access.note_own_look(request.user, assessment.patient, **look)
    if kept is None:
        raise Http404
    return HttpResponse(bytes(kept.picture), content_type="image/jpeg")


def _is_shown_to_patient(user, assessment, frame):
    """Say whether a frame stands on the page that was shared with this person."""
    if not (assessment.is_shared and access.looks_after(user, assessment.patient)):
        return False
    whole = queries.assessments_to_read().get(pk=assessment.pk)
    return str(frame) in {still.reference for still in for_patient(whole)}
