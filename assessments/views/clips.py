"""Clips that are kept with the patient's consent: put in, taken home, deleted."""

from http import HTTPStatus

from django.contrib import messages as notices
from django.http import FileResponse, Http404, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, actions
from assessments.exceptions import AssessmentError, ClipIncomplete, ReasonNeeded
from assessments.files import clips
from assessments.forms.signing import ConsentForm
from assessments.models import Capture, ClipFile
from assessments.views.assessments import for_clinicians
from assessments.views.charts import ask_for_reason
from clinic.actions import note_shown
from clinic.models import ShownAt
from clinic.problems import problem
from clinic.publications.shipped import VIDEO

WHAT = "clip"


@for_clinicians
@require_http_methods(["GET", "PUT"])
def clip(request, assessment, capture):
    """Keep a capture's clip, or hand it over as a file to save."""
    if assessment.discarded_at is not None:
        raise Http404
    found = get_object_or_404(Capture, assessment=assessment, reference=capture)
    if request.method != "PUT":
        return _hand_over(request, found)
    if found.removed_at is not None:
        raise Http404
    return _keep(request, found)


def _keep(request, capture):
    """Store the body as it comes in; the answer is JSON, for the page that sends it."""
    now = timezone.now()
    try:
        kept = actions.keep_clip(
            capture=capture,
            read=lambda size: _read(request, size),
            expected_bytes=_announced(request),
            has_consent=ConsentForm(request.GET).is_given(),
            by=request.user,
            now=now,
        )
        patient = capture.assessment.patient
        note_shown(kinds=(VIDEO,), at=ShownAt.CLIP, now=now, patient=patient)
    except AssessmentError as error:
        return problem(getattr(error, "status", HTTPStatus.CONFLICT), str(error))
    return JsonResponse({"clip": str(kept.reference), "size_bytes": kept.size_bytes}, status=201)


def _read(request, size):
    try:
        return request.read(size)
    except UnreadablePostError as error:  # the sender went away
        raise ClipIncomplete from error


def _announced(request):
    """Return the body's length as its sender gives it; None where it comes in chunks."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdecimal() else None


def _hand_over(request, capture):
    kept = get_object_or_404(ClipFile, capture=capture, withdrawn_at__isnull=True)
    try:
        file = clips.open_clip(kept.path)
    except FileNotFoundError:
        raise Http404 from None
    access.open_file(
        request.user,
        capture.assessment.patient,
        what=WHAT,
        reference=kept.reference,
        now=timezone.now(),
    )
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=f"clip-{kept.path}",
        content_type=clips.content_type(kept.path),
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@for_clinicians
@require_POST
def clip_withdraw(request, assessment, clip):
    """Delete the file at the patient's word."""
    kept = get_object_or_404(ClipFile, assessment=assessment, reference=clip)
    now = timezone.now()
    try:
        access.ground_for(request.user, assessment.patient, now)
    except ReasonNeeded:
        return ask_for_reason(request, assessment.patient)
    actions.withdraw_clip(clip=kept, by=request.user, now=now)
    notices.success(request, "The clip is deleted. That it was kept, and until when, stays noted.")
    return redirect(assessment)
